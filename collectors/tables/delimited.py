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
_SURE = 2
_COMMON = frozenset((0xA1, 0xA3, *range(0xB0, 0xD8)))
"""First bytes of the marks and the 3,755 common characters of GB 2312 (its level 1)."""

_NEARLY_ALL = 0.75
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
    rows = _numbered(path)
    first = list(islice(rows, header.LOOK_AT))
    position = header.find([cells for _, cells in first], wanted)
    if position is None:
        raise header.missing(path.name, [cells for _, cells in first], wanted)
    names = tuple(header.clean_name(cell) for cell in first[position][1])
    return names, header.named(names, chain(first[position + 1 :], rows)), None


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a text file with their ends, each in its own encoding where two are mixed.

    What cannot be read stands as U+FFFD. Raises InputError where no encoding fits.
    """
    encoding, has_faults = _encoding_of(path)
    if encoding in _USUAL and (has_faults or encoding != _USUAL[0]) and _is_mixed(path):
        with path.open("rb") as file:
            yield from (_decoded(line, encoding) for line in file)
        return
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        yield from file


def _is_mixed(path: Path) -> bool:
    """Whether some lines are UTF-8 and some GB18030, as where two exports were put together."""
    found = set()
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                found.add(_kind(line))
                if found.issuperset(_USUAL):
                    return True
    return False


def _kind(line: bytes) -> str:
    """utf-8 or gb18030 where a line is beyond doubt the one or the other; else empty."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030" if _is_gb(line) else ""
    return "utf-8" if sum(_is_ideograph(char) for char in text) >= _SURE else ""


def _is_ideograph(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _is_gb(line: bytes) -> bool:
    """Read as GB18030 without fault, and nearly all in its common characters: a damaged line of
    UTF-8 can be read so too, but as characters that nobody uses."""
    try:
        text = line.decode("gb18030")
    except UnicodeDecodeError:
        return False
    beyond = [char for char in text if not char.isascii()]
    common = sum(char.encode("gb18030")[0] in _COMMON for char in beyond)
    return len(beyond) >= _SURE and common >= len(beyond) * _NEARLY_ALL


def _decoded(line: bytes, usual: str) -> str:
    return line.decode(_kind(line) or usual, "replace")


def _encoding_of(path: Path) -> tuple[str, bool]:
    """The encoding of a file, by mark, else UTF-8 or GB18030, else a guess; and whether some of
    it cannot be read so.

    Rows with a fault that remains go to quarantine. Raises InputError where nothing fits.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name, False
    if b"\0" in start:
        raise InputError(
            "文件 {name} 不是文本表格，请另存为 CSV 或 XLSX 后再导入。", name=path.name
        )
    for name in _USUAL:
        faults, read = _reads(path, name)
        if faults * _MOST_SHARE <= read:
            return name, faults > 0
    guess = from_bytes(start).best()
    if guess is None:
        raise InputError("认不出文件 {name} 的文字编码，请另存为 UTF-8 的 CSV。", name=path.name)
    return guess.encoding, False


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


def _numbered(path: Path) -> Iterator[tuple[int, list[str]]]:
    lines = lines_of(path)
    first = next(lines, "")
    delimiter = _delimiter(first[:_SAMPLE])
    try:
        yield from enumerate(csv.reader(chain([first], lines), delimiter=delimiter), start=1)
    except csv.Error as error:
        raise InputError(
            "文件 {name} 有一格超过 {most} 个字，多半是引号没有成对：请检查后再导入。",
            name=path.name,
            most=_LONGEST_CELL,
        ) from error


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)
