"""Taking one record out of all that was said and is to be said about alarms."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from store.alarm_tables import alarm_events, alarms, silences
from store.desk_tables import cases
from store.duty_tables import procedures
from store.schema import alerts, deliveries, history
from store.wording_tables import wording_findings

_OF_ITS_OWN = "?"
"""A page with a query is of one matter; others are shared by many."""


def subjects_of(conn: Connection, message: int) -> tuple[list[str], list[str]]:
    """Subjects of alarms about what was made of a record, and how others begin: its cases, its
    procedure, what was found in replies. To be asked before these go."""
    mine = (cases.c.subject == "message") & (cases.c.subject_id == message)
    numbers = list(conn.execute(select(cases.c.id).where(mine)).scalars())
    columns = wording_findings.c
    found = select(columns.id).where(
        or_(
            (columns.subject == "message") & (columns.subject_id == message),
            (columns.subject == "case") & columns.subject_id.in_(numbers),
        )
    )
    registered = select(procedures.c.id).where(procedures.c.message_id == message)
    exact = [f"contradiction:{number}" for number in conn.execute(found).scalars()]
    exact += [f"contradiction:message:{message}", *(f"case:{number}" for number in numbers)]
    exact += [f"contradiction:case:{number}" for number in numbers]
    begin = [f"case:{number}:" for number in numbers]
    begin += [f"procedure:{number}:" for number in conn.execute(registered).scalars()]
    return exact, begin


def forget(
    conn: Connection, ref: str, exact: Collection[str] = (), begin: Collection[str] = ()
) -> int:
    """Remove the alarms about a record, and what alerts said of it; returns how many alarms.

    `exact` and `begin` are those of `subjects_of`. A mail that went out is beyond recall; what
    the store knows of its words goes. In a list of several alarms its line goes and the others
    stay.
    """
    subject = alarms.c.subject
    which = or_(
        subject.in_([f"record:{ref}", f"rating:{ref}", *exact]),
        subject.startswith(f"record:{ref}:"),
        subject.endswith(f":{ref}"),
        *(subject.startswith(start) for start in begin),
    )
    rows = conn.execute(select(alarms.c.id, subject, alarms.c.signal).where(which)).all()
    numbers = [row.id for row in rows]
    _forget_alone(conn, ref)
    if numbers:
        pages = {f"messages?ref={ref}", *(row.signal.get("page", "") for row in rows)}
        _forget_among_others(conn, pages, set(numbers))
        conn.execute(delete(alarm_events).where(alarm_events.c.alarm_id.in_(numbers)))
        conn.execute(delete(alarms).where(alarms.c.id.in_(numbers)))
        named = silences.c.subject.in_([row.subject for row in rows])
        conn.execute(update(silences).where(named).values(reason=""))
        deeds = (history.c.subject == "alarm") & history.c.subject_id.in_(numbers)
        conn.execute(update(history).where(deeds).values(details={}))
    return len(numbers)


def _forget_alone(conn: Connection, ref: str) -> None:
    alone = select(alerts.c.id).where(alerts.c.page == f"messages?ref={ref}")
    _take_out(conn, list(conn.execute(alone).scalars()))


def _take_out(conn: Connection, alone: Collection[int]) -> None:
    if alone:
        conn.execute(delete(deliveries).where(deliveries.c.alert_id.in_(alone)))
        conn.execute(delete(alerts).where(alerts.c.id.in_(alone)))


def _forget_among_others(conn: Connection, pages: Collection[str], numbers: set[int]) -> None:
    """`pages` of the alarms `numbers` that are forgotten."""
    told = select(alarm_events.c.alert_id).where(alarm_events.c.alarm_id.in_(numbers))
    own = [page for page in pages if _OF_ITS_OWN in page]
    found = conn.execute(
        select(alerts.c.id, alerts.c.sheet, alerts.c.alarms, alerts.c.kind).where(
            or_(
                alerts.c.id.in_(told),
                alerts.c.kind == "digest",
                *(alerts.c.sheet.contains(page, autoescape=True) for page in own),
            )
        )
    ).all()
    for row in found:
        kept = [number for number in row.alarms if number not in numbers]
        if row.alarms and not kept and row.kind != "digest":
            _take_out(conn, [row.id])
            continue
        values = {"sheet": _without(row, own, len(own) < len(pages)), "alarms": kept, "facts": []}
        conn.execute(update(alerts).where(alerts.c.id == row.id).values(values))


def _without(row: Any, own: Collection[str], whole: bool) -> str:
    """The sheet without the lines of these pages; nothing of it (`whole`) where a line could be
    of any page."""
    if whole and row.kind != "digest":
        return ""
    lines = [line for line in row.sheet.splitlines() if not line.endswith(tuple(own))]
    return "\n".join(lines) + "\n" if lines else ""
