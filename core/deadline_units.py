"""How each unit counts: what passes between two moments, and when an amount is used up.

Counting follows 民法典 201-203 by analogy (参照): the day of the start is not counted in days,
working days and months; hours run at once; a month without that day ends on its last day; a
period in days ends at the close of the day's last office window.

`between` adds up (a to b, and b to c, make a to c) and never falls as time goes on: therefore
a suspension never shortens a deadline and may be split anywhere. Times are aware +08:00.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from core.calendars import DAY, SECOND, WorkTime, at_clock, clock_of, out_of_range

_MICROSECOND = timedelta(microseconds=1)


class Unit(Protocol):
    """One way of counting. `between` answers in what `end` takes as `paused`."""

    def between(self, start: datetime, end: datetime) -> int:
        """What counts from `start` to `end`."""

    def end(self, start: datetime, amount: int, paused: int) -> datetime:
        """When `amount` and what was not counted are used up."""

    def not_before(self, due: datetime, floor: datetime) -> datetime:
        """`due`, or where that lies before `floor`, the first possible end from `floor` on."""


@dataclass(frozen=True, slots=True)
class Natural:
    """Minutes and hours by the clock on the wall; `size` microseconds each."""

    size: int

    def between(self, start: datetime, end: datetime) -> int:
        return (end - start) // _MICROSECOND

    def end(self, start: datetime, amount: int, paused: int) -> datetime:
        return start + timedelta(microseconds=amount * self.size + paused)

    def not_before(self, due: datetime, floor: datetime) -> datetime:
        return max(due, floor)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Hours inside the office windows of working days."""

    work: WorkTime

    def between(self, start: datetime, end: datetime) -> int:
        return self._reading(end) - self._reading(start)

    def end(self, start: datetime, amount: int, paused: int) -> datetime:
        hours = self.work.hours
        target = self._reading(start) + amount * 3600 * SECOND + paused
        days = -(-target // hours.length)
        return at_clock(
            self.work.calendar.nth(days), hours.reached(target - (days - 1) * hours.length)
        )

    def not_before(self, due: datetime, floor: datetime) -> datetime:
        if due >= floor:
            return due
        hours, work = self.work.hours, self.work.calendar
        clock = hours.open_from(clock_of(floor)) if work.is_workday(floor.date()) else None
        if clock is not None:
            return at_clock(floor.date(), clock)
        return at_clock(work.next_workday(floor.date() + timedelta(1)), hours.windows[0][0])

    def _reading(self, moment: datetime) -> int:
        day, work = moment.date(), self.work
        before = work.calendar.reading(day)
        if not work.calendar.is_workday(day):
            return before * work.hours.length
        return (before - 1) * work.hours.length + work.hours.worked(clock_of(moment))


@dataclass(frozen=True, slots=True)
class Days:
    """Calendar days; whole days only."""

    work: WorkTime

    def between(self, start: datetime, end: datetime) -> int:
        return (end.date() - start.date()).days

    def end(self, start: datetime, amount: int, paused: int) -> datetime:
        return self.close(start.date() + timedelta(amount + paused))

    def not_before(self, due: datetime, floor: datetime) -> datetime:
        if due >= floor:
            return due
        after = floor > self.close(floor.date())
        return self.close(floor.date() + timedelta(after))

    def close(self, day: date) -> datetime:
        """The end of a day's last window."""
        return at_clock(day, self.work.hours.close)


@dataclass(frozen=True, slots=True)
class WorkingDays(Days):
    """Working days, make-up workdays among them; whole days only."""

    def between(self, start: datetime, end: datetime) -> int:
        reading = self.work.calendar.reading
        return reading(end.date()) - reading(start.date())

    def end(self, start: datetime, amount: int, paused: int) -> datetime:
        reading = self.work.calendar.reading(start.date())
        return self.close(self.work.calendar.nth(reading + amount + paused))

    def not_before(self, due: datetime, floor: datetime) -> datetime:
        if due >= floor:
            return due
        after = floor > self.close(floor.date())
        return self.close(self.work.calendar.next_workday(floor.date() + timedelta(after)))


@dataclass(frozen=True, slots=True)
class Months(Days):
    """Calendar months; what is not counted is added in whole days."""

    def end(self, start: datetime, amount: int, paused: int) -> datetime:
        return self.close(add_months(start.date(), amount) + timedelta(paused))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        raise out_of_range()
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def unit_of(name: str, work: WorkTime) -> Unit:
    """The way of counting of a rule's `unit`."""
    units: dict[str, Unit] = {
        "minute": Natural(60 * SECOND),
        "hour": Natural(DAY // 24),
        "working_hour": WorkingHours(work),
        "day": Days(work),
        "working_day": WorkingDays(work),
        "month": Months(work),
    }
    return units[name]
