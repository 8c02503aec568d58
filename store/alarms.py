"""Alarms, what is to be told of them, and silences."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection, Text, cast, func, or_, select, update

from core.alarms import Alarm, Sent, Silence, Told
from core.scope import Scope
from core.times import as_utc
from store import alarm_recusal, signals
from store.alarm_tables import alarm_events, alarms, silences
from store.engine import Store
from store.rows import slices
from store.schema import alerts, deliveries
from store.shapes import UTC

_ROWS = 200
"""Alarms kept in one transaction, each with what is told of it."""

_OWN = [field.name for field in fields(Alarm) if field.name not in ("signal", "id")]
_COLUMNS = [
    cast(column, Text).label("signal") if column.name == "signal" else column
    for column in alarms.columns
]
_SHOWN = ("rule", "subject", "title", "why", "level", "area", "region", "unit")

ALARMS: dict[str, Any] = {
    **dict.fromkeys(("id",), pl.Int64),
    **dict.fromkeys(("rule", "subject", "title", "why", "level", "area", "unit"), pl.String),
    "state": pl.String,
    "fired_at": UTC,
    "told": pl.Int64,
    "told_at": UTC,
    "step": pl.Int64,
    "acked_at": UTC,
    "acked_by": pl.String,
    "resolved_at": UTC,
    "flaps": pl.Int64,
}


@Store.needs("clock")
def known(store: Store, scope: Scope, since: datetime) -> list[Alarm]:
    """Alarms that are on, that ended since a moment, or whose end nobody was told of."""
    columns = alarms.c
    which = or_(columns.state != "resolved", columns.resolved_at > since, columns.told > 0)
    with store.read() as conn:
        rows = conn.execute(select(*_COLUMNS).where(which).order_by(columns.id)).all()
    signals.parsed.only({row.signal for row in rows})
    # A newer alarm of the same rule and subject stands for an older one.
    return list({(row.rule, row.subject): _alarm(row) for row in rows}.values())


def by_id(conn: Connection, numbers: Collection[int]) -> dict[int, Alarm]:
    """Alarms by number."""
    found: dict[int, Alarm] = {}
    for chunk in slices(numbers, 500):
        rows = conn.execute(select(*_COLUMNS).where(alarms.c.id.in_(chunk)))
        found |= {row.id: _alarm(row) for row in rows}
    return found


def _alarm(row: Any) -> Alarm:
    own = {name: getattr(row, name) for name in _OWN}
    return Alarm(signal=signals.parsed[row.signal], id=row.id, **own)


def _row(alarm: Alarm) -> dict[str, Any]:
    signal = asdict(alarm.signal)
    due = alarm.signal.due_at
    kept = {**signal, "due_at": as_utc(due).isoformat() if due else None}
    kept["facts"] = [list(fact) for fact in alarm.signal.facts]
    shown = {name: signal[name] for name in _SHOWN}
    return {**shown, "signal": kept, **{name: getattr(alarm, name) for name in _OWN}}


@Store.needs("clock")
def save(
    store: Store,
    scope: Scope,
    moves: Sequence[tuple[Alarm, Sequence[tuple[str, str, str]]]],
    now: datetime,
    signed: Mapping[int, datetime | None] | None = None,
) -> None:
    """Keep alarms together with what is to be told: (event, channel, address) each.

    `signed` are the times of 签收 as they were when the alarms were looked at: one that came
    since is not overwritten.
    """
    for chunk in slices(moves, _ROWS):
        with store.write() as conn:
            for alarm, tell in chunk:
                number = _keep(conn, alarm, (signed or {}).get(alarm.id))
                rows = [
                    {"alarm_id": number, "kind": event, "channel": channel, "address": address}
                    for event, channel, address in tell
                ]
                if rows:
                    conn.execute(alarm_events.insert().values(made_at=now), rows)


def _keep(conn: Connection, alarm: Alarm, signed: datetime | None) -> int:
    if alarm.id:
        _update(conn, alarm, signed)
        return alarm.id
    statement = alarms.insert().values(**_row(alarm)).returning(alarms.c.id)
    return int(conn.execute(statement).scalar_one())


def _update(conn: Connection, alarm: Alarm, signed: datetime | None) -> None:
    values = _row(alarm)
    current = conn.execute(
        select(alarms.c.acked_at).where(alarms.c.id == alarm.id)
    ).scalar_one_or_none()
    if current != signed and alarm.is_on:
        values = {name: values[name] for name in values if name not in _SIGNED}
    conn.execute(update(alarms).where(alarms.c.id == alarm.id).values(**values))


_SIGNED = ("state", "acked_at", "acked_by")


@Store.needs("clock")
def waiting(store: Store, scope: Scope) -> list[Told]:
    """What is to be told and went nowhere yet, in order."""
    columns = alarm_events.c
    statement = select(
        columns.id, columns.alarm_id, columns.kind, columns.channel, columns.address,
        columns.made_at,
    ).where(columns.done_at.is_(None))  # fmt: skip
    with store.read() as conn:
        return [Told(*row) for row in conn.execute(statement.order_by(columns.id))]


def notes(conn: Connection, numbers: Collection[int]) -> dict[int, str]:
    """What people said with these events: alarm id -> the last note."""
    found: dict[int, str] = {}
    for chunk in slices(numbers, 500):
        rows = conn.execute(
            select(alarm_events.c.alarm_id, alarm_events.c.note)
            .where(alarm_events.c.id.in_(chunk), alarm_events.c.note != "")
            .order_by(alarm_events.c.id)
        )
        found |= {row.alarm_id: row.note for row in rows}
    return found


def tell(
    conn: Connection,
    alarm: int,
    what: tuple[str, str],
    people: Collection[tuple[str, str]],
    now: datetime,
) -> None:
    """Have (event, note) told to (channel, address) people inside a deed's transaction."""
    for channel, address in people:
        conn.execute(
            alarm_events.insert().values(
                alarm_id=alarm, kind=what[0], note=what[1], channel=channel, address=address,
                made_at=now,
            )
        )  # fmt: skip


