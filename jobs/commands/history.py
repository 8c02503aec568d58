"""`minsheng history`: closed months as Parquet beside the store."""

from pathlib import Path
from typing import Annotated

import typer

from core.errors import InputError
from core.i18n import gettext as _
from jobs import archiving, runner, sheets
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="历史数据：已结束月份的 Parquet 文件。", no_args_is_help=True)
    group.command("write")(write)
    group.command("check")(check)
    group.command("counts")(counts)
    app.add_typer(group, name="history")


def write(json: Json = False) -> None:
    """把已结束月份的诉求写成 Parquet（按月份和县区），写过而没有变化的月份不重写。"""
    office = open_office()
    with printing.progress(_("历史数据"), office.settings.quiet or json) as told:
        done = archiving.write(office, runner.now(), told)
    if json:
        printing.as_json(done.as_dict())
        return
    text = _("写了 {months} 个月、{messages:,} 件；{kept} 个月没有变化。", **done.as_dict())
    printing.line(text)


def check(json: Json = False) -> None:
    """核对：历史数据的逐日、逐领域件数与数据库一致；不一致时退出码为 1。"""
    office = open_office()
    months = archiving.differing(office)
    if json:
        printing.as_json({"differing": months})
    elif not months:
        printing.line(_("历史数据与数据库一致。"))
    if months and not json:
        told = "、".join(map(str, months))
        printing.line(_("这些月份与数据库不一致，请运行 minsheng history write：{told}", told=told))
    if months:
        raise typer.Exit(1)


def counts(
    by: Annotated[str, typer.Option(help="按哪几项统计，用逗号分开，如 month,area。")] = "month",
    since: Annotated[int, typer.Option(help="从哪个月起，如 202501。")] = 0,
    until: Annotated[int, typer.Option(help="到哪个月止，如 202512。")] = 999912,
    place: Annotated[str, typer.Option(help="历史数据的位置；默认为本单位的。")] = "",
    out: Annotated[Path | None, typer.Option(help="写成 CSV、XLSX、JSONL 或 Parquet。")] = None,
    json: Json = False,
) -> None:
    """统计历史数据：就地读取 Parquet，不经过数据库。"""
    office = open_office()
    cuts = [name.strip() for name in by.split(",") if name.strip()]
    if out:
        sheets.check_target(out)
    found = archiving.counted(archiving.place_of(office, place), cuts, since, until)
    if not found.height:
        raise InputError("这段时间没有历史数据。")
    if out:
        sheets.write(found, out)
        printing.line(_("已导出 {path}。", path=out))
    elif json:
        printing.as_json(found.to_dicts())
    else:
        printing.table(found.columns, found.rows())
