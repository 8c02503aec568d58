"""回避 in the outbox: no mail, group or digest tells the accused unit of what accuses it."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import select, update

from cases import alerting
from core.alarms import Contact
from core.ladder import above, parents_of
from core.scope import Actor, Scope
from jobs import remind
from jobs.office import Office
from store import alarms, labels, messages
from store.messages import Batch
from store.schema import alerts, deliveries
from store.schema import labels as labels_table
from store.schema import messages as messages_table
from tests.store.walk_place import MARK, fill

ALL = Scope.ALL
DAYS = 4


@pytest.fixture
def place(office, now, make_message):
    """The small place under the names of real units, everything overdue, everybody reachable."""
    units = [unit for unit in office.shown_tables.units if unit.parent]
    parents = parents_of(office.shown_tables.units)
    accused = units[0].code
    fill(office.store, now, make_message, accused=True)
    late = {"assigned_at": "2026-11-10T09:00:00+08:00", "returned": 3, "extensions": 3,
            "solved": "未解决"}  # fmt: skip
    more = [
        make_message(f"x{number}", kind=kind, unit=accused, facts={**late, "stars": 1},
                     title=f"{MARK}{number}", posted_at=now - timedelta(days=12))
        for number, kind in enumerate(("ticket", "rating", "letter"))
    ] + [make_message("y", kind="ticket", unit=accused, facts=late, title="路灯丙",
                      posted_at=now - timedelta(days=12))]  # fmt: skip
    messages.add(office.store, ALL, Batch("board", "test", more, []), now)
    _label(office.store, now)
    with office.store.write() as conn:
        said = labels_table.c.accused_unit.is_not(None)
        conn.execute(update(labels_table).where(said).values(accused_unit=accused))
        conn.execute(update(messages_table).values(unit=accused))
    people = [Contact(0, "", "A", "", "mail", "office@x.cn"),
              Contact(0, "", "admin", "", "mail", "admin@x.cn")]  # fmt: skip
    people += [
        Contact(0, unit.code, role, "", "mail", f"{unit.code}.{role}@x.cn",
                digest="daily" if role == "A" else "")
        for unit in office.shown_tables.units for role in ("A", "B", "duty")
    ]  # fmt: skip
    alerting.put_contacts(office.store, Actor("li"), people, now)
    rules = {
        rule.id: replace(rule, to=[*rule.to, "A", "B", "duty", "superior", "office"])
        for rule in office.tables.alerts
    }
    tables = replace(office.tables, rows={**office.tables.rows, "alert": rules})
    made = Office(office.settings, tables)
    vars(made)["store"] = office.store
    return made, accused, parents


def _label(store, now):
    pending = labels.pending(store, ALL)
    told = pending.with_columns(
        area=pl.lit("other"), sentiment=pl.lit("neg"), intent=pl.lit("投诉"), place=pl.lit(""),
        problem=pl.lit(""), keywords=pl.lit(""), area_score=pl.lit(0.9), area_unsure=pl.lit(0),
        sentiment_score=pl.lit(0.0), urgency=pl.lit(0),
        accused_unit=pl.when(pl.col("title").str.contains(MARK)).then(pl.lit("housing")),
    )  # fmt: skip
    labels.save(store, ALL, told, "test", now)


def live(office, now):
    """Four days of looks, with nobody signing: reminders, escalations and digests go out."""
    for hours in range(0, 24 * DAYS, 3):
        at = now + timedelta(hours=hours)
        remind._memories.clear()
        for _turn in range(5):
            subjects = remind.due(office, at)
            for subject in subjects:
                remind.run(office, subject, at)
            if not subjects:
                break


def said(store):
    """Address -> all words of all that goes there."""
    columns = [getattr(alerts.c, name) for name in
               ("title", "why", "task", "cited", "sheet", "facts", "kind", "alarms")]  # fmt: skip
    joined = select(deliveries.c.address, *columns).join_from(
        deliveries, alerts, alerts.c.id == deliveries.c.alert_id
    )
    told = {}
    with store.read() as conn:
        for row in conn.execute(joined):
            told.setdefault(row.address, []).append(row)
    return told


@pytest.mark.slow
def test_the_accused_unit_is_told_of_its_other_matters_only(place, now):
    office, accused, parents = place
    live(office, now)
    told = said(office.store)
    below = {code for code in parents if accused in above(parents, code)} | {accused}
    rows = [row for address, found in told.items() for row in found
            if address.split(".")[0] in below]  # fmt: skip
    assert rows
    assert any("路灯丙" in f"{row.title}{row.sheet}" for row in rows)
    numbers = {number for row in rows for number in row.alarms}
    with office.store.read() as conn:
        known = alarms.by_id(conn, numbers)
    assert not [alarm.signal.title for alarm in known.values() if accused in alarm.signal.accused]
    for row in rows:
        assert MARK not in repr(tuple(row))
    upper = [tuple(row) for address, found in told.items() for row in found
             if address.startswith(f"{parents[accused]}.")]  # fmt: skip
    assert MARK in repr(upper)  # it is told to whoever stands above
