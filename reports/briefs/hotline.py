"""热线工作日报: tickets of a day, 三率, how the units stand."""

from datetime import timedelta

import polars as pl

from core import periods
from core.i18n import gettext as _
from core.labels import AREAS
from core.periods import Period
from core.rates import Tally
from core.times import day_of
from reports.briefs import called_back, matters
from reports.briefs.content import Section, Table, Writing, cell
from reports.briefs.ledger import Line, say
from reports.briefs.material import Material, bounds
from reports.briefs.overview import nothing, pleas, total

_DAYS = 7
_TOP = 5


def situation(told: Material, writing: Writing) -> Section:
    """总体情况: intake by the day it came, rates by the day of finishing; 考核期 so far."""
    book = writing.ledger
    now, before = (_tickets(told, one) for one in (told.period, told.before))
    done, earlier = (called_back.groups(told, one, "unit") for one in (told.period, told.before))
    if not total(now) and not done:
        return _without_tickets(told, writing)
    called_back.explain(told, writing)
    tally = called_back.kept(done)
    finished = called_back.kept(called_back.groups(told, told.period, "unit", "finished_at"))
    lines = [
        say(
            _("受理工单 {n} 件，上一日 {old} 件，{change}；办结 {done} 件，有效回访 {asked} 件。"),
            n=book.count("received", _("受理工单"), total(now), _("按受理时间计")),
            old=book.count("received.before", _("上一日受理工单"), total(before)),
            change=book.growth("received.change", _("变化"), total(now), total(before)),
            done=book.count("finished", _("办结工单"), finished.tickets, _("按办结时间计")),
            asked=book.count("effective", _("有效回访"), tally.effective),
        ),
        [
            *called_back.against(
                told, writing, "rate", tally, called_back.kept(earlier), _("上一日")
            ),
            _("。"),
        ],
        _assessed(told, writing),
    ]
    return Section("situation", _("总体情况"), lines)


def _without_tickets(told: Material, writing: Writing) -> Section:
    """A day of letters alone is not a day without anything."""
    others = total(pleas(told.days(told.period)))
    if not others:
        return nothing("situation", _("总体情况"))
    n = writing.ledger.count("others", _("来信"), others)
    line = say(_("本期没有热线工单；另有来信 {n} 件，见舆情日报。"), n=n)
    return Section("situation", _("总体情况"), [line])


def _tickets(told: Material, period: Period) -> pl.DataFrame:
    return told.days(period).filter(pl.col("kind") == "ticket")


def assessment(told: Material) -> tuple[Period, Period]:
    """考核期 from its first day to the day told of, and as many days of the one before."""
    whole = periods.period("assessment", told.last)
    first = day_of(whole.start)
    earlier = day_of(periods.before(whole).start)
    length = told.last - first
    return told.stretch(first, told.last), told.stretch(earlier, earlier + length)


def _assessed(told: Material, writing: Writing) -> Line:
    book = writing.ledger
    now, before = assessment(told)
    new, old = total(_tickets(told, now)), total(_tickets(told, before))
    tally, earlier = (
        called_back.kept(called_back.groups(told, one, "unit")) for one in (now, before)
    )
    rates_said = called_back.against(
        told, writing, "assessment", tally, earlier, _("上一考核期同期")
    )
    return say(
        _("本考核期（{since}起）累计受理 {n} 件，上一考核期同期 {old} 件，{change}；{rates}。"),
        since=book.day("assessment.since", _("考核期起"), bounds(now)[0]),
        n=book.count("assessment.received", _("考核期受理"), new),
        old=book.count("assessment.received.before", _("上一考核期同期受理"), old),
        change=book.growth("assessment.received.change", _("变化"), new, old),
        rates=rates_said,
    )


def standing(told: Material, writing: Writing) -> Section:
    """考核期单位办理情况: the ends, and the last seven days of the lower one."""
    now, _before = assessment(told)
    lines, low = called_back.ends(told, writing, now)
    if not low:
        return Section("standing", _("考核期单位办理情况"), lines)
    writing.note(say(_("各单位诉求的难易、数量不同，前后位置只作提示，不作评价结论。")))
    trend = _trend(told, writing, low)
    if trend is None:
        lines.append(say(_("上述较低的单位每日回访件数都不足，不列逐日情况。")))
    return Section("standing", _("考核期单位办理情况"), lines, [trend] if trend else [])


def _trend(told: Material, writing: Writing, codes: list[str]) -> Table | None:
    """后三趋势表: the composite of each of the last days; a dash for too few call-backs.

    None where every cell would be a dash.
    """
    book = writing.ledger
    days = [told.last - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]
    by_day = [called_back.groups(told, told.stretch(day, day), "unit") for day in days]
    rows = []
    for code in codes:
        row = [cell(book.text(f"period.{code}.name", _("单位"), told.units.get(code, code)))]
        for day, found in zip(days, by_day, strict=True):
            one = found.get(code, {}).get("kept", Tally())
            enough = one.effective >= told.policy.minimum
            score = one.composite(told.policy) if enough else None
            row.append(cell(book.number(f"trend.{code}.{day}", _("综合成绩"), score)))
        rows.append(row)
    heads = [book.day(f"trend.{day}", _("日期"), day).shown for day in days]
    short = [head.split(_("年"))[-1] for head in heads]
    told_of = (book.facts[f"trend.{code}.{day}"].value for code in codes for day in days)
    if all(value is None for value in told_of):
        return None
    return Table("trend", say(_("综合成绩较低单位逐日情况")), [_("单位"), *short], rows)


def hot(told: Material, writing: Writing) -> Section:
    """诉求热点 Top5 and 企业诉求."""
    now, before = (told.frame("topics", one, ("ticket",)) for one in (told.period, told.before))
    if now.is_empty():
        return nothing("hot", _("诉求热点"))
    book = writing.ledger
    firms, old = (
        total(_tickets(told, one).filter(pl.col("area") == "business"))
        for one in (told.period, told.before)
    )
    line = say(
        _("企业诉求（{area}）{n} 件，上一日 {old} 件，{change}。"),
        area=_(AREAS["business"]),
        n=book.count("firms", _("企业诉求"), firms, _("领域判定为营商环境的工单")),
        old=book.count("firms.before", _("上一日企业诉求"), old),
        change=book.growth("firms.change", _("变化"), firms, old),
    )
    return Section("hot", _("诉求热点"), [line], [matters.topic_table(writing, now, before, _TOP)])


def tables(told: Material, writing: Writing) -> Section:
    """镇街三率表 and 部门三率表, for the tickets finished in the period.

    Where nobody was called back in it, they count 考核期 so far: a table of dashes helps nobody.
    """
    period, so_far = told.period, False
    if not called_back.kept(called_back.groups(told, period, "unit")).effective:
        period, so_far = assessment(told)[0], True
    made = [
        called_back.table(told, writing, period, by, so_far=so_far) for by in ("region", "unit")
    ]
    if not any(one.rows for one in made):
        return nothing("tables", _("三率情况"))
    return Section("tables", _("三率情况"), [], [one for one in made if one.rows])
