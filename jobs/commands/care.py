"""Commands that look after an installation."""

from dataclasses import asdict
from typing import Annotated

import typer

from core.errors import StoreError
from core.i18n import gettext as _
from core.scope import Scope
from jobs import doctor as check
from jobs import moving, upgrade
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office
from store import cubes, daybooks, search


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("doctor")(doctor)
    database = typer.Typer(help="数据库维护。", no_args_is_help=True)
    database.command("upgrade")(db_upgrade)
    database.command("rebuild")(db_rebuild)
    database.command("copy")(db_copy)
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
    """按明细重新计算全部汇总和全文索引。"""
    store = open_office().store
    cubes.rebuild(store, Scope.ALL)
    daybooks.catch_up(store, Scope.ALL)
    search.rebuild(store, Scope.ALL)
    printing.line(_("汇总和全文索引已重新计算。"))


def db_copy(
    source: Annotated[str, typer.Argument(help="来源数据库地址。")],
    target: Annotated[str, typer.Argument(help="目标数据库地址，须为空库。")],
    json: Json = False,
) -> None:
    """把整个数据库复制到另一个空库（如 SQLite 到 PostgreSQL），并核对每张表的行数与合计。"""
    office = open_office()
    with printing.progress(_("复制"), office.settings.quiet) as told:
        copied = moving.run(source, target, told)
    if json:
        printing.as_json([asdict(item) for item in copied])
    else:
        marks = {True: _("一致"), False: _("不一致")}
        rows = [(item.table, item.rows, marks[item.same]) for item in copied]
        printing.table((_("表"), _("行数"), _("核对")), rows)
    different = [item.table for item in copied if not item.same]
    if different:
        raise StoreError("这些表核对不一致，请勿使用目标库：{tables}", tables="、".join(different))
