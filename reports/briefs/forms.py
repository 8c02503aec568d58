"""Which sections each kind of briefing has, and how a briefing is composed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from core.briefings import KINDS
from core.i18n import gettext as _
from core.times import local
from reports.briefs import annual, differ, hotline, matters, one_issue, overview, page, urgent
from reports.briefs.content import Section, Writing, as_content, sampled
from reports.briefs.ledger import Line, said_day, said_month, say
from reports.briefs.material import Material, bounds

_MOST_SOURCES = 2
_BY_TIME = frozenset({"daily", "weekly", "monthly", "hotline", "emergency", "annual"})

Write = Callable[[Material, Writing], Section]

_SHARED: tuple[Write, ...] = (
    overview.situation,
    matters.events,
    overview.course,
    overview.media,
    overview.mood,
    overview.keywords,
    overview.articles,
)

FORMS: dict[str, tuple[Write, ...]] = {
    "daily": (*_SHARED, matters.advice),
    "weekly": (*_SHARED, matters.topics, matters.advice),
    "monthly": (
        *_SHARED, matters.topics, matters.features, matters.advice, matters.outlook,
    ),
    "special": (
        one_issue.background, one_issue.threads, one_issue.core_points, one_issue.views,
        one_issue.spreading, one_issue.impact, one_issue.risks, one_issue.handling,
    ),
    "hotline": (hotline.situation, hotline.standing, hotline.hot, hotline.tables),
    "emergency": (
        urgent.urgent, urgent.by_day, urgent.one_by_one, urgent.answers, urgent.overdue,
    ),
    "annual": (
        annual.requests, annual.reviews, annual.consultations, annual.months, annual.elsewhere,
    ),
    "issue": (page.facts, page.said, page.owed),
}  # fmt: skip
"""Sections as practice has them (舆情日报 … 专报 forms in use at monitoring offices)."""


def compose(told: Material, signed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The whole briefing as JSON; with `signed`, a signed one, also what changed since then.

    The same material always gives the same content.
    """
    writing = Writing()
    book = writing.ledger
    sections = overview.folded([write(told, writing) for write in FORMS[told.kind]])
    if told.kind in _BY_TIME:
        sections[0] = replace(sections[0], lines=[*sections[0].lines, *_beyond(told, writing)])
    at = book.moment("data_at", _("数据截至"), told.data_at)
    fresh = book.text("fresh", _("数据状况"), told.fresh)
    if told.fresh:
        writing.note(say(_("{it}。"), it=fresh))
    elif told.data_at:
        writing.note(say(_("数据截至{at}。"), at=at))
    head = {
        "kind": told.kind,
        "title": _(KINDS[told.kind].title),
        "period": _period(told),
        "span": {
            "name": told.period.name,
            "start": local(told.period.start).isoformat(),
            "end": local(told.period.end).isoformat(),
        },
        "subject": told.issue.get("id", 0),
        "source": _sources(told),
        "subject_name": told.issue.get("name", ""),
    }
    book.text("period", _("统计期"), _period(told))
    sampled(sections, writing)
    if signed is not None:
        sections.append(differ.section(signed, writing))
    return as_content(head, sections, writing)


def _beyond(told: Material, writing: Writing) -> list[Line]:
    """Where a period, or the one before it, reaches beyond the records: where those end."""
    known = told.read("span")
    if known is None:
        return []
    if known[1] < told.first:
        day = writing.ledger.day("newest", _("最近的记录"), known[1])
        return [say(_("最近的记录在{day}，请核对统计期和信息源。"), day=day)]
    if known[0] <= bounds(told.before)[0]:
        return []
    oldest = writing.ledger.day("oldest", _("最早的记录"), known[0])
    if known[0] > told.first:
        return [say(_("系统的数据起于{day}，本期数据不完整。"), day=oldest)]
    return [say(_("系统的数据起于{day}，上期数据不完整，不宜直接比较。"), day=oldest)]


def _period(told: Material) -> str:
    if told.noon:
        return _noons(local(told.period.start).date(), local(told.period.end).date())
    first, last = bounds(told.period)
    if told.period.name == "month":
        return said_month(first)
    if told.period.name == "year":
        return _("{y}年度", y=first.year)
    if first == last:
        return said_day(first)
    return _("{since}至{until}", since=said_day(first), until=said_day(last))


def _noons(first: date, last: date) -> str:
    """Noon to noon, short enough for the line of a title: 2026年11月26日12时至27日12时."""
    until = said_day(last)
    if first.year == last.year:
        until = _("{m}月{d}日", m=last.month, d=last.day)
    if (first.year, first.month) == (last.year, last.month):
        until = _("{d}日", d=last.day)
    return _("{since}12时至{until}12时", since=said_day(first), until=until)


def _sources(told: Material) -> str:
    """Names of the sources, so many as a caption holds."""
    names = sorted(told.sources.values())
    if len(names) <= _MOST_SOURCES:
        return "、".join(names)
    return _("{names}等 {n} 个", names="、".join(names[:_MOST_SOURCES]), n=len(names))
