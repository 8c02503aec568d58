"""Deeds of a person. Each is one transaction: the change, its history line, its requests."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from core.errors import InputError
from core.i18n import mark
from core.labels import AREAS, INTENTS, SENTIMENTS, URGENCIES
from core.scope import Actor
from store import history, issues, labels, requests
from store.engine import Store

REQUESTS: dict[str, str] = {
    "collect": mark("立即采集"),
    "test_mail": mark("发送测试邮件"),
}
"""What a person may ask the clock to do."""

_LONGEST_NAME = 60


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


def rename_issue(store: Store, actor: Actor, issue: int, name: str, now: datetime) -> None:
    """Give an issue a name; the model's name never replaces it again.

    Raises InputError for an empty or overlong name, or an issue that does not exist.
    """
    chosen = " ".join(name.split())
    if not 1 <= len(chosen) <= _LONGEST_NAME:
        raise InputError("名称应为 1 至 {limit} 个字。", limit=_LONGEST_NAME)
    with store.write() as conn:
        before = issues.rename(conn, issue, chosen, actor)
        if before is None:
            raise InputError("没有编号为 {issue} 的热点事项。", issue=issue)
        details = {"before": before, "after": chosen}
        history.write(conn, actor, "rename", ("issue", issue), details, now)


_ALLOWED: dict[str, Collection[Any]] = {
    "area": AREAS,
    "sentiment": SENTIMENTS,
    "intent": INTENTS,
    "urgency": URGENCIES,
}


def correct(
    store: Store, actor: Actor, message: int, values: Mapping[str, Any], now: datetime
) -> None:
    """Correct labels of a message; they win over the model's at once and become training data.

    Raises InputError for a label or value that does not exist, or an unknown message.
    """
    for name, value in values.items():
        if name not in labels.CORRECTABLE or value not in _ALLOWED.get(name, (value,)):
            raise InputError("标签“{name}”不能改成“{value}”。", name=name, value=value)
    if not values:
        raise InputError("没有要更正的标签。")
    with store.write() as conn:
        before = labels.correct(conn, message, values, now)
        if before is None:
            raise InputError("没有编号为 {message} 的已标注诉求。", message=message)
        details = {"before": before, "after": dict(values)}
        history.write(conn, actor, "correct", ("message", message), details, now)
