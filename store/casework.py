"""What the desk has not looked at yet: newly labelled records, in the order of their labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from core.scope import Scope
from store.desk_tables import cases
from store.engine import Store
from store.joins import MODEL, PERSON, best, labelled_by, replied
from store.rows import upsert
from store.schema import checkpoints, messages, replies

_MARK = "desk"


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the desk needs it; `case` is the number of its newest case, if it has one."""

    id: int
    kind: str
    source: str
    title: str
    posted_at: datetime
    unit: str
    facts: Mapping[str, Any]
    replied_at: datetime | None
    revision: int
    accused: str
    case: int | None
    labelled_at: datetime


@Store.needs("clock")
def waiting(store: Store, scope: Scope, kinds: tuple[str, ...], limit: int = 200) -> list[Record]:
    """Records of these kinds that were labelled since the desk last looked, the oldest first."""
    newest = (
        select(func.max(cases.c.id))
        .where(cases.c.subject == "message", cases.c.subject_id == messages.c.id)
        .scalar_subquery()
    )
    statement = (
        select(
            messages.c.id,
            messages.c.kind,
            messages.c.source,
            messages.c.title,
            messages.c.posted_at,
            func.coalesce(messages.c.unit, "").label("unit"),
            messages.c.facts,
            replies.c.replied_at,
            messages.c.revision,
            best("accused_unit", "").label("accused"),
            newest.label("case"),
            MODEL.c.labelled_at,
        )
        .select_from(MODEL)
        .join(messages, labelled_by(MODEL, "model"))
        .outerjoin(PERSON, labelled_by(PERSON, "person"))
        .outerjoin(replies, replied())
        .where(MODEL.c.origin == "model", messages.c.kind.in_(kinds))
        .order_by(MODEL.c.labelled_at, MODEL.c.message_id)
        .limit(limit)
    )
    with store.read() as conn:
        mark = _read_mark(conn)
        if mark:
            at, number = mark
            later = and_(MODEL.c.labelled_at == at, MODEL.c.message_id > number)
            statement = statement.where(or_(MODEL.c.labelled_at > at, later))
        return [Record(**row._mapping) for row in conn.execute(statement)]


def _read_mark(conn: Any) -> tuple[datetime, int] | None:
    found = select(checkpoints.c.value).where(checkpoints.c.source == _MARK)
    value = conn.execute(found).scalar_one_or_none()
    if value is None:
        return None
    at, number = value.rsplit("/", 1)
    return datetime.fromisoformat(at), int(number)


@Store.needs("clock")
def looked_at(store: Store, scope: Scope, last: Record, now: datetime) -> None:
    """Everything up to this record has been looked at."""
    value = f"{last.labelled_at.isoformat()}/{last.id}"
    with store.write() as conn:
        statement = upsert(conn, checkpoints)
        conn.execute(
            statement.values(source=_MARK, value=value, moved_at=now).on_conflict_do_update(
                index_elements=["source"], set_={"value": value, "moved_at": now}
            )
        )
