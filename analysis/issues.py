"""Joining messages to issues: the same problem at the same place or party."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import polars as pl

from analysis import heat
from core.issues import Issue

LEAST = 2
"""A message alone is no issue."""


def keys(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `key`, what messages of one issue share. Needs `place` and `problem`, not empty."""
    return frame.with_columns(pl.format("{}|{}", "place", "problem").str.slice(0, 200).alias("key"))


def gather(messages: pl.DataFrame, now: datetime) -> list[Issue]:
    """Issues from messages with their key; those with fewer than LEAST wait.

    `messages` has key, id, title, posted_at, votes, submitter, area, urgency, sentiment,
    place, problem. `now` is the moment the heat is for.
    """
    groups = messages.sort("posted_at", "id").partition_by("key", maintain_order=True)
    return [_issue(group, now) for group in groups if group.height >= LEAST]


def _issue(group: pl.DataFrame, now: datetime) -> Issue:
    first = group.row(0, named=True)
    judged = heat.judge(group, now)
    return Issue(
        key=first["key"],
        name=f"{first['place']}：{first['problem']}",
        area=_most_common(group["area"].to_list()),
        place=first["place"],
        problem=first["problem"],
        messages=group.height,
        first_at=group["posted_at"].min(),  # type: ignore[arg-type]
        last_at=group["posted_at"].max(),  # type: ignore[arg-type]
        heat=judged.heat,
        heat_at=now,
        level=judged.level,
        why=judged.why,
    )


def _most_common(values: Sequence[str]) -> str:
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else "other"
