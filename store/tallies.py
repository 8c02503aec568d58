"""What labelled messages count for, in every cube. Pure but for reading the rows.

A message stands in exactly one cell of `cube_cells`; the other cubes are sums of the same rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, select

from core.times import local
from store.joins import ANALYSED, best, replied
from store.rows import slices
from store.schema import messages, replies

FACES: dict[str, tuple[str, str, str]] = {
    "source": ("source", "kind", "sentiment"),
    "area": ("source", "area", "sentiment"),
    "place": ("source", "region", "sentiment"),
    "way": ("region", "channel", "intent"),
    "region": ("region", "area", "sentiment"),
    "unit": ("region", "unit", "sentiment"),
    "clock": ("hour", "area", "sentiment"),
}
"""face -> what its columns a, b, c hold; the smallest comes first."""

SPEEDS: dict[str, tuple[str, str]] = {
    "source": ("source", "source"),
    "area": ("source", "area"),
    "region": ("region", "area"),
    "unit": ("region", "unit"),
}
"""The same for response times: a and b, which may be one."""

CELL = (
    "day", "hour", "source", "kind", "channel", "region", "area", "unit", "accused", "intent",
    "sentiment",
)  # fmt: skip
ANSWER = ("day", "source", "channel", "region", "area", "unit", "accused", "hours")
CALL_BACK = (
    "basis", "day", "unit", "region", "area", "channel", "accused", "effective", "contacted",
    "solved", "satisfied", "excluded",
)  # fmt: skip
STAR = ("day", "unit", "region", "area", "channel", "accused", "stars")
MEASURES: dict[str, int] = {
    "cube_cells": 2,
    "cube_faces": 2,
    "cube_answers": 1,
    "cube_speeds": 1,
    "cube_call_backs": 1,
    "cube_stars": 1,
}
"""table -> how many of its last columns are counts."""

MAX_HOURS = 24 * 366 * 5
"""Answers that took longer than five years share the last cell."""

NO_STARS = -1
TRUE = (True, 1, "1", "true", "是")
"""How a source says yes."""

_LONGEST = 64
_LOOKUP = 500
_CELL_AT = {name: place for place, name in enumerate(CELL)}
_ANSWER_AT = {name: place for place, name in enumerate(ANSWER)}

Key = tuple[Any, ...]


class Counted(NamedTuple):
    """A labelled message as cubes see it; a row of `read` has the same names."""

    month: int
    posted_at: datetime
    source: str
    kind: str
    channel: str
    region: str
    area: str
    unit: str
    accused: str
    intent: str
    sentiment: str
    answered: bool
    hours: float | None
    facts: Mapping[str, Any] | None


def first(*values: str | None) -> str:
    """The first that is known, as COALESCE has it."""
    for value in values:  # no generator: this is asked six times a message
        if value is not None:
            return value
    raise ValueError("nothing is known")


def _counter() -> dict[str, dict[Key, list[int]]]:
    return {table: defaultdict(partial(_zeros, size)) for table, size in MEASURES.items()}


def _zeros(size: int) -> list[int]:
    return [0] * size


@dataclass(slots=True)
class Tally:
    """table -> key -> counts; `months` and `days` of the messages that were counted."""

    counts: dict[str, dict[Key, list[int]]] = field(default_factory=_counter)
    months: set[int] = field(default_factory=set)
    days: set[date] = field(default_factory=set)

    def add(self, rows: Iterable[Any], sign: int = 1) -> None:
        """Count rows of `read` once more, or once less."""
        cells: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
        answers: dict[Key, int] = defaultdict(int)
        for row in rows:
            self.months.add(row.month)
            at = local(row.posted_at)
            day = at.date()
            self.days.add(day)
            cell = (day, at.hour, row.source, row.kind, row.channel, row.region, row.area,
                    row.unit, row.accused, row.intent, row.sentiment)  # fmt: skip
            here = cells[cell]
            here[0] += sign
            if row.answered:
                here[1] += sign
            if row.hours is not None:
                answers[(cell[0], row.source, row.channel, row.region, row.area, row.unit,
                         row.accused, min(int(row.hours), MAX_HOURS))] += sign  # fmt: skip
            if row.facts is not None:
                self._facts(row, cell[0], sign)
        self._cells(cells)
        self._answers(answers)

    def changed(self, table: str) -> list[tuple[Any, ...]]:
        """Keys with the counts that changed, in the order of the keys."""
        found = self.counts[table].items()
        return sorted((*key, *counts) for key, counts in found if any(counts))

    def _facts(self, row: Any, day: date, sign: int) -> None:
        place = (row.unit, row.region, row.area, row.channel, row.accused)
        if row.kind == "rating":
            self.counts["cube_stars"][(day, *place, stars_of(row.facts))][0] += sign
            return
        told = call_back_of(row.facts)
        tickets = self.counts["cube_call_backs"]
        came, done = BASES
        tickets[(came, day, *place, *told)][0] += sign
        if finished := _day(row.facts.get(done)):
            tickets[(done, finished, *place, *told)][0] += sign

    def _cells(self, cells: Mapping[Key, list[int]]) -> None:
        kept, faces = self.counts["cube_cells"], self.counts["cube_faces"]
        for cell, (number, answered) in cells.items():
            first = cell[0].replace(day=1)
            targets = [kept[cell]]
            for face, (a, b, c) in _FACE_PLACES:
                rest = (f"{cell[a]:02d}" if face == "clock" else cell[a], cell[b], cell[c])
                targets += (
                    faces[(face, "day", cell[0], *rest)],
                    faces[(face, "month", first, *rest)],
                )
            for target in targets:
                target[0] += number
                target[1] += answered

    def _answers(self, answers: Mapping[Key, int]) -> None:
        kept, speeds = self.counts["cube_answers"], self.counts["cube_speeds"]
        for answer, number in answers.items():
            day, hours = answer[0], answer[-1]
            kept[answer][0] += number
            for face, (a, b) in _SPEED_PLACES:
                speeds[(face, "day", day, answer[a], answer[b], hours)][0] += number
                first = day.replace(day=1)
                speeds[(face, "month", first, answer[a], answer[b], hours)][0] += number


_FACE_PLACES = [(face, tuple(_CELL_AT[name] for name in names)) for face, names in FACES.items()]
_SPEED_PLACES = [
    (face, tuple(_ANSWER_AT[name] for name in names)) for face, names in SPEEDS.items()
]


BASES = ("posted_at", "finished_at")
"""Times by whose day the call-backs are kept counted; by any other they are counted anew."""


def stars_of(facts: Mapping[str, Any]) -> int:
    """The stars of a rating, NO_STARS without any."""
    try:
        return int(facts.get("stars"))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return NO_STARS


def call_back_of(facts: Mapping[str, Any]) -> tuple[bool, bool, str, str, str]:
    """Effective, contacted, solved, satisfied, excluded; "" where the source says nothing.

    A call-back is effective where the source says so, else where there was one.
    """
    told = facts.get("effective")
    effective = facts.get("called_back_at") is not None if told is None else told in TRUE
    words = (str(facts.get(name) or "")[:_LONGEST] for name in ("solved", "satisfied", "excluded"))
    return (effective, facts.get("contacted") in TRUE, *words)  # type: ignore[return-value]


def _day(told: Any) -> date | None:
    """The day of a fact's time, which is ISO 8601 at +08:00."""
    try:
        return date.fromisoformat(str(told)[:10]) if told else None
    except ValueError:
        return None


