"""Deeds of a person. Each is one transaction: the change, its history line, its requests."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from cases import recusing
from cases.handling import Desk
from cases.reasons import line, reasoned
from core import watched
from core.errors import InputError
from core.i18n import mark
from core.labels import AREAS, INTENTS, SENTIMENTS, URGENCIES
from core.scope import Actor
from store import aside, audit, history, labels, recusal, requests, verdicts
from store.engine import Store

REQUESTS: dict[str, str] = {
    "collect": mark("立即采集"),
    "retry": mark("重试待核数据"),
    "test_mail": mark("发送测试邮件"),
    "dry_run": mark("规则试算"),
}
"""What a person may ask the clock to do."""

_LONGEST_NAME = 60


@Actor.needs("operate", "desk")
def ask(store: Store, actor: Actor, kind: str, parameters: Mapping[str, Any], now: datetime) -> int:
    """Ask the clock for something; it picks the request up at its next tick.

    Raises InputError for a kind that is not in REQUESTS.
    """
    if kind not in REQUESTS:
        raise InputError("没有“{kind}”这种请求。", kind=kind)
    with store.write() as conn:
        number = requests.ask(conn, kind, parameters, actor, now)
        history.write(conn, actor, "ask", ("request", number), {"kind": kind}, now)
    return number


@Actor.needs("texts")
def search(store: Store, actor: Actor, words: str, found: int, now: datetime) -> None:
    """Write into the audit who searched the messages for what, and how many were found."""
    from core.privacy import mask_text  # 37 MB that a process which only shows pages does without

    details = {"words": mask_text(words), "found": found}
    with store.write() as conn:
        audit.record(conn, actor, "search", ("messages", 0), details, now)


@Actor.needs("desk")
def rename_issue(store: Store, actor: Actor, issue: int, name: str, now: datetime) -> None:
    """Give an issue a name; the model's name never replaces it again.

    Raises InputError for an empty or overlong name, one that names somebody, or an issue that
    does not exist.
    """
    with store.write() as conn:
        _open(conn, actor, issue)
        chosen = _named(conn, name)
        before = verdicts.rename(conn, issue, chosen, actor)
        if before is None:
            raise InputError("没有编号为 {issue} 的热点事项。", issue=issue)
        details = {"before": before, "after": chosen}
        history.write(conn, actor, "rename", ("issue", issue), details, now)


@Actor.needs("desk")
def merge_issues(store: Store, actor: Actor, issue: int, into: int, now: datetime) -> None:
    """Make one issue part of another. Its number stays an alias; its messages move.

    Raises InputError for an unknown issue, for one that is merged already, for itself, and for
    a unit that it is about.
    """
    with store.write() as conn:
        gone, kept = _standing(conn, issue), _standing(conn, into)
        if issue == into:
            raise InputError("不能把热点事项并入它自己。")
        not_about(conn, actor, issue)
        verdicts.merge(conn, issue, into)
        details = {"into": into, "name": gone["name"], "into_name": kept["name"]}
        history.write(conn, actor, "merge", ("issue", issue), details, now)


@Actor.needs("desk")
def split_issue(
    store: Store, actor: Actor, issue: int, chosen: Sequence[int], name: str, now: datetime
) -> int:
    """Take messages out of an issue into one of their own and return its number.

    Raises InputError unless some, but not all, of its messages are chosen, or for a bad name.
    """
    with store.write() as conn:
        _open(conn, actor, issue)
        called = _named(conn, name)
        whole = _standing(conn, issue)
        members = verdicts.members_of(conn, issue, chosen)
        if len(set(members)) != len(set(chosen)) or not 0 < len(members) < whole["messages"]:
            raise InputError("请选出这个热点事项的一部分诉求（不能是全部）。")
        fresh = verdicts.split(conn, issue, members, called, actor)
        details = {"into": fresh, "name": called, "messages": len(members)}
        history.write(conn, actor, "split", ("issue", issue), details, now)
    return fresh


@Actor.needs("desk")
def dismiss_issue(store: Store, actor: Actor, issue: int, reason: str, now: datetime) -> None:
    """Set an issue aside. It needs a reason, lowers no count, and lapses when the issue grows.

    Raises InputError without a reason, for an unknown issue, and for a unit that it is about.
    """
    why = reasoned(reason)
    with store.write() as conn:
        _standing(conn, issue)
        not_about(conn, actor, issue)
        verdicts.dismiss(conn, issue, why, actor, now)
        history.write(conn, actor, "dismiss", ("issue", issue), {"reason": why}, now)


@Actor.needs("desk")
def take_up_issue(store: Store, actor: Actor, issue: int, now: datetime) -> None:
    """End the setting aside of an issue at once. It needs no reason: nothing is hidden by it.

    Raises InputError for an issue that is not set aside, and for a unit that it is about.
    """
    with store.write() as conn:
        _standing(conn, issue)
        not_about(conn, actor, issue)
        if not verdicts.take_up(conn, issue):
            raise InputError("这个事项没有搁置。")
        history.write(conn, actor, "take_up", ("issue", issue), {}, now)


def not_about(conn: Connection, actor: Actor, issue: int) -> None:
    """Raises InputError where an issue is about the actor's own unit, or accuses it, or lies
    outside the actor's scope."""
    _open(conn, actor, issue)
    if actor.unit and actor.unit in aside.concerned(conn, issue):
        raise InputError("这个事项涉及本单位，不能由本单位作此处理，请由上级单位决定。")


