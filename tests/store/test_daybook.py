"""The daybook answers what the records answer, whatever happens to them after it was written."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import polars as pl
import pytest
from sqlalchemy import event, select, update

from core.scope import Actor, Scope
from store import (
    concentrations,
    courses,
    daybook,
    daybooks,
    erase,
    items,
    knowledge,
    labels,
    messages,
    rates,
    reply_labels,
    solutions,
)
from store.cube_tables import daybook as table
from store.messages import Batch
from store.migrate import open_store
from store.schema import messages as message_table
from store.wiping import wiping

ALL = Scope.ALL
FIRST = datetime(2026, 10, 30, 3, tzinfo=UTC)
WHOLE = (datetime(2026, 10, 29, 16, tzinfo=UTC), datetime(2026, 11, 11, 16, tzinfo=UTC))
CUT = (FIRST + timedelta(days=1), FIRST + timedelta(days=6, hours=5))
"""Begins and ends within a day."""

TODAY = date(2026, 11, 23)
CLOCK = ("ticket", "assigned_at", "finished_at")
READERS = {
    "all": ALL,
    "a region": Scope(regions=frozenset({"3301"})),
    "a unit": Scope(units=frozenset({"water"})),
    "barred": Scope(barred=frozenset({"water"})),
    "nothing": Scope(regions=frozenset()),
}


def facts(number):
    told = {
        "assigned_at": "2026-11-01T09:00:00+08:00",
        "solved": ("解决", "未解决", None)[number % 3],
    }
    told |= {
        "contacted": "1",
        "satisfied": "满意",
        "stars": number % 6,
        "item": f"事项{number % 2}",
    }
    if number % 4:
        told["finished_at"] = f"2026-11-0{number % 9 + 1}T10:00:00+08:00"
    if number % 5 == 0:
        told |= {"excluded": "重复", "reopened_at": "2026-11-09T08:00:00+08:00"}
    return {name: value for name, value in told.items() if value is not None}


def label(store, now):
    """What waits, judged."""
    pending = labels.pending(store, ALL)
    said = dict.fromkeys(labels.COLUMNS, "") | {
        "area_score": 0.5, "area_unsure": 0, "sentiment": "neu", "sentiment_score": 0.0,
        "urgency": 0, "area": "other", "why": None, "keywords": "",
    }  # fmt: skip
    numbers = range(pending.height)
    frame = pending.sort("id").with_columns(pl.lit(one).alias(name) for name, one in said.items())
    labels.save(store, ALL, frame.with_columns(
        intent=pl.Series([("投诉", "咨询")[one % 2] for one in numbers]),
        topic2=pl.Series([("停水", "道路")[one % 2] for one in numbers]),
        region=pl.Series([(None, "330106")[one % 2] for one in numbers], dtype=pl.String),
        accused_unit=pl.Series([("water", "")[one % 7 > 0] for one in numbers]),
    ), "test", now)  # fmt: skip


@pytest.fixture
def filled(store, make_message, now):
    """Sixty records of ten days: half of them answered, the last six not analysed."""
    made = [
        make_message(
            str(number), kind=("ticket", "rating", "letter")[number % 3], facts=facts(number),
            posted_at=FIRST + timedelta(hours=4 * number),
            unit=(None, "water", "roads")[number % 3],
            region=("330106", "330203")[number % 2],
            **({"reply": "已办理。", "replied_at": FIRST + timedelta(hours=5 * number + 9)}
               if number % 2 else {}),
        )
        for number in range(60)
    ]  # fmt: skip
    messages.add(store, ALL, Batch("board", "test", made[:54]), now)
    label(store, now)
    messages.add(store, ALL, Batch("board", "test", made[54:]), now)
    return store


def answers(store, scope):
    """What pages ask, as one text for each question."""
    told = {}
    for (name, period), by in product({"whole": WHOLE, "cut": CUT}.items(), ("unit", "region")):
        told |= {
            f"call_backs {name} {by}": rates.call_backs(store, scope, *period, by),
            f"hours {name} {by}": courses.hours(store, scope, *period, by),
            f"parts {name} {by}": pl.concat(courses.parts(store, scope, period, CLOCK, by)),
            f"ratings {name}": items.ratings(store, scope, *period),
        }
        counts, bad, good = solutions.overview(store, scope, *period, TODAY)
        told |= {f"unsolved {name}": bad, f"typical {name}": good}
        told[f"answered {name}"] = pl.DataFrame(counts)
    asked = knowledge.asked(store, scope, WHOLE[0], TODAY, 1)
    matters = tuple((row["topic"], row["unit"]) for row in asked)
    samples = knowledge.samples(store, scope, WHOLE[0], matters) if matters else {}
    told["asked"] = pl.DataFrame({"row": [str(asked)]})
    told["samples"] = pl.DataFrame({"row": [str(samples)]})
    counted = sorted(concentrations.count(store, scope, CUT[1]), key=str)
    told["concentrations"] = pl.DataFrame({"row": [str(counted)]})
    return {name: sorted(map(str, frame.rows())) for name, frame in told.items()}


def written(store):
    with store.read() as conn:
        return list(conn.execute(select(table.c.day).where(daybook.is_written())).scalars())


def same_as_the_records(store):
    """The written days answer as the records do once nothing is written."""
    kept = {who: answers(store, scope) for who, scope in READERS.items()}
    with store.write() as conn:
        daybook.mark_all(conn)
    assert written(store) == []
    assert kept == {who: answers(store, scope) for who, scope in READERS.items()}
    return kept


@pytest.mark.slow
def test_written_days_answer_as_the_records_do(filled):
    before = {who: answers(filled, scope) for who, scope in READERS.items()}
    assert daybooks.catch_up(filled, ALL) == 54
    assert len(written(filled)) == 10
    assert daybooks.due(filled, ALL) == []
    assert daybooks.difference(filled, ALL) == 0
    assert daybook.is_ready(filled, ALL, WHOLE)
    assert same_as_the_records(filled) == before
    assert before["all"] != before["a region"] != before["a unit"] != before["barred"]
    assert not before["nothing"]["parts whole unit"]


def test_a_page_reads_the_written_days_and_not_the_records(filled):
    daybooks.catch_up(filled, ALL)
    before = answers(filled, ALL)["call_backs whole unit"]
    with filled.write() as conn:  # behind the back of everybody
        labelled = update(message_table).where(message_table.c.state != "pending")
        conn.execute(labelled.values(unit="roads"))
    assert answers(filled, ALL)["call_backs whole unit"] == before
    assert daybooks.difference(filled, ALL) > 0


def changed(store, make_message, now):
    again = make_message("4", kind="ticket", posted_at=FIRST + timedelta(days=3), unit="roads")
    messages.add(store, ALL, Batch("board", "test", [again]), now)


def corrected(store, make_message, now):
    with store.write() as conn:
        labels.correct(conn, 4, {"region": "330203", "intent": "咨询"}, now)


def answered(store, make_message, now):
    flags = dict.fromkeys(("relevant", "basis", "owner", "deadline", "contact"), 1)
    row = {"id": 2, "month": 202610, "outcome": "empty", "promised_on": None, "score": 3,
           "hours": None, **flags}  # fmt: skip
    reply_labels.save(store, ALL, pl.DataFrame(row), "test", now)


def erased(store, make_message, now):
    erase.erase(store, ALL, "board", "4", Actor("erin"), now)


def rebuilt(store, make_message, now):
    from store import cubes

    cubes.rebuild(store, ALL)


SLOWLY = [
    pytest.param(deed, marks=pytest.mark.slow) for deed in (changed, corrected, answered, rebuilt)
]


@pytest.mark.parametrize("happens", [erased, *SLOWLY])
def test_what_happens_to_a_record_is_seen_at_once(filled, make_message, now, happens):
    daybooks.catch_up(filled, ALL)
    happens(filled, make_message, now)
    due = daybooks.due(filled, ALL)
    assert due
    with filled.read() as conn:
        data = select(table.c.data).where(table.c.day.in_(due))
        assert set(conn.execute(data).scalars()) == {None}, "what was written of the day is gone"
    kept = same_as_the_records(filled)
    daybooks.catch_up(filled, ALL)
    assert {who: answers(filled, scope) for who, scope in READERS.items()} == kept
    assert daybooks.difference(filled, ALL) == 0


def test_what_changes_while_a_day_is_written_is_written_again(filled, now, monkeypatch):
    packed = daybooks.packed

    def meanwhile(found):
        with filled.write() as conn:
            labels.correct(conn, 4, {"region": "330203"}, now)
        return packed(found)

    (day,) = [one for one in daybooks.due(filled, ALL) if one == date(2026, 10, 30)]
    monkeypatch.setattr(daybooks, "packed", meanwhile)
    daybooks.write(filled, ALL, [day])
    assert day in daybooks.due(filled, ALL)
    monkeypatch.undo()
    daybooks.catch_up(filled, ALL)
    assert daybooks.difference(filled, ALL) == 0


def test_a_rule_may_name_any_time(filled):
    clock = ("ticket", "assigned_at", "inspected_at")
    before = pl.concat(courses.parts(filled, ALL, WHOLE, clock))
    daybooks.catch_up(filled, ALL)
    assert pl.concat(courses.parts(filled, ALL, WHOLE, clock)).equals(before)
    assert before["start_at"].null_count() == 0 == before["end_at"].len() - before.height


def test_an_empty_store_answers_with_its_columns(store):
    (found,) = daybook.read(store, ALL, (WHOLE[0], None), ("id", "replied_at"))
    assert found.schema == {"id": pl.Int64, "replied_at": pl.Datetime("us", "UTC")}
    assert daybooks.catch_up(store, ALL) == 0


def test_excluded_tickets_are_found_by_an_index_of_their_own(store):
    if not store.is_sqlite:
        return
    asked = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
    rates.excluded(store, ALL, *WHOLE)
    statement, parameters = asked[-1]
    with store.read() as conn:
        plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert any("ix_messages_excluded" in row[-1] for row in plan), plan


def test_what_is_judged_while_a_page_reads_is_told_once(filled, now, monkeypatch):
    monkeypatch.setattr(daybook, "_DAYS", 1)
    monkeypatch.setattr(daybook, "_ROWS", 1)
    daybooks.catch_up(filled, ALL)
    told = []
    for piece in daybook.read(filled, ALL, WHOLE, ("id",)):
        told += piece["id"].to_list()
        if len(told) == 54:
            label(filled, now)
    assert len(told) == len(set(told)) == 60


def test_the_doctor_finds_no_fault_with_a_day_that_changes_while_it_looks(
    filled, now, make_message, monkeypatch
):
    daybooks.catch_up(filled, ALL)
    read = daybooks._read

    def beside(conn, day):
        changed(filled, make_message, now)
        corrected(filled, make_message, now)
        return read(conn, day)

    monkeypatch.setattr(daybooks, "_read", beside)
    assert daybooks.difference(filled, ALL) == 0


def test_stars_of_what_is_no_rating_may_be_a_word(store, now, make_message):
    made = [
        make_message("1", kind="ticket", facts={"stars": "满意", "item_code": "A1"}),
        make_message("2", kind="rating", facts={"stars": 2, "item": "落户"}),
        make_message("3", kind="rating", facts={"stars": 5, "item": "落户"}),
    ]
    messages.add(store, ALL, Batch("board", "test", made), now)
    label(store, now)
    period = (now - timedelta(days=1), now + timedelta(days=1))
    for _once in ("from the records", "from the daybook"):
        (found,) = daybook.read(store, ALL, period, ("id", "stars"))
        assert found.sort("id")["stars"].to_list() == [None, 2, 5]
        assert items.ratings(store, ALL, *period).rows() == [("落户", "", 2, 1)]
        assert daybooks.catch_up(store, ALL) == (3 if _once == "from the records" else 0)


def test_what_the_daybook_held_of_a_day_that_changed_is_not_left_in_the_file(
    tmp_path, sqlite_template, now, make_message
):
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = open_store(f"sqlite:///{path}")
    # as most builds of SQLite have it
    event.listen(store.engine, "connect", lambda conn, _: conn.execute("PRAGMA secure_delete=OFF"))
    store.engine.dispose()
    random = Random(1)
    titles = ["".join(chr(random.randrange(0x4E00, 0x9F00)) for _ in range(30)) for _ in range(300)]
    made = [make_message(str(n), kind="rating", title=one) for n, one in enumerate(titles)]
    messages.add(store, ALL, Batch("board", "test", made), now)
    label(store, now)
    daybooks.catch_up(store, ALL)
    with store.write() as conn:
        held = conn.execute(select(table.c.data)).scalar_one()
        labels.correct(conn, 4, {"region": "330203"}, now)
    with wiping(store):  # the first thing an erasure does, before others use the space again
        pass
    store.close()
    file = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    middle = range(len(held) // 4, len(held) - 2_000, 64)
    assert len(middle) > 50
    assert not [place for place in middle if held[place : place + 64] in file]
