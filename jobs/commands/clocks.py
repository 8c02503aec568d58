"""Commands about deadlines, rules, the working calendar and rates."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import typer

from config import calendar as calendars
from core import deadline as clock
from core import periods
from core.calendars import (
    DEFAULT_HOURS,
    FIRST,
    LAST,
    Hours,
    WorkCalendar,
    WorkTime,
    out_of_range,
    parse_hours,
)
from core.deadline import Deadline, Event
from core.deadline_rules import UNITS
from core.deadline_words import cited, explain, state_name
from core.errors import InputError
from core.i18n import gettext as _
from core.periods import Period
from core.rates import RATES, Policy, policy_problems
from core.times import day_of, local, parse_moment
from jobs import clocking, rating, runner
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import Office, open_office
from store import rates as cellar

Day = Annotated[datetime | None, typer.Option(help="日期，如 2026-11-23。", formats=["%Y-%m-%d"])]
_NAMES = "时段：day、noon、week、month、assessment（考核期）、year；与 --day 连用。"
_EVENT = re.compile(r"(?P<kind>[a-z]+)(?::(?P<amount>\d+))?@(?P<at>.+)", re.DOTALL)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("due")(due)
    app.command("rates")(rates)
    app.command("calendar")(calendar)


def due(
    rule: Annotated[str, typer.Option(help="规则编号，如 R-HOT-5WD。")],
    start: Annotated[str, typer.Option(help="起算时间，不写时区按北京时间。")],
    event: Annotated[
        list[str] | None,
        typer.Option(help="类型@时间，可重复；extend:N@时间 为延长 N。"),
    ] = None,
    hours: Annotated[str, typer.Option(help="办公时间，如 09:00-12:00,13:00-17:00。")] = "",
    amount: Annotated[int, typer.Option(help="试算：换一个期限长度。", min=0)] = 0,
    unit: Annotated[str, typer.Option(help="试算：换一个单位，如 working_hour。")] = "",
    json: Json = False,
) -> None:
    """一条规则的到期时间，以及怎样算出来的。"""
    events = [_event(text) for text in event or []]
    if unit and unit not in UNITS:
        raise typer.BadParameter(" / ".join(UNITS), param_hint="--unit")
    office = open_office()
    chosen = clocking.tried(clocking.rule_named(office, rule), amount, unit)
    work = WorkTime(calendars.load(office.settings), _hours(hours))
    at = _moment(start)
    found = clock.compute(chosen, at, [Event(k, _moment(t), n) for k, n, t in events], work)
    why = explain(found, work.calendar)
    if json:
        printing.as_json(_as_dict(found, why))
        return
    printing.line(why)
    printing.line(_("状态：{state}", state=state_name(found.state)))


def _event(text: str) -> tuple[str, int | None, str]:
    found = _EVENT.fullmatch(text.strip())
    kinds = " / ".join(clock.EVENTS)
    if not found or found["kind"] not in clock.EVENTS:
        raise typer.BadParameter(
            _("“{text}”应写成 类型@时间，类型：{kinds}", text=text, kinds=kinds),
            param_hint="--event",
        )
    if found["amount"] and found["kind"] != "extend":
        raise typer.BadParameter(_("只有 extend 可以写 :N"), param_hint="--event")
    return found["kind"], int(found["amount"]) if found["amount"] else None, found["at"]


def _moment(text: str) -> datetime:
    try:
        moment = parse_moment(text)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise InputError("时间“{text}”看不懂，应像 2026-09-29 10:00。", text=text)
    return moment.at


def _hours(text: str) -> Hours:
    return parse_hours(text) if text else DEFAULT_HOURS


def _as_dict(found: Deadline, why: str) -> dict[str, object]:
    rule = found.rule
    return {
        "rule": rule.id,
        "due_at": local(found.due_at).isoformat(),
        "state": found.state,
        "provisional": found.provisional,
        "why": why,
        "citation": cited(rule),
        "mark": rule.mark,
        "enabled": rule.enabled,
    }


def rates(
    since: Day = None,
    until: Day = None,
    period: Annotated[str, typer.Option(help=_NAMES)] = "",
    day: Day = None,
    by: Annotated[str, typer.Option(help="分组：unit、region、area、channel、month。")] = "unit",
    on: Annotated[str, typer.Option(help="按 posted（来件）或 finished（办结）时间。")] = "posted",
    weight: Annotated[float | None, typer.Option(help="基本满意折算：1.0、0.9、0.8。")] = None,
    rule: Annotated[str, typer.Option(help="按时率所依的规则。")] = "R-HOT-5WD",
    against: Annotated[
        str, typer.Option(help="与谁比：before 环比、year 同比、lunar 农历同比。")
    ] = "before",
    history: printing.FromHistory = False,
    json: Json = False,
) -> None:
    """响应率、解决率、满意率、好评率、按时率，连同分子、分母、口径和区间。"""
    if by not in cellar.GROUPS or on not in ("posted", "finished") or against not in _EARLIER:
        raise typer.BadParameter("--by / --on / --against")
    office = open_office()
    policy = _policy(office, weight)
    now = runner.now()
    span = clocking.period_of(office, period, (since, until, day), now)
    wish = rating.Wish(span, by, f"{on}_at", policy)
    chosen = clocking.rule_named(office, rule)
    other = replace(wish, period=_EARLIER[against](span))
    with _room(office, span) if history else nullcontext(office) as there:
        found = rating.report(there, wish, chosen, now)
        earlier = rating.report(there, other, None, now)
    found["compared_with"] = {"kind": against, **earlier["period"]}
    found["change_points"] = rating.changes(found, earlier)
    if json:
        printing.as_json(found)
        return
    _print_rates(found)


def _room(office: Office, span: Period) -> AbstractContextManager[Office]:
    from jobs import reading  # loads what only the history needs

    return reading.room(office, span.start, span.end)


_EARLIER: dict[str, Callable[[Period], Period]] = {
    "before": periods.before,
    "year": periods.year_before,
    "lunar": partial(periods.year_before, lunar=True),
}


def _policy(office: Office, weight: float | None) -> Policy:
    policy = office.tables.policy
    if weight is None:
        return policy
    changed = replace(policy, fair_weight=weight)
    for _place, reason in policy_problems(changed):
        raise InputError("基本满意折算有误：{reason}。", reason=reason)
    return changed


def _print_rates(found: dict[str, Any]) -> None:
    shown = [*found["rows"], {"name": _("合计（按总量）"), **found["pooled"]}]
    printing.table(
        (_("分组"), _("件数"), _("有效回访"), *(_(name) for name in RATES.values()), _("综合")),
        [_rate_row(row) for row in shown],
    )
    for name, title in RATES.items():
        mean = found["mean"][name]
        value = "—" if mean["value"] is None else f"{mean['value']:.1f}%"
        printing.line(
            _(
                "{title}：各组算术平均 {value}（{n} 组）",
                title=_(title),
                value=value,
                n=mean["units"],
            )
        )
    printing.line(_("口径：不含依法剔除的工单；基本满意按 {w} 折算。", w=found["fair_weight"]))


def _rate_row(row: dict[str, Any]) -> list[str]:
    kept = row["kept"]
    cells = [_cell(kept["rates"][name]) for name in RATES]
    sound = kept["composite"] is not None and kept["rates"]["solved"]["enough"]
    total = f"{kept['composite']:.1f}" if sound else "—"
    return [row["name"], str(kept["tickets"]), str(kept["effective"]), *cells, total]


def _cell(ratio: dict[str, Any]) -> str:
    part = f"{ratio['numerator']:g}/{ratio['denominator']}"
    return f"{ratio['note']} {part}" if ratio["note"] else f"{ratio['value']:.1f}% {part}"


def calendar(
    year: Annotated[int | None, typer.Argument(help="年份；默认今年。")] = None,
    json: Json = False,
) -> None:
    """一年的放假和调休安排。"""
    office = open_office()
    found = calendars.load(office.settings)
    wanted = year or day_of(runner.now()).year
    if not FIRST.year <= wanted <= LAST.year:
        raise out_of_range()
    first, last = date(wanted, 1, 1), date(wanted, 12, 31)
    told = {
        "year": wanted,
        "published": wanted in found.years,
        "working_days": _working_days(found, first, last) if wanted in found.years else None,
        "holidays": [
            {"from": start, "to": end, "name": found.off[start]}
            for start, end in found.holidays(first, last)
        ],
        "make_up_days": found.make_up_days(first, last),
    }
    if json:
        printing.as_json(told)
        return
    _print_calendar(office, told)


def _working_days(found: WorkCalendar, first: date, last: date) -> int:
    return found.reading(last) - found.reading(first) + found.is_workday(first)


def _print_calendar(office: Office, told: dict[str, Any]) -> None:
    if not told["published"]:
        path = office.settings.config_folder / calendars.FOLDER / f"{told['year']}.toml"
        printing.line(
            _(
                "{year} 年放假安排尚未收录，到期时间为暂定；公布后写入 {path}。",
                year=told["year"],
                path=path,
            )
        )
        return
    printing.line(_("{year} 年共 {working_days} 个工作日。", **told))
    for row in told["holidays"]:
        printing.line(_("{from} 至 {to} 放假（{name}）", **row))
    days = "、".join(map(str, told["make_up_days"]))
    printing.line(_("调休上班：{days}", days=days or "—"))
