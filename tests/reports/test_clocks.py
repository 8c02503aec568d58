"""Many clocks at once give the same answers as one by one, and fast."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from time import process_time

import numpy as np
import polars as pl
import pytest

from core.calendars import WorkTime
from core.deadline import EVENTS, Event, compute
from core.errors import InputError
from reports import clocks
from tests.core.clock_cases import cases, moment, rules, work_calendar
from tests.core.random_clocks import clock

WORK = WorkTime(work_calendar())
UTC_TIME = pl.Datetime("us", "UTC")
CLOCKS = {"rule": pl.String, "start_at": UTC_TIME}
COLUMNS = {"clock": pl.Int64, "kind": pl.String, "at": UTC_TIME, "amount": pl.Int64}
Told = Sequence[tuple[str, datetime, list[Event]]]


def together(told: Told, work: WorkTime, now: datetime | None = None) -> pl.DataFrame:
    """The answers of the columns."""
    rows = [(rule, start) for rule, start, _events in told]
    events = [
        (number, event.kind, event.at, event.amount)
        for number, (_rule, _start, found) in enumerate(told)
        for event in found
    ]
    frame = pl.DataFrame(rows, schema=CLOCKS, orient="row")
    return clocks.judge(
        frame, pl.DataFrame(events, schema=COLUMNS, orient="row"), rules(), work, now
    )


def one_by_one(told: Told, work: WorkTime, now: datetime | None = None) -> list[tuple]:
    """The answers of the scalar clock; None for the times of a refused one."""
    found = []
    for rule, start, events in told:
        try:
            got = compute(rules()[rule], start, events, work, now)
        except InputError:
            found.append(None)
        else:
            found.append((got.due_at, got.state, got.provisional, False, got.stopped_at))
    return found


def same(told: Told, work: WorkTime, now: datetime | None = None) -> int:
    """Compare; the number of refused clocks."""
    answers = together(told, work, now).rows()
    expected = one_by_one(told, work, now)
    wrong = [
        (told[number], want, got)
        for number, (want, got) in enumerate(zip(expected, answers, strict=True))
        if (want is None) != got[3] or want is not None and want != got
    ]
    assert not wrong[:3]
    return expected.count(None)


def test_all_cases_agree():
    for work in {case.work.hours: case.work for case in cases()}.values():
        chosen = [case for case in cases() if case.work.hours == work.hours]
        assert not same([(case.rule.id, case.start_at, case.events) for case in chosen], work)


def random_clocks(seed: int, count: int) -> Told:
    rng = Random(seed)  # noqa: S311
    ids = sorted(rule.id for rule in rules().values() if rule.kind == "clock")
    return [(rng.choice(ids), *clock(rng)) for _ in range(count)]


@pytest.mark.parametrize("now", [None, datetime(2026, 11, 23, 4, tzinfo=UTC)])
def test_two_thousand_random_clocks_agree(now):
    assert same(random_clocks(7, 2_000), WORK, now) < 1_000


@pytest.mark.slow
def test_a_hundred_thousand_random_clocks_agree():
    assert same(random_clocks(11, 100_000), WORK) < 50_000


def test_what_is_refused_does_not_hide_the_others():
    told = [
        ("R-HOT-5WD", moment("2026-11-02"), [Event("resume", moment("2026-11-03"))]),
        ("R-HOT-5WD", moment("2026-11-02"), []),
        ("R-HOT-5WD", moment("1980-11-02"), []),
        ("R-HOT-5WD", moment("2100-12-30"), []),
        ("R-HOT-5WD", moment("2026-11-02"), [Event("stop", moment("2120-11-03"))]),
    ]
    assert together(told, WORK)["refused"].to_list() == [True, False, True, True, True]
    assert same(told, WORK) == 4


def test_no_clock_at_all():
    assert together([], WORK).is_empty()


@pytest.mark.parametrize("name", ["R-NONE", "R-WARN-4"])
def test_an_unknown_rule_is_refused(name):
    with pytest.raises(InputError, match=name):
        together([(name, moment("2026-11-02"), [])], WORK)


def test_now_out_of_range_is_refused():
    with pytest.raises(InputError, match="范围"):
        together([("R-HOT-5WD", moment("2026-11-02"), [])], WORK, moment("2150-01-01"))


@pytest.mark.slow
def test_a_million_open_clocks_in_ten_seconds():
    frame, events = million()
    assert events.height > 2_990_000
    before = process_time()
    found = clocks.judge(frame, events, rules(), WORK)
    taken = process_time() - before
    assert not found["refused"].any()
    sample = [rules()[name] for name in frame["rule"][:3_000]]
    before = process_time()
    for rule, start in zip(sample, frame["start_at"][:3_000], strict=True):
        compute(rule, start, [], WORK)
    ratio = (process_time() - before) / 3_000 * frame.height / taken
    print(f"1,000,000 clocks: {taken:.1f} s, {ratio:.0f} x one by one without events")  # noqa: T201
    assert taken < 10


def million() -> tuple[pl.DataFrame, pl.DataFrame]:
    """A million open clocks with three events each on average, in random order of rules."""
    rng, count = np.random.default_rng(1), 1_000_000
    sound = [
        rule
        for rule in rules().values()
        if rule.kind == "clock" and rule.sense != "before" and rule.correct == "restart"
    ]
    start = rng.integers(1_704_000_000, 1_795_000_000, count) * 1_000_000
    number = rng.integers(0, 7, count)
    owner = np.repeat(np.arange(count), number)
    rank = np.arange(owner.size) - np.repeat(np.cumsum(number) - number, number)
    kinds = np.array(["suspend", "resume", "exclude", "include", "correct", "suspend"])
    assert set(kinds) < set(EVENTS)
    frame = pl.DataFrame(
        {"rule": np.array([rule.id for rule in sound])[rng.integers(0, len(sound), count)]}
    ).with_columns(start_at=times(start))
    at = start[owner] + (rank * 86_400 + rng.integers(0, 86_400, owner.size)) * 1_000_000
    amounts = {"clock": owner, "kind": kinds[rank], "amount": np.zeros(owner.size, np.int64)}
    return frame, pl.DataFrame(amounts).with_columns(at=times(at))


def times(microseconds: np.ndarray) -> pl.Series:
    return pl.Series(microseconds).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
