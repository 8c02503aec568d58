"""Grouping a table of messages into issues, without a store."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from analysis import finder, heat, issues, place, terms
from analysis.features import Features, Materials
from analysis.kinds import Words
from analysis.label import label_features
from core.issues import Issue
from jobs.sweeping import unswept

_MOST_LABELLED = 20_000
_NEEDED = ("area", "sentiment", "intent", "urgency", "region")
"""The labels that heat is made of."""

_ASTRAY = timedelta(days=366)
_RARE = 50
"""At most one in so many dates is taken for wrong because it lies far beyond the others."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """For each row the number of its issue or None, and the issues by number.

    An issue that nobody wrote to in the last week has no heat, and no area is worked out for it.
    """

    rows: list[int | None]
    issues: list[Issue]


def group(
    frame: pl.DataFrame,
    materials: Materials | None = None,
    temper: heat.Temper | None = None,
    *,
    stream: bool = False,
) -> Grouped:
    """Issues of `frame` (id, title, text, posted_at aware or null, votes).

    With `stream` each message is judged by what came before it; otherwise the words of all are
    counted first. Issues are numbered by their first message, 1 upwards.
    """
    with unswept():
        named = place.places_of(frame["title"].to_list(), frame["text"].to_list())
        problems = materials.lexicon.problems if materials else None
        found = _find(frame, named, problems, stream=stream)
        counted = Counter(found)
        numbers = {old: new for new, old in enumerate(_in_order(found, counted), 1)}
        rows = [numbers.get(old) for old in found]
        placed = frame.with_columns(pl.Series("place", named, pl.String))
        return Grouped(rows, _issues(placed, rows, materials, temper))


def _in_order(found: Sequence[int], counted: Counter[int]) -> list[int]:
    return [old for old in dict.fromkeys(found) if counted[old] >= issues.LEAST]


def _find(
    frame: pl.DataFrame,
    named: Sequence[str],
    problems: Words | None,
    *,
    stream: bool,
) -> list[int]:
    """The group of each row, rows taken in the order of their time (no time: last)."""
    said = list(terms.said(frame["title"].to_list(), frame["text"].to_list(), named))
    times = [at.timestamp() if at else None for at in frame["posted_at"]]
    newest = max((at for at in times if at is not None), default=0.0)
    order = sorted(range(len(said)), key=lambda row: (times[row] is None, times[row] or 0.0))
    state = finder.Finder(problems=problems)
    if not stream:
        state.learn(said)
    groups = dict.fromkeys(order, 0)
    for row in order:
        at = times[row]
        groups[row] = state.add(row, newest if at is None else at, said[row], known=not stream)
    state.settle()
    return [state.home_of(groups[row]) for row in range(len(said))]


def _issues(
    frame: pl.DataFrame,
    rows: list[int | None],
    materials: Materials | None,
    temper: heat.Temper | None,
) -> list[Issue]:
    members = frame.with_columns(pl.Series("key", rows, pl.Int64)).filter(
        pl.col("key").is_not_null()
    )
    if not members.height:
        return []
    now = _newest(frame["posted_at"].drop_nulls().sort().to_list())
    labelled = _labelled(members, materials, now)
    dated = labelled.with_columns(
        pl.col("posted_at").fill_null(pl.lit(now)),
        pl.Series("content", [_content(text) for text in labelled["text"]], pl.UInt64),
    )
    found = issues.gather(dated, now, temper)
    return sorted(found, key=lambda issue: int(issue.key))


def _newest(times: Sequence[datetime]) -> datetime:
    """The last moment of all; a few far beyond the others are wrong dates and move nothing."""
    last = len(times) - 1
    while last > 0 and times[last] - times[last - 1] > _ASTRAY:
        last -= 1
    if last < 0:
        return datetime.fromtimestamp(0, UTC)
    return times[last] if (len(times) - 1 - last) * _RARE <= len(times) else times[-1]


def _labelled(members: pl.DataFrame, materials: Materials | None, now: datetime) -> pl.DataFrame:
    """The problem, and what heat is made of where somebody wrote of late to the issue."""
    if materials is None or members.height > _MOST_LABELLED:
        return members.with_columns(problem=pl.lit(""), area=pl.lit("other"))
    newest = pl.col("posted_at").fill_null(now).max().over("key")
    parts = members.with_columns(warm=newest > now - heat.WEEK).partition_by("warm", as_dict=True)
    warm, cold = (parts.get((is_warm,), members.clear()) for is_warm in (True, False))
    found = []
    if warm.height:
        features = Features(warm.drop("warm"), materials)
        found.append(label_features(features, _NEEDED).with_columns(place.problems(features)))
    if cold.height:
        problems = place.problems(Features(cold, materials))
        found.append(cold.drop("warm").with_columns(problems, area=pl.lit("other")))
    return pl.concat(found, how="diagonal")


def _content(text: str) -> int:
    """The same number for the same text."""
    return int.from_bytes(hashlib.blake2b("".join(text.split()).encode(), digest_size=8).digest())
