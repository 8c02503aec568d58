"""How hot an issue is, 0 to 100, in parts that are each shown, and the sentence that says why.

Volume is distinct people of the last seven days against the median of the same seven weekdays
of the eight weeks before; growth, spread, severity, negativity, votes and unresponsiveness
count as far as there is volume. Copies of one text (相同内容) count once.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

import polars as pl

from analysis import burst
from core.i18n import gettext as _

WEEK = timedelta(days=7)
WEEKS = 8
LATE = timedelta(days=15)
"""A message without an answer for longer than this speaks of unresponsiveness."""

THRESHOLDS = (("I", 80.0), ("II", 60.0), ("III", 40.0), ("IV", 20.0))
"""Levels are custom, not law: they are shown as 热度等级（参照）."""

WEIGHTS: Mapping[str, float] = {
    "volume": 60.0,
    "growth": 10.0,
    "spread": 5.0,
    "severity": 10.0,
    "negative": 5.0,
    "votes": 5.0,
    "unresponsive": 5.0,
}


@dataclass(frozen=True, slots=True)
class Temper:
    """Weights of the parts, thresholds of the levels, and how far heat falls below one first.

    `intents` says how much a message of an intent counts towards volume (others count 1).
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    thresholds: tuple[tuple[str, float], ...] = THRESHOLDS
    hysteresis: float = 3.0
    half_people: float = 12.0
    half_votes: float = 100.0
    intents: Mapping[str, float] = field(default_factory=lambda: {"咨询": 0.3, "表扬": 0.0})
    alertness: burst.Alertness = field(default_factory=burst.Alertness)


@dataclass(frozen=True, slots=True)
class Heat:
    """Heat 0-100, level I-IV or empty, why, and each part 0-100 by name."""

    heat: float
    level: str
    why: str
    parts: Mapping[str, float] = field(default_factory=dict)
    sign: burst.Burst | None = None


_FILLED: dict[str, pl.Expr] = {
    "intent": pl.lit("投诉"),
    "channel": pl.lit(""),
    "region": pl.lit(""),
    "urgency": pl.lit(0),
    "sentiment": pl.lit("neu"),
    "votes": pl.lit(0),
    "submitter": pl.lit(None, pl.Binary),
    "content": pl.lit(None, pl.UInt64),
}


def judge(
    group: pl.DataFrame, now: datetime, temper: Temper | None = None, before: str = ""
) -> Heat:
    """The heat of one issue as of `now`; `before` is the level it had.

    `group` has posted_at and, where known, submitter, content (same value, same text), intent,
    channel, region, urgency, sentiment, votes, and replied_at.
    """
    temper = temper or Temper()
    if group["posted_at"].max() <= now - WEEK:  # type: ignore[operator]
        return Heat(0.0, "", _("近 7 天没有新诉求"))
    voices = _voices(group, now, temper)
    recent = voices.filter(pl.col("posted_at") > now - WEEK)
    if not recent.height:
        return Heat(0.0, "", _("近 7 天没有新诉求"))
    parts = _parts(voices, recent, now, temper)
    heat = _total(parts, temper)
    found = burst.find(
        [at.timestamp() for at in voices.filter(pl.col("weight") >= 1.0)["posted_at"]],
        now.timestamp(),
        temper.alertness,
    )
    level = _kept(heat, before, temper) or ("IV" if found else "")
    return Heat(round(heat, 1), level, _why(group, recent, parts, now, found), parts, found)


def level_of(heat: float, thresholds: tuple[tuple[str, float], ...] = THRESHOLDS) -> str:
    """The level whose threshold the heat reaches, empty below all."""
    return next((level for level, least in thresholds if heat >= least), "")


def _kept(heat: float, before: str, temper: Temper) -> str:
    """A level is left only when the heat has fallen clearly below its threshold."""
    reached = level_of(heat, temper.thresholds)
    held = level_of(heat + temper.hysteresis, temper.thresholds)
    return held if before and held == before else reached


