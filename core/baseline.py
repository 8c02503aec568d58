"""What is usual on a day like this one: robust, by weekday, aware of holidays.

Only counts by day are looked at: the median of the days of the weeks before that are alike,
and a band of three robust standard deviations, never narrower than chance alone (Poisson).
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from math import sqrt
from statistics import median

from core.volume import Band

WEEKS = 8
"""How far back is looked."""

_ALIKE = 4
"""With fewer days of this weekday all days of the same kind (worked or free) stand for it."""

_ENOUGH = 7
_SPREADS = 3.0
_NORMAL = 1.4826  # makes the median absolute deviation a standard deviation (Rousseeuw 1993)
_SATURDAY = 5


def band(
    counts: Mapping[date, int],
    day: date,
    first: date,
    off: Collection[date] = (),
    worked: Collection[date] = (),
) -> Band | None:
    """The band for `day`; None with less than a week of past since `first`.

    `counts` leaves out days without any; `off` are holidays, `worked` make-up workdays at a
    weekend. A holiday is compared with free days, a make-up workday with worked ones.
    """
    start = max(first, day - timedelta(weeks=WEEKS))
    past = [start + timedelta(days=step) for step in range((day - start).days)]
    if len(past) < _ENOUGH:
        return None
    values = [counts.get(other, 0) for other in _like(past, day, off, worked)]
    usual = float(median(values))
    deviation = _NORMAL * median(abs(value - usual) for value in values)
    spread = max(deviation, sqrt(max(usual, 1.0)))
    return Band(max(0.0, usual - _SPREADS * spread), usual, usual + _SPREADS * spread)


def _like(
    past: list[date], day: date, off: Collection[date], worked: Collection[date]
) -> list[date]:
    def free(other: date) -> bool:
        return other in off or (other.weekday() >= _SATURDAY and other not in worked)

    kind = [other for other in past if free(other) == free(day)]
    same = [other for other in kind if other.weekday() == day.weekday()]
    return same if len(same) >= _ALIKE else kind or past
