"""紧急专报: urgent and sensitive tickets from noon to noon, by class, by day and one by one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from core import rates
from core.case_clocks import standings
from core.i18n import gettext as _
from core.judgement import PUBLICATIONS
from core.periods import Period
from core.rates import RATES, CallBack, Tally
from core.times import day_of
from reports.briefs import called_back, overview
from reports.briefs.content import Section, Table, Writing, cell
from reports.briefs.ledger import Fact, Line, joined, say
from reports.briefs.material import Material

_DAYS = 7
_MOST_LISTED = 60


def urgent(told: Material, writing: Writing) -> Section:
    """紧急敏感诉求: total and by class, finished, called back, the three rates."""
    found = _urgent(told, told.period)
    if found.is_empty():
        none = say(_("本期没有紧急敏感诉求（按热线工单的用词查找）。"))
        return Section("urgent", _("总体情况"), [none])
    called_back.explain(told, writing, _("按所列诉求计"))
    book = writing.ledger
    tally, before = _tally(found), _urgent(told, told.before)
    overview.compared(told, writing)
    lines = [
        say(
            _("紧急敏感诉求 {n} 件，上期 {old} 件，{change}；办结 {done} 件，有效回访 {back} 件。"),
            n=book.count("urgent", _("紧急敏感诉求"), found.height, _("一件可属几类，合计不重复")),
            old=book.count("urgent.before", _("上期紧急敏感诉求"), before.height),
            change=book.growth("urgent.change", _("变化"), found.height, before.height),
            done=book.count("urgent.finished", _("办结"), _finished(found)),
            back=book.count("urgent.effective", _("有效回访"), tally.effective),
        ),
        _rates_line(told, writing, "urgent", tally),
    ]
    rows = [_class_row(told, writing, found, place) for place in range(len(told.watched))]
    columns = [_("类别"), _("件数"), _("办结"), _("有效回访"), *map(_, RATES.values())]
    return Section(
        "urgent", _("总体情况"), lines, [Table("classes", say(_("分类情况")), columns, rows)]
    )


def _urgent(told: Material, period: Period) -> pl.DataFrame:
    found: pl.DataFrame = told.frame("urgent", period, [one.words for one in told.watched])
    return found


def _finished(found: pl.DataFrame) -> int:
    return int(found["finished"].is_not_null().sum())


def _tally(found: pl.DataFrame) -> Tally:
    """Call-backs of the listed tickets, whenever they were; effective as store.rates has it."""
    yes = ("1", "true", "是")
    listed = [
        CallBack(
            row["effective"] in yes
            if row["effective"] is not None
            else row["called_back"] is not None,
            row["contacted"] in yes,
            row["solved"],
            row["satisfied"],
        )
        for row in found.rows(named=True)
    ]
    return rates.tally((one, 1) for one in listed)


def _rates_line(told: Material, writing: Writing, name: str, tally: Tally) -> Line:
    if not tally.effective:
        return say(_("没有有效回访，三率无数据。"))
    shown = called_back.three(told, writing, name, tally)
    parts: list[Line | Fact] = [
        say("{rate}{value}", rate=_(RATES[code]), value=fact) for code, fact in shown.items()
    ]
    return [*joined(parts, _("，")), _("。")]


def _class_row(told: Material, writing: Writing, found: pl.DataFrame, place: int) -> list[Line]:
    book, one = writing.ledger, told.watched[place]
    mine = found.filter(pl.col("words").list.contains(place))
    tally, name = _tally(mine), f"class.{one.id}"
    return [
        cell(book.text(f"{name}.name", _("类别"), one.name)),
        cell(book.count(name, _("件数"), mine.height)),
        cell(book.count(f"{name}.finished", _("办结"), _finished(mine))),
        cell(book.count(f"{name}.effective", _("有效回访"), tally.effective)),
        *map(cell, called_back.three(told, writing, name, tally).values()),
    ]


def by_day(told: Material, writing: Writing) -> Section:
    """三率逐日表: noon to noon, the last seven."""
    book = writing.ledger
    rows, named = [], []
    for back in range(_DAYS - 1, -1, -1):
        start, end = (at - timedelta(days=back) for at in (told.period.start, told.period.end))
        found = _urgent(told, Period("noon", start, end))
        name, tally = f"noon.{day_of(end)}", _tally(found)
        named.append(name)
        rows.append(
            [
                cell(book.day(f"{name}.day", _("日期（中午止）"), day_of(end), short=True)),
                cell(book.count(name, _("件数"), found.height)),
                cell(book.count(f"{name}.finished", _("办结"), _finished(found))),
                *map(cell, called_back.three(told, writing, name, tally).values()),
            ]
        )
    if not any(book.facts[name].value for name in named):
        days = book.count("noon.days", _("逐日天数"), _DAYS)
        return Section("by_day", _("逐日情况"), [say(_("近 {n} 日没有紧急敏感诉求。"), n=days)])
    columns = [_("日期（中午止）"), _("件数"), _("办结"), *map(_, RATES.values())]
    return Section(
        "by_day", _("逐日情况"), [], [Table("by_day", say(_("三率逐日表")), columns, rows)]
    )


def one_by_one(told: Material, writing: Writing) -> Section:
    """分类逐条: title, unit and result of each; a class that is only counted is not listed."""
    book, found = writing.ledger, _urgent(told, told.period)
    hidden = {place for place, one in enumerate(told.watched) if one.counted}
    rows: list[list[Line]] = []
    for row in found.rows(named=True):
        if hidden & set(row["words"]) or len(rows) >= _MOST_LISTED:
            continue
        if row["accused"]:
            writing.accused.add(row["accused"])
        name = f"message.{row['ref']}"
        kinds = _("、").join(told.watched[place].name for place in row["words"])
        rows.append([
            cell(book.text(f"{name}.ref", _("编号"), row["ref"])),
            cell(book.text(f"{name}.class", _("类别"), kinds)),
            cell(book.text(f"{name}.title", _("事项"), row["title"])),
            cell(book.moment(f"{name}.at", _("受理时间"), row["posted_at"], short=True)),
            cell(book.text(f"{name}.unit", _("承办单位"), told.units.get(row["unit"], ""))),
            cell(_result(row["finished"], row["solved"])),
        ])  # fmt: skip
    if not rows:
        return Section("one_by_one", _("分类逐条"), [say(_("本期没有可逐条列出的诉求。"))])
    writing.note(say(_("编号为本系统自编，不是来源平台的工单号；标题已脱敏，不列诉求正文。")))
    writing.note(say(_("只计数的类别（如涉及人身安全的言语）不逐条列出，依法移送的按原渠道办理。")))
    columns = [_("编号"), _("类别"), _("事项"), _("受理时间"), _("承办单位"), _("结果")]
    return Section(
        "one_by_one", _("分类逐条"), [], [Table("listed", say(_("逐条情况")), columns, rows)]
    )


def _result(finished: str | None, solved: str | None) -> str:
    if not finished:
        return _("办理中")
    return _("已办结，{solved}", solved=solved) if solved else _("已办结，未回访")


def answers(told: Material, writing: Writing) -> Section:
    """公开回应时限: judged matters, which clocks run and how long, and what was published."""
    rows = told.read("response_clocks", told.asof)
    if not rows:
        return Section("answers", _("公开回应时限"), [say(_("没有正在计时的公开回应时限。"))])
    at = writing.ledger.moment("asof", _("统计截至"), told.asof)
    writing.note(say(_("公开回应的剩余时间算到{at}；此后认定的，从认定时算起。"), at=at))
    lines = []
    for number in dict.fromkeys(row["judgement"] for row in rows):
        mine = [row for row in rows if row["judgement"] == number]
        writing.accused |= told.read("accused", mine[0]["issue"])
        lines += [_judged(writing, mine[0]), *(_clock(writing, row) for row in mine)]
        lines.append(_published(told, writing, mine[0]))
    return Section("answers", _("公开回应时限"), lines)


def _judged(writing: Writing, row: Mapping[str, Any]) -> Line:
    book, name = writing.ledger, f"issue.{row['issue']}"
    return say(
        _("“{title}”，{at}认定为{grade}事项。"),
        title=book.text(f"{name}.name", _("事项"), row["name"]),
        at=book.moment(f"{name}.judged_at", _("认定时间"), row["judged_at"]),
        grade=row["grade"],
    )


def _clock(writing: Writing, row: Mapping[str, Any]) -> Line:
    """One limit: what, by which article, until when, and how long is left or has passed."""
    book, rule = writing.ledger, f"issue.{row['issue']}.{row['rule']}"
    left = row["left_hours"]
    word = _("，还剩 {time}") if left is not None and left >= 0 else _("，已过 {time}")
    hours = book.hours(f"{rule}.left", _("剩余或超过的时间"), None if left is None else abs(left))
    book.text(f"{rule}.id", _("规则"), row["rule"])
    return say(
        _("{what}：应于{due}前，{state}{left}，依据：{law}。"),
        what=book.text(f"{rule}.what", _("要求"), row["what"]),
        law=book.text(f"{rule}.law", _("依据"), row["law"]),
        due=book.moment(f"{rule}.due", _("期限"), row["due_at"]),
        state=row["state"],
        left="" if left is None else say(word, time=hours),
    )


def _published(told: Material, writing: Writing, row: Mapping[str, Any]) -> Line:
    """What was published on a judged matter, in order."""
    book, name = writing.ledger, f"issue.{row['issue']}"
    found = told.read("published").filter(pl.col("judgement") == row["judgement"])
    parts: list[Line | Fact] = [
        say(
            _("{at}{kind}《{title}》"),
            at=book.moment(f"{name}.published.{place}.at", _("发布时间"), one["published_at"]),
            kind=_(PUBLICATIONS[one["kind"]][0]),
            title=book.text(f"{name}.published.{place}", _("发布"), one["title"]),
        )
        for place, one in enumerate(found.sort("published_at").rows(named=True))
    ]
    if not parts:
        return say(_("尚未发布信息。"))
    return [_("已发布："), *joined(parts, _("；")), _("。")]


def overdue(told: Material, writing: Writing) -> Section:
    """在办交办件: how many are late now."""
    late = [
        case
        for case, clocks in told.cases()
        if any(row[2] == "overdue" for row in standings(clocks, told.work, told.asof))
    ]
    line = say(
        _("在办的交办件 {n} 件，截至{at}已超期 {late} 件。"),
        at=writing.ledger.moment("late.at", _("超期统计到"), told.asof),
        n=writing.ledger.count("cases", _("在办交办件"), len(told.cases())),
        late=writing.ledger.count("late", _("超期交办件"), len(late), _("以统计截至时刻为准")),
    )
    return Section("cases", _("交办件"), [line], open=True)
