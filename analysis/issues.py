"""Issues from messages that belong together: their name, their heat, and why."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from analysis import heat
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
    groups = messages.sort("posted_at", "id").partition_by("key", maintain_order=True)
    known = levels or {}
    return [
        _issue(group, now, temper, known.get(group["key"][0], ""))
        for group in groups
        if group.height >= LEAST
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


def _issue(group: pl.DataFrame, now: datetime, temper: heat.Temper | None, before: str) -> Issue:
    judged = heat.judge(group, now, temper, before)
    place = _most_common(group["place"].to_list(), "")
    problem = _most_common(group["problem"].to_list(), "") if "problem" in group.columns else ""
    return Issue(
        key=group["key"][0],
        name=name_of(group["title"].to_list(), place, problem),
        area=_most_common(group["area"].to_list(), "other"),
        place=place,
        problem=problem,
        messages=group.height,
        first_at=group["posted_at"].min(),  # type: ignore[arg-type]
        last_at=group["posted_at"].max(),  # type: ignore[arg-type]
        heat=judged.heat,
        heat_at=now,
        level=judged.level,
        why=judged.why,
        parts=dict(judged.parts),
    )


def _most_common(values: Sequence[str | None], otherwise: str) -> str:
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else otherwise
