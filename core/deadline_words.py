"""The sentence that explains a deadline, so that anyone can check it with a wall calendar."""

from collections.abc import Iterator
from datetime import date, datetime

from core.calendars import WorkCalendar
from core.deadline import Deadline, Pause
from core.deadline_rules import TIMED, Rule, limit
from core.i18n import gettext as _
from core.i18n import mark
from core.times import WEEKDAYS, local

_STATES = {"running": mark("计时中"), "suspended": mark("中止"), "stopped": mark("已办结")}


def state_name(state: str) -> str:
    """计时中, 中止 or 已办结."""
    return _(_STATES[state])


def explain(found: Deadline, calendar: WorkCalendar) -> str:
    """One sentence: the deadline, what it counts from, what was left out, and the citation."""
    parts = [_opening(found), *_parts(found, calendar)]
    return "；".join(parts) + _("（{citation}）。", citation=cited(found.rule))


def cited(rule: Rule) -> str:
    """Where the rule is written; what is one locality's or unconfirmed is called a reference."""
    return rule.citation if rule.mark in ("A", "B") else _("参照：{text}", text=rule.citation)


def _opening(found: Deadline) -> str:
    rule = found.rule
    head = {
        "at_most": mark("{due} 到期：{id} {name}，{limit}，自 {start} 起算"),
        "at_least": mark("{due} 期满，不得早于此时：{id} {name}，{limit}，自 {start} 起算"),
        "before": mark("最迟 {due}：{id} {name}，{limit}，自 {start} 倒推"),
    }[rule.sense]
    return _(
        head,
        due=_moment(found.due_at),
        id=rule.id,
        name=rule.name,
        limit=limit(rule.amount, rule.unit),
        start=_moment(found.start_at),
    )


def _parts(found: Deadline, calendar: WorkCalendar) -> Iterator[str]:
    if found.rule.unit not in TIMED and found.rule.sense != "before":
        yield _("当日不计入")
    if found.restarted:
        yield _(_RESTARTS[found.restarted])
    if found.missed:
        yield _("重新办理以前已有 {n} 次超期办结", n=found.missed)
    yield from _free_days(found, calendar)
    yield from _pauses(found)
    yield from _extension(found)
    if found.rolled:
        yield _("末日休息，顺延到下一个工作日")
    yield from _endings(found, calendar)
    yield from _doubts(found)


_RESTARTS = {
    "correct": mark("补正材料收到后重新起算"),
    "reopen": mark("重新办理后重新起算"),
}


def _free_days(found: Deadline, calendar: WorkCalendar) -> Iterator[str]:
    if not {found.rule.unit, found.rule.extends_by} & {"working_day", "working_hour"}:
        return
    first, last = _day(found.start_at), _day(found.due_at)
    for start, end in calendar.holidays(first, last):
        if start == end:
            yield _("{day} 放假", day=_short(start))
        else:
            yield _("{start} 至 {end} 放假", start=_short(start), end=_short(end))
    for day in calendar.make_up_days(first, last):
        yield _(
            "{day}（{weekday}）调休上班计入", day=_short(day), weekday=_(WEEKDAYS[day.weekday()])
        )


def _pauses(found: Deadline) -> Iterator[str]:
    for pause in found.pauses:
        if pause.until is not None:
            yield _(
                "{since} 至 {until} 不计（{amount}）",
                since=_moment(pause.since),
                until=_moment(pause.until),
                amount=_left_out(pause, found.rule.unit),
            )
    if found.late_pauses:
        yield _("到期以后的中止不改变到期时间")


def _left_out(pause: Pause, unit: str) -> str:
    if unit in TIMED:
        hours, seconds = divmod(pause.amount // 1_000_000, 3600)
        kind = mark("{h}个工作小时{m}分") if unit == "working_hour" else mark("{h}小时{m}分")
        return _(kind, h=hours, m=seconds // 60)
    return limit(pause.amount, "day" if unit == "month" else unit)


def _extension(found: Deadline) -> Iterator[str]:
    rule = found.rule
    if found.extended:
        yield _(
            "经{who}批准延长{limit}",
            who=rule.extension_approver or _("有权机关"),
            limit=limit(found.extended, rule.extends_by),
        )
        if rule.extension_notice:
            yield _("延期须{notice}", notice=rule.extension_notice)
    if found.late_extensions:
        yield _("到期以后批准的延期无效")


def _endings(found: Deadline, calendar: WorkCalendar) -> Iterator[str]:
    if found.stopped_at:
        done = found.stopped_at <= found.due_at
        kind = mark("{at} 已办结，未超期") if done else mark("{at} 已办结，超期")
        yield _(kind, at=_moment(found.stopped_at))
    elif found.state == "suspended":
        yield _("现已中止，恢复后顺延，这里是最早的到期时间")
    if found.provisional:
        first, last = sorted((_day(found.start_at), _day(found.due_at)))
        years = [year for year in range(first.year, last.year + 1) if year not in calendar.years]
        yield _(
            "{years} 年放假安排尚未公布，暂按周一至周五上班计算，这里是最早的到期时间",
            years="、".join(map(str, years)),
        )


def _doubts(found: Deadline) -> Iterator[str]:
    rule = found.rule
    if not rule.enabled:
        yield _("本规则未启用，仅供参考")
    if not rule.in_force(_day(found.start_at)):
        yield _("起算日不在本规则的施行期内")
    if rule.judged:
        yield _("须以有权限人员的研判认定为起算点")
    if rule.note:
        yield rule.note


def _day(moment: datetime) -> date:
    return local(moment).date()


def _short(day: date) -> str:
    return day.strftime("%m-%d")


def _moment(moment: datetime) -> str:
    shown = local(moment)
    return shown.strftime("%Y-%m-%d %H:%M:%S" if shown.second else "%Y-%m-%d %H:%M")
