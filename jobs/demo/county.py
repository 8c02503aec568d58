"""The county: a year of messages with the truth about them, and the days after."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.messages import RawMessage
from core.times import as_utc, day_of, day_start
from jobs.demo import agreeing, decoys
from jobs.demo.draft import Draft, number
from jobs.demo.life import shown
from jobs.demo.news import news
from jobs.demo.papers import comment, disclosure, open_draft
from jobs.demo.planted import Planted, after, drafts, message, planted
from jobs.demo.ratings import rating
from jobs.demo.rhythm import day_weight, days_between, spread
from jobs.demo.tickets import letter, ticket

_DAYS = 365
_FULL_SIZE = 6_000
_PLAYED_FROM = 50_001
_FEWEST = 400

_MAKERS: dict[str, Callable[[Random, date, datetime], Draft]] = {
    "ticket": ticket,
    "letter": letter,
    "rating": rating,
    "news": news,
    "disclosure": disclosure,
    "comment": comment,
}
_SHARES = (70.5, 7.5, 12.5, 5.0, 2.0, 0.0)
_OPEN_SHARE = 7.5


@dataclass(frozen=True, slots=True)
class County:
    """Messages in time order, and what was planted among them (JSON-able)."""

    messages: list[RawMessage]
    truth: dict[str, Any]


def generate(
    seed: int, until: date, messages: int = 20_000, *, as_of: datetime | None = None
) -> County:
    """A year of the county: the 365 Shanghai days that end with `until`.

    The lives of tickets are told as known at `as_of` (the end of `until` unless given). The
    same arguments give the same county; a later `as_of` gives the same messages, further on.
    Raises ValueError for fewer than 400 messages.
    """
    if messages < _FEWEST:
        raise ValueError(f"messages: {messages} < {_FEWEST}")
    known = as_utc(as_of) if as_of else day_start(until + timedelta(days=1))
    special = _special(seed, until, min(1.0, messages / _FULL_SIZE), known)
    days = days_between(until - timedelta(days=_DAYS - 1), until)
    counts = spread(messages - len(special), [day_weight(day) for day in days])
    everyday = [
        draft
        for day, count in zip(days, counts, strict=True)
        for draft in _everyday(Random(f"{seed}:{day}"), day, count, known)  # noqa: S311
    ]
    numbered = number([*everyday, *special], 1)
    return County([raw for _, raw in numbered], _truth(seed, until, numbered))


def play(
    seed: int,
    start: datetime,
    end: datetime,
    per_day: int,
    *,
    until: date | None = None,
    as_of: datetime | None = None,
) -> list[RawMessage]:
    """The messages of `start` <= time < `end`, after the year; windows join without a gap.

    With `until`, the day the year ended, its living issues go on and fade. Lives are told as
    known at `as_of` (`end` unless given): play an old window again with a later `as_of` for
    the same messages, further on. Naive times are Asia/Shanghai.
    """
    start, end = as_utc(start), as_utc(end)
    if start >= end:
        return []
    known = as_utc(as_of) if as_of else end
    played: list[RawMessage] = []
    for day in days_between(day_of(start), day_of(end)):
        numbered = number(_played_day(seed, day, per_day, until, known), _PLAYED_FROM)
        played += [raw for _, raw in numbered if start <= raw.posted_at < end]
    return played


def _played_day(
    seed: int, day: date, per_day: int, until: date | None, known: datetime
) -> list[Draft]:
    rng = Random(f"{seed}:play:{day}")  # noqa: S311
    made = _everyday(rng, day, round(per_day * day_weight(day)), known)
    age = (day - until).days if until else 0
    if age > 0:
        made += [draft for issue in planted() for draft in _going_on(issue, rng, day, age, known)]
    return made


def _going_on(issue: Planted, rng: Random, day: date, age: int, known: datetime) -> list[Draft]:
    last = len(issue.waves) - 1
    return [message(issue, rng, day, last, known) for _ in range(after(issue, rng, age))]


def _everyday(rng: Random, day: date, count: int, known: datetime) -> list[Draft]:
    shares = (*_SHARES[:-1], _OPEN_SHARE if open_draft(day) else 0.0)
    kinds = rng.choices(tuple(_MAKERS), shares, k=count)
    return [_MAKERS[kind](rng, day, known) for kind in kinds]


def _special(seed: int, until: date, scale: float, known: datetime) -> list[Draft]:
    made = agreeing.letters(Random(f"{seed}:wording"), until, known)  # noqa: S311
    made += decoys.drafts(Random(f"{seed}:decoys"), until, scale, known)  # noqa: S311
    for issue in planted():
        made += drafts(issue, Random(f"{seed}:{issue.id}"), until, scale, known)  # noqa: S311
    return made


def _truth(seed: int, until: date, numbered: list[tuple[Draft, RawMessage]]) -> dict[str, Any]:
    found: dict[str, list[RawMessage]] = {}
    for draft, raw in numbered:
        if draft.tag:
            found.setdefault(draft.tag, []).append(raw)
    return {
        "seed": seed,
        "until": until.isoformat(),
        "issues": [_issue_truth(issue, found.get(issue.id, [])) for issue in planted()],
        "decoys": [
            {"kind": kind, "name": name, "messages": _keys(found.get(kind, []))}
            for kind, name in decoys.names().items()
        ],
        "everyday": _everyday_truth(numbered),
    }


def _everyday_truth(numbered: list[tuple[Draft, RawMessage]]) -> list[dict[str, Any]]:
    """The everyday messages by what they are about: a matter at a place of a town."""
    found: dict[tuple[str, ...], list[RawMessage]] = {}
    for draft, raw in numbered:
        if draft.about and not draft.tag:
            found.setdefault(draft.about, []).append(raw)
    return [
        {"matter": matter, "town": town, "place": place, "messages": _keys(messages)}
        for (matter, town, place), messages in found.items()
    ]


def _issue_truth(issue: Planted, messages: list[RawMessage]) -> dict[str, Any]:
    names = ("id", "name", "area", "town", "place", "problem", "shape")
    return {
        **{name: getattr(issue, name) for name in names},
        "first_at": shown(messages[0].posted_at),
        "messages": _keys(messages),
    }


def _keys(messages: list[RawMessage]) -> list[list[str]]:
    return [[raw.source, raw.external_id] for raw in messages]
