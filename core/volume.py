"""Does a source send as much as it usually does? Told from its own past, hour by hour.

Only counts of arrivals are looked at. Everything is robust: medians and the median absolute
deviation, so that one import or one breakdown does not shift what is usual. Without enough past
nothing is said.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import median

from core.times import day_of, local

WEEKS = 8
"""How far back is looked for what is usual."""

PAST = timedelta(weeks=20)
"""How far back is looked for the gaps of a source of few."""

ENOUGH_DAYS = 14
ENOUGH_ARRIVALS = 10
"""From when on something is said: so many days, and hours in which anything came."""

_ALIKE = 4
"""With fewer weeks than this, all working days (or weekend days) stand for the weekday."""

_SPREADS = 3.0
_NORMAL = 1.4826  # makes the median absolute deviation a standard deviation (Rousseeuw 1993)
_SATURDAY = 5
_SURELY = 7.0
"""Silence is strange once about e^-7, one in a thousand, would be so quiet by chance."""

_BUSY = 5.0
"""A source with a median of so many a day is judged by what was due, others by their gaps."""

_LONGER = 1.5
_FLOOD_LEAST = 20
_FLOOD_TIMES = 3.0

Hours = Mapping[datetime, int]
"""The hour (aware, on the hour) -> what was accepted in it; hours without are left out."""


@dataclass(frozen=True, slots=True)
class Band:
    """What is usual by this hour of this weekday."""

    low: float
    usual: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state` is unknown, usual, quiet or flood. `today` is what came until now; `silent` how
    long nothing has come."""

    state: str
    today: int
    band: Band | None = None
    silent: timedelta = timedelta(0)


def judge(hours: Hours, now: datetime) -> Verdict:
    """The volume of one source; `hours` reach PAST back from `now`."""
    arrivals = sorted(hour for hour, count in hours.items() if count and hour <= now)
    today = sum(count for hour, count in hours.items() if day_of(hour) == day_of(now))
    if not arrivals:
        return Verdict("unknown", today)
    silent = max(now - arrivals[-1] - timedelta(hours=1), timedelta(0))
    past = {hour: hours[hour] for hour in arrivals[1:]}  # the first is the import of the past
    known = now - arrivals[0] >= timedelta(days=ENOUGH_DAYS)
    if not known or len(past) < ENOUGH_ARRIVALS:
        return Verdict("unknown", today, None, silent)
    state = "quiet" if _is_quiet(past, arrivals, now) else "usual"
    return Verdict("flood" if _is_flood(past, now) else state, today, _band(past, now), silent)


def daily(hours: Hours, now: datetime, days: int = 14) -> list[int]:
    """What came on each of the last days, today last."""
    counts = dict.fromkeys((day_of(now) - timedelta(days=back) for back in range(days)), 0)
    for hour, count in hours.items():
        if day_of(hour) in counts:
            counts[day_of(hour)] += count
    return list(counts.values())[::-1]


def _band(past: Hours, now: datetime) -> Band:
    """Of the counts until this hour on days like this one."""
    until = local(now).hour
    counts = dict.fromkeys(_days_like(past, now), 0)
    for hour, count in past.items():
        if day_of(hour) in counts and local(hour).hour <= until:
            counts[day_of(hour)] += count
    values = list(counts.values())
    usual = median(values)
    spread = _spread(values, usual)
    return Band(max(0.0, usual - _SPREADS * spread), usual, usual + _SPREADS * spread)


def _days_like(past: Hours, now: datetime) -> list[object]:
    """The days of the past with today's weekday; where those are few, of today's kind."""
    today = day_of(now)
    first = max(day_of(min(past)), today - timedelta(weeks=WEEKS))
    days = [today - timedelta(days=back) for back in range(1, (today - first).days + 1)]
    same = [day for day in days if day.weekday() == today.weekday()]
    if len(same) >= _ALIKE:
        return list(same)
    return [day for day in days if _free(day.weekday()) == _free(today.weekday())] or list(days)


def _free(weekday: int) -> bool:
    return weekday >= _SATURDAY


def _spread(values: list[int], usual: float) -> float:
    """Never below that of chance alone (Poisson), however even the past was."""
    deviation = _NORMAL * median(abs(value - usual) for value in values)
    return max(deviation, sqrt(max(usual, 1.0)))


def _is_quiet(past: Hours, arrivals: list[datetime], now: datetime) -> bool:
    counts = daily(past, now - timedelta(days=1), WEEKS * 7)
    seen = counts[-max((now - min(past)).days, 1) :]
    if median(seen) < _BUSY:
        return _is_long(arrivals, now)
    missing = _due_since(past, arrivals[-1], now)
    return missing / _burstiness(seen) >= _SURELY


def _is_long(arrivals: list[datetime], now: datetime) -> bool:
    """A gap longer than any before, by half, and than three usual ones."""
    gaps = [later - sooner for sooner, later in zip(arrivals[1:], arrivals[2:], strict=False)]
    gap = now - arrivals[-1]
    return gap > _LONGER * max(gaps) and gap > _SPREADS * _middle(gaps)


def _middle(gaps: list[timedelta]) -> timedelta:
    return timedelta(seconds=median(gap.total_seconds() for gap in gaps))


def _due_since(past: Hours, last: datetime, now: datetime) -> float:
    """What usually comes in the hours that have fully passed since the last arrival.

    By hour and kind of day; one outlier weighs no more than ten times the rest.
    """
    days = max((last - min(past)).days, 1)
    totals: dict[tuple[bool, int], float] = {}
    ordered = sorted(past.values())
    most = 10.0 * ordered[bisect_left(ordered, median(ordered))]
    for hour, count in past.items():
        key = (_free(local(hour).weekday()), local(hour).hour)
        totals[key] = totals.get(key, 0.0) + min(count, most)
    shares = {True: max(days * 2 / 7, 1.0), False: max(days * 5 / 7, 1.0)}
    passed = int((now - last - timedelta(hours=1)).total_seconds() // 3600)
    hours = [local(last + timedelta(hours=step)) for step in range(1, min(passed, 24 * 60) + 1)]
    keys = [(_free(hour.weekday()), hour.hour) for hour in hours]
    return sum(totals.get(key, 0.0) / shares[key[0]] for key in keys)


def _burstiness(counts: list[int]) -> float:
    """How much more days differ than chance would have it: robust variance over mean, at least
    one."""
    usual = median(counts)
    deviation = _NORMAL * median(abs(value - usual) for value in counts)
    return max(1.0, deviation**2 / max(usual, 1.0))


def _is_flood(past: Hours, now: datetime) -> bool:
    """More within this hour than three times what nearly every other hour brought."""
    here = now.replace(minute=0, second=0, microsecond=0)
    count = past.get(here, 0)
    others = sorted(value for hour, value in past.items() if hour < here)
    if not others:
        return False
    high = others[min(len(others) - 1, int(0.99 * len(others)))]
    return count > max(_FLOOD_LEAST, _FLOOD_TIMES * high)