def _open(conn: Connection, actor: Actor, issue: int) -> None:
    if not recusal.is_issue_open(conn, actor.scope, issue):
        raise InputError("没有编号为 {issue} 的热点事项。", issue=issue)


def _standing(conn: Connection, issue: int) -> dict[str, Any]:
    found = verdicts.one(conn, issue)
    if found is None:
        raise InputError("没有编号为 {issue} 的热点事项。", issue=issue)
    if found["merged_into"] is not None:
        raise InputError("编号为 {issue} 的热点事项已并入另一个。", issue=issue)
    return found


def _named(conn: Connection, name: str) -> str:
    """A name for an issue, masked. One that names somebody, or speaks of those who complain, is
    refused, unless an issue was called so before: then it is put back."""
    chosen = line(name)
    if not 1 <= len(chosen) <= _LONGEST_NAME:
        raise InputError("名称应为 1 至 {limit} 个字。", limit=_LONGEST_NAME)
    told = "〔姓名〕" in chosen or watched.named([chosen])
    if told and not verdicts.was_called(conn, chosen):
        raise InputError("“{name}”指向个人或反映问题的人，请改用描述问题的名称。", name=chosen)
    return chosen


_ALLOWED: dict[str, Collection[Any]] = {
    "area": AREAS,
    "sentiment": SENTIMENTS,
    "intent": INTENTS,
    "urgency": URGENCIES,
}


@Actor.needs("desk")
def correct(
    store: Store,
    actor: Actor,
    message: int,
    values: Mapping[str, Any],
    now: datetime,
    *,
    house: Desk | None = None,
) -> None:
    """Correct labels of a message; they win over the model's at once and become training data.

    Whom it accuses by this has its case and procedure no more (回避), by the rules of `house`.

    Raises InputError for a label or value that does not exist, or an unknown message.
    """
    for name, value in values.items():
        if name not in labels.CORRECTABLE or value not in _ALLOWED.get(name, (value,)):
            raise InputError("标签“{name}”不能改成“{value}”。", name=name, value=value)
    if not values:
        raise InputError("没有要更正的标签。")
    with store.write() as conn:
        if not recusal.is_message_open(conn, actor.scope, message):
            raise InputError("没有编号为 {message} 的已标注诉求。", message=message)
        before = labels.correct(conn, message, values, now)
        if before is None:
            raise InputError("没有编号为 {message} 的已标注诉求。", message=message)
        details = {"before": before, "after": dict(values)}
        history.write(conn, actor, "correct", ("message", message), details, now)
        if house is not None:
            recusing.follow(conn, house, message, values.get("accused_unit") or "", now)
