"""统一口径 as deeds: draft, send round, sign or dissent, agree, renew, withdraw.

Who drafts and agrees speaks for the lead (牵头) or the desk; a unit signs for itself alone.
Dissent is kept with its facts and stays visible when the lead decides otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from cases.reasons import reasoned
from core.draft_check import cleaned
from core.errors import InputError
from core.scope import Actor
from core.wording import KeyFact, Point, Statement, check_sound
from store import history, reply_checks, sign_offs, statements
from store.engine import Store

LEADERS = frozenset({"dispatch", "lead", "command"})
_LONGEST = 4_000
_REASON = 500


@Actor.needs("desk")
def draft(store: Store, actor: Actor, wanted: Statement, now: datetime, *, renews: int = 0) -> int:
    """Enter a draft, or with `renews` the next version of a statement; returns its number.

    Raises InputError for a statement that could not be checked, or for who may not draft.
    """
    _may_lead(actor)
    tidy = _tidy(wanted)
    check_sound(tidy)
    with store.write() as conn:
        series, version = 0, 1
        if renews:
            series = _known(conn, renews)["series"]
            version = statements.versions(conn, series) + 1
        lead = actor.unit or tidy.lead
        made = replace(tidy, version=version, state="draft", lead=lead)
        number = statements.add(conn, made, series, actor.name, now)
        told = {"topic": made.topic, "version": version, "kind": made.kind}
        history.write(conn, actor, "draft", ("statement", number), told, now)
    return number


@Actor.needs("desk")
def send_round(
    store: Store, actor: Actor, number: int, units: Iterable[str], due_on: date, now: datetime
) -> None:
    """Ask the units concerned to sign until a day. Raises InputError."""
    _may_lead(actor)
    asked = [unit for unit in dict.fromkeys(units) if unit]
    if not asked:
        raise InputError("请选择会签的单位。")
    with store.write() as conn:
        row = _known(conn, number)
        if row["state"] not in ("draft", "signing"):
            raise InputError("这一版口径不在起草或会签中。")
        sign_offs.ask(conn, ("statement", number), asked, due_on, now)
        statements.change(conn, number, row["state"], state="signing")
        told = {"units": asked, "due_on": due_on.isoformat()}
        history.write(conn, actor, "send_round", ("statement", number), told, now)


@Actor.needs("desk")
def sign(
    store: Store, actor: Actor, number: int, said: tuple[str, str, str], now: datetime
) -> None:
    """Sign for the actor's unit: (agree | dissent, opinion, facts). Dissent needs its facts.

    Raises InputError for a unit that was not asked, or outside the round.
    """
    answer, opinion, facts = said[0], cleaned(said[1]), cleaned(said[2])
    if answer not in ("agree", "dissent"):
        raise InputError("请选择同意或有不同意见。")
    if answer == "dissent" and not facts:
        raise InputError("不同意见须写明所依据的事实。")
    with store.write() as conn:
        row = _known(conn, number)
        if row["state"] != "signing":
            raise InputError("这一版口径不在会签中。")
        about = ("statement", number)
        if not sign_offs.answer(conn, about, actor.unit, (answer, opinion, facts), actor.name, now):
            raise InputError("本单位不在会签范围内，请先选择代表的单位。")
        told = {"unit": actor.unit, "answer": answer, "opinion": opinion, "facts": facts}
        history.write(conn, actor, "sign", about, told, now)


@Actor.needs("desk")
def agree(store: Store, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Make it the agreed wording: all who were asked have answered; over dissent only with a
    reason. It takes the place of earlier versions, and replies are looked at again.

    Raises InputError.
    """
    _may_lead(actor)
    why = cleaned(reason)[:_REASON]
    with store.write() as conn:
        row = _known(conn, number)
        if row["state"] != "signing":
            raise InputError("请先会签，再定稿。")
        signs = sign_offs.of(conn, "statement", [number])[number]
        if any(not sign["answer"] for sign in signs):
            raise InputError("还有单位没有会签。")
        if any(sign["answer"] == "dissent" for sign in signs) and not why:
            raise InputError("有单位持不同意见，定稿须写明理由；不同意见及其事实会一并保留。")
        values = {"agreed_by": actor.name, "agreed_at": now, "reason": why}
        if not statements.change(conn, number, "signing", state="agreed", **values):
            raise InputError("刚才已有别人办理，请看最新情况后再办。")
        statements.replace_others(conn, row["series"], number)
        reply_checks.again(conn)
        history.write(conn, actor, "agree", ("statement", number), {"reason": why}, now)


