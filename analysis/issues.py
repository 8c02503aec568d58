"""Issues from messages that belong together: their name, their heat, and why."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl

from analysis import heat, late, life, signs
from analysis.ground import pairs
from core.issues import Issue

LEAST = 2
"""A message alone is no issue."""

_LONGEST = 40
_TITLES = 30
_OPENING = re.compile(
    r"^(?:[，。！？、：:,.!?\s]|再次|继续|强烈|紧急|关于|投诉|举报|反映|反应|请问|咨询|请求|恳请|求助|建议|希望|要求|呼吁|对于|对)+"
)
_CLOSING = re.compile(r"(?:的?(?:问题|情况|投诉|咨询|建议|请求|反映))?[，。！？、!?.\s]*$")


def keys(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `key`, what messages of one issue share. Needs `place` and `problem`, not empty."""
    return frame.with_columns(pl.format("{}|{}", "place", "problem").str.slice(0, 200).alias("key"))


def gather(
    messages: pl.DataFrame,
    now: datetime,
    temper: heat.Temper | None = None,
    levels: Mapping[str, str] | None = None,
) -> list[Issue]:
    """Issues from messages with their `key`; those with fewer than LEAST wait.

    `messages` has key, id, title, posted_at, place, and what `heat.judge` reads; `now` is the
    moment the heat is for, `levels` the level each key had before.
    """
    groups: dict[Any, list[heat.Row]] = {}
    for row in messages.sort("posted_at", "id").iter_rows(named=True):
        groups.setdefault(row["key"], []).append(row)
    return judged(groups, now, temper, levels)


def judged(
    groups: Mapping[Any, Sequence[heat.Row]],
    now: datetime,
    temper: heat.Temper | None = None,
    levels: Mapping[str, str] | None = None,
) -> list[Issue]:
    """As `gather`, from the messages of each key in the order of time."""
    known = levels or {}
    return [
        _issue(group, now, temper, known.get(key, ""))
        for key, group in groups.items()
        if len(group) >= LEAST
    ]


def name_of(titles: Sequence[str], place: str, problem: str) -> str:
    """Place or party and problem, from the messages themselves."""
    if place and problem:
        return f"{place}：{problem}"
    title = _CLOSING.sub("", _OPENING.sub("", representative(titles)))[:_LONGEST]
    if place and title and not pairs(place) & pairs(title):
        return f"{place}：{title}"
    return title or place or problem or "—"


def representative(titles: Sequence[str]) -> str:
    """The title that shares most pairs of characters with the others; ties: the first."""
    looked = [title for title in titles if title][:_TITLES]
    counted = Counter(pair for title in looked for pair in pairs(title))

    def worth(title: str) -> float:
        own = pairs(title)
        return sum(counted[pair] for pair in own) / (len(own) + 6.0)

    return max(looked, key=worth, default="")


def _issue(
    group: Sequence[heat.Row], now: datetime, temper: heat.Temper | None, before: str
) -> Issue:
    looked = heat.look(group, now, temper)
    judged = heat.judge(group, now, temper, before, looked)
    told = life.tell(looked.voices, group, now)
    if judged.signs:
        told["sign"] = asdict(judged.signs[0])
        told["signs"] = [{**asdict(sign), "of": signs.called(sign)} for sign in judged.signs]
    if looked.seen:
        told["late"], told["late_counts"] = late.behind(looked.seen), late.counts(looked.seen)
    place = _most_common([row["place"] for row in group], "")
    problem = _most_common([row.get("problem") for row in group], "")
    return Issue(
        key=group[0]["key"],
        name=name_of([row["title"] for row in group], place, problem),
        area=_most_common([row["area"] for row in group], "other"),
        place=place,
        problem=problem,
        messages=len(group),
        first_at=group[0]["posted_at"],
        last_at=group[-1]["posted_at"],
        heat=judged.heat,
        heat_at=now,
        level=judged.level,
        why=judged.why,
        parts=dict(judged.parts),
        stage=told["stage"],
        life=told,
    )


def _most_common(values: Sequence[str | None], otherwise: str) -> str:
    counted: Counter[Any] = Counter(values)
    for absent in (None, ""):
        counted.pop(absent, None)
    found: str = counted.most_common(1)[0][0] if counted else otherwise
    return found
