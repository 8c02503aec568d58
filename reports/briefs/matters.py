"""Sections about issues: 重点事件, 话题演变, 建议关注, 本月特点, 下月研判."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl

from core import periods
from core.case_clocks import standings
from core.cases import STATES
from core.i18n import gettext as _
from core.i18n import mark
from core.labels import AREAS, LEVELS
from core.life import STAGES
from core.people import SMALLEST_SHOWN
from core.times import WEEKDAYS, day_of
from reports.briefs.content import Section, Table, Writing, cell
from reports.briefs.ledger import Fact, Line, joined, say
from reports.briefs.material import Material
from reports.briefs.overview import nothing, pleas, scarce, total

ORDINALS = (
    mark("（一）"), mark("（二）"), mark("（三）"), mark("（四）"), mark("（五）"),
    mark("（六）"), mark("（七）"), mark("（八）"), mark("（九）"), mark("（十）"),
)  # fmt: skip
_MOST = {"daily": 3, "weekly": 5, "monthly": 8}
OTHER = "其他"
"""The rest of a first level in the platform's taxonomy."""

_MOST_TOPICS = 10
_RISEN = 2.0
_MOST_LATE = 5
_MOST_RISEN = 5


def events(told: Material, writing: Writing) -> Section:
    """重点事件: the issues most spoken of in the period."""
    found = told.read("active", told.before.start, told.period.start, told.period.end)
    known = {row["id"]: row for row in told.read("issues", told.before.start).rows(named=True)}
    shown = [row for row in found.rows(named=True) if row["id"] in known]
    shown = [row for row in shown if row["now"] >= SMALLEST_SHOWN][: _MOST.get(told.kind, 5)]
    if not shown:
        least = writing.ledger.count("events.least", _("重点事件最少件数"), SMALLEST_SHOWN)
        none = say(_("本期没有达到 {n} 件的事项。"), n=least)
        return Section("events", _("重点事件"), [none])
    on_case = told.read("cases_on", tuple(row["id"] for row in shown))
    lines = [
        [_(ORDINALS[place]), *_event(told, writing, known[row["id"]], row, on_case)]
        for place, row in enumerate(shown)
    ]
    _grades(writing)
    return Section("events", _("重点事件"), lines)


def _event(
    told: Material,
    writing: Writing,
    issue: Mapping[str, Any],
    counted: Mapping[str, Any],
    on_case: Mapping[int, Any],
) -> Line:
    book, name = writing.ledger, f"issue.{issue['id']}"
    writing.accused |= told.read("accused", issue["id"])
    return say(
        _("{title}。属{area}领域，{level}；本期 {n} 件，上期 {old} 件，自{first}以来累计 {all} 件；"
          "目前{stage}；{owed}。"),
        title=book.text(f"{name}.name", _("事项"), issue["name"]),
        area=_(AREAS.get(issue["area"], issue["area"])),
        level=graded(issue["level"]),
        n=book.count(f"{name}.now", _("本期件数"), counted["now"]),
        old=book.count(f"{name}.before", _("上期件数"), counted["before"]),
        first=book.day(f"{name}.first", _("首件日期"), day_of(issue["first_at"])),
        all=book.count(f"{name}.all", _("累计件数"), issue["messages"]),
        stage=staged(issue["stage"]),
        owed=owed(told, writing, issue["id"], on_case.get(issue["id"])),
    )  # fmt: skip


def graded(level: str) -> str:
    """热度等级（参照） in words."""
    if level not in LEVELS:
        return _("热度未定级")
    return _("热度{level}（参照）", level=_(LEVELS[level]))


def staged(stage: str | None) -> str:
    """The stage of an issue in words."""
    return _("处于{stage}阶段", stage=_(STAGES[stage])) if stage in STAGES else _("阶段未判定")


def _grades(writing: Writing) -> None:
    writing.note(say(_("热度等级仅供参照，不是突发事件等级。")))


def owed(told: Material, writing: Writing, issue: int, found: Any) -> Line:
    """Who owes what until when, from the newest case on an issue."""
    if found is None:
        return say(_("尚未交办"))
    case, clocks = found
    book, name = writing.ledger, f"issue.{issue}.case"
    state = _(STATES[case.state])
    if not case.handler:
        return say(_("{state}，尚未派单"), state=state)
    due = standings(clocks, told.work, told.asof)
    who = book.text(f"{name}.unit", _("承办单位"), told.units.get(case.handler, case.handler))
    if not due:
        return say(_("{who}承办，{state}"), who=who, state=state)
    rule = due[0][1].rule
    book.text(f"{name}.rule", _("规则"), rule.id)
    return say(
        _("{who}承办，{state}，应于{due}前办理，依据：{law}"),
        who=who,
        state=state,
        due=book.moment(f"{name}.due", _("办理期限"), due[0][1].due_at),
        law=book.text(f"{name}.law", _("依据"), rule.citation),
    )


