"""Commands that look after an installation."""

import typer

from core.i18n import gettext as _
from core.scope import Scope
from jobs import doctor as check
from jobs import upgrade
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office
from store import cubes


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("doctor")(doctor)
    database = typer.Typer(help="数据库维护。", no_args_is_help=True)
    database.command("upgrade")(db_upgrade)
    database.command("rebuild")(db_rebuild)
    app.add_typer(database, name="db")


def doctor(json: Json = False) -> None:
    """检查这套安装是否健康；有错误时退出码为 1，只有提醒时为 0。"""
    findings = check.examine(open_office())
    if json:
        printing.as_json([finding.as_dict() for finding in findings])
    else:
        marks = {"ok": "✓", "warning": "!", "error": "✗"}
        printing.table(
            ("", _("检查"), _("结果")),
            [(marks[item.state], item.subject, item.sentence) for item in findings],
        )
    if any(finding.state == "error" for finding in findings):
        raise typer.Exit(1)


def db_upgrade() -> None:
    """先备份，再把数据库升级到本程序的结构。"""
    backup = upgrade.run(open_office())
    if backup:
        printing.line(_("已备份到 {path}。", path=backup))
    printing.line(_("数据库结构已是最新。"))


def db_rebuild() -> None:
    """按明细重新计算全部汇总。"""
    cubes.rebuild(open_office().store, Scope.ALL)
    printing.line(_("汇总已重新计算。"))
