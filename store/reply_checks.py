"""Official replies held against statements and documents: what waits, and what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    insert,
    or_,
    select,
    true,
    update,
)

from core.alarms import Found
from core.ladder import UNKNOWN
from core.scope import Scope
from store import alarm_facts, alarm_tables, recusal
from store import cases as cellar
from store.desk_tables import case_moves, cases
from store.engine import Store
from store.joins import PERSON, best, joined, labelled_by, replied
from store.rows import upsert
from store.schema import checkpoints, issue_members, labels, messages, replies
from store.wording_tables import wording_findings

_REPLIES, _MOVES = "wording", "wording_moves"
_ALARM = "contradiction"
_SPEAKING = ("reply", "publish", "rectify")


@dataclass(frozen=True, slots=True)
class Reply:
    """An official text: of a message (`place_id` 0) or of a move on a case. Never a citizen's."""

    subject: str
    subject_id: int
    place_id: int
    title: str
    text: str
    area: str
    issue: int | None
    unit: str
    replied_at: datetime | None
    mark: str


@Store.needs("clock")
def waiting(store: Store, scope: Scope, since: datetime, limit: int = 500) -> list[Reply]:
    """Replies given since a moment that were not looked at since they were labelled, and those
    of the desk."""
    with store.read() as conn:
        found = _of_messages(conn, since, limit)
        return found + _of_cases(conn, since, limit - len(found))


def _of_messages(conn: Connection, since: datetime, limit: int) -> list[Reply]:
    told = joined(PERSON, labels)
    statement = (
        select(
            messages.c.id,
            messages.c.title,
            replies.c.text,
            replies.c.replied_at,
            best("area", "", told=told).label("area"),
            labels.c.labelled_at,
            best("unit", "", told=told).label("unit"),
            issue_members.c.issue_id,
        )
        .select_from(labels)
        .join(messages, labelled_by(labels, "model"))
        .join(replies, replied())
        .outerjoin(PERSON, labelled_by(PERSON, "person"))
        .outerjoin(issue_members, issue_members.c.message_id == messages.c.id)
        .where(labels.c.origin == "model", replies.c.replied_at >= since)
        .order_by(labels.c.labelled_at, messages.c.id)
        .limit(limit)
    )
    mark = _mark(conn, _REPLIES)
    if mark:
        at, number = datetime.fromisoformat(mark.rsplit("/", 1)[0]), int(mark.rsplit("/", 1)[1])
        same = and_(labels.c.labelled_at == at, messages.c.id > number)
        statement = statement.where(or_(labels.c.labelled_at > at, same))
    return [
        Reply(
            "message", row.id, 0, row.title, row.text, row.area, row.issue_id, row.unit,
            row.replied_at, f"{row.labelled_at.isoformat()}/{row.id}",
        )
        for row in conn.execute(statement)
    ]  # fmt: skip


def _of_cases(conn: Connection, since: datetime, limit: int) -> list[Reply]:
    if limit <= 0:
        return []
    statement = (
        select(case_moves, cases.c.title, cases.c.subject, cases.c.subject_id)
        .join(cases, cases.c.id == case_moves.c.case_id)
        .where(case_moves.c.move.in_(_SPEAKING), case_moves.c.at >= since)
        .where(case_moves.c.id > int(_mark(conn, _MOVES) or 0))
        .order_by(case_moves.c.id)
        .limit(limit)
    )
    return [
        Reply(
            "case", row.case_id, row.id, row.title, str(row.given.get("text", "")), "",
            row.subject_id if row.subject == "issue" else None, row.actor_unit, row.at,
            str(row.id),
        )
        for row in conn.execute(statement)
    ]  # fmt: skip


def _mark(conn: Connection, name: str) -> str | None:
    found = select(checkpoints.c.value).where(checkpoints.c.source == name)
    return conn.execute(found).scalar_one_or_none()


@Store.needs("clock")
def keep(
    store: Store,
    scope: Scope,
    looked: Iterable[tuple[Reply, list[dict[str, Any]]]],
    now: datetime,
) -> int:
    """Keep what was found in each reply, in place of what was open before; how many there are.

    What somebody settled stays settled while the reply says the same.
    """
    count, last = 0, dict[str, str]()
    with store.write() as conn:
        for reply, found in looked:
            _renew(conn, reply, found, now)
            count += len(found)
            last[_MOVES if reply.subject == "case" else _REPLIES] = reply.mark
        for name, value in last.items():
            _move_mark(conn, name, value, now)
    return count


def _renew(conn: Connection, reply: Reply, found: list[dict[str, Any]], now: datetime) -> None:
    which = and_(
        wording_findings.c.subject == reply.subject,
        wording_findings.c.subject_id == reply.subject_id,
        wording_findings.c.place_id == reply.place_id,
    )
    keys = ("sort", "source_id", "fact")
    known = {
        tuple(row[key] for key in keys): row
        for row in conn.execute(select(wording_findings).where(which)).mappings()
    }
    fresh = {tuple(row[key] for key in keys): row for row in found}
    gone = [row["id"] for key, row in known.items() if key not in fresh]
    if gone:
        conn.execute(delete(wording_findings).where(wording_findings.c.id.in_(gone)))
    for key, row in fresh.items():
        old = known.get(key)
        if old is not None and old["found"] == row["found"] and old["expected"] == row["expected"]:
            continue
        if old is not None:
            conn.execute(delete(wording_findings).where(wording_findings.c.id == old["id"]))
        conn.execute(insert(wording_findings).values(**_row(reply, row, now)))
    _tell(conn, reply.subject, reply.subject_id, now)


