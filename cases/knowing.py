"""Knowledge entries as deeds: drafted from an approved reply, approved by somebody else, renewed.

An entry answers a question in general: nothing of a person who asked belongs into it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from cases.reasons import reasoned
from core.citations import STATUSES, not_in_force
from core.draft_check import cleaned
from core.errors import InputError
from core.i18n import gettext as _
from core.i18n import mark
from core.scope import Actor
from core.times import day_of
from store import documents, history, knowledge
from store.engine import Store

STATES: dict[str, str] = {
    "draft": mark("待审核"),
    "approved": mark("已入库"),
    "withdrawn": mark("已撤下"),
    "replaced": mark("已有新版"),
}
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Entry:
    """问、答、依据、责任单位、有效期, the topic it belongs to and the record it was drawn from."""

    question: str
    answer: str
    basis: str
    unit: str
    topic: str = ""
    document: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    message: int | None = None


@Actor.needs("desk")
def draft(store: Store, actor: Actor, entry: Entry, now: datetime, *, renews: int = 0) -> int:
    """Enter a draft, or the next version of an entry; returns its number. Raises InputError."""
    _person(actor)
    values = _tidy(entry, day_of(now))
    with store.write() as conn:
        series, version = 0, 1
        if renews:
            before = _known(conn, renews)
            series, version = before["series"], before["version"] + 1
        if entry.document is not None and documents.one(conn, entry.document) is None:
            raise InputError("没有编号为 {number} 的文件。", number=entry.document)
        values |= {"series": series, "version": version, "drafted_by": actor.name}
        number = knowledge.add(conn, values, now)
        told = {"question": values["question"], "version": version}
        history.write(conn, actor, "draft", ("knowledge", number), told, now)
    return number


@Actor.needs("desk")
def approve(store: Store, actor: Actor, number: int, now: datetime) -> None:
    """Put an entry into the knowledge base. Not by who drafted it; not on a dead citation.

    Raises InputError.
    """
    _person(actor)
    with store.write() as conn:
        row = _known(conn, number)
        if row["state"] != "draft":
            raise InputError("这条知识不在待审核状态。")
        if row["drafted_by"] == actor.name:
            raise InputError("起草人不能审核自己的条目。")
        known = documents.all_of(conn)
        said = row["basis"] + "\n" + row["answer"]
        dead = not_in_force(said, known, day_of(now))
        dead_basis = [one for one in known if one.id == row["document_id"]]
        status = (
            dead[0].status if dead else dead_basis[0].status_at(day_of(now)) if dead_basis else ""
        )
        if status in STATUSES and status != "valid":
            raise InputError(
                "所依据的文件{status}，请改引现行有效的文件。", status=_(STATUSES[status])
            )
        knowledge.change(
            conn, number, "draft", state="approved", approved_by=actor.name, approved_at=now
        )
        knowledge.replace_others(conn, row["series"], number)
        history.write(conn, actor, "approve", ("knowledge", number), {}, now)


@Actor.needs("desk")
def withdraw(store: Store, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Take an entry out, with a reason. Raises InputError."""
    _person(actor)
    why = reasoned(reason)
    with store.write() as conn:
        row = _known(conn, number)
        if row["state"] not in ("draft", "approved"):
            raise InputError("这条知识已经撤下。")
        knowledge.change(conn, number, row["state"], state="withdrawn", reason=why)
        history.write(conn, actor, "withdraw", ("knowledge", number), {"reason": why}, now)


def _tidy(entry: Entry, today: date) -> dict[str, Any]:
    texts = {name: cleaned(getattr(entry, name)) for name in ("question", "answer", "basis")}
    for name, title in (("question", _("问题")), ("answer", _("答复")), ("basis", _("依据"))):
        if not 1 <= len(texts[name]) <= _LONGEST:
            raise InputError("请写明{title}，1 至 {limit} 个字。", title=title, limit=_LONGEST)
    if not entry.unit:
        raise InputError("请选择责任单位。")
    since = entry.valid_from or today
    if entry.valid_until is not None and entry.valid_until < since:
        raise InputError("有效期止不能早于有效期起。")
    return {
        **texts, "unit": entry.unit, "topic": entry.topic, "document_id": entry.document,
        "valid_from": since, "valid_until": entry.valid_until, "message_id": entry.message,
    }  # fmt: skip


def _known(conn: Connection, number: int) -> dict[str, Any]:
    row = knowledge.one(conn, number)
    if row is None:
        raise InputError("没有编号为 {number} 的知识条目。", number=number)
    return row


def _person(actor: Actor) -> None:
    if actor.kind != "person":
        raise InputError("知识条目由人起草和审核。")
