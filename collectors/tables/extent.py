"""How far the cells of a workbook's sheets reach, told from their XML in pieces.

The reader of workbooks makes room for every cell up to the last row and the last column: one
cell in the farthest corner of an empty sheet would take hundreds of gigabytes.
"""

import re
import zipfile
from typing import IO

_MOST_CELLS = 20_000_000
"""Room for as many is made without a question; for more where the sheet's XML is that long."""

_PIECE = 1_000_000
_PLACE = re.compile(rb"""r(?<=\br)\s*=\s*["']\s*([A-Za-z]*)(\d+)["']""")
"""The place of a cell (r="B7") or the number of a row (r="7")."""


def is_sane(archive: zipfile.ZipFile) -> bool:
    """Whether every sheet has room for no more cells than it may hold."""
    for part in archive.infolist():
        if part.filename.lower().endswith((".png", ".jpeg", ".jpg", ".bin")):
            continue
        with archive.open(part) as file:
            room = _room(file)
        if room is None or room > max(_MOST_CELLS, part.file_size):
            return False
    return True


def _room(file: IO[bytes]) -> int | None:
    """Rows times columns; None where a tag is longer than a piece."""
    rows, columns, rest = 1, 1, b""
    while piece := file.read(_PIECE):
        piece = rest + piece
        found = set(_PLACE.findall(piece))
        rows = max([rows, *(int(row[:12]) for row in {row for _column, row in found})])
        columns = max([columns, *map(_number, {column for column, _row in found})])
        rest = piece[piece.rfind(b"<") :] if b"<" in piece else b""
        if len(rest) > _PIECE:
            return None
    return rows * columns


def _number(letters: bytes) -> int:
    """1 for A, 27 for AA; more than three letters are as far as can be."""
    found = 0
    for letter in letters.upper()[:4]:
        found = found * 26 + letter - 64
    return found
