"""Where in a TOML file a field stands, so that an operator finds a mistake at once."""

import re

_HEADER = re.compile(r"\s*\[\[?\s*([\w.\-]+)\s*\]?\]")


def line_of(text: str, table: str, number: int, field: str) -> int:
    """The line (from 1) of `field` in the `number`-th (from 0) `[[table]]`.

    The line of the table's header where the field is not written there; "" is the top.
    """
    inside, seen, header = table == "", -1, 1
    for line_no, line in enumerate(text.splitlines(), 1):
        found = _HEADER.match(line)
        if found:
            name = found[1]
            seen += name == table
            if name == table and seen == number:
                header = line_no
            inside = seen == number and name.split(".")[0] == table and table != ""
        elif inside and re.match(rf"\s*[\"']?{re.escape(field)}[\"']?\s*=", line):
            return line_no
    return header
