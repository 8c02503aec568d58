"""Commands that find issues in a file, or show how early they would have been warned of."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from core.errors import InputError
from core.i18n import gettext as _
from core.times import local, parse_moment
from jobs import backtesting, grouping
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office

_NEEDED = ("id", "title", "text", "posted_at")
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
    """把一个诉求表格归并成热点事项；另写 OUT 同名的 .issues 文件。"""
    office = open_office()
    read = _read(source)
    frame = _prepared(read)
    found = grouping.group(frame, office.plain_materials, office.temper, stream=stream)
    _write(
        out,
        pl.DataFrame(
            {"id": read["id"], "issue": pl.Series(found.rows, dtype=pl.Int64).cast(pl.String)}
        ),
    )
    _write(out.with_suffix(f".issues{out.suffix}"), _listed(found))
    printing.line(
        _("{rows} 件归并出 {issues} 个热点事项。", rows=read.height, issues=len(found.issues))
    )


def backtest(
    seed: Annotated[int, typer.Option(help="演示数据的随机种子。")] = 1,
    messages: Annotated[int, typer.Option(help="诉求件数。", min=400)] = 20_000,
    until: Annotated[
        datetime | None, typer.Option(help="最后一天，如 2026-11-22。", formats=["%Y-%m-%d"])
    ] = None,
    json: Json = False,
) -> None:
    """在演示数据上回放一年：各埋设事项在第几件时预警，每周多少误报。"""
    office = open_office()
    last = until.date() if until else date(2026, 11, 22)
    found = backtesting.replay(seed, last, messages, office.temper, office.invented_materials)
    if json:
        printing.as_json(found.as_dict())
        return
    printing.table(
        (_("埋设事项"), _("件数"), _("预警时已到"), _("占比")),
        [
            (row.name, row.messages, row.seen or "—", f"{row.share:.0%}" if row.seen else "—")
            for row in found.warned
        ],
    )
    printing.line(_("误报每周 {weekly} 次。", weekly=f"{found.weekly_false:.2f}"))


def _read(path: Path) -> pl.DataFrame:
    """A table by the suffix of its file, every cell as text."""
    readers: dict[str, Any] = {
        ".csv": lambda: pl.read_csv(path, infer_schema=False),
        ".xlsx": lambda: pl.read_excel(path, infer_schema_length=0),
        ".jsonl": lambda: pl.read_ndjson(path, infer_schema_length=None),
        ".parquet": lambda: pl.read_parquet(path),
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError("读不了 {path}：支持 CSV、XLSX、JSONL 和 Parquet。", path=path)
    try:
        read: pl.DataFrame = reader()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError("读不了文件 {path}，请检查文件。", path=path) from error
    missing = [name for name in _NEEDED if name not in read.columns and name != "title"]
    if missing:
        raise InputError("{path} 缺少列：{columns}。", path=path, columns="、".join(missing))
    return read.with_columns(pl.col("id").cast(pl.String))


def _prepared(read: pl.DataFrame) -> pl.DataFrame:
    """id, title, text, posted_at, votes: never null but the time."""

    def text(name: str) -> pl.Series:
        given = read[name] if name in read.columns else pl.Series([""] * read.height)
        return given.cast(pl.String).fill_null("")

    votes = text("votes").str.strip_chars().cast(pl.Float64, strict=False).fill_null(0)
    return pl.DataFrame(
        {
            "id": read["id"],
            "title": text("title"),
            "text": text("text"),
            "posted_at": pl.Series([_time(cell) for cell in text("posted_at")], dtype=UTC_TIME),
            "votes": votes.cast(pl.Int64),
        }
    )


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


def _write(path: Path, frame: pl.DataFrame) -> None:
    writers: dict[str, Any] = {
        ".csv": frame.write_csv,
        ".xlsx": frame.write_excel,
        ".jsonl": frame.write_ndjson,
        ".parquet": frame.write_parquet,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError("写不了 {path}：支持 CSV、XLSX、JSONL 和 Parquet。", path=path)
    try:
        writer(path)
    except OSError as error:
        raise InputError("写不了文件 {path}，请检查文件夹和权限。", path=path) from error
