"""Alerts and their deliveries: rows that are claimed, sent and recorded."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, select, update

from core.alerts import Alert, Delivery
from core.scope import Scope
from store.engine import Store
from store.resting import CLAIM_SECONDS, rested
from store.rows import insert_or_skip
from store.schema import alerts, deliveries


@Store.needs("clock")
def fire(
    store: Store,
    scope: Scope,
    fired: Sequence[Alert],
    addresses: Sequence[tuple[str, str]],
    host: str,
) -> int:
    """Keep new alerts with a delivery for each (channel, address); returns how many were new.

    An alert whose dedupe key is known is left alone: it never fires twice.
    """
    with store.write() as conn:
        posted = [post(conn, alert, addresses, host) for alert in fired]
    return sum(number is not None for number in posted)


def post(
    conn: Connection, alert: Alert, addresses: Sequence[tuple[str, str]], host: str
) -> int | None:
    """The same for one alert inside the caller's transaction; its number, None if it is known."""
    number = _insert_alert(conn, alert)
    if number is not None:
        _insert_deliveries(conn, number, alert, addresses, host)
    return number


def _insert_alert(conn: Connection, alert: Alert) -> int | None:
    row = {name: getattr(alert, name) for name in Alert.__slots__}
    row["facts"] = [list(fact) for fact in alert.facts]
    row["alarms"] = list(alert.alarms)
    return conn.execute(
        insert_or_skip(conn, alerts, "dedupe_key").values(**row).returning(alerts.c.id)
    ).scalar_one_or_none()


def _insert_deliveries(
    conn: Connection, number: int, alert: Alert, addresses: Sequence[tuple[str, str]], host: str
) -> None:
    for order, (channel, address) in enumerate(dict.fromkeys(addresses)):
        conn.execute(
            deliveries.insert().values(
                alert_id=number,
                channel=channel,
                address=address,
                message_id=f"<alert-{number}-{order}@{host}>",
                state="waiting",
                attempts=0,
                next_at=alert.fired_at,
                claimed_by="",
                error="",
            )
        )


@Store.needs("clock")
def written(store: Store, scope: Scope, keys: Sequence[str]) -> set[str]:
    """Which of these dedupe keys were said already."""
    with store.read() as conn:
        known = select(alerts.c.dedupe_key).where(alerts.c.dedupe_key.in_(keys))
        return set(conn.execute(known).scalars())


@Store.needs("clock")
def is_due(store: Store, scope: Scope, now: datetime, without: Collection[str] = ()) -> bool:
    """Is there a delivery that `claim` would give?"""
    with store.read() as conn:
        found = conn.execute(select(deliveries.c.id).where(_due(now, without)).limit(1))
        return found.first() is not None


def _due(now: datetime, without: Collection[str]) -> ColumnElement[bool]:
    """What may be sent now."""
    columns = deliveries.c
    return (
        columns.state.in_(("waiting", "sending"))
        & columns.channel.not_in(sorted(without))
        & rested(columns, now)
    )


@Store.needs("clock")
def claim(
    store: Store,
    scope: Scope,
    sender: str,
    now: datetime,
    seconds: float = CLAIM_SECONDS,
    *,
    without: Collection[str] = (),
) -> Delivery | None:
    """Take the next delivery that is due; None when there is nothing to send.

    It is the sender's for `seconds`; channels in `without` are left waiting. The number of
    attempts rises with every claim and tells this claim from a later one.
    """
    columns = deliveries.c
    with store.write() as conn:
        chosen = (
            select(columns.id)
            .where(_due(now, without))
            .order_by(columns.next_at, columns.id)
            .limit(1)
        ).with_for_update(skip_locked=True)
        found = conn.execute(chosen).scalar_one_or_none()
        if found is None:
            return None
        conn.execute(
            update(deliveries)
            .where(columns.id == found)
            .values(
                state="sending",
                claimed_by=sender,
                claimed_until=now + timedelta(seconds=seconds),
                attempts=columns.attempts + 1,
            )
        )
        return _delivery(conn, found)


def _delivery(conn: Connection, number: int) -> Delivery:
    row = conn.execute(
        select(deliveries, alerts)
        .join_from(deliveries, alerts, alerts.c.id == deliveries.c.alert_id)
        .where(deliveries.c.id == number)
        .with_only_columns(
            *(
                deliveries.c[name]
                for name in ("id", "channel", "address", "message_id", "attempts")
            ),
            *(alerts.c[name] for name in Alert.__slots__),
        )
    ).one()
    kept = row._asdict()
    kept["facts"] = tuple((fact[0], fact[1]) for fact in kept["facts"])
    kept["alarms"] = tuple(kept["alarms"])
    alert = Alert(**{name: kept.pop(name) for name in Alert.__slots__})
    return Delivery(**kept, alert=alert)


@Store.needs("clock")
def sent(store: Store, scope: Scope, delivery: int, now: datetime) -> None:
    """Record that the server took a delivery; true even of a claim that has run out."""
    with store.write() as conn:
        _close(conn, deliveries.c.id == delivery, {"state": "sent", "sent_at": now, "error": ""})


@Store.needs("clock")
def failed(
    store: Store, scope: Scope, delivery: Delivery, error: str, next_at: datetime | None
) -> None:
    """Record a failed attempt; without `next_at` it is not tried again.

    A claim that another sender has taken over says nothing any more.
    """
    columns = deliveries.c
    own = (
        (columns.id == delivery.id)
        & (columns.state == "sending")
        & (columns.attempts == delivery.attempts)
    )
    values: dict[str, object] = {"state": "failed", "error": error}
    if next_at is not None:
        values |= {"state": "waiting", "next_at": next_at}
    with store.write() as conn:
        _close(conn, own, values)


def _close(conn: Connection, which: ColumnElement[bool], values: dict[str, object]) -> None:
    conn.execute(
        update(deliveries).where(which).values(claimed_by="", claimed_until=None, **values)
    )
