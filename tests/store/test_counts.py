"""Counts from cubes are those of the messages themselves, for every reader and every cut."""

from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import polars as pl
import pytest

from core.scope import Actor, Scope
from core.times import SHANGHAI
from store import counts, cubes, erase, frames, labels, messages, rates, spans
from store.cube_tables import cube_cells, cube_faces
from store.filters import Filter
from store.messages import Batch

ALL = Scope.ALL
SINCE, UNTIL = date(2026, 1, 17), date(2026, 11, 20)
UNITS = ("housing", "water", "roads")
SCOPES = {
    "all": ALL,
    "unit": Scope(units=frozenset({"housing"})),
    "barred": Scope(barred=frozenset({"water"})),
    "region": Scope(regions=frozenset({"3301"})),
    "both": Scope(units=frozenset(UNITS[:2]), regions=frozenset({"330106"})),
    "nobody": Scope(units=frozenset()),
}
FILTERS = {
    "whole": {},
    "area": {"area": "safety"},
    "region": {"region": "3301"},
    "unit": {"unit": "water"},
    "channel": {"channel": "电话"},
    "mixed": {"channel": "电话", "area": "wages", "sentiment": "neg"},
    "kind": {"kind": "ticket", "source": "board"},
}
CUTS = [
    (), ("day",), ("month", "area"), ("region",), ("unit", "sentiment"), ("intent", "channel"),
    ("source", "area", "sentiment"), ("kind",),
]  # fmt: skip


def labelled(store, rng, now):
    """Label what waits, at random."""
    waiting = labels.pending(store, ALL)

    def pick(*values):
        return pl.Series([rng.choice(values) for _row in range(waiting.height)], dtype=pl.String)

    found = waiting.with_columns(
        area=pick("safety", "wages", "other"), sentiment=pick("neg", "neu"),
        intent=pick("投诉", "咨询"), accused_unit=pick(None, None, "housing", "water", "?"),
        place=pl.lit(""), problem=pl.lit(""), keywords=pl.lit(""), area_score=pl.lit(0.9),
        area_unsure=pl.lit(0), sentiment_score=pl.lit(0.0), urgency=pl.lit(0),
    )  # fmt: skip
    labels.save(store, ALL, found, "test", now)


@pytest.fixture
def filled(store, now, make_message):
    """Messages of a year; some corrected, some changed, some erased, some still waiting."""
    rng = Random(7)

    def told(posted):
        done = (posted + timedelta(days=1)).astimezone(SHANGHAI).isoformat(timespec="seconds")
        facts = {
            "called_back_at": done, "finished_at": rng.choice((None, done)),
            "effective": rng.choice((None, True, False)), "contacted": rng.choice((True, None)),
            "solved": rng.choice((None, "解决", "未解决")), "stars": rng.choice((1, 5, None)),
        }  # fmt: skip
        return {name: value for name, value in facts.items() if value is not None}

    def made(number, title="事"):
        hours = Random(number).randrange(24 * 325)  # a record keeps its time when it changes
        posted = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=hours)
        return make_message(
            str(number), title=title, posted_at=posted, facts=told(posted),
            kind=rng.choice(("ticket", "letter", "rating")),
            channel=rng.choice(("电话", "网站")), region=rng.choice(("330106", "330102", "330200")),
            unit=rng.choice(UNITS), reply=rng.choice((None, "已答复。")),
            replied_at=posted + timedelta(hours=rng.randrange(90)),
        )  # fmt: skip

    def add(*found):
        messages.add(store, ALL, Batch("board", "test", found), now)

    add(*(made(number) for number in range(120)))
    labelled(store, rng, now)
    add(*(made(number, "变") for number in range(10, 30)))
    labelled(store, rng, now)
    with store.write() as conn:
        for number in range(40, 60):
            labels.correct(conn, number, {"area": "safety", "accused_unit": "roads"}, now)
    for number in range(3):
        erase.erase(store, ALL, "board", str(number), Actor("erin"), now)
    add(*(made(number, "等") for number in range(200, 210)))
    return store


def listed(store, scope, chosen):
    """The messages of a filter, but for those that still wait."""
    found = frames.messages_page(store, scope, chosen, limit=1_000)
    return found.filter(pl.col("title") != "等").with_columns(
        day=pl.col("posted_at").dt.convert_time_zone("Asia/Shanghai").dt.date(),
        hour=pl.col("posted_at").dt.convert_time_zone("Asia/Shanghai").dt.hour().cast(pl.Int32),
        messages=1,
        replied=pl.col("reply").is_not_null(),
    )


