"""How each unit counts, for arrays: the counterpart of `core.deadline_units`.

Times are microseconds since the calendar's first day at +08:00, days are numbers from it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.calendars import DAY, FIRST, LAST, SECOND, WorkTime

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

BEYOND = np.int64((LAST - FIRST + timedelta(days=366)).days * DAY)
"""A time that no calendar holds: what cannot be computed lands here and is refused."""


class Range:
    """The working calendar as arrays."""

    def __init__(self, work: WorkTime) -> None:
        calendar = work.calendar
        self.hours = work.hours
        self.days = (LAST - FIRST).days + 1
        self.counts = np.asarray(calendar.counts, dtype=np.int64)
        self.workdays = np.asarray(calendar.workdays, dtype=np.int64) - FIRST.toordinal()
        self.is_workday = np.diff(self.counts, prepend=0) > 0
        dates = np.datetime64(FIRST.isoformat(), "D") + np.arange(self.days)
        years = dates.astype("M8[Y]").astype(np.int64) + 1970
        known = np.isin(years, sorted(calendar.years))
        self.unknown = np.cumsum(~known)
        self.year_start = (dates.astype("M8[Y]").astype("M8[D]") - dates[0]).astype(np.int64)

    def holds(self, times: Ints) -> Flags:
        """Whether the calendar reaches these times."""
        return (times >= 0) & (times < self.days * DAY)

    def nth(self, readings: Ints) -> Ints:
        """The working days with these readings; far away where there is none."""
        inside = (readings >= 1) & (readings <= self.workdays.size)
        days = self.workdays[np.where(inside, readings, 1) - 1]
        return np.where(inside, days, BEYOND // DAY)

    def next_workday(self, days: Ints) -> Ints:
        """The same days where they are worked, else the first working day after each."""
        inside = (days >= 0) & (days < self.days)
        safe = np.where(inside, days, 0)
        found = self.nth(self.counts[safe] + ~self.is_workday[safe])
        return np.where(inside, found, BEYOND // DAY)

    def published(self, start: Ints, due: Ints) -> Flags:
        """Whether the arrangement of every year between two days is known."""
        first, last = np.minimum(start, due), np.maximum(start, due)
        before = self.year_start[first] - 1
        none = np.where(before >= 0, self.unknown[np.maximum(before, 0)], 0)
        return np.asarray(self.unknown[last] == none)


class VectorUnit(Protocol):
    """One way of counting."""

    def reading(self, times: Ints) -> Ints:
        """A meter: the difference of two readings is what counts between two times."""

    def end(self, start: Ints, amount: Ints, paused: Ints) -> Ints:
        """When `amount` and what was not counted are used up."""

    def not_before(self, floor: Ints) -> Ints:
        """The first possible end from `floor` on."""


@dataclass(frozen=True, slots=True)
class Natural:
    """Minutes and hours by the clock on the wall."""

    size: int

    def reading(self, times: Ints) -> Ints:
        return times

    def end(self, start: Ints, amount: Ints, paused: Ints) -> Ints:
        return start + amount * self.size + paused

    def not_before(self, floor: Ints) -> Ints:
        return floor


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Hours inside the office windows of working days."""

    range: Range

    def reading(self, times: Ints) -> Ints:
        day, clock = times // DAY, times % DAY
        worked = np.zeros_like(times)
        for start, end in self.range.hours.windows:
            worked += np.clip(clock - start, 0, end - start)
        works = self.range.is_workday[day]
        length = self.range.hours.length
        return (self.range.counts[day] - works) * length + np.where(works, worked, 0)

    def end(self, start: Ints, amount: Ints, paused: Ints) -> Ints:
        length = self.range.hours.length
        target = self.reading(start) + amount * (3600 * SECOND) + paused
        days = -(-target // length)
        left = target - (days - 1) * length
        clock, passed = np.zeros_like(left), 0
        for opens, closes in reversed(self.range.hours.windows):
            passed += closes - opens
            before = length - passed
            clock = np.where(left <= before + closes - opens, opens + left - before, clock)
        return self.range.nth(days) * DAY + clock

    def not_before(self, floor: Ints) -> Ints:
        day, clock = floor // DAY, floor % DAY
        windows = self.range.hours.windows
        opening = np.full(floor.size, -1)
        for start, end in reversed(windows):
            opening = np.where(clock <= end, np.maximum(start, clock), opening)
        today = self.range.is_workday[day] & (opening >= 0)
        later = self.range.next_workday(day + 1) * DAY + windows[0][0]
        return np.where(today, day * DAY + opening, later)


@dataclass(frozen=True, slots=True)
class Days:
    """Calendar days; whole days only."""

    range: Range

    def reading(self, times: Ints) -> Ints:
        return times // DAY

    def end(self, start: Ints, amount: Ints, paused: Ints) -> Ints:
        return self.close(start // DAY + amount + paused)

    def not_before(self, floor: Ints) -> Ints:
        return self.close(floor // DAY + (floor % DAY > self.range.hours.close))

    def close(self, days: Ints) -> Ints:
        """The end of each day's last window."""
        return days * DAY + self.range.hours.close


@dataclass(frozen=True, slots=True)
class WorkingDays(Days):
    """Working days; whole days only."""

    def reading(self, times: Ints) -> Ints:
        return self.range.counts[times // DAY]

    def end(self, start: Ints, amount: Ints, paused: Ints) -> Ints:
        return self.close(self.range.nth(self.reading(start) + amount + paused))

    def not_before(self, floor: Ints) -> Ints:
        after = floor % DAY > self.range.hours.close
        return self.close(self.range.next_workday(floor // DAY + after))


@dataclass(frozen=True, slots=True)
class Months(Days):
    """Calendar months; what is not counted is added in whole days."""

    def end(self, start: Ints, amount: Ints, paused: Ints) -> Ints:
        first = np.datetime64(FIRST.isoformat(), "D")
        days = first + (start // DAY)
        month = days.astype("M8[M]")
        target = month + amount
        place = (days - month.astype("M8[D]")).astype(np.int64)
        length = ((target + 1).astype("M8[D]") - target.astype("M8[D]")).astype(np.int64)
        found = target.astype("M8[D]") + np.minimum(place, length - 1)
        return self.close((found - first).astype(np.int64) + paused)


def vector_unit(name: str, span: Range) -> VectorUnit:
    """The way of counting of a rule's `unit`."""
    units: dict[str, VectorUnit] = {
        "minute": Natural(60 * SECOND),
        "hour": Natural(DAY // 24),
        "working_hour": WorkingHours(span),
        "day": Days(span),
        "working_day": WorkingDays(span),
        "month": Months(span),
    }
    return units[name]
