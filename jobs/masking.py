"""Masking a table without a store: `id`, `text` in; `id`, `masked_text`, `kinds` out."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectors.tables import open_table
from core import privacy
from core.errors import InputError

COLUMNS = ("id", "masked_text", "kinds")
_WANTED = frozenset(("id", "text"))
_STEP = 1_000
_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_575

Row = tuple[str, str, str]
Told = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was masked: rows, rows with any mask, and rows by kind."""

    rows: int
    masked: int
    kinds: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {"rows": self.rows, "masked": self.masked, "kinds": self.kinds}


def mask_file(source: Path, target: Path, told: Told | None = None) -> Tally:
    """Mask a CSV, XLSX, JSONL or Parquet file; one row out for each row in, in order.

    Raises InputError, one sentence, for what cannot be read or written.
    """
    write = _writer(target)
    rows, total = _read(source)
    keys: list[str] = []
    kinds: Counter[str] = Counter()
    found: list[Row] = []
    for masked in privacy.masked_all(_texts(rows, keys)):
        kinds.update(masked.kinds)
        found.append((keys[len(found)], masked.text, "|".join(masked.kinds)))
        if told and len(found) % _STEP == 0:
            told(len(found), total)
    try:
        write(target, found)
    except OSError as error:
        raise InputError("写不了文件 {path}，请检查文件夹和权限。", path=target) from error
    return Tally(len(found), sum(bool(row[2]) for row in found), dict(kinds))


def _texts(rows: Iterator[tuple[str, str]], keys: list[str]) -> Iterator[str]:
    """The texts alone; their ids are kept in `keys`."""
    for key, text in rows:
        keys.append(key)
        yield text


def _read(path: Path) -> tuple[Iterator[tuple[str, str]], int | None]:
    if path.suffix.lower() == ".parquet":
        return _parquet(path)
    table = open_table(path, _WANTED)
    rows = ((row.cells.get("id", ""), row.cells.get("text", "")) for row in table.rows)
    return rows, table.total


def _parquet(path: Path) -> tuple[Iterator[tuple[str, str]], int]:
    try:
        frame = pl.read_parquet(path, columns=["id", "text"])
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError("文件 {name} 不是含 id、text 两列的 Parquet。", name=path.name) from error
    frame = frame.select(pl.col("id", "text").cast(pl.String).fill_null(""))
    return iter(frame.iter_rows()), frame.height


def _writer(path: Path) -> Callable[[Path, Sequence[Row]], None]:
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        raise InputError(
            "不支持写成“{suffix}”：请用 {known} 之一。", suffix=suffix, known=" ".join(_WRITERS)
        )
    return _WRITERS[suffix]


def _write_csv(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def _write_lines(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n")


def _frame(rows: Sequence[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _write_excel(path: Path, rows: Sequence[Row]) -> None:
    if len(rows) > _MOST_ROWS or any(len(row[1]) > _LONGEST_CELL for row in rows):
        raise InputError("内容超出 Excel 的行数或单元格长度，请改写成 CSV。")
    _frame(rows).write_excel(path, autofit=False)


def _write_parquet(path: Path, rows: Sequence[Row]) -> None:
    _frame(rows).write_parquet(path)


_WRITERS: dict[str, Callable[[Path, Sequence[Row]], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_excel,
    ".jsonl": _write_lines,
    ".ndjson": _write_lines,
    ".parquet": _write_parquet,
}
