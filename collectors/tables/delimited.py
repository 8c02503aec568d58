"""CSV and other delimited text, in whatever encoding Chinese offices use."""

import codecs
import csv
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from charset_normalizer import from_bytes

from collectors.tables import header
from core.errors import InputError

_CHUNK = 1 << 20
_SAMPLE = 200_000
_USUAL = ("utf-8", "gb18030")
_MOST_SHARE = 5
_LONGEST_CELL = 2_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",\t;|"


def read(
    path: Path, wanted: frozenset[str]
) -> tuple[tuple[str, ...], Iterator[header.NumberedRow], int | None]:
    """Header, rows and (unknown) total of a delimited file."""
    csv.field_size_limit(_LONGEST_CELL)
    rows = _numbered(path, encoding_of(path))
    first = list(islice(rows, header.LOOK_AT))
    position = header.find([cells for _, cells in first], wanted)
    if position is None:
        raise header.missing(path.name, [cells for _, cells in first], wanted)
    names = tuple(header.clean_name(cell) for cell in first[position][1])
    return names, header.named(names, chain(first[position + 1 :], rows)), None


def encoding_of(path: Path) -> str:
    """The encoding of a file: by mark, else UTF-8 or GB18030, else a guess.

    Rows with a fault that remains go to quarantine. Raises InputError where nothing fits.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if b"\0" in start:
        raise InputError(
            "文件 {name} 不是文本表格，请另存为 CSV 或 XLSX 后再导入。", name=path.name
        )
    for name in _USUAL:
        faults, read = _reads(path, name)
        if faults * _MOST_SHARE <= read:
            return name
    guess = from_bytes(start).best()
    if guess is None:
        raise InputError("认不出文件 {name} 的文字编码，请另存为 UTF-8 的 CSV。", name=path.name)
    return guess.encoding


def _reads(path: Path, encoding: str) -> tuple[int, int]:
    """Places that this encoding cannot read, and characters beyond ASCII that it can."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    faults = read = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk, final=len(chunk) < _CHUNK)
            broken = text.count("\ufffd")
            faults += broken
            read += len(text) - len(text.encode("ascii", "ignore")) - broken
    return faults, read


def _numbered(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        delimiter = _delimiter(file.readline(_SAMPLE))
        file.seek(0)
        try:
            yield from enumerate(csv.reader(file, delimiter=delimiter), start=1)
        except csv.Error as error:
            raise InputError(
                "文件 {name} 有一格超过 {most} 个字，多半是引号没有成对：请检查后再导入。",
                name=path.name,
                most=_LONGEST_CELL,
            ) from error


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)
