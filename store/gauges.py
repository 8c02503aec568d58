"""How the machinery is doing, in a few numbers that any monitoring system can watch."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, func, select

from core.scope import Scope
from store.alarm_tables import alarms
from store.engine import Store
from store.schema import deliveries, leases, messages, requests
from store.source_tables import quarantine, source_health

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Gauge:
    """One measure (Prometheus naming: unit last, `_total` for what only grows) by label."""

    name: str
    says: str
    values: dict[Labels, float] = field(default_factory=dict)


@Store.needs("operate")
def gauges(store: Store, scope: Scope, now: datetime) -> list[Gauge]:
    """All measures at `now`, from one read transaction.

    They are about the program, never about people: no text, no number of a ticket, no count
    by place or unit.
    """
    with store.read() as conn:
        return [
            _worker(conn, now),
            Gauge("minsheng_messages_pending", "Messages that wait for analysis.",
                  {(): _number(conn, messages.c.state == "pending")}),
            *_sources(conn, now),
            Gauge("minsheng_quarantine_rows", "Rows that could not be taken in.",
                  _by(conn, select(quarantine.c.source, func.count())
                      .group_by(quarantine.c.source), "source")),
            Gauge("minsheng_deliveries", "Deliveries of alerts by state.",
                  _by(conn, select(deliveries.c.state, func.count())
                      .group_by(deliveries.c.state), "state")),
            _oldest(conn, now),
            Gauge("minsheng_alarms_open", "Alarms that are not resolved.",
                  _by(conn, select(alarms.c.level, func.count())
                      .where(alarms.c.resolved_at.is_(None)).group_by(alarms.c.level), "level")),
            Gauge("minsheng_requests_waiting", "What people asked the clock to do, not yet done.",
                  {(): float(conn.execute(select(func.count()).where(
                      requests.c.done_at.is_(None))).scalar_one())}),
        ]  # fmt: skip


def _worker(conn: Connection, now: datetime) -> Gauge:
    until = conn.execute(
        select(leases.c.expires_at).where(leases.c.name == "leader", leases.c.holder != "")
    ).scalar()
    alive = until is not None and until > now
    return Gauge("minsheng_worker_up", "1 while a worker leads.", {(): float(alive)})


def _number(conn: Connection, condition: ColumnElement[bool]) -> float:
    return float(conn.execute(select(func.count()).where(condition)).scalar_one())


def _sources(conn: Connection, now: datetime) -> list[Gauge]:
    found = conn.execute(
        select(
            source_health.c.source,
            source_health.c.failures,
            source_health.c.last_success_at,
            source_health.c.accepted,
        )
    ).all()
    failing = {_label("source", row.source): float(row.failures) for row in found}
    accepted = {_label("source", row.source): float(row.accepted) for row in found}
    silent = {
        _label("source", row.source): (now - row.last_success_at).total_seconds()
        for row in found
        if row.last_success_at is not None
    }
    return [
        Gauge("minsheng_source_failures", "Looks in a row that failed.", failing),
        Gauge("minsheng_source_accepted_total", "Records taken in since the first day.", accepted),
        Gauge("minsheng_source_age_seconds", "Time since the last good look.", silent),
    ]


def _oldest(conn: Connection, now: datetime) -> Gauge:
    waiting = select(deliveries.c.next_at).where(deliveries.c.state == "waiting")
    since = conn.execute(waiting.order_by(deliveries.c.next_at).limit(1)).scalar()
    late = max(0.0, (now - since).total_seconds()) if since else 0.0
    return Gauge("minsheng_delivery_late_seconds", "How long the next mail is overdue.", {(): late})


def _by(conn: Connection, asked: Select[str, int], label: str) -> dict[Labels, float]:
    return {_label(label, value): float(count) for value, count in conn.execute(asked).all()}


def _label(name: str, value: str) -> Labels:
    return ((name, str(value)),)
