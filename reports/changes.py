"""How a figure moved against another period: counts in percent, rates in percentage points."""

from core import rates
from core.i18n import gettext as _
from reports.numbers import MIN_N, ResponseTimes, duration

Share = tuple[int, int]


def growth(now: int, before: int) -> str | None:
    """A count's change in percent, +12.3%; None from nothing or too little."""
    change = rates.growth(now, before) if before >= MIN_N else None
    return None if change is None else f"{change:+.1f}%"


def points(now: Share, before: Share) -> str | None:
    """A rate's change in percentage points; None where one of the two has too few cases."""
    if min(now[1], before[1]) < MIN_N:
        return None
    change = 100 * now[0] / now[1] - 100 * before[0] / before[1]
    return _("{n} 个百分点", n=f"{change:+.1f}")


def hours(now: ResponseTimes, before: ResponseTimes | None) -> str | None:
    """How much longer (+) or shorter (-) answers took; None where there are too few."""
    if before is None or now.median is None or before.median is None:
        return None
    if min(now.n, before.n) < MIN_N:
        return None
    change = now.median - before.median
    sign = "+" if change > 0 else "-" if change < 0 else ""
    return f"{sign}{duration(abs(change))}" if change else _("持平")
