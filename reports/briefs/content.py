"""A briefing before it becomes a file: sections of lines, tables and charts. All of it is JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import polars as pl

from core.i18n import gettext as _
from reports.briefs.ledger import Fact, Ledger, Line, say

FORMAT = 1
"""Of the manifest; a reader refuses one it does not know."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells are lines; the first row of `rows` is its first record."""

    id: str
    title: Line
    columns: Sequence[str]
    rows: Sequence[Sequence[Line]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart by the name of its drawing, with its data and what it says of itself."""

    id: str
    drawing: str
    title: str
    data: Mapping[str, Sequence[Any]]
    n: int


@dataclass(frozen=True, slots=True)
class Section:
    """One section; `open` leaves room for what only a person can say (研判意见)."""

    id: str
    heading: str
    lines: Sequence[Line] = ()
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()
    open: bool = False


@dataclass(slots=True)
class Writing:
    """A briefing being written: its ledger and what its notes must say."""

    ledger: Ledger = field(default_factory=Ledger)
    notes: list[Line] = field(default_factory=list)
    accused: set[str] = field(default_factory=set)

    def note(self, line: Line) -> None:
        """Add a note (口径) unless it stands there already."""
        if line not in self.notes:
            self.notes.append(line)


def cell(said: Fact | str) -> Line:
    """One cell of a table."""
    return say("{it}", it=said)


def picture(name: str, drawing: str, title: str, table: pl.DataFrame, n: int) -> Picture:
    """A chart's data as JSON keeps it."""
    data = {
        column: [value.isoformat() if isinstance(value, date) else value for value in table[column]]
        for column in table.columns
    }
    return Picture(name, drawing, title, data, n)


def sampled(sections: Sequence[Section], writing: Writing) -> None:
    """Write down what each chart says it is of: its n stands on the picture."""
    for shown in (one for section in sections for one in section.pictures):
        label = _("图“{title}”的样本量", title=shown.title)
        writing.ledger.count(f"picture.{shown.id}.n", label, shown.n)


def as_content(
    head: Mapping[str, Any], sections: Sequence[Section], writing: Writing
) -> dict[str, Any]:
    """The whole briefing: head, facts, sections, notes."""
    return {
        "format": FORMAT,
        **head,
        "sections": [asdict(section) for section in sections],
        "notes": list(writing.notes),
        "accused": sorted(writing.accused),
        "facts": {name: asdict(fact) for name, fact in sorted(writing.ledger.facts.items())},
    }
