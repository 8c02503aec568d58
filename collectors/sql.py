"""Another system's database, read by one query, in the order of a column that only grows.

A look begins a little before where the last one ended and walks on by (column, key), so that
rows with the same time are neither lost nor read for ever.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, column, literal_column, or_, select, text

from collectors import mapped
from collectors.databases import places
from collectors.databases.opening import reading
from collectors.fetched import Fetched, pack, unpack
from collectors.tables.header import clean_name
from core import secrecy
from core.doors import Sql
from core.errors import FetchError
from core.messages import Record
from core.queries import bare, problem
from core.sources import Opened

_FEW = 200
"""Rows that come from the server at a time."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far we are: `since` where the last look ended, `high` the greatest value of this look
    that is not ahead of our clock, `at` the last (column, key) of an unfinished look."""

    query: str
    since: list[Any] = field(default_factory=list)
    high: list[Any] = field(default_factory=list)
    at: list[Any] = field(default_factory=list)

    def packed(self) -> str:
        return pack(asdict(self))


def fetch(source: Opened, checkpoint: str | None, now: datetime) -> Fetched:
    """Read the next rows, at most `rows` of them or `max_bytes`. Raises FetchError."""
    door = source.sql or Sql()
    if reason := problem(door.query):
        raise FetchError(
            "数据源“{name}”的 query 不能用：{reason}。",
            name=source.name,
            reason=reason,
            permanent=True,
        )
    here, order = _resumed(checkpoint, door), _order(source)
    with reading(source, door.seconds) as conn:
        here, taken, is_full = _taken(conn, _statement(door, here, order), source, here, now)
    body = f"[{','.join(taken)}]".encode() if taken else None
    if is_full:
        return Fetched(body, here.packed(), more=True)
    return Fetched(body, _Walk(here.query, here.high or here.since).packed())


def parse(body: bytes, source: Opened, now: datetime) -> list[Record]:
    """The rows that were fetched. Pure. Raises FetchError."""
    rows = mapped.listed(mapped.document(body, source.name), "@", source.name)
    return mapped.read(rows, source, now)


def _order(source: Opened) -> list[str]:
    """The columns that put rows in order: `since`, and what tells rows apart."""
    door, columns = source.sql or Sql(), mapped.profile_of(source).columns
    key = door.key or next(iter(columns.get("external_id", [])), "id")
    return [door.since, key] if door.since else [key]


def _resumed(checkpoint: str | None, door: Sql) -> _Walk:
    said = f"{door.query}\0{door.since}\0{door.key}"
    fresh = _Walk(hashlib.sha256(said.encode()).hexdigest()[:16])
    found = unpack(checkpoint)
    if found.get("query") != fresh.query:
        return fresh
    known = {name: found.get(name) for name in ("since", "high", "at")}
    return replace(fresh, **{name: value for name, value in known.items() if value})


def _statement(door: Sql, here: _Walk, order: list[str]) -> Select[Any]:
    """The query inside one of ours that puts its rows in order; all values are bound."""
    inner = text(bare(door.query)).columns(*(column(name) for name in order)).subquery("q")
    columns = [inner.c[name] for name in order]
    found: Select[Any] = select(literal_column("q.*")).select_from(inner)
    found = found.order_by(*columns).limit(door.rows)
    at = [places.restored(value) for value in here.at]
    since = places.restored(here.since) if here.since else None
    if len(at) == len(columns) and None not in at:
        first, *rest = columns
        ties = [and_(first == at[0], rest[0] > at[1])] if rest else []
        return found.where(or_(first > at[0], *ties))
    if since is not None:
        return found.where(columns[0] >= places.before(since, door.overlap))
    return found.where(columns[0].is_not(None))


def _taken(
    conn: Connection, statement: Select[Any], source: Opened, here: _Walk, now: datetime
) -> tuple[_Walk, list[str], bool]:
    """Where the walk stands after these rows, the rows as JSON, and whether more may follow."""
    door, order = source.sql or Sql(), _order(source)
    streamed = conn.execution_options(stream_results=True, max_row_buffer=_FEW)
    taken: list[str] = []
    size = 0
    with streamed.execute(statement) as result:
        wanted = _wanted(result.keys(), source)
        for row in result.mappings():
            members = {name: places.plain(row[name]) for name in wanted}
            taken.append(json.dumps(members, ensure_ascii=False))
            size += len(taken[-1].encode("utf-8", "replace"))
            here = _passed(here, row, door, now)
            if size >= source.max_bytes or len(taken) >= door.rows:
                at = [places.kept(row[name], name) for name in order]
                return replace(here, at=at), taken, True
    return here, taken, False


def _wanted(names: Iterable[str], source: Opened) -> list[str]:
    """The columns that the profile asks for, and those that tell of secrecy; what else the query
    gives is dropped here."""
    profile = mapped.profile_of(source)
    spelled = [*profile.columns.values(), *profile.facts.values()]
    wanted = [spelling for spellings in spelled for spelling in spellings]
    if any(mapped.is_expression(spelling) for spelling in wanted):
        return list(names)
    plain = {clean_name(spelling) for spelling in wanted}
    return [name for name in names if clean_name(name) in plain or secrecy.tells(name)]


def _passed(here: _Walk, row: Mapping[Any, Any], door: Sql, now: datetime) -> _Walk:
    value = row[door.since] if door.since else None
    if value is None or places.is_ahead(value, now):
        return here
    return replace(here, high=places.kept(value, door.since))
