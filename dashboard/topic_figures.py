"""A watched topic's figures for its page and for the list: one frame, kept for a moment."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.i18n import gettext as _
from core.labels import AREAS
from core.volume import Band
from core.watched import Watched
from dashboard.visit import Visit
from reports import numbers, watched


def as_of(here: Visit) -> date:
    """Today, or the last day that has messages: an old spreadsheet is told as of its own time."""
    span = here.reader.span()
    return min(here.today, span[1]) if span else here.today


def of(here: Visit, topic: Watched) -> watched.Figures:
    """The topic's figures as this reader may see them."""
    days = watched.span(topic, as_of(here))
    found = here.reader.kept("topics", "matching", topic, days[0] - watched.PAST, days[1])
    known = here.work.calendar
    span = here.reader.span()
    first = span[0] if span else days[0]
    return watched.figures(found, days, first, watched.Calendar(known.off, known.worked))


def state(here: Visit, row: Mapping[str, Any]) -> str:
    """Whether a topic (a row of TOPICS) goes on, waits or is over, in a word."""
    if row["ended_at"]:
        return _("已结束")
    if row["since_on"] > here.today:
        return _("未开始")
    return _("已到期") if row["until_on"] < here.today else _("关注中")


def usual(band: Band | None) -> str:
    """What is usual on such a day."""
    if band is None:
        return _("数据不足一周，还没有常态")
    return _(
        "通常 {usual} 件，常态上限 {high} 件", usual=f"{band.usual:.0f}", high=f"{band.high:.0f}"
    )


def limits(here: Visit, topic: Watched) -> str:
    """Words, areas, places and period of a topic, in one line."""
    return f"{numbers.period(topic.since, topic.until)} · {words(here, topic)}"


def words(here: Visit, topic: Watched) -> str:
    """Words, areas and places of a topic, in one line."""
    parts = [_("关键词：") + "、".join(topic.words)]
    if topic.areas:
        parts.append(_("领域：") + "、".join(_(AREAS[code]) for code in topic.areas))
    if topic.regions:
        parts.append(_("地区：") + "、".join(here.place(code) or code for code in topic.regions))
    return " · ".join(parts)
