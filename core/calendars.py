"""Working days and working hours, as data that is handed in: core knows no holiday itself.

A day counts as worked when it is a make-up workday, or from Monday to Friday and no holiday.
In a year whose arrangement nobody has published yet, Monday to Friday are taken as worked:
that gives the earliest possible deadline, and the caller is told that it is provisional.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.errors import InputError
from core.times import SHANGHAI

FIRST = date(1990, 1, 1)
LAST = date(2100, 12, 31)
"""Deadlines are computed between these days, both included."""

SECOND = 1_000_000
DAY = 86_400 * SECOND
"""Microseconds."""

_ORIGIN = FIRST.toordinal()
_WINDOW = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_SATURDAY = 5


class WorkCalendar:
    """Which days are worked. `years` are the published ones; `off` gives each holiday's name.

    The whole range is counted once, so that every question is one look-up.
    """

    __slots__ = ("counts", "off", "workdays", "worked", "years")

    def __init__(
        self, years: Iterable[int], off: Mapping[date, str], worked: Iterable[date]
    ) -> None:
        self.years = frozenset(years)
        self.off = dict(off)
        self.worked = frozenset(worked)
        self.counts = array("l")
        """Working days from FIRST up to and including each day; index 0 is FIRST."""
        self.workdays = array("l")
        """The ordinal of each working day, in order."""
        off_days = {day.toordinal() for day in self.off}
        worked_days = {day.toordinal() for day in self.worked}
        for ordinal in range(_ORIGIN, LAST.toordinal() + 1):
            weekday = (ordinal + 6) % 7
            if ordinal in worked_days or weekday < _SATURDAY and ordinal not in off_days:
                self.workdays.append(ordinal)
            self.counts.append(len(self.workdays))

    def reading(self, day: date) -> int:
        """Working days from FIRST up to and including `day`. Raises InputError out of range."""
        return self.counts[self._index(day)]

    def nth(self, reading: int) -> date:
        """The working day with this reading. Raises InputError out of range."""
        if not 1 <= reading <= len(self.workdays):
            raise out_of_range()
        return date.fromordinal(self.workdays[reading - 1])

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked."""
        return self.next_workday(day) == day

    def next_workday(self, day: date) -> date:
        """`day` where it is worked, else the first working day after it."""
        self._index(day)
        place = bisect_left(self.workdays, day.toordinal())
        return self.nth(place + 1)

    def is_published(self, first: date, last: date) -> bool:
        """Whether the arrangement of every year from `first` to `last` is known."""
        return all(year in self.years for year in range(first.year, last.year + 1))

    def holidays(self, first: date, last: date) -> Iterator[tuple[date, date]]:
        """Stretches of holidays that take at least one weekday, both ends included.

        Parts outside `first` to `last` are cut off.
        """
        days = sorted(day for day in self.off if first <= day <= last)
        for start, end in _stretches(days):
            if any(
                (start + timedelta(n)).weekday() < _SATURDAY for n in range((end - start).days + 1)
            ):
                yield start, end

    def make_up_days(self, first: date, last: date) -> list[date]:
        """Saturdays and Sundays that are worked, both ends included."""
        return sorted(
            day for day in self.worked if first <= day <= last and day.weekday() >= _SATURDAY
        )

    def _index(self, day: date) -> int:
        if not FIRST <= day <= LAST:
            raise out_of_range()
        return day.toordinal() - _ORIGIN


def _stretches(days: list[date]) -> Iterator[tuple[date, date]]:
    start: date | None = None
    for number, day in enumerate(days):
        start = start or day
        if number + 1 == len(days) or days[number + 1] - day > timedelta(1):
            yield start, day
            start = None


def out_of_range() -> InputError:
    """The refusal for a day that no calendar reaches."""
    return InputError(
        "日期超出可计算的范围（{first} 至 {last} 年）。", first=FIRST.year, last=LAST.year
    )


@dataclass(frozen=True, slots=True)
class Hours:
    """Office hours of a working day: windows in microseconds since midnight, in order."""

    windows: tuple[tuple[int, int], ...]

    @property
    def length(self) -> int:
        """Microseconds worked in a whole day."""
        return sum(end - start for start, end in self.windows)

    @property
    def close(self) -> int:
        """The end of the last window, microseconds since midnight."""
        return self.windows[-1][1]

    def worked(self, clock: int) -> int:
        """Microseconds worked on a working day until this time of day."""
        return sum(min(max(clock - start, 0), end - start) for start, end in self.windows)

    def reached(self, worked: int) -> int:
        """The earliest time of day at which so much has been worked; 0 < worked <= length."""
        for start, end in self.windows:
            if worked <= end - start:
                return start + worked
            worked -= end - start
        raise ValueError(worked)

    def open_from(self, clock: int) -> int | None:
        """The first moment of the day from `clock` on that lies in a window, ends included."""
        for start, end in self.windows:
            if clock <= end:
                return max(start, clock)
        return None


def parse_hours(text: str) -> Hours:
    """Windows like "09:00-12:00,13:00-17:00". Raises InputError."""
    windows: list[tuple[int, int]] = []
    for part in text.replace("，", ",").replace("：", ":").split(","):
        found = _WINDOW.fullmatch(part.strip())
        if not found:
            raise _bad_hours(text)
        numbers = [int(number) for number in found.groups()]
        window = (_clock(*numbers[:2]), _clock(*numbers[2:]))
        before = windows[-1][1] if windows else 0
        if not before <= window[0] < window[1] <= DAY or max(numbers[1], numbers[3]) > 59:
            raise _bad_hours(text)
        windows.append(window)
    return Hours(tuple(windows))


def _clock(hour: int, minute: int) -> int:
    return (hour * 60 + minute) * 60 * SECOND


def _bad_hours(text: str) -> InputError:
    return InputError(
        "办公时间“{text}”看不懂，应像 09:00-12:00,13:00-17:00 这样先后排列。", text=text
    )


DEFAULT_HOURS = parse_hours("09:00-12:00,13:00-17:00")


@dataclass(frozen=True, slots=True)
class WorkTime:
    """Working days and office hours of one place."""

    calendar: WorkCalendar
    hours: Hours = DEFAULT_HOURS


def at_clock(day: date, clock: int) -> datetime:
    """The moment of a Shanghai day, `clock` in microseconds since midnight."""
    return datetime.combine(day, time(), SHANGHAI) + timedelta(microseconds=clock)


def clock_of(moment: datetime) -> int:
    """Microseconds since midnight of an aware time in its own zone."""
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * SECOND + moment.microsecond
