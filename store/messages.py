"""Taking masked messages in: idempotent, with the source's checkpoint in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from core.messages import MaskedRow, Message
from core.scope import Scope
from store import arrivals, changes, cubes, partitions, search
from store.ahead import Ahead
from store.engine import Store
from store.erase import buried, keep_erasures_waiting
from store.fresh import columns, put_in, reply
from store.rows import allocate, among, array, insert_many, slices, upsert
from store.schema import checkpoints, message_keys, messages, replies

_LOOKUP = 500
_MANY = 250
"""Messages of a batch that is likely one of a long row of them."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction of a source brings: messages, bad rows and the new checkpoint.

    `name` tells the file or fetch that bad rows came from. `itemised` asks what became of each.
    `ahead` has labels and words of its messages where they are known already.
    """

    source: str
    name: str
    messages: Sequence[Message] = ()
    bad: Sequence[MaskedRow] = ()
    checkpoint: str | None = None
    itemised: bool = False
    ahead: Ahead = Ahead()


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a source's rows; rows = the sum of the four.

    `fates` (external id -> accepted, duplicate or updated) where the batch was itemised.
    """

    accepted: int = 0
    duplicate: int = 0
    updated: int = 0
    quarantined: int = 0
    fates: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def rows(self) -> int:
        return self.accepted + self.duplicate + self.updated + self.quarantined

    def __add__(self, other: "Counts") -> "Counts":
        sums = {name: getattr(self, name) + getattr(other, name) for name in arrivals.COUNTED}
        return Counts(**sums, fates={**self.fates, **other.fates})

    def as_dict(self) -> dict[str, int]:
        """The accounting as `minsheng import --json` prints it."""
        return {"rows": self.rows, **{name: getattr(self, name) for name in arrivals.COUNTED}}


@Store.needs("clock")
def add(store: Store, scope: Scope, batch: Batch, now: datetime) -> Counts:
    """Take a batch in, in one transaction, and say what became of each row.

    A record already known by (source, external id) is a duplicate when its masked content is
    the same, else an update, which puts it back in line for analysis. One that was erased
    counts as a duplicate and is not taken in.
    """
    ids = allocate(store, "messages", len(batch.messages)) if batch.messages else range(0)
    partitions.prepare(store, scope, {message.month for message in batch.messages})
    with store.write(many=len(batch.messages) >= _MANY) as conn:
        keep_erasures_waiting(conn, batch.source)
        counts = _add_messages(conn, batch, list(ids), now)
        arrivals.release(conn, batch.source, [message.external_id for message in batch.messages])
        fresh = arrivals.keep_bad_rows(conn, batch.source, batch.name, batch.bad, now)
        total = (counts + Counts(quarantined=fresh)).as_dict()
        arrivals.count(conn, batch.source, total, now)
        if batch.checkpoint is not None:
            arrivals.move_checkpoint(conn, batch.source, batch.checkpoint, now)
    return counts + Counts(quarantined=len(batch.bad))


@Store.needs("clock")
def checkpoint(store: Store, scope: Scope, source: str) -> str | None:
    """How far `source` has been read."""
    with store.read() as conn:
        found = conn.execute(select(checkpoints.c.value).where(checkpoints.c.source == source))
        return found.scalar_one_or_none()


def _add_messages(conn: Connection, batch: Batch, ids: list[int], now: datetime) -> Counts:
    erased = buried(conn, batch.source, [message.external_id for message in batch.messages])
    taken = [message for message in batch.messages if message.external_id not in erased]
    last = {message.external_id: message for message in taken}
    entered, known = _entered(conn, batch.source, last, ids)
    changed = [
        message
        for key, message in last.items()
        if key in known and known[key].content_hash != message.content_hash
    ]
    unknown = [message for key, message in last.items() if key in entered]
    put_in(conn, unknown, entered, now, batch.ahead)
    _update(conn, changed, known, now)
    inside = _changes_inside(taken)
    return Counts(
        accepted=len(entered),
        updated=len(changed) + inside,
        duplicate=len(batch.messages) - len(entered) - len(changed) - inside,
        fates=_fates(batch, entered, changed) if batch.itemised else {},
    )


def _fates(batch: Batch, entered: Iterable[str], changed: Sequence[Message]) -> dict[str, str]:
    found = {message.external_id: "duplicate" for message in batch.messages}
    found |= dict.fromkeys(entered, "accepted")
    return found | {message.external_id: "updated" for message in changed}


def _changes_inside(batch: Sequence[Message]) -> int:
    """How often a record inside one batch replaces an earlier one with other content."""
    seen: dict[str, bytes] = {}
    changes = 0
    for message in batch:
        before = seen.get(message.external_id)
        changes += before is not None and before != message.content_hash
        seen[message.external_id] = message.content_hash
    return changes


