"""Commands that protect people: masking a table, erasing a ticket, masking old texts anew."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from config import settings
from core.i18n import gettext as _
from core.scope import Actor, Scope
from jobs import archiving, masking, remasking, runner
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office
from store import erase as store_erase


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("mask")(mask)
    app.command("erase")(erase)
    app.command("remask")(remask)


def mask(
    source: Annotated[Path, typer.Argument(metavar="IN", help="含 id、text 两列的表格。")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="写入 id、masked_text、kinds。")],
    json: Json = False,
) -> None:
    """遮盖表格中的个人信息，不写数据库。CSV、XLSX、JSONL、Parquet，看文件后缀。"""
    quiet = settings.load().quiet or json
    with printing.progress(source.name, quiet) as told:
        tally = masking.mask_file(source, target, told)
    if json:
        printing.as_json(tally.as_dict())
        return
    kinds = "、".join(f"{kind} {count}" for kind, count in tally.kinds.items()) or _("无")
    printing.line(
        _(
            "共 {rows} 行，{masked} 行有遮盖：{kinds}。",
            rows=tally.rows,
            masked=tally.masked,
            kinds=kinds,
        )
    )


def erase(
    source: Annotated[str, typer.Option(help="数据源编号。")],
    ticket: Annotated[str, typer.Option(help="数据源的工单编号。")],
    json: Json = False,
) -> None:
    """删除一件诉求的全部内容；以后同一编号不再接收。"""
    office = open_office()
    gone = store_erase.erase(
        office.store, Scope.ALL, source, ticket, Actor("cli", "operator"), runner.now()
    )
    archiving.settle(office, runner.now())
    if json:
        printing.as_json(gone.as_dict())
        return
    if gone.messages or gone.quarantined:
        printing.line(_("已删除，同一编号不再接收。请同时清理仍含此件的旧备份和导出文件。"))
    else:
        printing.line(_("库中没有这件诉求；已记下编号，以后不再接收。"))


def remask(json: Json = False) -> None:
    """按现在的遮盖规则重新遮盖库中的旧文本；后台也会自己做。"""
    office = open_office()
    with printing.progress(_("重新遮盖"), office.settings.quiet or json) as told:
        done = remasking.everything(office, Actor("cli", "operator"), runner.now(), told)
    if json:
        printing.as_json(asdict(done))
        return
    printing.line(
        _(
            "重新遮盖了 {records:,} 件，其中 {changed:,} 件文本有变，待核数据 {rows:,} 行有变。",
            **asdict(done),
        )
    )