@Actor.needs("desk")
def withdraw(store: Store, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Take a statement back; what was found by it goes at the next look. Raises InputError."""
    _may_lead(actor)
    why = reasoned(reason)
    with store.write() as conn:
        row = _known(conn, number)
        if row["state"] not in ("draft", "signing", "agreed"):
            raise InputError("这一版口径已经不再使用。")
        statements.change(conn, number, row["state"], state="withdrawn", reason=why)
        reply_checks.again(conn)
        history.write(conn, actor, "withdraw", ("statement", number), {"reason": why}, now)


@Actor.needs("desk")
def settle(store: Store, actor: Actor, number: int, state: str, reason: str, now: datetime) -> None:
    """Settle what was found in a reply: mended (已更正答复), or aside with the facts why.

    Raises InputError without a reason or for a finding that is not open.
    """
    if state not in ("mended", "aside"):
        raise InputError("请选择处理结果。")
    why = reasoned(reason)
    with store.write() as conn:
        seen = reply_checks.sees(conn, actor.scope, number)
        row = reply_checks.settle(conn, number, state, why, actor.name, now) if seen else None
        if row is None:
            raise InputError("这一处已经处理过了。")
        if actor.role == "handle" and actor.unit != row["unit"]:
            raise InputError("只能处理本单位答复中的问题。")
        told = {"state": state, "reason": why, "fact": row["fact"]}
        history.write(conn, actor, "settle", ("wording", number), told, now)


def facts_from(lines: str) -> tuple[KeyFact, ...]:
    """Key facts from lines `名称|种类|值|其他说法、其他说法`; raises InputError."""
    from core.values import KINDS

    names = {title: kind for kind, title in KINDS.items()} | {kind: kind for kind in KINDS}
    found = []
    for line in filter(None, (line.strip() for line in lines.splitlines())):
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if len(parts) < 3 or parts[1] not in names:
            raise InputError(
                "关键事实每行写：名称|种类|值|其他说法，种类为 {kinds}。", kinds="、".join(names)
            )
        cues = tuple(filter(None, parts[3].replace("，", "、").split("、"))) if parts[3:] else ()
        found.append(KeyFact(parts[0], names[parts[1]], parts[2], cues))
    return tuple(found)


def points_from(lines: str) -> tuple[Point, ...]:
    """Required points, one a line, ways of saying it apart by 、 or |."""
    rows = (line.replace("｜", "|").replace("、", "|").split("|") for line in lines.splitlines())
    cleaned = (tuple(word.strip() for word in row if word.strip()) for row in rows)
    return tuple(Point(words) for words in cleaned if words)


def _tidy(wanted: Statement) -> Statement:
    texts: dict[str, Any] = {
        name: cleaned(getattr(wanted, name)) for name in ("topic", "text", "corrects", "contact")
    }
    if len(texts["text"]) > _LONGEST:
        raise InputError("口径正文不能超过 {limit} 个字。", limit=_LONGEST)
    if not wanted.contact.strip():
        raise InputError("请写明口径的联系人岗位或电话，答复单位有疑问时好问。")
    texts["contact"] = " ".join(wanted.contact.split())[:80]
    return replace(wanted, **texts)


def _known(conn: Connection, number: int) -> dict[str, Any]:
    row = statements.one(conn, number)
    if row is None:
        raise InputError("没有编号为 {number} 的口径。", number=number)
    return row


def _may_lead(actor: Actor) -> None:
    if actor.kind != "person" or actor.role not in LEADERS:
        raise InputError("口径由牵头协调、受理派单或批示交办角色起草和定稿。")


def pending(signs: Sequence[dict[str, Any]]) -> list[str]:
    """Units that have not answered."""
    return [sign["unit"] for sign in signs if not sign["answer"]]
