"""What must hold for every clock, tried on many."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from core.calendars import WorkTime, parse_hours
from core.deadline import Deadline, Event, compute
from core.deadline_rules import TIMED, UNITS, Rule
from core.times import SHANGHAI, local
from tests.core.clock_cases import work_calendar

WORK = WorkTime(work_calendar())
NIGHT = WorkTime(work_calendar(), parse_hours("00:00-03:30,20:00-24:00"))
FIRST = datetime(2023, 12, 1, tzinfo=UTC)

moments = st.integers(0, 60 * 24 * 1100).map(lambda n: FIRST + timedelta(minutes=n))
gaps = st.sampled_from([0, 1, 30, 300, 1440, 2000, 10_000])


@st.composite
def clocks(draw: st.DrawFn) -> Rule:
    """Any kind of clock."""
    unit = draw(st.sampled_from(sorted(UNITS)))
    rolls = ["none"] if unit in TIMED else ["none", "next_working_day"]
    return Rule(
        id="T",
        kind="clock",
        name="",
        citation="",
        mark="A",
        unit=unit,
        amount=draw(st.integers(1, 40)),
        roll=draw(st.sampled_from(rolls)),
        extension=30,
    )


@st.composite
def pauses(draw: st.DrawFn, start: datetime) -> list[tuple[datetime, datetime]]:
    """Suspensions one after the other, some of them of no length or touching."""
    found, at = [], start
    for gap, length in draw(st.lists(st.tuples(gaps, gaps), min_size=1, max_size=3)):
        since = at + timedelta(minutes=gap)
        at = since + timedelta(minutes=length)
        found.append((since, at))
    return found


def due(rule: Rule, start: datetime, told: list[tuple[datetime, datetime]], work=WORK) -> Deadline:
    events = [Event(*pair) for since, until in told for pair in _pair(since, until)]
    return compute(rule, start, events, work)


def _pair(since: datetime, until: datetime) -> list[tuple[str, datetime]]:
    return [("suspend", since), ("resume", until)]


works = st.sampled_from([WORK, NIGHT])


@given(clocks(), moments, works, st.integers(1, 20), st.data())
def test_a_longer_limit_never_ends_earlier(rule, start, work, more, data):
    told = data.draw(pauses(start))
    longer = replace(rule, amount=rule.amount + more)
    assert due(longer, start, told, work).due_at >= due(rule, start, told, work).due_at


@given(clocks(), moments, works, st.data())
def test_a_later_start_never_ends_earlier(rule, start, work, data):
    later = start + timedelta(minutes=data.draw(st.integers(0, 20_000)))
    told = data.draw(pauses(later))
    assert due(rule, later, told, work).due_at >= due(rule, start, told, work).due_at


@given(clocks(), moments, works, st.data())
def test_suspending_never_shortens(rule, start, work, data):
    told = data.draw(pauses(start))
    dropped = data.draw(st.integers(0, len(told) - 1))
    fewer = told[:dropped] + told[dropped + 1 :]
    assert due(rule, start, told, work).due_at >= due(rule, start, fewer, work).due_at


@given(clocks(), moments, works, gaps, st.data())
def test_a_longer_suspension_never_ends_earlier(rule, start, work, more, data):
    told = data.draw(pauses(start))
    longer = [*told[:-1], (told[-1][0], told[-1][1] + timedelta(minutes=more))]
    assert due(rule, start, longer, work).due_at >= due(rule, start, told, work).due_at


@given(clocks(), moments, works, st.data())
def test_splitting_a_suspension_changes_nothing(rule, start, work, data):
    told = data.draw(pauses(start))
    since, until = told[-1]
    inside = (until - since) // timedelta(minutes=1)
    middle = since + timedelta(minutes=data.draw(st.integers(0, inside)))
    split = [*told[:-1], (since, middle), (middle, until)]
    assert due(rule, start, split, work).due_at == due(rule, start, told, work).due_at


@given(clocks(), moments, works, st.data())
def test_an_extension_never_shortens(rule, start, work, data):
    told = data.draw(pauses(start))
    events = [Event(*pair) for since, until in told for pair in _pair(since, until)]
    at = data.draw(st.sampled_from([start, *(event.at for event in events)]))
    extended = [*events, Event("extend", at, data.draw(st.integers(1, 30)))]
    before = compute(rule, start, events, work).due_at
    assert compute(rule, start, extended, work).due_at >= before


@given(moments, st.integers(1, 40))
def test_working_days_agree_with_counting_on_a_wall_calendar(start, amount):
    rule = Rule("T", "clock", "", "", "A", amount=amount, unit="working_day")
    day, left = local(start).date(), amount
    while left:
        day += timedelta(1)
        left -= _works(day)
    expected = datetime.combine(day, time(17), SHANGHAI)
    found = compute(rule, start, [], WORK)
    assert (found.due_at, found.provisional) == (expected, day.year > 2026)


@given(st.integers(0, 48 * 1100), st.integers(1, 30))
def test_working_hours_agree_with_counting_half_hours(halves, amount):
    rule = Rule("T", "clock", "", "", "A", amount=amount, unit="working_hour")
    step = timedelta(minutes=30)
    start = FIRST + halves * step
    at, left = local(start), amount * 2
    while left:
        worked = 9 <= at.hour < 17 and at.hour != 12
        left -= worked and _works(at.date())
        at += step
    assert compute(rule, start, [], WORK).due_at == at


def _works(day: date) -> bool:
    return day.weekday() < 5 if day.year > 2026 else chinese_calendar.is_workday(day)