def summed(shown, by):
    """The same question asked of the messages."""
    month = pl.col("day").dt.year() * 100 + pl.col("day").dt.month().cast(pl.Int32)
    sums = [pl.col(name).cast(pl.Int64).sum() for name in ("messages", "replied")]
    cut = shown.with_columns(month=month)
    return cut.group_by(list(by)).agg(sums).sort(list(by)) if by else cut.select(sums)


@pytest.mark.slow
def test_every_cut_is_what_the_messages_say(filled):
    for (reader, scope), (name, limits) in product(SCOPES.items(), FILTERS.items()):
        chosen = Filter(SINCE, UNTIL, **limits)
        shown = listed(filled, scope, chosen)
        for by in CUTS:
            found = counts.counts(filled, scope, chosen, by)
            assert found.rows() == summed(shown, by).rows(), (reader, name, by)


def cut_at_noon(shown):
    """The same messages, each in the day that ends at noon after it."""
    local = pl.col("posted_at").dt.convert_time_zone("Asia/Shanghai")
    return shown.with_columns(day=local.dt.offset_by("12h").dt.date())


@pytest.mark.slow
def test_a_day_from_noon_to_noon_is_counted_as_the_messages_say(filled):
    cuts = ((), ("day",), ("day", "area"), ("month",), ("unit",), ("hour",))
    for (reader, scope), limits in product(SCOPES.items(), ({}, FILTERS["mixed"])):
        chosen = Filter(SINCE, UNTIL, noon=True, **limits)
        shown = cut_at_noon(listed(filled, scope, chosen))
        for by in cuts:
            found = counts.counts(filled, scope, chosen, by)
            assert found.rows() == summed(shown, by).rows(), (reader, limits, by)
        told = shown.filter(pl.col("reply_hours").is_not_null())
        for by in ((), ("day", "region")):
            found = counts.answers(filled, scope, chosen, by)
            cut = [*by, "hours"]
            hours = pl.col("reply_hours").cast(pl.Int64)
            wanted = told.with_columns(hours=hours).group_by(cut).len().sort(cut)
            assert found.rows() == wanted.rows(), (reader, limits, by)


def test_a_message_after_noon_belongs_to_the_next_day(store, now, make_message):
    day = date(2026, 11, 20)
    for ref, clock in (("a", "2026-11-19T11:59:59"), ("b", "2026-11-19T12:00:00"),
                       ("c", "2026-11-20T11:59:59"), ("d", "2026-11-20T12:00:00")):  # fmt: skip
        posted = datetime.fromisoformat(clock).replace(tzinfo=SHANGHAI)
        found = [make_message(external_id=ref, posted_at=posted, title=ref)]
        messages.add(store, ALL, Batch("board", "test", found), now)
    labelled(store, Random(1), now)
    chosen = Filter(day, day, noon=True)
    assert sorted(listed(store, ALL, chosen)["title"]) == ["b", "c"]
    assert frames.count_messages(store, ALL, chosen) == 2
    assert counts.totals(store, ALL, chosen)["messages"] == 2
    assert counts.counts(store, ALL, chosen, ("day",)).rows() == [(day, 2, 0)]
    assert counts.totals(store, Scope(least=3), chosen)["messages"] == 0


@pytest.mark.slow
def test_hours_and_days_without_messages_are_there_too(filled):
    chosen = Filter(SINCE, UNTIL)
    days = counts.by_day(filled, ALL, chosen)
    assert days["day"].to_list() == sorted(days["day"].to_list())
    assert days.height == (UNTIL - SINCE).days + 1
    hours = counts.by_hour(filled, ALL, chosen)
    assert hours["hour"].to_list() == list(range(24))
    told = counts.totals(filled, ALL, chosen)
    assert days["messages"].sum() == hours["messages"].sum() == told["messages"] > 80
    assert days["negative"].sum() == told["negative"]
    known = summed(listed(filled, ALL, chosen), ("hour",)).rows()
    assert [row for row in hours.rows() if row[1]] == known


@pytest.mark.slow
def test_response_times_are_those_of_the_answers(filled):
    limits = ({}, {"area": "safety"}, {"channel": "电话"})
    for (reader, scope), limit, by in product(SCOPES.items(), limits, ((), ("region",))):
        chosen = Filter(SINCE, UNTIL, **limit)
        found = counts.answers(filled, scope, chosen, by)
        told = listed(filled, scope, chosen).filter(pl.col("reply_hours").is_not_null())
        cut = [*by, "hours"]
        wanted = told.with_columns(hours=pl.col("reply_hours").cast(pl.Int64)).group_by(cut).len()
        assert found.rows() == wanted.sort(cut).rows(), (reader, limit, by)


