"""JSON lines: one object a line; its names are the columns."""

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from collectors.tables import header
from collectors.tables.delimited import lines_of
from core.i18n import gettext as _

_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON can spell and no text can hold."""


def read(
    path: Path, wanted: frozenset[str]
) -> tuple[tuple[str, ...], Iterator[header.NumberedRow], int | None]:
    """Header (names of the first objects), rows and (unknown) total of a JSON lines file."""
    rows = _numbered(path)
    first = list(islice(rows, header.LOOK_AT))
    names = tuple(dict.fromkeys(name for _, cells, _ in first for name in cells))
    if header.find([names], wanted) is None:
        raise header.missing(path.name, [names], wanted)
    return names, chain(first, rows), None


def _numbered(path: Path) -> Iterator[header.NumberedRow]:
    for number, line in enumerate(lines_of(path), start=1):
        if line.strip():
            yield _row(number, line)


def _row(number: int, line: str) -> header.NumberedRow:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return number, {"": line}, _("不是有效的 JSON")
    if not isinstance(found, dict):
        return number, {"": line}, _("这一行不是 JSON 对象")
    return (
        number,
        {header.clean_name(_text(name)): _text(value) for name, value in found.items()},
        "",
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _HALVES.sub("\ufffd", text)
