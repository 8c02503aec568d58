"""Word files (docx) as lines of text. What a file unpacks to is bounded before it is read."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.table import Table, _Cell
from lxml.etree import LxmlError

from collectors import zips
from core.errors import InputError

DAMAGED = (
    OpcError, PythonDocxError, LxmlError, zipfile.BadZipFile, zlib.error, OSError, EOFError,
    ValueError, TypeError, LookupError, AttributeError, RuntimeError, AssertionError,
)  # fmt: skip
"""What is thrown at files that are not as Word writes them."""

_MOST_PARTS = 2_000
_MOST_UNPACKED = 100_000_000
_MOST_XML = 40_000_000
"""Bytes of all parts, and of those that are XML, which take some ten times as much to parse."""

_XML = (".xml", ".rels")
_BEFORE_XML = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"


def lines(name: str, body: bytes) -> list[str]:
    """Paragraphs and rows of tables in their order; the cells of a row apart by a wide space.

    Raises InputError for a file that unpacks to too much or brings a document type of its own,
    and one of DAMAGED.
    """
    _check(name, body)
    found: list[str] = []
    for block in Document(io.BytesIO(body)).iter_inner_content():
        if isinstance(block, Table):
            found += _rows(block)
        else:
            found.append(block.text)
    return found


def _rows(table: Any) -> Iterator[str]:
    """A cell that is merged with the one above says the same; one over several columns once."""
    above: dict[int, str] = {}
    for row in table.rows:
        place, told = 0, []
        for cell in row._tr.tc_lst:
            merged = cell.vMerge == "continue"
            said = above.get(place, "") if merged else _Cell(cell, table).text
            above[place] = said
            told.append(said)
            place += cell.grid_span
        yield "　".join(told)


def _check(name: str, body: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS or _size(parts) > _MOST_UNPACKED:
            raise _too_large(name)
        written = [part for part in parts if _is_xml(archive, part)]
        if _size(written) > _MOST_XML:
            raise _too_large(name)
        file = io.BytesIO(body)
        if not all(zips.is_honest(file, part) for part in parts):
            raise zipfile.BadZipFile("a part is not as it says")
        for part in written:
            # Open Packaging Conventions (ECMA-376 part 2) allow no document type. UTF-16 has zeros.
            if b"<!DOCTYPE" in archive.read(part).replace(b"\0", b""):
                raise InputError("{name} 里有 Word 文件不该有的外部定义，已拒绝读取。", name=name)


def _size(parts: list[zipfile.ZipInfo]) -> int:
    """What parts say that they unpack to."""
    return sum(part.file_size for part in parts)


def _is_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """By its name, or, as any name may be given to it, by how it begins."""
    if part.filename.lower().endswith(_XML):
        return True
    with archive.open(part) as file:
        start = file.read(16).lstrip(_BEFORE_XML)
    return not start or start.startswith(b"<")


def _too_large(name: str) -> InputError:
    return InputError("{name} 解压后异常巨大，已拒绝读取；请另存为文本（txt）再导入。", name=name)