@pytest.mark.slow
def test_the_span_is_that_of_what_a_reader_may_count(filled):
    assert counts.span(filled, SCOPES["nobody"]) is None
    for reader in ("all", "unit", "region", "barred"):
        days = listed(filled, SCOPES[reader], Filter())["day"]
        assert counts.span(filled, SCOPES[reader]) == (days.min(), days.max())


@pytest.mark.slow
def test_nothing_is_left_where_nothing_stands(filled, now):
    for number in (*range(120), *range(200, 210)):
        erase.erase(filled, ALL, "board", str(number), Actor("erin"), now)
    with filled.read() as conn:
        for table in (cube_cells, cube_faces):
            assert conn.execute(table.select()).all() == []


@pytest.mark.slow
def test_counting_again_finds_the_same_and_doctor_sees_what_is_wrong(filled):
    tables = ("cube_cells", "cube_faces", "cube_answers", "cube_speeds", "cube_call_backs")

    def kept():
        with filled.read() as conn:
            return {name: set(map(tuple, conn.exec_driver_sql(f"SELECT * FROM {name}")))
                    for name in tables}  # fmt: skip

    before = kept()
    assert cubes.difference(filled, ALL) == 0
    cubes.rebuild(filled, ALL)
    assert kept() == before
    for change in ("UPDATE cube_faces SET messages = messages + 1 WHERE face = 'way'",
                   "DELETE FROM cube_cells WHERE day = (SELECT max(day) FROM cube_cells)",
                   "UPDATE cube_answers SET unit = 'x'"):  # fmt: skip
        with filled.write() as conn:
            conn.exec_driver_sql(change)
        assert cubes.difference(filled, ALL) > 0
        cubes.rebuild(filled, ALL)
        assert cubes.difference(filled, ALL) == 0


@pytest.mark.slow
def test_rates_from_cubes_are_those_of_the_records(filled):
    """A period that ends a moment before midnight is counted from the records."""
    days = datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 8, 31, 16, tzinfo=UTC)
    cut = [moment - timedelta(microseconds=1) for moment in days]
    for (reader, scope), by in product(SCOPES.items(), rates.GROUPS):
        for on in ("posted_at", "finished_at"):
            kept = rates.call_backs(filled, scope, *days, by, on=on)
            told = rates.call_backs(filled, scope, *cut, by, on=on)
            assert set(kept.rows()) == set(told.rows()), (reader, by, on)
            assert kept.height == told.height
        kept, told = (rates.stars(filled, scope, *period, by) for period in (days, cut))
        assert set(kept.rows()) == set(told.rows()), (reader, by)
    assert rates.call_backs(filled, ALL, *days, "unit")["solved"].n_unique() == 3
    assert rates.stars(filled, ALL, *days, "unit")["stars"].n_unique() > 2


@pytest.mark.parametrize(
    ("since", "until", "pieces"),
    [
        (date(2026, 1, 1), date(2026, 2, 28), 1),
        (date(2026, 1, 2), date(2026, 3, 30), 3),
        (date(2026, 1, 20), date(2026, 3, 10), 3),
        (date(2026, 1, 20), date(2026, 2, 10), 2),
        (date(2026, 1, 2), date(2026, 2, 27), 3),
        (date(2026, 1, 2), date(2026, 2, 28), 2),
        (date(2026, 12, 1), date(2027, 1, 1), 2),
        (date(2026, 5, 5), date(2026, 5, 5), 1),
        (date(2026, 5, 2), date(2026, 5, 30), 3),
        (date(2026, 5, 1), date(2026, 5, 31), 1),
        (date(2025, 11, 23), date(2026, 11, 22), 3),
        (date(1900, 1, 1), date(9999, 12, 31), 1),
    ],
)
def test_a_period_in_pieces_has_every_day_once(since, until, pieces):
    found = spans.spans(since, until, True)
    assert len(found) == pieces
    if pieces == 1 and until.year - since.year > 1:
        assert found == [("month", since, until, 1)]
        return
    days = Counter()
    for grain, first, last, sign in found:
        if grain == "month":
            assert first.day == 1
            last = last.replace(day=monthrange(last.year, last.month)[1])
        span = (last - first).days + 1
        days.update({first + timedelta(days=n): sign for n in range(span)})
    inside = {since + timedelta(days=n) for n in range((until - since).days + 1)}
    assert {day: often for day, often in days.items() if often} == dict.fromkeys(inside, 1)
