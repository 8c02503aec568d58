"""How a figure moved against another period: counts in percent, rates in percentage points."""

from core import rates
from core.i18n import gettext as _
from reports.numbers import MIN_N, ResponseTimes, duration, signed

Share = tuple[int, int]


def growth(now: int, before: int) -> str | None:
    """A count's change in percent, +12.3%, 持平; None from nothing or too little."""
    change = rates.growth(now, before) if before >= MIN_N else None
    if change is None:
        return None
    return f"{signed(change)}%" if round(change, 1) else _("持平")


def points(now: Share, before: Share) -> str | None:
    """A rate's change in percentage points, 持平 below 0.05; None where there are too few cases."""
    if min(now[1], before[1]) < MIN_N:
        return None
    change = 100 * now[0] / now[1] - 100 * before[0] / before[1]
    return _("{n} 个百分点", n=signed(change)) if round(change, 1) else _("持平")


def hours(now: ResponseTimes, before: ResponseTimes | None) -> str | None:
    """How much longer (+) or shorter (-) answers took, 持平 within the hour; None where there are
    too few."""
    if before is None or now.median is None or before.median is None:
        return None
    if min(now.n, before.n) < MIN_N:
        return None
    change = now.median - before.median
    sign = "+" if change > 0 else "-"
    return f"{sign}{duration(abs(change))}" if abs(change) >= 1 else _("持平")
