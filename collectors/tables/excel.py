"""Excel workbooks, read by calamine: every sheet with the wanted columns, as where each month has
one. What is hidden is not read unless nothing else is there.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import fastexcel

from collectors import zips
from collectors.tables import extent, header
from core.errors import InputError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_UNPACKED = 2_000_000_000
_MOST_RATIO = 200
_DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError)
"""What zipfile throws at a file that is cut, spoiled or locked."""


def read(
    path: Path, wanted: frozenset[str]
) -> tuple[tuple[str, ...], Iterator[header.NumberedRow], int | None]:
    """Header, rows and total of a workbook; every cell as text."""
    _check(path)
    try:
        book = fastexcel.read_excel(path)
        sheets = [
            book.load_sheet(name, header_row=None, dtypes="string") for name in book.sheet_names
        ]
    except fastexcel.FastExcelError as error:
        raise _broken(path) from error
    first_rows: Sequence[Sequence[object]] = ()
    names: tuple[str, ...] = ()
    bodies: list[tuple[Any, int]] = []
    for sheet in [one for one in sheets if one.visible == "visible"] or sheets:
        frame = sheet.to_polars()
        rows = frame.head(header.LOOK_AT).rows()
        first_rows = first_rows or rows
        position = header.find(rows, wanted)
        if position is None:
            continue
        found = tuple(header.clean_name(cell) for cell in rows[position])
        names = names or found
        if found != names:
            raise _differ(path)
        bodies.append((frame.slice(position + 1), position + 2))
    if not bodies:
        raise header.missing(path.name, first_rows, wanted)
    every = chain.from_iterable(_cells(body, start) for body, start in bodies)
    return names, header.named(names, every), sum(body.height for body, _start in bodies)


def _cells(frame: Any, start: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(frame.iter_rows(), start=start):
        yield number, [cell or "" for cell in row]


def _check(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(len(_OLE))
    if start == _OLE:
        if _ENCRYPTED in path.read_bytes():
            raise InputError(
                "文件 {name} 有打开密码：请在 Excel 中取消密码后再导入。", name=path.name
            )
        return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except _DAMAGED as error:
        raise _broken(path) from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > min(_MOST_UNPACKED, max(10_000_000, path.stat().st_size * _MOST_RATIO)):
        raise InputError(
            "文件 {name} 解压后异常巨大，已拒绝读取：请另存为 CSV 再导入。", name=path.name
        )
    with path.open("rb") as file:
        if not all(zips.is_honest(file, part) for part in parts):
            raise _broken(path)
    try:
        with zipfile.ZipFile(path) as archive:
            sane = extent.is_sane(archive)
    except _DAMAGED as error:
        raise _broken(path) from error
    if not sane:
        raise InputError(
            "文件 {name} 的表格大得异常（很远处还有单元格），已拒绝读取：请另存为 CSV 再导入。",
            name=path.name,
        )


def _differ(path: Path) -> InputError:
    return InputError(
        "文件 {name} 有几张工作表都含所需的列，但表头不同：请把要导入的工作表分别另存后再导入。",
        name=path.name,
    )


def _broken(path: Path) -> InputError:
    return InputError(
        "文件 {name} 不完整或不是 Excel 文件：请用 Excel 重新打开并另存后再导入。", name=path.name
    )
