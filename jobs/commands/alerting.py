"""Commands about who is told of what: contacts and rosters, alarms."""

from pathlib import Path
from typing import Annotated

import typer

from cases import alerting
from core.alarm_rules import KINDS
from core.alarms import CHANNELS, ROLES, STATES
from core.i18n import gettext as _
from core.scope import Actor, Scope
from core.times import local
from jobs import rosters, runner
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office
from store import alarms as cellar
from store import contacts as people


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    contacts = typer.Typer(help="联系人和值班表。", no_args_is_help=True)
    contacts.command("import")(import_contacts)
    contacts.command("list")(list_contacts)
    contacts.command("restore")(restore)
    app.add_typer(contacts, name="contacts")
    app.command("alarms")(alarms)


def import_contacts(
    file: Annotated[Path, typer.Argument(help="CSV 或 XLSX，列：单位、角色、姓名、地址等。")],
    json: Json = False,
) -> None:
    """导入联系人和值班表；表里出现的单位整体替换。"""
    office = open_office()
    fresh = rosters.read(file, office.shown_tables)
    units = alerting.put_contacts(office.store, Actor("cli"), fresh, runner.now())
    if json:
        printing.as_json({"contacts": len(fresh), "units": units})
        return
    printing.line(_("导入 {n} 个联系人，{units} 个单位。", n=len(fresh), units=units))


def list_contacts(json: Json = False) -> None:
    """全部联系人。"""
    office = open_office()
    units = {unit.code: unit.name for unit in office.shown_tables.units}
    found = people.listed(office.store, Scope.ALL)
    if json:
        names = ("unit", "role", "name", "channel", "address", "digest", "disabled")
        printing.as_json([{name: getattr(one, name) for name in names} for one in found])
        return
    printing.table(
        (_("单位"), _("角色"), _("姓名"), _("渠道"), _("地址"), _("停用原因")),
        [
            (
                units.get(one.unit, one.unit) or _("平台管理单位"),
                _(ROLES[one.role]) if one.role else "—",
                one.name,
                _(CHANNELS.get(one.channel, one.channel)),
                one.address,
                one.disabled or "—",
            )
            for one in found
        ],
    )


def restore(
    address: Annotated[str, typer.Argument(help="停用的收件地址。")],
    channel: Annotated[str, typer.Option(help="mail、chat 或 webhook。")] = "mail",
) -> None:
    """重新启用一个因拒收而停用的地址。"""
    office = open_office()
    alerting.restore_address(office.store, Actor("cli"), channel, address, runner.now())
    printing.line(_("已重新启用 {address}。", address=address))


def alarms(json: Json = False) -> None:
    """未解除的预警。"""
    office = open_office()
    rules = {rule.id: rule for rule in office.tables.alerts}
    found = cellar.listed(office.store, Scope.ALL)
    rows = [row for row in found.rows(named=True) if row["state"] != "resolved"]
    if json:
        names = ("id", "rule", "subject", "title", "why", "level", "unit", "state", "told")
        printing.as_json([{name: row[name] for name in names} for row in rows])
        return
    printing.table(
        (_("编号"), _("预警"), _("事项"), _("状态"), _("起始时间")),
        [
            (
                str(row["id"]),
                _(KINDS[rules[row["rule"]].kind]) if row["rule"] in rules else row["rule"],
                row["title"],
                _(STATES[row["state"]]),
                f"{local(row['fired_at']):%Y-%m-%d %H:%M}",
            )
            for row in rows
        ],
    )
