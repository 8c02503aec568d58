"""A very large store in minutes: facts and cubes are poured in ready made, a month at a time.

`filling` takes every message through the door; this writes the rows that the door would have
written, with short texts and without the full text, so that figures over ten million messages
can be measured in a quarter of an hour. The cubes are those that `store.cubes.rebuild` makes of
the same rows. A month is one transaction: an interrupted pouring goes on with the next one.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl
from sqlalchemy import Connection, insert, select

from core.labels import AREAS
from core.scope import Scope
from core.times import day_start
from store import partitions
from store.cube_tables import cube_dues, cube_faces
from store.engine import Store
from store.rows import insert_frame
from store.schema import labels, messages, metadata, replies
from store.tallies import ANSWER, CALL_BACK, CELL, FACES, SPEEDS

SINCE, DAYS = date(2025, 11, 23), 364
_SEED = 20261122
_SOURCES = pl.DataFrame(
    {"source": ["hotline", "board", "letters"], "kind": ["ticket", "letter", "letter"]}
)
_TOLD = pl.DataFrame(
    {
        "facts": [
            "{}",
            '{"effective": "1", "contacted": "1", "solved": "解决", "satisfied": "满意"}',
            '{"effective": "1", "contacted": "1", "solved": "未解决", "satisfied": "不满意"}',
            '{"effective": "0", "contacted": "0"}',
        ],
        "effective": [False, True, True, False],
        "contacted": [False, True, True, False],
        "solved": ["", "解决", "未解决", ""],
        "satisfied": ["", "满意", "不满意", ""],
    }
)
_CHOICES: dict[str, tuple[str, ...]] = {
    "channel": ("电话", "网站", "微信", "来信"),
    "region": tuple(f"3301{number:02d}" for number in range(1, 21)),
    "unit": tuple(f"unit{number}" for number in range(40)),
    "area": tuple(AREAS),
    "intent": ("投诉", "求助", "咨询", "建议"),
    "sentiment": ("neg", "neu", "pos"),
}
_ANSWERED, _MEAN_HOURS = 0.8, 90.0


def pour(store: Store, number: int, told: Callable[[int, int | None], None] | None = None) -> None:
    """Let the store hold so many labelled and counted messages of a year, in order of time.

    What an interrupted run of the same number has poured stays.
    """
    first, poured = 1, _poured(store)
    for month, share in _months(number):
        if month.year * 100 + month.month not in poured:
            _pour_month(store, _frame(share, first))
        first += sum(share.values())
        if told:
            told(first - 1, number)


def _months(number: int) -> Iterator[tuple[date, dict[date, int]]]:
    """The first of each month, and how many messages each of its days has."""
    shares: dict[date, dict[date, int]] = {}
    for place in range(DAYS):
        day = SINCE + timedelta(days=place)
        count = number * (place + 1) // DAYS - number * place // DAYS
        shares.setdefault(day.replace(day=1), {})[day] = count
    yield from shares.items()


def _poured(store: Store) -> set[int]:
    asked = select(cube_faces.c.day).where(cube_faces.c.grain == "month").distinct()
    with store.read() as conn:
        return {day.year * 100 + day.month for day in conn.execute(asked).scalars()}


def _frame(share: dict[date, int], first: int) -> pl.DataFrame:
    """A month's messages with all that they are cut by, in the order of their times."""
    number, days = sum(share.values()), list(share)
    rng = np.random.default_rng([_SEED, days[0].toordinal()])
    starts = np.array([int(day_start(day).timestamp()) for day in days], dtype=np.int64)
    whole = np.repeat(starts, list(share.values()))
    posted = np.sort(whole + rng.integers(0, 86_400, number)) * 1_000_000
    chosen = {
        name: pl.Series(values).gather(rng.integers(0, len(values), number))
        for name, values in _CHOICES.items()
    }
    source = _SOURCES[rng.integers(0, _SOURCES.height, number)]
    facts = _TOLD[rng.integers(0, _TOLD.height, number)]
    hours = np.where(
        rng.random(number) < _ANSWERED, rng.exponential(_MEAN_HOURS, number), np.nan
    ).round(3)
    frame = pl.DataFrame({"id": np.arange(first, first + number), "posted": posted, **chosen})
    frame = frame.with_columns(
        *source, *facts,
        posted_at=pl.from_epoch("posted", time_unit="us").dt.replace_time_zone("UTC"),
        hours=pl.Series(hours).fill_nan(None),
    )  # fmt: skip
    local = pl.col("posted_at").dt.convert_time_zone("Asia/Shanghai")
    return frame.with_columns(
        day=local.dt.date(), hour=local.dt.hour().cast(pl.Int64),
        month=local.dt.year() * 100 + local.dt.month().cast(pl.Int32),
        accused=pl.lit(""), answered=pl.col("hours").is_not_null(),
    )  # fmt: skip


