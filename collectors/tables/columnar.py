"""Parquet files, a few thousand rows at a time; columns of lists and structs are left out."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from collectors.tables import header
from core.errors import InputError

_ROWS = 5_000
_MOST_ROWS = 50_000_000


def read(
    path: Path, wanted: frozenset[str]
) -> tuple[tuple[str, ...], Iterator[header.NumberedRow], int | None]:
    """Header, rows and total of a Parquet file; every cell as text, times in Shanghai."""
    try:
        schema = pl.read_parquet_schema(path)
        total = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _broken(path) from error
    if total > _MOST_ROWS:
        raise InputError("文件 {name} 行数过多，请按月份拆成几个文件。", name=path.name)
    columns = {name: kind for name, kind in schema.items() if not kind.is_nested()}
    names = tuple(header.clean_name(name) for name in columns)
    if header.find([names], wanted) is None:
        raise header.missing(path.name, [names], wanted)
    return names, header.named(names, _rows(path, columns, total)), total


def _rows(
    path: Path, columns: dict[str, pl.DataType], total: int
) -> Iterator[tuple[int, list[str]]]:
    shown = [_as_text(name, kind) for name, kind in columns.items()]
    for start in range(0, total, _ROWS):
        try:
            frame = pl.scan_parquet(path).slice(start, _ROWS).select(shown).collect()
        except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            raise _broken(path) from error
        for number, row in enumerate(frame.iter_rows(), start=start + 1):
            yield number, [cell or "" for cell in row]


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        local = column.dt.convert_time_zone("Asia/Shanghai") if kind.time_zone else column
        return local.dt.to_string("%Y-%m-%d %H:%M:%S")
    if kind == pl.Binary:
        return pl.lit("").alias(name)
    return column.cast(pl.String, strict=False)


def _broken(path: Path) -> InputError:
    return InputError("读不了文件 {name}，请检查它是不是 Parquet 文件。", name=path.name)
