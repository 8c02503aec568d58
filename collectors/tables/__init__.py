"""Reading a table file row by row: CSV, Excel, JSON lines, Parquet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from collectors.tables import columnar, delimited, excel, lines
from core.errors import InputError

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the file's reader sees it (header = 1) and its cells."""

    no: int
    cells: Mapping[str, str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file in bytes, by family."""

    text: int = 1_000 * MEGABYTE
    excel: int = 100 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Table:
    """An open table: its header and its rows. `total` rows where known without reading."""

    header: tuple[str, ...]
    rows: Iterator[Row]
    total: int | None


_READERS = {
    ".csv": delimited.read,
    ".tsv": delimited.read,
    ".txt": delimited.read,
    ".xlsx": excel.read,
    ".xlsm": excel.read,
    ".xls": excel.read,
    ".jsonl": lines.read,
    ".ndjson": lines.read,
    ".parquet": columnar.read,
}
SUFFIXES = tuple(_READERS)


def open_table(path: Path, wanted: frozenset[str], limits: Limits | None = None) -> Table:
    """Open a table whose header holds the `wanted` names, which may stand below title rows.

    Raises InputError, one sentence, for anything that is no readable table.
    """
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise InputError(
            "不支持“{suffix}”文件：请另存为 {known} 之一。", suffix=suffix, known=" ".join(SUFFIXES)
        )
    _check_size(path, suffix.startswith(".xls"), limits or Limits())
    header, rows, total = _READERS[suffix](path, wanted)
    return Table(header, (Row(*row) for row in rows), total)


def _check_size(path: Path, is_excel: bool, limits: Limits) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError("找不到文件 {path}，或没有读取权限。", path=path) from error
    if path.is_dir():
        raise InputError("{path} 是文件夹，请指定其中的一个文件。", path=path)
    if not size:
        raise InputError("文件 {name} 是空的，没有可导入的内容。", name=path.name)
    most = limits.excel if is_excel else limits.text
    if size > most:
        raise InputError(
            "文件 {name} 有 {size} MB，超过上限 {most} MB："
            "请按月份拆成几个文件，或另存为 CSV 再导入。",
            name=path.name,
            size=round(size / MEGABYTE),
            most=most // MEGABYTE,
        )
