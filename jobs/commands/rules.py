"""Commands about the rules themselves: list, check, try on what happened."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Any

import typer

from config import calendar as calendars
from core import periods
from core.alarm_rules import AlertRule
from core.deadline_rules import UNITS, limit
from core.i18n import gettext as _
from core.rates import on_time
from core.times import day_of, local
from jobs import clocking, dry_running, runner, trying
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import Office, open_office
from reports import rating as full
from reports import standings
from store.rates import GROUPS

Day = Annotated[datetime | None, typer.Option(help="日期，如 2026-11-23。", formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    rules = typer.Typer(help="时限规则。", no_args_is_help=True)
    rules.command("list")(list_rules)
    rules.command("check")(check_rules)
    rules.command("dry-run")(dry_run)
    rules.command("replay")(replay)
    app.add_typer(rules, name="rules")


def list_rules(json: Json = False) -> None:
    """全部规则，含停用的。"""
    found = open_office().tables.rules.values()
    if json:
        printing.as_json([asdict(rule) for rule in found])
        return
    printing.table(
        (_("编号"), _("内容"), _("期限"), _("启用"), _("等级"), _("出处")),
        [
            (
                rule.id,
                rule.name,
                limit(rule.amount, rule.unit) if rule.kind == "clock" else "—",
                "✓" if rule.enabled else "—",
                rule.mark,
                rule.citation,
            )
            for rule in found
        ],
    )


def check_rules(json: Json = False) -> None:
    """检查规则文件：有误即报，重叠的提醒。"""
    office = open_office()
    calendars.load(office.settings)
    warnings = office.tables.warnings
    if json:
        printing.as_json({"rules": len(office.tables.rules), "warnings": warnings})
        return
    for warning in warnings:
        printing.line(warning)
    printing.line(_("{n} 条规则，没有错误。", n=len(office.tables.rules)))


def dry_run(
    rule: Annotated[str, typer.Option(help="规则编号，停用的也可以。")],
    since: Day = None,
    until: Day = None,
    by: Annotated[str, typer.Option(help="分组：unit、region、area、channel、month。")] = "unit",
    json: Json = False,
) -> None:
    """试算：已有记录按这条规则是按期、超期还是未到期；预警规则则为上个月会触发几次。"""
    if by not in GROUPS:
        raise typer.BadParameter(" / ".join(GROUPS), param_hint="--by")
    office, now = open_office(), runner.now()
    alarm = office.tables.rows["alert"].get(rule)
    if alarm is not None:
        _try_alarm(office, alarm, (since, until), json)
        return
    chosen = clocking.rule_named(office, rule)
    span = clocking.period_of(office, "", (since, until, None), now)
    found = clocking.judged(office, chosen, span, now, by)
    told = {
        "rule": chosen.id,
        "enabled": chosen.enabled,
        **standings.counted(found),
        "on_time": full.ratio(on_time(standings.counted(found)), office.tables.policy.minimum),
        "groups": {
            str(group[0] or ""): standings.counted(rows)
            for group, rows in sorted(found.group_by("group"), key=lambda pair: str(pair[0]))
        },
    }
    _print_counts(told, json)


def _try_alarm(
    office: Office, rule: AlertRule, days: tuple[datetime | None, datetime | None], json: bool
) -> None:
    """An alarm rule on the past: last month unless days are given."""
    now = runner.now()
    given = any(days)
    span = (
        clocking.period_of(office, "", (*days, None), now)
        if given
        else periods.before(periods.period("month", day_of(now)))
    )
    found = trying.tried(office, rule, span, now)
    told = [{"at": local(at).isoformat(), "title": title} for at, title in found.fired]
    if json:
        printing.as_json(
            {"rule": rule.id, "kind": rule.kind, "enabled": rule.enabled, "fired": len(told),
             "basis": found.basis, "examples": told[:50]}
        )  # fmt: skip
        return
    printing.line(dry_running.told(rule.id, found, span))


def replay(
    rule: Annotated[str, typer.Option(help="现行规则编号。")],
    against: Annotated[str, typer.Option(help="换成这条规则；默认为原规则。")] = "",
    amount: Annotated[int, typer.Option(help="换成这个期限长度。", min=0)] = 0,
    unit: Annotated[str, typer.Option(help="换成这个单位。")] = "",
    since: Day = None,
    until: Day = None,
    json: Json = False,
) -> None:
    """重放：规则改变后，哪些已有记录会变为超期。"""
    if unit and unit not in UNITS:
        raise typer.BadParameter(" / ".join(UNITS), param_hint="--unit")
    office, now = open_office(), runner.now()
    old = clocking.rule_named(office, rule)
    new = clocking.tried(clocking.rule_named(office, against) if against else old, amount, unit)
    span = clocking.period_of(office, "", (since, until, None), now)
    same = replace(new, id=old.id, record=old.record, starts=old.starts, ends=old.ends)
    frames_ = [clocking.judged(office, one, span, now, "unit") for one in (old, same)]
    told = {
        "rule": old.id,
        "changed": limit(new.amount, new.unit),
        **standings.replay(frames_[0], frames_[1]),
    }
    _print_counts(told, json)


def _print_counts(told: dict[str, Any], json: bool) -> None:
    if json:
        printing.as_json(told)
        return
    printing.pairs({name: value for name, value in told.items() if not isinstance(value, dict)})