def _voices(group: pl.DataFrame, now: datetime, temper: Temper) -> pl.DataFrame:
    """One row for each person and content up to `now`, with its `weight`."""
    missing = [column.alias(name) for name, column in _FILLED.items() if name not in group.columns]
    rows = (
        group.with_columns(missing)
        .filter(pl.col("posted_at") <= now)
        .with_row_index("row")
        .with_columns(
            pl.col("intent").replace_strict(temper.intents, default=1.0).alias("weight"),
            pl.coalesce(pl.col("content").cast(pl.String), pl.format("row {}", "row")).alias(
                "content"
            ),
            pl.coalesce(pl.col("submitter").bin.encode("hex"), pl.format("row {}", "row")).alias(
                "who"
            ),
            ((pl.lit(now) - pl.col("posted_at")).dt.total_seconds() // (86_400 * 7)).alias("week"),
        )
        .sort("posted_at", "row")
    )
    once = rows.unique("content", keep="first", maintain_order=True)
    return once.unique(["who", "week"], keep="first", maintain_order=True)


def _parts(
    voices: pl.DataFrame, recent: pl.DataFrame, now: datetime, temper: Temper
) -> dict[str, float]:
    people = float(recent["weight"].sum())
    parts = {
        "volume": _half(max(0.0, people - _baseline(voices, now)), temper.half_people),
        "growth": _growth(voices, now),
        "spread": _half(_more(recent, "channel") + _more(recent, "region"), 2.0),
        "severity": _mean(recent["urgency"].fill_null(0).clip(0, 2) / 2),
        "negative": _mean(recent["sentiment"] == "neg"),
        "votes": _half(float(recent["votes"].sum()), temper.half_votes),
    }
    if "replied_at" in voices.columns:
        parts["unresponsive"] = _unresponsive(voices, now)
    return {name: round(100.0 * value, 1) for name, value in parts.items()}


def _baseline(voices: pl.DataFrame, now: datetime) -> float:
    """Median of the eight times seven days before the last seven; the same weekdays."""
    weeks = [
        float(voices.filter(pl.col("week") == back)["weight"].sum()) for back in range(1, WEEKS + 1)
    ]
    return median(weeks)


def _growth(voices: pl.DataFrame, now: datetime) -> float:
    """The last hour against the 12 before, the last day against the 14 before."""

    def counted(since: timedelta, until: timedelta) -> float:
        within = pl.col("posted_at").is_between(now - since, now - until, closed="right")
        return float(voices.filter(within)["weight"].sum())

    hour, hours = counted(timedelta(hours=1), timedelta(0)), timedelta(hours=13)
    day, days = counted(timedelta(days=1), timedelta(0)), timedelta(days=15)
    fast = hour - counted(hours, timedelta(hours=1)) / 12
    broad = day - counted(days, timedelta(days=1)) / 14
    return _half(max(0.0, fast, broad), 3.0)


def _unresponsive(voices: pl.DataFrame, now: datetime) -> float:
    old = voices.filter(pl.col("posted_at") <= now - LATE)
    return _mean(old["replied_at"].is_null())


def _more(recent: pl.DataFrame, column: str) -> int:
    known = recent[column].drop_nulls()
    return max(0, known.filter(known != "").n_unique() - 1)


def _total(parts: Mapping[str, float], temper: Temper) -> float:
    """Volume by itself, the other parts as far as there is volume, over the known weights."""
    volume = parts["volume"] / 100.0
    known = {name: weight for name, weight in temper.weights.items() if name in parts}
    whole = sum(known.values()) or 1.0
    points = sum(
        weight * (parts[name] if name == "volume" else volume * parts[name])
        for name, weight in known.items()
    )
    return points / whole


def _why(
    group: pl.DataFrame,
    recent: pl.DataFrame,
    parts: Mapping[str, float],
    now: datetime,
    found: burst.Burst | None,
) -> str:
    seven = group.filter(pl.col("posted_at") > now - WEEK, pl.col("posted_at") <= now)
    sentence = _(
        "近 7 天 {messages} 件诉求，{people} 人次，点赞和反对 {votes} 次，较急或紧急 {urgent} 件，"
        "负面 {negative} 件",
        messages=seven.height,
        people=recent.height,
        votes=int(recent["votes"].sum()),
        urgent=int((recent["urgency"].fill_null(0) >= 1).sum()),
        negative=int((recent["sentiment"] == "neg").sum()),
    )
    copies = _copies(seven)
    if copies:
        sentence += _("；相同内容 {copies} 件只计一次", copies=copies)
    if found:
        sentence += _(
            "；{days} 天内 {people} 人次，按以往预计 {expected} 人次",
            days=f"{found.days:g}",
            people=f"{found.people:g}",
            expected=f"{found.expected:.1f}",
        )
    return sentence


def _copies(seven: pl.DataFrame) -> int:
    if "content" not in seven.columns:
        return 0
    known = seven["content"].drop_nulls()
    return known.len() - known.n_unique()


def _mean(values: pl.Series) -> float:
    """The mean, 0 for none."""
    return float(values.sum()) / values.len() if values.len() else 0.0


def _half(amount: float, half: float) -> float:
    """0 for nothing, 0.5 at `half`, towards 1."""
    return 1.0 - math.exp(-amount * math.log(2) / half)
