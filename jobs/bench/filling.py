"""A store of any size for measuring: labelled messages of the county, over a year."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from random import Random

import polars as pl

import analysis
from core import privacy
from core.messages import Fact, Message, RawMessage
from core.scope import Scope
from core.times import local, month_of
from jobs.bench import LENGTH, Ground, material
from jobs.office import open_office
from store import messages
from store.ahead import Ahead, Labels
from store.engine import Store
from store.labels import COLUMNS, OPTIONAL
from store.messages import Batch
from store.rows import slices
from store.spacing import spelled

UNTIL = datetime(2026, 11, 22, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=364)
LEAST = 100_000
"""Exponents need two sizes."""

WORDS = ("停水", "噪声", "电梯", "工资", "停车")

Letter = tuple[Message, Labels, str]
"""A masked message, its labels, and its words for the index."""

_KEY = b"a key for measuring, kept nowhere"
_ROWS = 1_000
_FEW, _MANY = 2_000, 40_000
"""Letters of the county that the texts are made of: so many that issues are as large as there."""

_FINISHED, _UNSOLVED = 0.98, 0.05
_SOURCES = ("hotline", "board", "letters")
_CHANNELS = ("电话", "网站", "微信", "来信")
_REGIONS = tuple(f"3301{number:02d}" for number in range(1, 21))
_UNITS = tuple(f"unit{number}" for number in range(40))


def fill(store: Store, number: int, told: Sequence[Letter] = ()) -> None:
    """Add so many labelled, indexed and counted messages over a year, in the order of their
    times, as they come; their texts are those of `told` (`letters`), repeated."""
    patterns = told or letters(number)
    rng = Random(number)  # noqa: S311 - not for secrets
    times = iter(_times(number, rng))
    for chunk in slices(islice(cycle(patterns), number), _ROWS):
        source = rng.choice(_SOURCES)
        found = [
            _varied(message, source, SINCE + timedelta(seconds=next(times)), rng)
            for message, _label, _words in chunk
        ]
        names = [message.external_id for message in found]
        labels = dict(zip(names, (label for _message, label, _words in chunk), strict=True))
        words = dict(zip(names, (words for _message, _label, words in chunk), strict=True))
        ahead = Ahead(analysis.MODEL, labels, {}, words if store.is_sqlite else {})
        batch = Batch(source, "bench", found, ahead=ahead)
        messages.add(store, Scope.ALL, batch, UNTIL)


def _times(number: int, rng: Random) -> "array[int]":
    """Seconds of the year, in order; no list, which the garbage collector would walk through
    each time, ten million long."""
    return array("L", sorted(rng.randrange(364 * 86_400) for _message in range(number)))


def letters(number: int, characters: int = LENGTH) -> list[Letter]:
    """Different texts of so many characters for a store of so many messages, with their labels."""
    told = material.county(min(max(number, _FEW), _MANY), characters)
    raws = [
        RawMessage("bench", str(number), "ticket", title, text, UNTIL)
        for number, (title, text) in enumerate(told)
    ]
    masked = privacy.mask_all(raws, [_KEY] * len(raws))
    frame = pl.DataFrame(
        {"title": [one.title for one in masked], "text": [one.text for one in masked]}
    )
    found = analysis.label(frame, open_office().plain_materials)
    absent = [pl.lit(None).alias(name) for name in OPTIONAL if name not in found.columns]
    rows = found.with_columns(absent).select(COLUMNS).rows(named=True)
    words = spelled([(one.title, one.text, "已办理。") for one in masked])
    return list(zip(masked, rows, words, strict=True))


def _varied(message: Message, source: str, posted: datetime, rng: Random) -> Message:
    answered, finished = rng.random() < 0.8, posted + timedelta(hours=rng.expovariate(1 / 90))
    month = month_of(posted)
    return replace(
        message,
        source=source,
        external_id=f"{rng.getrandbits(64):016x}",
        posted_at=posted,
        month=month,
        channel=rng.choice(_CHANNELS),
        region=rng.choice(_REGIONS),
        unit=rng.choice(_UNITS),
        submitter_hash=rng.getrandbits(17).to_bytes(16, "big"),
        reply="已办理。" if answered else None,
        replied_at=finished if answered else None,
        facts=_handled(posted, finished if rng.random() < _FINISHED else UNTIL, rng),
    )


def _handled(posted: datetime, finished: datetime, rng: Random) -> dict[str, Fact]:
    """What a hotline tells of a ticket: some are sent back, one in twenty solved nothing."""
    told: dict[str, Fact] = {"assigned_at": _shown(posted + timedelta(minutes=10))}
    told["returned"] = rng.choices((0, 1, 2), (90, 8, 2))[0]
    if finished < UNTIL:
        told |= {"finished_at": _shown(finished), "contacted": "1", "satisfied": "满意"}
        told["solved"] = "未解决" if rng.random() < _UNSOLVED else "解决"
    return told


def _shown(moment: datetime) -> str:
    return local(moment).isoformat(timespec="seconds")


def sizes(ground: Ground) -> Iterator[int]:
    """10^4, 10^5 and more by tens, and what was asked for (LEAST at least)."""
    most, size = max(ground.messages, LEAST), 10_000
    while size < most:
        yield size
        size *= 10
    yield most
