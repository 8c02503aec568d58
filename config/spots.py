"""Where in a TOML file a field stands, so that an operator finds a mistake at once."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a field was given: the `number`-th row of its table in a file's text."""

    path: str
    text: str
    number: int


Spots = dict[tuple[str, str, str], Spot]
"""(table, key, field) -> its last file; the field "" stands for the row itself."""

_HEADER = re.compile(r"\s*\[\[?\s*([\w.\-]+)\s*\]?\]")


def line_of(text: str, table: str, number: int, field: str) -> int:
    """The line (from 1) of `field` in the `number`-th (from 0) `[[table]]`.

    `rest.paging` is the field `paging` in `[table.rest]`. The line of the nearest header where
    the field is not written there; "" is the top.
    """
    name, _, inner = field.partition(".")
    inner = inner.partition(".")[0]
    inside, seen, section, nearest = table == "", -1, table, 1
    for line_no, line in enumerate(text.splitlines(), 1):
        if found := _HEADER.match(line):
            section = found[1]
            seen += section == table
            inside = seen == number and section.split(".")[0] == table and table != ""
            if inside and section in (table, f"{table}.{name}"):
                nearest = line_no
        elif inside and _gives(line, inner if section == f"{table}.{name}" else name):
            return line_no
    return nearest


def _gives(line: str, field: str) -> bool:
    return re.match(rf"\s*[\"']?{re.escape(field)}[\"']?\s*=", line) is not None