def read(conn: Connection, ids: Sequence[int]) -> list[Any]:
    """The labelled ones of these messages with all that cubes are cut by."""
    rows: list[Any] = []
    for chunk in slices(ids, _LOOKUP):
        rows += conn.execute(_STATEMENT.where(messages.c.id.in_(chunk))).all()
    return rows


def between(start: datetime | None, end: datetime | None) -> Select[Any]:
    """The same of the labelled messages posted from one moment up to another."""
    limits = [messages.c.posted_at >= start] if start else []
    limits += [messages.c.posted_at < end] if end else []
    found: Select[Any] = _STATEMENT.where(*limits)
    return found


def _statement() -> Any:
    facts = case((messages.c.kind.in_(("ticket", "rating")), messages.c.facts), else_=None)
    return (
        select(
            *(messages.c[name] for name in ("month", "posted_at", "source", "kind", "channel")),
            best("region", "").label("region"),
            best("area", "other").label("area"),
            best("unit", "").label("unit"),
            best("accused_unit", "").label("accused"),
            best("intent", "").label("intent"),
            best("sentiment", "neu").label("sentiment"),
            replies.c.message_id.is_not(None).label("answered"),
            replies.c.hours,
            facts.label("facts"),
        )
        .select_from(ANALYSED)
        .outerjoin(replies, replied())
        .where(messages.c.state != "pending")
    )


_STATEMENT = _statement()
