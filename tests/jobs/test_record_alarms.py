"""Clocks of records as the rules of alarms see them: what can begin an alarm, or keep one."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from core.alarms import Alarm, Signal
from core.scope import Scope
from core.times import local
from jobs import looking, sensing
from store import messages, watching

ALL = Scope.ALL
DAY = timedelta(days=1)
CLOCK = ("ticket", "assigned_at", "finished_at")


def shown(at):
    return local(at).isoformat(timespec="seconds")


@pytest.fixture
def put(office, make_message, now):
    """Put a ticket that was assigned so many days ago, with more facts; its subject."""

    def one(number, days, kind="ticket", **facts):
        at = now - days * DAY
        told = {"assigned_at": shown(at), **facts}
        made = make_message(number, kind=kind, posted_at=at, unit="housing", facts=told)
        messages.add(office.store, ALL, messages.Batch("board", "file", [made]), now)
        with office.store.read() as conn:
            asked = text("SELECT ref FROM messages ORDER BY id DESC LIMIT 1")
            return f"record:{conn.execute(asked).scalar_one()}:R-HOT-5WD"

    return one


def seen(office, name, now, *known):
    alarms = [Alarm(Signal(name, subject, "停水", ""), now - 30 * DAY, now) for subject in known]
    rule = {rule.id: rule for rule in office.tables.alerts}[name]
    found = sensing.signals(looking.look_at(office, now, alarms), [rule])
    return {signal.subject: signal.old for signal in found}


def test_a_deadline_that_passed_long_ago_begins_no_alarm_and_keeps_one(office, put, now):
    late, ancient = put("1", 11), put("2", 90)
    put("3", 11, finished_at=shown(now - DAY))
    put("4", 1)
    assert seen(office, "deadline_passed", now) == {late: False}
    assert seen(office, "deadline_passed", now, ancient) == {late: False, ancient: True}


def test_a_finished_record_that_was_taken_up_again_is_open(office, put, now):
    again = put("1", 11, finished_at=shown(now - 9 * DAY), reopened_at=shown(now - 8 * DAY))
    put("2", 11, finished_at=shown(now - 8 * DAY), reopened_at=shown(now - 9 * DAY))
    assert set(seen(office, "deadline_passed", now + 3 * DAY)) == {again}


def test_tickets_sent_back_and_unsolved_ones_are_found_by_their_facts(office, put, now):
    put("1", 2, returned=2)
    put("2", 2, returned=1)
    put("3", 2, returned=3, finished_at=shown(now))
    put("4", 2, finished_at=shown(now), solved="未解决")
    put("5", 2, finished_at=shown(now), solved="未解决", reopened_at=shown(now))
    put("6", 2, finished_at=shown(now), solved="解决")
    counted = watching.counting(office.store, ALL, now - 9 * DAY, "returned", 2)
    assert counted["count"].to_list() == [2]
    assert watching.counting(office.store, ALL, now - 9 * DAY, "returned", 1).height == 2
    assert watching.unsolved(office.store, ALL, now - 9 * DAY).height == 1


def test_a_unit_is_not_told_numbers_of_what_accuses_it(office, put, now):
    """Of forty records thirty are late; none of the late ones may count for who is accused."""
    for number in range(40):
        late = number < 30
        put(str(number), 20, finished_at=shown(now - (1 if late else 19) * DAY))
    assert set(seen(office, "falls_behind", now)) == set(), "nobody knows whom unread ones accuse"
    with office.store.write() as conn:
        conn.execute(text("UPDATE messages SET state = 'done'"))
    assert set(seen(office, "falls_behind", now)) == {"unit:housing"}
    said = (
        "INSERT INTO labels (message_id, month, origin, accused_unit, model, mask_version,"
        " labelled_at) SELECT id, month, 'model', 'housing', 'm', 1, posted_at FROM messages"
    )
    with office.store.write() as conn:
        conn.execute(text(said))
    assert set(seen(office, "falls_behind", now)) == set()


def test_open_records_are_read_by_their_index(office, put, now):
    """However many are finished: an index is used where the statement says its condition."""
    if not office.store.is_sqlite:
        pytest.skip("PostgreSQL plans by the size of the tables")
    put("1", 2)
    plans = []

    def told(conn, _cursor, statement, parameters, _context, _many):
        if statement.startswith("SELECT"):
            asked = conn.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append(" ".join(row[3] for row in asked.fetchall()))

    event.listen(office.store.engine, "before_cursor_execute", told)
    watching.open_spans(office.store, ALL, now - 180 * DAY, CLOCK)
    watching.counting(office.store, ALL, now - 180 * DAY, "returned", 2)
    watching.unsolved(office.store, ALL, now - 30 * DAY)
    watching.open_spans(
        office.store, ALL, now - 180 * DAY, ("rating", "posted_at", "called_back_at"), most_stars=2
    )
    watching.hot(office.store, ALL, now - DAY)
    wanted = [["ix_messages_open", "ix_messages_reopened"], ["ix_messages_returned"],
              ["ix_messages_unsolved"], ["ix_messages_bad", "ix_messages_bad"],
              ["ix_issues_last_at"]]  # fmt: skip
    assert [re.findall(r"INDEX (ix_(?:messages|issues)_\w+)", plan) for plan in plans] == wanted
