"""The tide of a week: how many people write at each hour of each weekday, holidays apart.

What a matter brings in is held against the same weekday and hour: six people in a night are more
than six in a Monday morning. Told from all that comes in, as one matter has too little past of
its own; robust: medians of days, no hour counts for more than ten times the usual one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from core.times import day_of, day_start

ENOUGH = 28
"""Days that must be known; with fewer every hour is like every other."""

_HOLIDAY = 7
_SATURDAY = 5
_MOST = 10.0
_LEAST = 0.1
_ORIGIN = date(2000, 1, 1)
"""Days are summed from here; before it each counts as one."""


@dataclass(frozen=True, slots=True)
class Tide:
    """`weights[kind][hour]`: that hour of such a day against the mean hour of a week (1.0); a
    kind of day is a weekday, Monday 0, or 7 for a holiday. Without weights all hours are alike.

    A holiday is free whatever its weekday; a make-up workday (`worked`) is a Monday.
    """

    weights: tuple[tuple[float, ...], ...] = ()
    off: Collection[date] = frozenset()
    worked: Collection[date] = frozenset()
    _sums: list[float] = field(default_factory=lambda: [0.0], compare=False, repr=False)

    def days(self, since: datetime, until: datetime) -> float:
        """How many mean days lie between two moments."""
        if not self.weights:
            return (until - since).total_seconds() / 86_400
        return max(0.0, self._until(until) - self._until(since))

    def _until(self, at: datetime) -> float:
        """Mean days from the origin to a moment."""
        day = day_of(at)
        hour, rest = divmod((at - day_start(day)).total_seconds() / 3600, 1.0)
        row = self._row(day)
        return self._before(day) + (sum(row[: int(hour)]) + rest * row[int(hour)]) / 24

    def _before(self, day: date) -> float:
        """Mean days from the origin to the beginning of a day; each day is summed once."""
        number = (day - _ORIGIN).days
        while len(self._sums) <= number:
            last = _ORIGIN + timedelta(days=len(self._sums) - 1)
            self._sums.append(self._sums[-1] + sum(self._row(last)) / 24)
        return self._sums[number] if number >= 0 else float(number)

    def _row(self, day: date) -> tuple[float, ...]:
        return self.weights[_kind(day, self.off, self.worked)]


def learned(
    counts: Iterable[tuple[date, int, int]],
    off: Collection[date] = frozenset(),
    worked: Collection[date] = frozenset(),
) -> Tide:
    """The tide of what came in: (day, hour 0 to 23, how many), days without anything left out.

    With fewer than ENOUGH days all hours are alike.
    """
    rows = list(counts)
    if not rows or (max(rows)[0] - min(rows)[0]).days + 1 < ENOUGH:
        return Tide(off=off, worked=worked)
    first, last = min(rows)[0], max(rows)[0]
    totals = dict.fromkeys((first + timedelta(n) for n in range((last - first).days + 1)), 0)
    hours = {True: [0.0] * 24, False: [0.0] * 24}
    most = _MOST * median(count for _day, _hour, count in rows)
    for day, hour, count in rows:
        totals[day] += count
        hours[_kind(day, off, worked) >= _SATURDAY][hour] += min(count, most)
    kinds = [
        [count for day, count in totals.items() if _kind(day, off, worked) == kind]
        for kind in range(_HOLIDAY + 1)
    ]
    usual = [float(median(days)) if days else None for days in kinds]
    rest = usual[6] if usual[6] is not None else float(median(totals.values()))
    whole = [rest if value is None else value for value in usual]
    mean = sum(whole[:_HOLIDAY]) / _HOLIDAY or 1.0
    return Tide(
        tuple(_spread(whole[kind] / mean, hours[kind >= _SATURDAY]) for kind in range(8)),
        off,
        worked,
    )


def _spread(day: float, hours: list[float]) -> tuple[float, ...]:
    """The weights of 24 hours whose mean is that of the day; no hour is ever nothing."""
    whole = sum(hours)
    shares = [max(_LEAST, 24 * count / whole) if whole else 1.0 for count in hours]
    scale = max(_LEAST, day) * 24 / sum(shares)
    return tuple(share * scale for share in shares)


def _kind(day: date, off: Collection[date], worked: Collection[date]) -> int:
    if day in worked:
        return 0
    return _HOLIDAY if day in off else day.weekday()