def topics(told: Material, writing: Writing) -> Section:
    """话题演变: kinds of problems now and before, with their places."""
    now, before = told.frame("topics", told.period), told.frame("topics", told.before)
    if now.is_empty():
        return nothing("topics", _("话题演变"))
    if total(now) < SMALLEST_SHOWN:
        return scarce(writing, "topics", _("话题演变"), total(now))
    return Section("topics", _("话题演变"), [], [topic_table(writing, now, before)])


def topic_table(
    writing: Writing, now: pl.DataFrame, before: pl.DataFrame, most: int = _MOST_TOPICS
) -> Table:
    """The most frequent kinds of problems, how many and which share, against before."""
    book = writing.ledger
    earlier = {row[:2]: (place, row[2]) for place, row in enumerate(before.rows(), 1)}
    whole = total(now)
    rows = []
    for place, (first, topic, n) in enumerate(now.head(most).rows(), 1):
        name = f"topic.{first}.{topic}"
        old_place, old = earlier.get((first, topic), (0, 0))
        said = topic if topic != OTHER else _("{first}的其他问题", first=first)
        rows.append([
            cell(book.text(f"{name}.name", _("问题类别"), said)),
            cell(book.count(name, _("件数"), n)),
            cell(book.share(f"{name}.share", _("占比"), n, whole)),
            cell(book.growth(f"{name}.change", _("变化"), n, old)),
            cell(book.count(f"{name}.place", _("本期位次"), place)),
            cell(book.count(f"{name}.place.before", _("上期位次"), old_place)
                 if old_place else _("未出现")),
        ])  # fmt: skip
    columns = [_("问题类别"), _("件数"), _("占比"), _("变化"), _("本期位次"), _("上期位次")]
    return Table("topics", say(_("诉求热点（未核定）")), columns, rows)


def advice(told: Material, writing: Writing) -> Section:
    """建议关注: what the rules of this page find, each with its figures; never a guess."""
    lines = [*_late(told, writing), *_risen(told, writing), *_unjudged(told, writing)]
    if not lines:
        lines = [say(_("按既定条件，本期没有需要特别提示的事项。"))]
    return Section("advice", _("建议关注"), lines, open=True)


def _late(told: Material, writing: Writing) -> list[Line]:
    """Cases past their limit, by unit."""
    late: dict[str, int] = {}
    for case, clocks in told.cases():
        found = standings(clocks, told.work, told.asof)
        if any(row[2] == "overdue" for row in found):
            late[case.handler] = late.get(case.handler, 0) + 1
    if not late:
        return []
    book = writing.ledger
    ordered = sorted(late.items(), key=lambda one: (-one[1], one[0]))
    parts = [_late_unit(told, writing, *one) for one in ordered[:_MOST_LATE]]
    rest = sum(late.values()) - sum(n for _unit, n in ordered[:_MOST_LATE])
    if rest:
        parts.append(say(_("其他单位共 {n} 件"), n=book.count("late.rest", _("超期件数"), rest)))
    return [
        say(
            _("截至{at}，在办的交办件中已超期 {n} 件：{parts}。建议督促办理。"),
            at=book.moment("late.at", _("超期统计到"), told.asof),
            n=book.count("late", _("超期交办件"), sum(late.values()), _("以统计截至时刻为准")),
            parts=joined(parts, _("，")),
        )
    ]


def _late_unit(told: Material, writing: Writing, unit: str, n: int) -> Line:
    book = writing.ledger
    name = told.units.get(unit) or _("尚无承办单位")
    return say(
        _("{unit} {n} 件"),
        unit=book.text(f"late.{unit}.name", _("单位"), name),
        n=book.count(f"late.{unit}", _("超期件数"), n),
    )


def _risen(told: Material, writing: Writing) -> list[Line]:
    """Issues that at least doubled, from five messages on."""
    book = writing.ledger
    found = told.read("active", told.before.start, told.period.start, told.period.end)
    known = {row["id"]: row for row in told.read("issues", told.before.start).rows(named=True)}
    lines: list[Line] = []
    for row in found.rows(named=True):
        few = row["now"] < SMALLEST_SHOWN or row["now"] < _RISEN * max(1, row["before"])
        if few or row["id"] not in known or len(lines) >= _MOST_RISEN:
            continue
        name, issue = f"issue.{row['id']}", known[row["id"]]
        calm = issue["stage"] == "calm"
        lines.append(
            say(
                _("“{title}”由上期 {old} 件增至 {n} 件，现已平息，建议核实是否解决。")
                if calm
                else _("“{title}”由上期 {old} 件增至 {n} 件，建议核实原因、及早处置。"),
                title=book.text(f"{name}.name", _("事项"), issue["name"]),
                old=book.count(f"{name}.before", _("上期件数"), row["before"]),
                n=book.count(f"{name}.now", _("本期件数"), row["now"]),
            )
        )
        writing.accused |= told.read("accused", row["id"])
    return lines


