"""Commands that find issues in a file, or show how early they would have been warned of."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer

from core.errors import InputError
from core.i18n import gettext as _
from core.times import local, parse_moment
from jobs import grouping, sheets
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import Office, open_office
from jobs.sweeping import unswept

if TYPE_CHECKING:
    from jobs.backtesting import Backtest

_NEEDED = ("id", "text", "posted_at")
_OPTIONAL = ("title", "votes")
_FIELDS = {
    "id": "external_id",
    "title": "title",
    "text": "text",
    "posted_at": "posted_at",
    "votes": "votes_up",
}
"""Our columns, and what the profiles of `import` call them: sheets keep the headings they have."""

UTC_TIME = pl.Datetime("us", "UTC")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("issues")(issues)
    app.command("backtest")(backtest)


def issues(
    source: Annotated[Path, typer.Argument(metavar="IN", help="CSV、XLSX、JSONL 或 Parquet。")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="写入 id,issue 的文件。")],
    stream: Annotated[bool, typer.Option(help="按时间先后逐件归并。")] = False,
) -> None:
    """把一个诉求表格归并成热点事项；另写 OUT 同名的 .issues 文件。

    列名为 id、title、text、posted_at、votes，或导入映射里的中文表头（如留言编号、留言主题）。
    """
    office = open_office()
    sheets.check_target(out)
    called = sheets.spellings(office.tables.profiles.values(), _FIELDS)
    with unswept():
        read = sheets.read(source, _NEEDED, _OPTIONAL, called)
        frame = _prepared(read)
        found = grouping.group(frame, office.plain_materials, office.temper, stream=stream)
    numbers = pl.Series("issue", found.rows, dtype=pl.Int64).cast(pl.String)
    sheets.write(pl.DataFrame([read["id"], numbers]), out)
    sheets.write(_listed(found), out.with_suffix(f".issues{out.suffix}"))
    printing.line(
        _("{rows} 件归并出 {issues} 个热点事项。", rows=read.height, issues=len(found.issues))
    )


def backtest(
    seed: Annotated[
        list[int] | None, typer.Option(help="演示数据的随机种子，可写多个；默认 1。")
    ] = None,
    messages: Annotated[int, typer.Option(help="诉求件数。", min=400)] = 20_000,
    until: Annotated[
        datetime | None, typer.Option(help="最后一天，如 2026-11-22。", formats=["%Y-%m-%d"])
    ] = None,
    engine: Annotated[
        str, typer.Option(help="多个种子在哪里回放：local 或 dask://主机:端口。")
    ] = "local",
    history: Annotated[
        str, typer.Option(help="改为回放本单位的历史数据：起止月份，如 202501-202512。")
    ] = "",
    json: Json = False,
) -> None:
    """在演示数据或本单位的历史数据上回放：何时预警；演示数据另给各埋设事项的早晚和误报。"""
    from jobs import backtesting  # the invented county takes a moment to load

    office = open_office()
    if history:
        _look_back(office, history, engine, json)
        return
    last = until.date() if until else date(2026, 11, 22)
    seeds = list(dict.fromkeys(seed or [1]))
    found = backtesting.replays(office, seeds, last, messages, engine)
    if json:
        told = [{"seed": one, **found[one].as_dict()} for one in seeds]
        printing.as_json(told[0] if len(told) == 1 else told)
        return
    if len(seeds) > 1:
        _series(found)
    else:
        _show(found[seeds[0]])


def _look_back(office: Office, months: str, engine: str, json: bool) -> None:
    since, _mark, until = months.partition("-")
    if not re.fullmatch(r"\d{6}-\d{6}", months):
        raise InputError(
            "--history 应是起止月份，如 202501-202512，现在是 {months}。", months=months
        )
    from jobs import looking_back

    found = looking_back.replay(office, int(since), int(until), engine)
    if json:
        printing.as_json([one.as_dict() for one in found])
        return
    printing.table(
        (_("预警时间"), _("县区"), _("事项"), _("编号"), _("预警时已到"), _("其中")),
        [
            (f"{local(one.at):%Y-%m-%d %H:%M}", one.county, one.title, one.ref, one.messages,
             one.of or "—")
            for one in found
        ],
    )  # fmt: skip
    printing.line(_("共 {n} 次预警；没有标准答案，请业务人员判断。", n=len(found)))


def _show(found: "Backtest") -> None:
    printing.table(
        (_("埋设事项"), _("件数"), _("预警时已到"), _("占比")),
        [
            (row.name, row.messages, row.seen or "—", f"{row.share:.0%}" if row.seen else "—")
            for row in found.warned
        ],
    )
    printing.line(_("误报每周 {weekly} 次。", weekly=f"{found.weekly_false:.2f}"))


def _series(found: dict[int, "Backtest"]) -> None:
    """One line for each seed: in time, too late, wrongly, decoys; then all together."""
    printing.table(
        (_("种子"), _("及时预警"), _("每周误报"), _("诱饵误报"), _("未及时的事项")),
        [
            (
                number,
                f"{len(each.warned) - len(each.late)}/{len(each.warned)}",
                f"{each.weekly_false:.2f}",
                len(each.decoys),
                "；".join(f"{row.name} {row.seen or '—'}/{row.messages}" for row in each.late),
            )
            for number, each in found.items()
        ],
    )
    every = [row for each in found.values() for row in each.warned]
    late = sum(len(each.late) for each in found.values())
    weekly = sum(each.weekly_false for each in found.values()) / len(found)
    printing.line(
        _(
            "合计：{good}/{all} 个埋设事项在四分之一的诉求到来之前预警；误报每周 {weekly} 次；"
            "诱饵误报 {decoys} 次。",
            good=len(every) - late,
            all=len(every),
            weekly=f"{weekly:.2f}",
            decoys=sum(len(each.decoys) for each in found.values()),
        )
    )


def _prepared(read: pl.DataFrame) -> pl.DataFrame:
    """id, title, text, posted_at, votes: never null but the time."""
    votes = read["votes"].str.strip_chars().cast(pl.Float64, strict=False).fill_null(0)
    times = pl.Series("posted_at", [_time(cell) for cell in read["posted_at"]], dtype=UTC_TIME)
    return read.select("id", "title", "text").with_columns(times, votes.cast(pl.Int64))


def _time(cell: str) -> datetime | None:
    """A time as people write it, Asia/Shanghai where no zone is given; None if it is none."""
    try:
        found = parse_moment(cell)
    except (ValueError, OverflowError):
        return None
    return found.at if found else None


def _listed(found: grouping.Grouped) -> pl.DataFrame:
    rows = [
        {
            "issue": issue.key,
            "name": issue.name,
            "messages": issue.messages,
            "first_at": local(issue.first_at).isoformat(timespec="seconds"),
            "last_at": local(issue.last_at).isoformat(timespec="seconds"),
            "heat": issue.heat,
            "level": issue.level,
            "why": issue.why,
        }
        for issue in found.issues
    ]
    schema = ("issue", "name", "messages", "first_at", "last_at", "heat", "level", "why")
    return pl.DataFrame(rows) if rows else pl.DataFrame(schema=dict.fromkeys(schema, pl.String))