def acknowledge(conn: Connection, numbers: Collection[int], by: str, now: datetime) -> list[int]:
    """签收 of alarms that wait for it; returns which did."""
    columns = alarms.c
    statement = (
        update(alarms)
        .where(columns.id.in_(sorted(numbers)), columns.state == "firing")
        .values(state="acknowledged", acked_at=now, acked_by=by)
        .returning(columns.id)
    )
    return sorted(conn.execute(statement).scalars())


def untell(conn: Connection, numbers: Collection[int], address: str) -> None:
    """Let alarms that only this address was told of be told anew: it never got them."""
    others = select(alarm_events.c.alarm_id).where(
        alarm_events.c.alarm_id.in_(sorted(numbers)), alarm_events.c.address != address
    )
    conn.execute(
        update(alarms)
        .where(alarms.c.id.in_(sorted(numbers)), alarms.c.id.not_in(others))
        .where(alarms.c.state == "firing")
        .values(told=0, first_told_at=None, told_at=None)
    )


def finish(conn: Connection, numbers: Collection[int], alert: int | None, now: datetime) -> None:
    """Events went into an alert, or into none because there was nothing left to tell."""
    for chunk in slices(numbers, 500):
        conn.execute(
            update(alarm_events)
            .where(alarm_events.c.id.in_(chunk))
            .values(done_at=now, alert_id=alert)
        )