def _unjudged(told: Material, writing: Writing) -> list[Line]:
    """What waits to be judged; found in the period or until the next day, when it is written."""
    until = told.period.end + timedelta(days=1)
    waiting = told.read("proposals").filter(pl.col("found_at") < until)
    if waiting.is_empty():
        return []
    book = writing.ledger
    return [
        say(
            _("{n} 件待研判认定，最早的发现于{at}，建议尽快研判。"),
            n=book.count("unjudged", _("待研判"), waiting.height),
            at=book.moment("unjudged.first", _("最早发现"), waiting["found_at"].min()),
        )
    ]


def features(told: Material, writing: Writing) -> Section:
    """本月特点: what stands out in the figures of the month."""
    now, before = pleas(told.days(told.period)), pleas(told.days(told.before))
    if not total(now):
        return nothing("features", _("本月特点"))
    if total(now) < SMALLEST_SHOWN:
        return replace(scarce(writing, "features", _("本月特点"), total(now)), open=True)
    said = (_largest(writing, now), _grown(writing, now, before), _busiest(writing, now))
    lines = [line for line in said if line]
    return Section("features", _("本月特点"), lines, open=True)


def _by_area(days: pl.DataFrame) -> dict[str, int]:
    return dict(days.group_by("area").agg(pl.sum("messages")).rows())


def _largest(writing: Writing, now: pl.DataFrame) -> Line:
    book = writing.ledger
    named = {code: n for code, n in _by_area(now).items() if code != "other"}
    if not named:
        return []
    code, n = min(named.items(), key=lambda one: (-one[1], one[0]))
    return say(
        _("八大领域中诉求最多的是{area}，占全部诉求的 {share}。"),
        area=_(AREAS.get(code, code)),
        share=book.share(f"area.{code}.share", _("占比"), n, total(now)),
    )


def _grown(writing: Writing, now: pl.DataFrame, before: pl.DataFrame) -> Line | None:
    new, old = _by_area(now), _by_area(before)
    grown = {code: n - old.get(code, 0) for code, n in new.items() if code != "other"}
    code = min(grown, key=lambda one: (-grown[one], one), default="")
    if grown.get(code, 0) <= 0:
        return None
    book = writing.ledger
    return say(
        _("八大领域中增加最多的是{area}，比上期多 {n} 件。"),
        area=_(AREAS.get(code, code)),
        n=book.count("features.grown", _("增加件数"), grown[code]),
    )


def _busiest(writing: Writing, now: pl.DataFrame) -> Line:
    book = writing.ledger
    by_day = now.group_by(pl.col("day").dt.weekday().alias("weekday")).agg(pl.sum("messages"))
    weekday, n = by_day.sort("messages", "weekday", descending=[True, False]).row(0)
    return say(
        _("按星期看，{day}最多，共 {n} 件。"),
        day=_(WEEKDAYS[weekday - 1]),
        n=book.count("features.weekday", _("最多的星期的件数"), n),
    )


def outlook(told: Material, writing: Writing) -> Section:
    """下月研判: what the same weeks of the year before brought; the judgement is a person's."""
    book = writing.ledger
    following = periods.period("month", day_of(told.period.end))
    earlier = periods.year_before(following)
    days = pleas(told.days(earlier))
    if not total(days):
        line = say(_("没有上年同月的数据，无法作同期对照。"))
        return Section("outlook", _("下月研判"), [line], open=True)
    ordered = sorted(_by_area(days).items(), key=lambda one: (-one[1], one[0]))[:3]
    parts: list[Fact | Line] = [
        say("{area} {n} " + _("件"), area=_(AREAS.get(code, code)),
            n=book.count(f"outlook.{code}", _("上年同月件数"), n))
        for code, n in ordered
    ]  # fmt: skip
    line = say(
        _("上年同月（{since}）受理 {n} 件，最多的领域：{parts}。"),
        since=book.month("outlook.since", _("上年同月"), day_of(earlier.start)),
        n=book.count("outlook", _("上年同月受理诉求"), total(days)),
        parts=joined(parts, _("，")),
    )
    lines, known = [line], told.read("span")
    if known and known[0] > day_of(earlier.start):
        since = book.day("outlook.known", _("数据起于"), known[0])
        lines.append(say(_("系统的数据起于{since}，上年同月不完整，不宜直接对照。"), since=since))
    return Section("outlook", _("下月研判"), lines, open=True)
