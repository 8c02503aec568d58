"""Commands about deadlines, rules, the working calendar and rates."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from config import calendar as calendars
from core import deadline as clock
from core.calendars import DEFAULT_HOURS, Hours, WorkTime, parse_hours
from core.deadline import Deadline, Event
from core.deadline_rules import UNITS, Rule
from core.deadline_words import cited, explain, state_name
from core.errors import InputError
from core.i18n import gettext as _
from core.times import local, parse_moment
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import Office, open_office

_EVENT = re.compile(r"(?P<kind>[a-z]+)(?::(?P<amount>\d+))?@(?P<at>.+)", re.DOTALL)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("due")(due)


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
    chosen = _tried(rule_named(office, rule), amount, unit)
    work = WorkTime(calendars.load(office.settings), _hours(hours))
    at = _moment(start)
    found = clock.compute(chosen, at, [Event(k, _moment(t), n) for k, n, t in events], work)
    why = explain(found, work.calendar)
    if json:
        printing.as_json(_as_dict(found, why))
        return
    printing.line(why)
    printing.line(_("状态：{state}", state=state_name(found.state)))


def rule_named(office: Office, name: str) -> Rule:
    """The rule with this id. Raises InputError, which names rules of the same family."""
    rules = office.tables.rules
    if name in rules:
        return rules[name]
    family = [known for known in rules if name and known.startswith(name.rstrip("-"))]
    if family:
        raise InputError(
            "没有编号为“{id}”的规则，相近的有：{known}。", id=name, known="、".join(family)
        )
    raise InputError("没有编号为“{id}”的规则，全部规则见 minsheng rules list。", id=name)


def _tried(rule: Rule, amount: int, unit: str) -> Rule:
    if not amount and not unit:
        return rule
    changed = replace(rule, amount=amount or rule.amount, unit=unit or rule.unit)
    return replace(changed, extension=0) if unit else changed


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
