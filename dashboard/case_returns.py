"""The table of what has to be filled in on the source platform."""

from typing import Any

from core.cases import SOLVED, STATES
from core.i18n import gettext as _
from dashboard.visit import Visit
from reports import numbers, return_table


def table(here: Visit, numbers_: list[int]) -> bytes:
    """The table as XLSX, for the cases with these numbers."""
    found = here.reader.desk("to_return", tuple(numbers_))
    return return_table.write([_returned(here, row) for row in found])


def _returned(here: Visit, row: dict[str, Any]) -> list[str]:
    return [
        row["external_id"],
        str(row["id"]),
        here.unit(row["handler"]),
        _(STATES[row["state"]]),
        numbers.moment(row["finished_at"]),
        (row["given"] or {}).get("text", ""),
        _(SOLVED[row["solved"]]) if row["solved"] else "",
        _("是") if row["published_at"] else _("否"),
    ]
