"""Accounts from the console of the machine, where no page can be reached yet or any more."""

from typing import Annotated

import typer

from cases import people
from cases.people import CONSOLE, Grant
from core.i18n import gettext as _
from core.roles import ROLES
from core.scope import Scope
from jobs import runner
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office
from reports import numbers
from store import accounts

Name = Annotated[str, typer.Argument(help="账号名，如 zhang.san。")]
RoleName = Annotated[
    str,
    typer.Option(
        "--role",
        help="角色：viewer 浏览、analyst 分析、handler 承办人、manager 单位负责人、lead 牵头单位、"
        "sysadmin 系统管理员、secadmin 安全保密管理员、auditor 安全审计员。",
    ),
]
Unit = Annotated[str, typer.Option(help="单位编号，见 units.toml。")]
Regions = Annotated[list[str] | None, typer.Option("--region", help="行政区划代码，可多次。")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="登录账号。", no_args_is_help=True)
    group.command("add")(add)
    group.command("list")(list_)
    group.command("grant")(grant)
    group.command("disable")(disable)
    group.command("enable")(enable)
    group.command("reset")(reset)
    app.add_typer(group, name="user")


def add(
    name: Name,
    role: RoleName,
    shown: Annotated[str, typer.Option("--name", help="姓名。")] = "",
    unit: Unit = "",
    region: Regions = None,
    mail: Annotated[str, typer.Option(help="邮箱；审计员的用来收提醒。")] = "",
    json: Json = False,
) -> None:
    """开立账号并授权；初始口令只显示这一次。"""
    office, now = open_office(), runner.now()
    units = {one.code for one in office.shown_tables.units}
    given = Grant(role, unit, tuple(region or ()))
    people.check(given, units)
    first = people.add(office.store, CONSOLE, name, shown or name, mail, now)
    people.grant(office.store, CONSOLE, name, given, units, now)
    if json:
        printing.as_json({"name": name, "role": role, "password": first})
        return
    printing.line(_("账号 {name} 已开立，初始口令（只显示这一次）：{password}", name=name,
                    password=first))  # fmt: skip
    printing.line(_("首次登录须改口令并绑定动态验证码。"))


def list_(json: Json = False) -> None:
    """全部账号。"""
    found = accounts.listed(open_office().store, Scope.ALL)
    if json:
        names = ("name", "shown", "role", "unit", "regions", "mail", "is_disabled", "seen_at")
        printing.as_json([{name: getattr(one, name) for name in names} for one in found])
        return
    printing.table(
        (_("账号"), _("姓名"), _("角色"), _("单位"), _("地区"), _("状态"), _("最近登录")),
        [
            (one.name, one.shown, _(ROLES[one.role].title) if one.role in ROLES else "—",
             one.unit or "—", "、".join(one.regions) or "—",
             _("停用") if one.is_disabled else _("正常"), numbers.moment(one.seen_at))
            for one in found
        ],
    )  # fmt: skip


def grant(name: Name, role: RoleName, unit: Unit = "", region: Regions = None) -> None:
    """授权：角色、单位和地区；已登录的须重新登录。"""
    office = open_office()
    units = {one.code for one in office.shown_tables.units}
    given = Grant(role, unit, tuple(region or ()))
    people.grant(office.store, CONSOLE, name, given, units, runner.now())
    printing.line(_("账号 {name} 已授权。", name=name))


def disable(name: Name) -> None:
    """停用账号，立即退出登录。"""
    people.set_disabled(open_office().store, CONSOLE, name, True, runner.now())
    printing.line(_("账号 {name} 已停用。", name=name))


def enable(name: Name) -> None:
    """恢复停用的账号。"""
    people.set_disabled(open_office().store, CONSOLE, name, False, runner.now())
    printing.line(_("账号 {name} 已恢复。", name=name))


def reset(name: Name) -> None:
    """重置口令和动态验证码，解除锁定；新的初始口令只显示这一次。"""
    first = people.reset(open_office().store, CONSOLE, name, runner.now())
    printing.line(_("账号 {name} 的新初始口令（只显示这一次）：{password}", name=name,
                    password=first))  # fmt: skip
