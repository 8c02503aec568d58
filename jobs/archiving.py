"""Closed months beside the store as Parquet: written by a command, read in place by others.

The files hold what the store holds of these months, masked, and follow it: the step `archive`
writes a month anew from which something was erased.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import polars as pl

from core.errors import ConfigError, InputError
from core.scope import Scope
from core.times import month_of
from jobs.importing import Progress
from jobs.office import Office
from store import closed_months, counts, parquet
from store.filters import Filter
from store.parquet import Place

ALL = Scope.ALL
CUTS = ("month", "day", "county", "region", "area", "unit", "kind", "source", "channel",
        "intent", "sentiment", "topic1", "topic2")  # fmt: skip
"""What can be counted by."""

_SECRET = "HISTORY"  # noqa: S105 - the name of a setting
_PART = 50_000
"""Rows of a month that are in memory at once."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many months and messages were written; `kept` months had not changed."""

    months: int
    messages: int
    kept: int

    def as_dict(self) -> dict[str, int]:
        """For --json."""
        return asdict(self)


def place_of(office: Office, url: str = "") -> Place:
    """Where this installation keeps its history, or another place of the same storage."""
    settings = office.settings
    return parquet.place(
        url or settings.history, settings.history_endpoint, settings.secret(_SECRET)
    )


def write(office: Office, now: datetime, told: Progress) -> Written:
    """Write the closed months that are new or that changed since they were written."""
    where, done = place_of(office), Written(0, 0, 0)
    known = closed_months.written(office.store, ALL).get(where.url, {})
    months = closed_months.months(office.store, ALL, month_of(now))
    for number, month in enumerate(months, 1):
        if known.get(str(month), {}).get("stamp") == closed_months.stamp(office.store, ALL, month):
            done = Written(done.months, done.messages, done.kept + 1)
        else:
            rows = _write_month(office, where, month)
            done = Written(done.months + 1, done.messages + rows, done.kept)
        told(number, len(months))
    return done


def _write_month(office: Office, where: Place, month: int) -> int:
    """Write all files of a month anew and leave none of its old ones; how many messages."""
    stamp = closed_months.stamp(office.store, ALL, month)
    before = closed_months.written(office.store, ALL).get(where.url, {}).get(str(month), {})
    files: dict[str, None] = dict.fromkeys(before.get("files", ()))
    closed_months.note_written(
        office.store, ALL, where.url, month, {"stamp": "", "files": [*files]}
    )
    fresh: list[str] = []
    rows = 0
    for part, frame in enumerate(_parts(office, month)):
        rows += frame.height
        for county, found in parquet.counties(frame):
            name = f"month={month}/county={county}/part-{part}.parquet"
            parquet.write(where, name, found)
            fresh.append(name)
    for name in files.keys() - set(fresh):
        parquet.remove(where, name)
    told = {"stamp": stamp, "files": fresh}
    closed_months.note_written(office.store, ALL, where.url, month, told if fresh else None)
    return rows


def _parts(office: Office, month: int) -> Any:
    held: list[pl.DataFrame] = []
    for frame in closed_months.rows(office.store, ALL, month):
        held.append(frame)
        if sum(one.height for one in held) >= _PART:
            yield pl.concat(held)
            held = []
    if held:
        yield pl.concat(held)


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work for each month whose files do not know of an erasure."""
    return [str(month) for month in closed_months.owed(office.store, ALL)]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Write a month anew at every place that has it."""
    month = int(subject)
    mark = closed_months.owed(office.store, ALL).get(month, "")
    places = [
        url for url, months in closed_months.written(office.store, ALL).items() if subject in months
    ]
    for url in places:
        _write_month(office, place_of(office, url), month)
    closed_months.paid(office.store, ALL, month, mark)
    return {"places": len(places)}


def settle(office: Office, now: datetime) -> None:
    """Do at once what is due. Raises StoreError where a place does not answer."""
    for subject in due(office, now):
        run(office, subject, now)


def counted(where: Place, by: Sequence[str], since: int = 0, until: int = 999912) -> pl.DataFrame:
    """Messages and answered ones by some of CUTS, read from the files in place: the columns
    `by`, `messages`, `replied`."""
    unknown = [name for name in by if name not in CUTS]
    if unknown:
        raise InputError(
            "不能按“{name}”统计，可选：{known}。", name=unknown[0], known="、".join(CUTS)
        )
    frame = parquet.scan(where, since, until).with_columns(
        day=pl.col("posted_at").dt.convert_time_zone("Asia/Shanghai").dt.date()
    )
    measures = [pl.len().cast(pl.Int64).alias("messages"),
                pl.col("reply").is_not_null().sum().cast(pl.Int64).alias("replied")]  # fmt: skip
    found = frame.group_by(list(by)).agg(measures).sort(list(by)) if by else frame.select(measures)
    return found.collect(engine="streaming")


def differing(office: Office) -> list[int]:
    """Months whose files do not say what the store says, cell by cell of day and area."""
    where = place_of(office)
    months = sorted(int(one) for one in closed_months.written(office.store, ALL).get(where.url, {}))
    if not months:
        raise ConfigError("还没有写过历史数据，请先运行 minsheng history write。")
    by = ("month", "day", "area")
    there = counted(where, by).with_columns(pl.col("area").fill_null(""))
    month = pl.col("day").dt.year() * 100 + pl.col("day").dt.month().cast(pl.Int32)
    here = counts.counts(office.store, ALL, Filter(), ("day", "area")).with_columns(month=month)
    here = here.filter(pl.col("month").is_in(months)).select(there.columns)
    here = here.cast(there.schema)
    missing = here.join(there, on=here.columns, how="anti")["month"].to_list()
    return sorted({*missing, *there.join(here, on=here.columns, how="anti")["month"].to_list()})
