"""Commands that bring data in and take it out."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from core.calendars import FIRST, LAST, out_of_range
from core.i18n import gettext as _
from core.scope import Scope
from jobs import demonstrate, engines, importing, runner, sheets
from jobs.commands import packaging, printing
from jobs.commands.printing import Json
from jobs.office import Office, open_office
from store import frames, leases

Day = Annotated[datetime | None, typer.Option(help="日期，如 2026-11-23。", formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_)
    app.command("demo")(demo)
    app.command("export")(export)


def import_(
    file: Annotated[Path, typer.Argument(help="CSV、XLSX、JSONL 文件，或另一网络送来的数据包。")],
    profile: Annotated[
        str, typer.Option(help="列映射的名称，见 config/profiles/；数据包不用写。")
    ] = "",
    source: Annotated[str, typer.Option(help="数据源编号；默认用列映射里写的。")] = "",
    engine: Annotated[
        str,
        typer.Option(help="长文件在哪里打标签：local 或 dask://主机:端口（只送出遮盖后的诉求）。"),
    ] = engines.LOCAL,
    json: Json = False,
) -> None:
    """导入一个文件或数据包，逐行交代去向：接收、重复、更新、待核。"""
    office = open_office()
    if packaging.take(office, file, json):
        return
    if not profile:
        raise typer.BadParameter(_("导入表格要用 --profile 写明列映射"))
    chosen = importing.profile_named(office, profile)
    with printing.progress(file.name, office.settings.quiet or json) as told:
        counts = importing.import_file(
            office, file, chosen, source or chosen.source or chosen.name, runner.now(), told,
            engine=engine,
        )  # fmt: skip
    if json:
        printing.as_json(counts.as_dict())
        return
    printing.line(
        _(
            "共 {rows} 行 = 接收 {accepted} + 重复 {duplicate}"
            " + 更新 {updated} + 待核 {quarantined}",
            **counts.as_dict(),
        )
    )
    _hint(office, counts.quarantined)


def demo(
    seed: Annotated[int, typer.Option(help="随机种子；相同则数据相同。")] = 1,
    until: Day = None,
    messages: Annotated[int, typer.Option(help="诉求件数。", min=400)] = demonstrate.MESSAGES,
    truth: Annotated[Path | None, typer.Option(help="把埋设的热点事项写入这个文件。")] = None,
    json: Json = False,
) -> None:
    """往空数据库装入示例县一年的数据，全部虚构。"""
    if until is not None and not FIRST.year < until.year < LAST.year:
        raise out_of_range()
    office = open_office()
    with printing.progress(_("演示数据"), office.settings.quiet or json) as told:
        counts = demonstrate.load(
            office, demonstrate.Wish(seed, until.date() if until else None, messages, truth), told
        )
    if json:
        printing.as_json(counts.as_dict())
        return
    printing.line(_("已装入示例县 {rows} 件（全部虚构）。", rows=counts.rows))


def export(
    chart: Annotated[str, typer.Argument(help="图表名称。")],
    out: Annotated[Path, typer.Option(help="写入的文件。")],
    format_: Annotated[
        str, typer.Option("--format", help="png、svg、pdf、html、csv 或 xlsx；默认看文件后缀。")
    ] = "",
    since: Day = None,
    until: Day = None,
) -> None:
    """导出一张图表或它的数据；默认为数据的整个时间范围。"""
    from jobs import charting  # loads the drawing room, which no other command needs

    office = open_office()
    wanted = format_ or out.suffix.removeprefix(".").lower()
    period = (since and since.date(), until and until.date())
    found = charting.export(office, chart, period, wanted)
    sheets.put(out, found)
    printing.line(_("已导出 {path}。", path=out))


def _hint(office: Office, quarantined: int) -> None:
    if quarantined:
        printing.line(_("待核数据及原因见信息源页面，或运行 minsheng doctor。"))
    waiting = frames.waiting(office.store, Scope.ALL).get("pending", 0)
    if waiting and not leases.holder_at(office.store, Scope.ALL, "leader", runner.now()):
        printing.line(
            _(
                "{waiting} 件待分析：启动 minsheng serve 后自动完成，"
                "或运行 minsheng analyse 和 minsheng watch。",
                waiting=waiting,
            )
        )
