"""Briefings in the store. They tell of everything, hence only readers without a limit see them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    cast,
    false,
    func,
    select,
    true,
    update,
)

from core.scope import Actor, Scope
from store import history
from store.briefing_tables import briefings
from store.engine import Store

_HEAD = [column for column in briefings.c if column.name != "content"]
_NAME = briefings.c.content["subject_name"].as_string().label("subject_name")


@dataclass(frozen=True, slots=True)
class Draft:
    """A briefing as the system wrote it; times are aware UTC, `until_at` is not included."""

    kind: str
    subject_id: int
    period: str
    since_at: datetime
    until_at: datetime
    data_at: datetime | None
    content: Mapping[str, Any]


def open_to(scope: Scope) -> ColumnElement[bool]:
    """回避: a briefing names what accuses any unit, so a limited reader gets none at all.

    A reader without texts gets those that were signed, for they are printed and handed round.
    """
    if scope.is_part:
        return false()
    return true() if scope.can("texts") else briefings.c.state == "signed"


def digest(content: Mapping[str, Any]) -> str:
    """A hash of everything that a reader sees; the same for two runs on the same data."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@Store.needs("clock")
def keep(store: Store, scope: Scope, draft: Draft, actor: Actor, now: datetime) -> int:
    """Keep a draft in place of an earlier draft of the same kind, period and issue.

    One that says the same is left alone; a reviewed or signed one is never touched. Returns
    the number of the briefing.
    """
    mark = digest(draft.content)
    with store.write() as conn:
        known = conn.execute(
            select(briefings.c.id, briefings.c.digest, briefings.c.revision)
            .where(_same(draft), briefings.c.state == "draft")
            .order_by(briefings.c.id.desc())
            .limit(1)
        ).one_or_none()
        if known and known.digest == mark:
            return int(known.id)
        signed = _signed(conn, draft)
        row = {name: getattr(draft, name) for name in Draft.__slots__} | {
            "content": dict(draft.content),
            "digest": mark,
            "drafted_at": now,
            "drafted_by": actor.name,
            "compared_with": signed["id"] if signed else None,
        }
        number = _again(conn, known, row) if known else _add(conn, row)
        told = {"revision": known.revision + 1 if known else 0, "digest": mark}
        history.write(conn, actor, "draft", ("briefing", number), told, now)
    return number


def _same(draft: Draft) -> ColumnElement[bool]:
    names = ("kind", "subject_id", "since_at", "until_at")
    return and_(*(briefings.c[name] == getattr(draft, name) for name in names))


def _again(conn: Connection, known: Any, row: dict[str, Any]) -> int:
    which = briefings.c.id == known.id
    conn.execute(update(briefings).where(which).values(revision=known.revision + 1, **row))
    return int(known.id)


def _add(conn: Connection, row: dict[str, Any]) -> int:
    fresh = {"state": "draft", "revision": 0, "reviewed_by": "", "signed_by": ""}
    statement = briefings.insert().values(**fresh, **row).returning(briefings.c.id)
    return int(conn.execute(statement).scalar_one())


def _signed(conn: Connection, draft: Draft) -> dict[str, Any] | None:
    """The newest signed briefing of the same kind, subject and period; one on an issue has no
    period of its own, so its last one counts."""
    which = _same(draft)
    if draft.subject_id:
        which = and_(briefings.c.kind == draft.kind, briefings.c.subject_id == draft.subject_id)
    found = conn.execute(
        select(briefings)
        .where(which, briefings.c.state == "signed")
        .order_by(briefings.c.id.desc())
        .limit(1)
    )
    row = found.mappings().one_or_none()
    return dict(row) if row else None


@Store.needs("clock")
def signed_before(store: Store, scope: Scope, draft: Draft) -> dict[str, Any] | None:
    """The signed briefing that a new draft is to be compared with; None without one."""
    with store.read() as conn:
        return _signed(conn, draft)


def one(conn: Connection, number: int) -> dict[str, Any] | None:
    """A briefing with its content, inside a transaction."""
    row = conn.execute(select(briefings).where(briefings.c.id == number)).mappings().one_or_none()
    return dict(row) if row else None


@Store.needs("figures")
def read(store: Store, scope: Scope, number: int) -> dict[str, Any] | None:
    """A briefing with its content; None if there is none that the reader may see."""
    statement = select(briefings).where(briefings.c.id == number, open_to(scope))
    with store.read() as conn:
        row = conn.execute(statement).mappings().one_or_none()
    return dict(row) if row else None


@Store.needs("figures")
def listed(store: Store, scope: Scope, kind: str = "", limit: int = 100) -> list[dict[str, Any]]:
    """Briefings without their content but with `subject_name`, the newest first."""
    statement = (
        select(*_HEAD, _NAME).where(open_to(scope)).order_by(briefings.c.id.desc()).limit(limit)
    )
    if kind:
        statement = statement.where(briefings.c.kind == kind)
    with store.read() as conn:
        return [dict(row) for row in conn.execute(statement).mappings()]


def move(conn: Connection, row: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Change a briefing; false if somebody else was quicker."""
    which = and_(briefings.c.id == row["id"], briefings.c.revision == row["revision"])
    changed = update(briefings).where(which).values(revision=row["revision"] + 1, **values)
    return conn.execute(changed).rowcount == 1


def next_number(conn: Connection, kind: str, year: int) -> int:
    """The next 期号 of a kind in a year; numbers run without a gap."""
    last = select(func.max(briefings.c.number)).where(
        briefings.c.kind == kind, briefings.c.year == year
    )
    return int(conn.execute(last).scalar_one() or 0) + 1


def forget(conn: Connection, ref: str) -> None:
    """Take a message out of every briefing: its row was erased. Figures stay, its words go."""
    named = cast(briefings.c.content, Text).contains(ref)
    rows = conn.execute(select(briefings.c.id, briefings.c.content).where(named)).all()
    for row in rows:
        told = row.content.get("facts", {})
        gone = {name for name in told if name.split(".")[:2] == ["message", ref]}
        if gone:
            emptied = {
                name: fact | {"value": None, "shown": "—"}
                for name, fact in told.items()
                if name in gone
            }
            content = row.content | {"facts": told | emptied}
            which = briefings.c.id == row.id
            conn.execute(update(briefings).where(which).values(content=content))