def _pour_month(store: Store, frame: pl.DataFrame) -> None:
    if not frame.height:
        return
    month = int(frame["month"][0])
    partitions.prepare(store, Scope.ALL, [month])
    with store.write() as conn:
        _facts(conn, frame)
        _cells(conn, frame)
        _answers(conn, frame.filter(pl.col("answered")))
        _call_backs(conn, frame.filter(pl.col("kind") == "ticket"))
        conn.execute(insert(cube_dues).values(month=month))


def _facts(conn: Connection, frame: pl.DataFrame) -> None:
    number = pl.col("id").cast(pl.String)
    own = frame.select(
        "id", "month", "source", "kind", "channel", "posted_at", "region", "unit", "facts",
        ref="M" + number.str.zfill(11), title=pl.lit("路灯不亮"),
        text="小区门口第" + number + "号路灯不亮，请派人维修。", added_at="posted_at",
        votes_up=pl.lit(0), votes_down=pl.lit(0), mask_version=pl.lit(1), state=pl.lit("labelled"),
        revision=pl.lit(1),
    )  # fmt: skip
    insert_frame(conn, messages, own)
    labelled = frame.select(
        "month", "area", "sentiment", "intent", message_id="id", origin=pl.lit("model"),
        urgency=pl.lit(0), keywords=pl.lit("路灯"), model=pl.lit("bench"),
        mask_version=pl.lit(1), labelled_at="posted_at",
    )  # fmt: skip
    insert_frame(conn, labels, labelled)
    answered = frame.filter(pl.col("answered")).select(
        "month", "hours", message_id="id", text=pl.lit("已办理。"), day_only=pl.lit(0),
        replied_at=pl.col("posted_at") + pl.duration(milliseconds=pl.col("hours") * 3_600_000),
    )  # fmt: skip
    insert_frame(conn, replies, answered)


def _cells(conn: Connection, frame: pl.DataFrame) -> None:
    counted = [pl.len().alias("messages"), pl.col("answered").sum().alias("replied")]
    _add(conn, "cube_cells", frame.group_by(CELL).agg(counted))
    frame = frame.with_columns(hour=pl.col("hour").cast(pl.String).str.zfill(2))
    for face, names in FACES.items():
        _face(conn, "cube_faces", face, ("a", "b", "c"), names, counted, frame)


def _answers(conn: Connection, frame: pl.DataFrame) -> None:
    whole = frame.with_columns(hours=pl.col("hours").floor().cast(pl.Int64))
    counted = [pl.len().alias("replies")]
    _add(conn, "cube_answers", whole.group_by(ANSWER).agg(counted))
    for face, names in SPEEDS.items():
        told = (*names, "hours")
        _face(conn, "cube_speeds", face, ("a", "b", "hours"), told, counted, whole)


def _face(
    conn: Connection, table: str, face: str, places: tuple[str, ...], names: tuple[str, ...],
    counted: list[pl.Expr], frame: pl.DataFrame,
) -> None:  # fmt: skip
    for grain, day in (("day", pl.col("day")), ("month", pl.col("day").dt.month_start())):
        keys = [pl.col(name).alias(place) for name, place in zip(names, places, strict=True)]
        found = frame.group_by(day.alias("day"), *keys).agg(counted)
        named = found.with_columns(face=pl.lit(face), grain=pl.lit(grain))
        _add(conn, table, named)


def _call_backs(conn: Connection, frame: pl.DataFrame) -> None:
    told = frame.with_columns(basis=pl.lit("posted_at"), excluded=pl.lit(""))
    _add(conn, "cube_call_backs", told.group_by(CALL_BACK).agg(pl.len().alias("tickets")))


def _add(conn: Connection, name: str, frame: pl.DataFrame) -> None:
    """Cells in the order of their keys, so that each stands beside the one before."""
    table = metadata.tables[name]
    columns = [column.name for column in table.columns]
    insert_frame(conn, table, frame.select(columns).sort(columns))
