"""How hot an issue is, 0 to 100, and the sentence that says why.

First way (replaced by the scored parts of a later release): distinct submitters of the last
seven days, votes, urgency and negativity, each saturating.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from core.i18n import gettext as _

WINDOW = timedelta(days=7)
THRESHOLDS = (("I", 80.0), ("II", 60.0), ("III", 40.0), ("IV", 20.0))
"""Levels are custom, not law: they are shown as 热度等级（参照）."""

_HALF_VOLUME = 12.0
_HALF_VOTES = 100.0
_SHARES = {"volume": 60.0, "votes": 10.0, "urgency": 15.0, "negative": 15.0}


@dataclass(frozen=True, slots=True)
class Heat:
    """Heat 0-100, level I-IV or empty, and why."""

    heat: float
    level: str
    why: str


def judge(group: pl.DataFrame, now: datetime) -> Heat:
    """The heat of one issue as of `now`, from its messages of the last seven days."""
    recent = group.filter(pl.col("posted_at") > now - WINDOW, pl.col("posted_at") <= now)
    if not recent.height:
        return Heat(0.0, "", _("近 7 天没有新诉求"))
    people = _people(recent)
    votes = int(recent["votes"].sum())
    urgent = int((recent["urgency"].fill_null(0) >= 1).sum())
    negative = int((recent["sentiment"] == "neg").sum())
    volume = _half(people, _HALF_VOLUME)
    heat = (
        _SHARES["volume"] * volume
        + _SHARES["votes"] * _half(votes, _HALF_VOTES)
        + volume * _SHARES["urgency"] * urgent / recent.height
        + volume * _SHARES["negative"] * negative / recent.height
    )
    why = _(
        "近 7 天 {messages} 件诉求，{people} 人次，点赞和反对 {votes} 次，较急或紧急 {urgent} 件，"
        "负面 {negative} 件",
        messages=recent.height,
        people=people,
        votes=votes,
        urgent=urgent,
        negative=negative,
    )
    return Heat(round(heat, 1), level_of(heat), why)


def level_of(heat: float) -> str:
    """The level whose threshold the heat reaches, empty below all."""
    return next((level for level, least in THRESHOLDS if heat >= least), "")


def _people(recent: pl.DataFrame) -> int:
    """Distinct submitters; a message without one counts as one."""
    known = recent["submitter"].drop_nulls()
    return known.n_unique() + recent["submitter"].null_count()


def _half(amount: float, half: float) -> float:
    """0 for nothing, 0.5 at `half`, towards 1."""
    return 1.0 - math.exp(-amount * math.log(2) / half)
