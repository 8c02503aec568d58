"""Replaying the archived months of this place: what would have been warned of, and when.

Each county is replayed by itself, message by message, from the files of the history, which are
read in place. There is no planted truth here: people judge the warnings.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import polars as pl

from analysis import heat
from core.errors import InputError
from core.i18n import mark
from core.times import local
from jobs import archiving, engines
from jobs.backtesting import KINDS, Replay
from jobs.office import Office
from store import parquet

_FEW = 2
"""With so few counties the start of the processes costs more than they save."""

_LOST = mark("计算引擎中断，请重新运行。")


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning: of which county, when, the message that set it off, how many had come.

    `by` and `of` tell the kind of matter that burst, "" where it was the issue as a whole.
    """

    county: str
    at: datetime
    ref: str
    title: str
    messages: int
    by: str
    of: str

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self) | {"at": local(self.at).isoformat(timespec="seconds")}


def replay(office: Office, since: int, until: int, engine: str) -> list[Warned]:
    """The warnings of these months (YYYYMM, both included) in all counties, the oldest first.

    Raises InputError where the history has nothing of them, StoreError where the engine or the
    place of the history was lost.
    """
    where = archiving.place_of(office)
    counties = parquet.counties_of(where, since, until)
    if not counties:
        raise InputError("这段时间没有历史数据。")
    pieces = _pieces(where, counties, since, until, office.temper)
    if engine == engines.LOCAL and len(counties) <= _FEW:
        found = [course(piece) for piece in pieces]
    else:
        with engines.opened(engine, office.materials) as executor:
            found = list(engines.streamed(executor, course, pieces, _LOST))
    return sorted(chain.from_iterable(found), key=lambda one: (one.at, one.county, one.ref))


Piece = tuple[str, pl.DataFrame, heat.Temper]


def _pieces(
    where: parquet.Place, counties: list[str], since: int, until: int, temper: heat.Temper
) -> Iterator[Piece]:
    for county in counties:
        yield county, parquet.read(where, since, until, county), temper


def course(piece: Piece) -> list[Warned]:
    """The warnings of one county, whose records (columns of HISTORY) are given. Pure."""
    county, records, temper = piece
    said = records.filter(pl.col("kind").is_in(KINDS)).sort("posted_at", "id")
    rows = said.with_columns(
        submitter=pl.lit(None, pl.Binary),  # the history knows nobody
        town=pl.col("region"),
        content=pl.col("text").str.replace_all(r"\s", "").hash(),
    )
    told = _Course(county, rows, temper)
    for number in range(rows.height):
        told.take(number)
    return told.warned


class _Course(Replay):
    def __init__(self, county: str, rows: pl.DataFrame, temper: heat.Temper) -> None:
        super().__init__(rows, {}, temper)
        self.warned: list[Warned] = []
        self._county = county

    def _warn(self, members: list[int], kind: tuple[str, str], now: datetime) -> None:
        last = self.rows[members[-1]]
        named = Counter(self.rows[member]["title"] for member in members).most_common(1)[0][0]
        self.warned.append(Warned(self._county, now, last["ref"], named, len(members), *kind))
