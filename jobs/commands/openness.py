"""Commands about what is published: the month's open data, the tables of the annual report."""

from pathlib import Path
from typing import Annotated

import typer

from cases import opening_data
from core.errors import InputError
from core.i18n import gettext as _
from core.open_data import lines
from core.scope import Actor, Scope
from jobs import runner
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office
from store import annual


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("opendata")(opendata)
    app.command("annual")(annual_)


def opendata(
    month: Annotated[int, typer.Option(help="月份，如 202610；须已结束 5 天。")],
    out: Annotated[Path | None, typer.Option(help="写到这个 CSV 文件。")] = None,
    json: Json = False,
) -> None:
    """生成一个月的公开数据；小格和相关的格不公开，生成过的月份不再改动。"""
    office = open_office()
    places = {code: row.name for code, row in office.shown_tables.rows["region"].items()}
    actor = Actor.step("opendata")
    tables = opening_data.make(office.store, actor, month, places, runner.now())
    if out is not None:
        try:
            out.write_bytes(opening_data.as_csv(month, tables))
        except OSError as error:
            raise InputError("写不了文件：{path}", path=out) from error
    names = ("month", "table", "row", "column", "count")
    if json:
        rows = lines(month, tables)
        printing.as_json([dict(zip(names, row, strict=True)) for row in rows])
    elif out is not None:
        printing.line(_("已写到 {path}，{n} 张表。", path=out, n=len(tables)))
    else:
        header = (_("月份"), _("表"), _("行"), _("列"), _("件数（* 为不公开）"))
        printing.table(header, lines(month, tables))


def annual_(
    year: Annotated[int, typer.Option(help="年度，如 2026。", min=1990, max=2100)],
    json: Json = False,
) -> None:
    """政府信息公开工作年度报告的数据表。"""
    found = annual.tables(open_office().store, Scope.ALL, year)
    if json:
        printing.as_json({name: dict(frame.iter_rows()) for name, frame in found.items()})
        return
    for name, frame in found.items():
        printing.table((name, _("数量")), list(frame.iter_rows()))