def _entered(
    conn: Connection, source: str, last: Mapping[str, Message], ids: list[int]
) -> tuple[dict[str, tuple[int, int]], dict[str, Any]]:
    """Claim the keys of records that are new: external id -> (id, month); and the rows of the
    others, which are known.

    In SQLite there is one writer at a time, and who asked for keys in its transaction knows which
    are free. PostgreSQL is asked for those that were not: mostly there are none.
    """
    if conn.dialect.name == "sqlite":
        known = _known(conn, source, list(last))
        fresh = [message for key, message in last.items() if key not in known]
        return _enter_keys(conn, fresh, ids), known
    entered = _enter_keys(conn, list(last.values()), ids)
    return entered, _known(conn, source, [key for key in last if key not in entered])


def _known(conn: Connection, source: str, keys: list[str]) -> dict[str, Any]:
    columns = message_keys.c
    found: dict[str, Any] = {}
    for chunk in slices(keys, _LOOKUP):
        rows = conn.execute(
            select(columns.external_id, columns.id, columns.month, columns.content_hash).where(
                columns.source == source, among(conn, columns.external_id, chunk)
            )
        )
        found |= {row.external_id: row for row in rows}
    return found


def _enter_keys(
    conn: Connection, fresh: Sequence[Message], ids: list[int]
) -> dict[str, tuple[int, int]]:
    """Enter keys in their order, so that two workers with the same records wait for one another
    instead of standing in each other's way; external id -> (id, month) of those that were free."""
    rows: list[dict[str, Any]] = [
        {
            "source": message.source,
            "external_id": message.external_id,
            "id": number,
            "month": message.month,
            "content_hash": message.content_hash,
        }
        for number, message in zip(ids, fresh, strict=False)
    ]
    rows.sort(key=itemgetter("external_id"))
    if conn.dialect.name == "sqlite":
        insert_many(conn, message_keys, rows)
        return {row["external_id"]: (row["id"], row["month"]) for row in rows}
    columns = tuple(array(row[name] for row in rows) for name in _KEYS)
    return {row[0]: (row[1], row[2]) for row in conn.exec_driver_sql(_ENTER, columns)}


_KEYS = ("source", "external_id", "id", "month", "content_hash")
_ENTER = f"""
    INSERT INTO message_keys ({", ".join(_KEYS)})
    SELECT * FROM unnest(%s::varchar[], %s::varchar[], %s::bigint[], %s::integer[], %s::bytea[])
    ON CONFLICT (source, external_id) DO NOTHING RETURNING external_id, id, month
"""  # noqa: S608 - names of ours
"""In PostgreSQL; a column at a time, as `store.rows.among` has values."""


def _update(
    conn: Connection, changed: Sequence[Message], known: dict[str, Any], now: datetime
) -> None:
    """Replace the content of known records; they keep the month they were first filed in."""
    if not changed:
        return
    places = [known[message.external_id] for message in changed]
    ids = [place.id for place in places]
    told = zip(places, changed, strict=True)
    changes.keep(conn, [(place.id, place.month, message) for place, message in told], now)
    search.take_out(conn, ids)
    with cubes.recounting(conn, ids):
        _replace(conn, changed, places, now)
    search.put_in(conn, ids)


def _replace(
    conn: Connection, changed: Sequence[Message], places: list[Any], now: datetime
) -> None:
    conn.execute(
        update(message_keys)
        .where(message_keys.c.id == bindparam("key_id"))
        .values(content_hash=bindparam("new_hash")),
        [
            {"key_id": place.id, "new_hash": message.content_hash}
            for place, message in zip(places, changed, strict=True)
        ],
    )
    conn.execute(
        update(messages)
        .where(messages.c.id == bindparam("key_id"), messages.c.month == bindparam("key_month"))
        .values(revision=messages.c.revision + 1),
        [
            {**columns(message), "changed_at": now, "key_id": place.id, "key_month": place.month}
            for place, message in zip(places, changed, strict=True)
        ],
    )
    _replace_replies(conn, changed, places)


def _replace_replies(conn: Connection, changed: Sequence[Message], places: list[Any]) -> None:
    answers = [
        reply(message, place.id, place.month)
        for place, message in zip(places, changed, strict=True)
    ]
    rows = [answer for answer in answers if answer]
    if rows:
        statement = upsert(conn, replies)
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=["month", "message_id"],
                set_={
                    name: statement.excluded[name]
                    for name in ("text", "replied_at", "day_only", "hours")
                },
            ),
            rows,
        )
