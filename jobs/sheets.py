"""Reading and writing sheets by suffix: CSV, XLSX, JSONL, Parquet. Ids stay text, unchanged."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from collectors import tables
from collectors.tables.header import OR, clean_name
from core.errors import InputError
from core.sources import Profile

WRITTEN = (".csv", ".xlsx", ".jsonl", ".ndjson", ".parquet")
_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_575


def read(
    path: Path,
    wanted: Sequence[str],
    optional: Sequence[str] = (),
    called: Mapping[str, Sequence[str]] | None = None,
) -> pl.DataFrame:
    """The `wanted` and the `optional` columns of a sheet as text, one row per row, in order.

    An optional column that the sheet lacks is empty. `called` tells what else a column may be
    called in the sheet. Raises InputError, one sentence, for anything that is no such sheet.
    """
    spellings = {name: (name, *(called or {}).get(name, ())) for name in (*wanted, *optional)}
    table = tables.open_table(path, frozenset(OR.join(spellings[name]) for name in wanted))
    known = {name: _first(spellings[name], table.header) for name in spellings}
    names = {name: spelling for name, spelling in known.items() if spelling}
    rows = [[row.cells.get(cell, "") for cell in names.values()] for row in table.rows]
    schema = dict.fromkeys(names, pl.String)
    try:
        frame = pl.DataFrame(rows, schema=schema, orient="row")
    except UnicodeEncodeError:
        rows = [[_sound(cell) for cell in row] for row in rows]
        frame = pl.DataFrame(rows, schema=schema, orient="row")
    return _chosen(frame, wanted, optional, path)


def _first(spellings: Sequence[str], header: Sequence[str]) -> str:
    return next((spelling for spelling in spellings if spelling in header), "")


def spellings(profiles: Iterable[Profile], fields: Mapping[str, str]) -> dict[str, list[str]]:
    """What the profiles call each field: our column -> headings, those of the first profile first.

    `fields` tells which field of a profile a column is.
    """
    columns = [profile.columns for profile in profiles]
    return {
        name: list(
            dict.fromkeys(clean_name(cell) for each in columns for cell in each.get(field, ()))
        )
        for name, field in fields.items()
    }


def _sound(cell: str) -> str:
    """The cell without half characters, which JSON may hold and no file can."""
    return cell.encode("utf-8", "replace").decode("utf-8")


def header(path: Path) -> list[str]:
    """The names of a sheet's columns; it must have `id`."""
    return list(tables.open_table(path, frozenset(("id",))).header)


def _chosen(
    frame: pl.DataFrame, wanted: Sequence[str], optional: Sequence[str], path: Path
) -> pl.DataFrame:
    missing = [name for name in wanted if name not in frame.columns]
    if missing:
        raise InputError(
            "文件 {name} 缺少列：{columns}。", name=path.name, columns="、".join(missing)
        )
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit("", pl.String)).fill_null("").alias(name)
        for name in (*wanted, *optional)
    )


def check_target(path: Path) -> None:
    """Raises InputError before any work is done if `path` cannot be written by its suffix."""
    if path.suffix.lower() not in WRITTEN:
        raise InputError(
            "不支持写“{suffix}”文件，请用 {known} 之一。",
            suffix=path.suffix,
            known=" ".join(WRITTEN),
        )


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write a sheet; text stays text, and a number that is a text stays one in Excel."""
    check_target(path)
    try:
        _WRITERS[path.suffix.lower()](frame, path)
    except OSError as error:
        raise InputError("写不了文件 {path}，请检查文件夹和权限。", path=path) from error


def put(path: Path, data: bytes) -> None:
    """Write a file as it is. Raises InputError where that cannot be done."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InputError("写不了文件 {path}，请检查文件夹和权限。", path=path) from error


def _csv(frame: pl.DataFrame, path: Path) -> None:
    frame.write_csv(path)


def _xlsx(frame: pl.DataFrame, path: Path) -> None:
    import xlsxwriter

    longest = frame.select(pl.col(pl.String).str.len_chars().max()).fill_null(0)
    if frame.height > _MOST_ROWS or max(longest.row(0), default=0) > _LONGEST_CELL:
        raise InputError("内容超出 Excel 的行数或单元格长度，请改写成 CSV。")
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        frame.write_excel(book, autofilter=False)


def _jsonl(frame: pl.DataFrame, path: Path) -> None:
    frame.write_ndjson(path)


def _parquet_out(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path)


_WRITERS = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".parquet": _parquet_out,
}
