"""From a mark of a chart to the messages behind it.

A mark carries in its customdata what it stands for: a day (2026-11-23), a month (2026-11), the
Monday of a week with its area, an area, a sentiment, or the hours from which answers took so long.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from core.i18n import mark
from core.labels import AREAS, SENTIMENTS
from dashboard.filters import TOOK

Changes = dict[str, Any]
"""Fields of dashboard.filters.Filter and their values."""


def span(code: str) -> tuple[date, date] | None:
    """The first and last day that a day or a month stands for; None for anything else."""
    try:
        if len(code) == len("2026-11"):
            first = date.fromisoformat(f"{code}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        day = date.fromisoformat(code)
    except ValueError:
        return None
    return day, day


def _days(given: Sequence[str]) -> Changes:
    found = span(given[0])
    if found is None:
        return {}
    changes: Changes = {"period": "custom", "since": found[0], "until": found[1]}
    return changes | ({"sentiment": given[1]} if given[1:] and given[1] in SENTIMENTS else {})


def _week(given: Sequence[str]) -> Changes:
    found = span(given[0])
    if found is None or given[1] not in AREAS:
        return {}
    until = found[0] + timedelta(6)
    return {"period": "custom", "since": found[0], "until": until, "area": given[1]}


def _sentiment(given: Sequence[str]) -> Changes:
    return {"sentiment": given[0]} if given[0] in SENTIMENTS else {}


def _took(given: Sequence[str]) -> Changes:
    return {"took": given[0]} if given[0] in TOOK else {}


def _area(given: Sequence[str]) -> Changes:
    return {"area": given[0]} if given[0] in AREAS else {}


DRILLS: dict[str, tuple[Callable[[Sequence[str]], Changes], str]] = {
    "overview_daily": (_days, mark("点击柱子，查看当天的诉求。")),
    "overview_calendar": (_days, mark("点击一天，查看当天的诉求。")),
    "overview_control": (_days, mark("点击曲线上的一天，查看当天的诉求。")),
    "overview_sentiment": (_sentiment, mark("点击一段，查看这类诉求。")),
    "overview_response": (_took, mark("点击柱子，查看这一时长的诉求。")),
    "overview_areas": (_area, mark("点击条形，查看该领域的诉求。")),
    "area_multiples": (_week, mark("点击曲线上的一周，查看该领域那一周的诉求。")),
}
"""Chart -> what its marks change in the filter, and how people are told."""
