"""Taking one record out of all that was said and is to be said about alarms."""

from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from store.alarm_tables import alarm_events, alarms
from store.schema import alerts, deliveries


def forget(conn: Connection, ref: str) -> int:
    """Remove the alarms about a record, and what alerts said of it; returns how many alarms.

    A mail that went out is beyond recall; what the store knows of its words goes. In a list of
    several alarms its line goes and the others stay.
    """
    subject = alarms.c.subject
    which = or_(
        subject == f"record:{ref}",
        subject == f"rating:{ref}",
        subject.startswith(f"record:{ref}:"),
        subject.endswith(f":{ref}"),
    )
    numbers = list(conn.execute(select(alarms.c.id).where(which)).scalars())
    _forget_alone(conn, ref)
    if numbers:
        _forget_among_others(conn, ref, set(numbers))
        conn.execute(delete(alarm_events).where(alarm_events.c.alarm_id.in_(numbers)))
        conn.execute(delete(alarms).where(alarms.c.id.in_(numbers)))
    return len(numbers)


def _forget_alone(conn: Connection, ref: str) -> None:
    alone = list(
        conn.execute(select(alerts.c.id).where(alerts.c.page == f"messages?ref={ref}")).scalars()
    )
    if alone:
        conn.execute(delete(deliveries).where(deliveries.c.alert_id.in_(alone)))
        conn.execute(delete(alerts).where(alerts.c.id.in_(alone)))


def _forget_among_others(conn: Connection, ref: str, numbers: set[int]) -> None:
    found = conn.execute(
        select(alerts.c.id, alerts.c.sheet, alerts.c.alarms).where(
            alerts.c.sheet.contains(f"messages?ref={ref}", autoescape=True)
            | (alerts.c.kind == "digest")
        )
    ).all()
    for row in found:
        conn.execute(
            update(alerts).where(alerts.c.id == row.id).values(_without(row, ref, numbers))
        )


def _without(row: Any, ref: str, numbers: set[int]) -> dict[str, Any]:
    lines = [line for line in row.sheet.splitlines() if not line.endswith(f"messages?ref={ref}")]
    kept = [number for number in row.alarms if number not in numbers]
    return {"sheet": "\n".join(lines) + "\n" if lines else "", "alarms": kept, "facts": []}