def _tell(conn: Connection, subject: str, number: int, now: datetime) -> None:
    """The alarm of a reply is on while one of its contradictions is open."""
    columns = wording_findings.c
    which = and_(columns.subject == subject, columns.subject_id == number)
    still = and_(which, columns.sort == "contradicts", columns.state == "open")
    rows = conn.execute(select(wording_findings).where(still).order_by(columns.id)).mappings().all()
    name = f"{subject}:{number}"
    if not rows:
        alarm_facts.end(conn, _ALARM, [name], now)
        return
    why = "；".join(f"{row['fact']}：{row['found']} / {row['expected']}" for row in rows)
    accused = select(labels.c.accused_unit).where(labels.c.message_id == number)
    if subject == "case":
        accused = select(cases.c.accused).where(cases.c.id == number)
    units = tuple(sorted({unit for unit in conn.execute(accused).scalars() if unit}))
    first = rows[0]
    found = Found(_ALARM, name, first["title"], why, "wording", unit=first["unit"], accused=units)
    alarm_facts.say(conn, found, now)


def _row(reply: Reply, found: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "subject": reply.subject, "subject_id": reply.subject_id, "place_id": reply.place_id,
        "unit": reply.unit, "title": reply.title, "replied_at": reply.replied_at,
        "found_at": now, "state": "open", "settled_by": "", "settlement": "", **found,
    }  # fmt: skip


def _move_mark(conn: Connection, name: str, value: str, now: datetime) -> None:
    statement = upsert(conn, checkpoints)
    conn.execute(
        statement.values(source=name, value=value, moved_at=now).on_conflict_do_update(
            index_elements=["source"], set_={"value": value, "moved_at": now}
        )
    )


def again(conn: Connection) -> None:
    """Look at every reply again: a statement was agreed, a document changed its status."""
    names = (_REPLIES, _MOVES)
    conn.execute(delete(checkpoints).where(checkpoints.c.source.in_(names)))


def open_to(scope: Scope) -> ColumnElement[bool]:
    """A unit sees what was found in its own replies, others that of their regions, and nobody
    what was found on a matter that accuses the own unit."""
    if not scope.is_part:
        return true()
    mine = true() if scope.units is None else wording_findings.c.unit.in_(sorted(scope.units))
    barred = [*sorted(scope.shielded), UNKNOWN]
    accusing = select(labels.c.message_id).where(labels.c.accused_unit.in_(barred))
    seen = select(cases.c.id).where(cellar.visible(scope))
    number = wording_findings.c.subject_id
    there = recusal.message_open_to(Scope(regions=scope.regions), number)
    fair = or_(
        and_(wording_findings.c.subject == "message", number.not_in(accusing), there),
        and_(wording_findings.c.subject == "case", number.in_(seen)),
    )
    return and_(mine, fair)


def sees(conn: Connection, scope: Scope, number: int) -> bool:
    """Whether a reader may see a finding."""
    found = select(wording_findings.c.id).where(wording_findings.c.id == number, open_to(scope))
    return conn.execute(found).first() is not None


@Store.needs("texts")
def findings(
    store: Store, scope: Scope, state: str = "open", limit: int = 500
) -> list[dict[str, Any]]:
    """What was found and is open (or settled), the newest first, with the message's `ref`."""
    chosen = (
        select(wording_findings, messages.c.ref)
        .outerjoin(
            messages,
            and_(
                wording_findings.c.subject == "message",
                messages.c.id == wording_findings.c.subject_id,
            ),
        )
        .where(wording_findings.c.state == state, open_to(scope))
        .order_by(wording_findings.c.replied_at.desc(), wording_findings.c.id.desc())
        .limit(limit)
    )
    with store.read() as conn:
        return [dict(row) for row in conn.execute(chosen).mappings()]


@Store.needs("texts")
def contradictions(store: Store, scope: Scope, since: datetime) -> list[dict[str, Any]]:
    """Open contradictions found since a moment, for alarms: id, unit, title, fact, expected,
    found, excerpt, found_at, replied_at, subject, subject_id."""
    chosen = select(wording_findings).where(
        wording_findings.c.state == "open",
        wording_findings.c.sort == "contradicts",
        wording_findings.c.found_at >= since,
        open_to(scope),
    )
    with store.read() as conn:
        rows = conn.execute(chosen.order_by(wording_findings.c.id)).mappings()
        return [dict(row) for row in rows]


def settle(
    conn: Connection, number: int, state: str, why: str, who: str, now: datetime
) -> dict[str, Any] | None:
    """Settle an open finding: mended, or set aside with the reason; the row before, or None."""
    which = and_(wording_findings.c.id == number, wording_findings.c.state == "open")
    row = conn.execute(select(wording_findings).where(which)).mappings().one_or_none()
    if row is None:
        return None
    values = {"state": state, "settlement": why, "settled_by": who, "settled_at": now}
    conn.execute(update(wording_findings).where(which).values(**values))
    _tell(conn, row["subject"], row["subject_id"], now)
    return dict(row)


def forget(conn: Connection, message: int) -> None:
    """What was found in the replies to an erased message, its own and those of its cases, goes
    with it; the cases are still there."""
    mine = (cases.c.subject == "message") & (cases.c.subject_id == message)
    held = list(conn.execute(select(cases.c.id).where(mine)).scalars())
    facts, columns = alarm_tables.alarm_facts.c, wording_findings.c
    for subject, numbers in (("message", [message]), ("case", held)):
        which = and_(columns.subject == subject, columns.subject_id.in_(numbers))
        conn.execute(delete(wording_findings).where(which))
        names = facts.subject.in_([f"{subject}:{number}" for number in numbers])
        conn.execute(delete(alarm_tables.alarm_facts).where(facts.kind == _ALARM, names))