@Store.needs("clock")
def sent(store: Store, scope: Scope, now: datetime) -> dict[tuple[str, str], Sent]:
    """What each address got within a day, urgent ones aside."""
    statement = (
        select(
            deliveries.c.channel,
            deliveries.c.address,
            func.max(alerts.c.fired_at).label("last_at"),
            func.count().label("day"),
        )
        .join_from(deliveries, alerts, alerts.c.id == deliveries.c.alert_id)
        .where(alerts.c.fired_at > now - timedelta(days=1), alerts.c.fired_at <= now)
        .where(alerts.c.kind.not_in(("digest", "danger")))
        .group_by(deliveries.c.channel, deliveries.c.address)
    )
    with store.read() as conn:
        return {
            (row.channel, row.address): Sent(row.last_at, row.day)
            for row in conn.execute(statement)
        }


@Store.needs("clock")
def told_to(store: Store, scope: Scope, address: str, since: datetime) -> list[int]:
    """Alarms that an address was told of since a moment, or that are on and it knows of."""
    columns = alarm_events.c
    statement = (
        select(columns.alarm_id)
        .join_from(alarm_events, alarms, alarms.c.id == columns.alarm_id)
        .where(columns.address == address)
        .where((columns.made_at >= since) | (alarms.c.state != "resolved"))
        .distinct()
    )
    with store.read() as conn:
        return sorted(conn.execute(statement).scalars())


@Store.needs("cases")
def listed(store: Store, scope: Scope, limit: int = 2_000) -> pl.DataFrame:
    """Alarms for the page, those that are on first, then the newest (columns of ALARMS)."""
    over = alarms.c.state == "resolved"
    statement = (
        select(*(alarms.c[name] for name in ALARMS))
        .order_by(over, alarms.c.fired_at.desc(), alarms.c.id.desc())
        .limit(limit)
    )
    if scope.units is not None:
        statement = statement.where(alarms.c.unit.in_(sorted(scope.units)))
    with store.read() as conn:
        rows = [tuple(row) for row in conn.execute(statement)]
        hidden = alarm_recusal.closed(conn, scope, [row[0] for row in rows])
    rows = [row for row in rows if row[0] not in hidden]
    return pl.DataFrame(rows, schema=ALARMS, orient="row")


@Store.needs("cases")
def events_of(store: Store, scope: Scope, alarm: int) -> list[Mapping[str, Any]]:
    """What was told of an alarm to whom, in order."""
    statement = (
        select(alarm_events.c.kind, alarm_events.c.address, alarm_events.c.made_at)
        .where(alarm_events.c.alarm_id == alarm)
        .order_by(alarm_events.c.id)
    )
    with store.read() as conn:
        if alarm_recusal.closed(conn, scope, [alarm]):
            return []
        return [dict(row) for row in conn.execute(statement).mappings()]


@Store.needs("cases")
def silenced(store: Store, scope: Scope, now: datetime) -> list[Silence]:
    """Silences that are on or still to begin, the newest first."""
    columns = silences.c
    statement = (
        select(*(columns[field.name] for field in fields(Silence)))
        .where(columns.ends_at > now, columns.lapsed_at.is_(None))
        .order_by(columns.id.desc())
    )
    with store.read() as conn:
        hidden = alarm_recusal.closed_subjects(conn, scope)
        found = [Silence(**row) for row in conn.execute(statement).mappings()]
    return [one for one in found if (one.rule, one.subject) not in hidden]


def silence(conn: Connection, made: Silence) -> int:
    """Write a silence inside the deed's transaction; returns its number."""
    values = {field.name: getattr(made, field.name) for field in fields(Silence)}
    values.pop("id")
    statement = silences.insert().values(**values).returning(silences.c.id)
    return int(conn.execute(statement).scalar_one())


def end_silences(conn: Connection, numbers: Collection[int], now: datetime) -> int:
    """End silences now; returns how many were on."""
    statement = update(silences).where(
        silences.c.id.in_(sorted(numbers)), silences.c.lapsed_at.is_(None)
    )
    return int(conn.execute(statement.values(lapsed_at=now)).rowcount)


@Store.needs("clock")
def lapse(store: Store, scope: Scope, numbers: Collection[int], now: datetime) -> None:
    """End silences whose matter grew."""
    if numbers:
        with store.write() as conn:
            end_silences(conn, numbers, now)
