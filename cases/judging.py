"""研判认定 as deeds: only these start a public response clock, and only a person does them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from cases.desk import not_about
from cases.reasons import LONGEST, line, reasoned
from core.errors import Denied, InputError
from core.judgement import PUBLICATIONS, Judgement, check
from core.scope import Actor
from store import history, judgements, recusal, verdicts
from store.engine import Store


def judge(store: Store, said: Judgement, issue: int, now: datetime) -> int:
    """Hold that an issue must be answered in public: its response clocks start at `said.at`.

    Returns the number of the judgement. Raises InputError for anything but a complete
    judgement by a person, at a time between 发现 and now, of an issue not yet judged.
    """
    sound = check(said)
    if not sound.who.scope.can("desk"):
        raise Denied("您的角色不能办理这一项。")
    sound = replace(sound, basis=reasoned(sound.basis))
    if sound.at > now:
        raise InputError("认定时间不能晚于现在。")
    with store.write() as conn:
        gone = verdicts.one(conn, issue)
        seen = recusal.is_issue_open(conn, sound.who.scope, issue)
        if gone is None or gone["merged_into"] is not None or not seen:
            raise InputError("没有编号为 {issue} 的热点事项，或者它已并入另一个。", issue=issue)
        before = judgements.standing(conn, issue)
        if before and before["state"] == "judged":
            raise InputError("这个事项已经认定，撤回以后才能重新认定。")
        found = judgements.found_at(conn, issue) or sound.at
        if sound.at < found:
            raise InputError("认定时间不能早于发现时间。")
        number = judgements.judge(conn, issue, sound, found)
        told = {"type": sound.type, "level": sound.level, "basis": sound.basis}
        history.write(conn, sound.who, "judge", ("issue", issue), told, now)
    return number


@Actor.needs("desk")
def decline(store: Store, actor: Actor, issue: int, reason: str, now: datetime) -> None:
    """Hold that a proposed issue need not be answered in public.

    Raises InputError without a reason, without a proposal, and for a unit that it is about.
    """
    why = reasoned(reason)
    _person(actor)
    with store.write() as conn:
        row = judgements.standing(conn, issue)
        if row is None or row["state"] != "open":
            raise InputError("这个事项没有待研判的提示。")
        not_about(conn, actor, issue)
        judgements.close(conn, row["id"], "declined", why, now)
        history.write(conn, actor, "decline", ("issue", issue), {"reason": why}, now)


@Actor.needs("desk")
def withdraw(store: Store, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Take a judgement back; its clocks end, what was said stays in the history.

    Raises InputError without a reason, and for a unit that the issue is about.
    """
    why = reasoned(reason)
    _person(actor)
    with store.write() as conn:
        row = _judged(conn, number)
        not_about(conn, actor, row["issue_id"])
        judgements.close(conn, number, "withdrawn", why, now)
        told = {"judgement": number, "reason": why}
        history.write(conn, actor, "withdraw", ("issue", row["issue_id"]), told, now)


@Actor.needs("desk")
def publish(
    store: Store, actor: Actor, number: int, said: tuple[str, datetime, str, str], now: datetime
) -> None:
    """Note what was published: (kind, when, title, link). The first of a kind stops its clock.

    Raises InputError for an unknown kind, a time outside judgement and now, or no title.
    """
    kind, at, title, link = said
    _person(actor)
    if kind not in PUBLICATIONS:
        raise InputError("没有“{kind}”这种发布。", kind=kind)
    called = line(title)
    if not 1 <= len(called) <= LONGEST:
        raise InputError("请写明发布的标题，1 至 {limit} 个字。", limit=LONGEST)
    if link and not link.startswith(("http://", "https://")):
        raise InputError("链接应以 http:// 或 https:// 开头。")
    with store.write() as conn:
        row = _judged(conn, number)
        if not recusal.is_issue_open(conn, actor.scope, row["issue_id"]):
            raise InputError("没有编号为 {number} 的研判认定，或者它已撤回。", number=number)
        if not row["judged_at"] <= at <= now:
            raise InputError("发布时间应在认定以后、现在以前。")
        values = {"kind": kind, "published_at": at, "title": called, "link": link}
        judgements.publish(conn, number, {**values, "published_by": actor.name, "noted_at": now})
        told = {"judgement": number, "kind": kind, "title": called}
        history.write(conn, actor, "publish", ("issue", row["issue_id"]), told, now)


def _judged(conn: Connection, number: int) -> dict[str, Any]:
    row = judgements.one(conn, number)
    if row is None or row["state"] != "judged":
        raise InputError("没有编号为 {number} 的研判认定，或者它已撤回。", number=number)
    return row


def _person(actor: Actor) -> None:
    if actor.kind != "person":
        raise InputError("研判认定必须由人作出，系统不能代为认定。")
