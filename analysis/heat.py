"""How hot an issue is, 0 to 100, in parts that are each shown, and the sentence that says why.

Volume is distinct people of the last seven days against the median of the same seven weekdays
of the eight weeks before; growth, spread, severity, negativity, votes and unresponsiveness
count as far as there is volume. Copies of one text (相同内容) count once. Volume counts as far
as people tell of one kind of matter.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from analysis import burst, late, signs
from core import people
from core.i18n import gettext as _
from core.tide import Tide
from core.times import day_of

Row = Mapping[str, Any]

WEEK = timedelta(days=7)
WEEKS = 8
_LONG = 3
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

    `intents` says how much a message of an intent counts towards volume (others count 1);
    `holidays` are the days on which offices are closed and few people write; `tide` is how much
    is usual at each hour of each weekday.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    thresholds: tuple[tuple[str, float], ...] = THRESHOLDS
    hysteresis: float = 3.0
    half_people: float = 12.0
    half_votes: float = 100.0
    intents: Mapping[str, float] = field(default_factory=lambda: {"咨询": 0.2, "表扬": 0.0})
    alertness: burst.Alertness = field(default_factory=burst.Alertness)
    holidays: frozenset[date] = frozenset()
    tide: Tide = field(default_factory=Tide)


@dataclass(frozen=True, slots=True)
class Heat:
    """Heat 0-100, level I-IV or empty, why, and each part 0-100 by name."""

    heat: float
    level: str
    why: str
    parts: Mapping[str, float] = field(default_factory=dict)
    signs: tuple[burst.Burst, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What every judgement of an issue asks of each message: who spoke, and what is late."""

    voices: Sequence[Row]
    seen: late.Seen


_FILLED: Mapping[str, Any] = {
    "intent": "投诉",
    "channel": "",
    "region": "",
    "urgency": 0,
    "sentiment": "neu",
    "votes": 0,
    "submitter": None,
    "content": None,
    "share": 1.0,
    "area": "",
    "problem": "",
}

_WEEK_SECONDS = 7 * 86_400


def judge(
    group: Sequence[Row],
    now: datetime,
    temper: Temper | None = None,
    before: str = "",
    looked: Looked | None = None,
) -> Heat:
    """The heat of one issue as of `now`; `before` is the level it had.

    A row of `group` has posted_at and, where known, submitter, content (same value, same text),
    intent, channel, region, urgency, sentiment, votes, replied_at, and share: how many people a
    message stands for whose writer is no longer known.
    """
    temper = temper or Temper()
    if max(row["posted_at"] for row in group) <= now - WEEK:
        return Heat(0.0, "", _("近 7 天没有新诉求"))
    looked = looked or look(group, now, temper)
    spoke = looked.voices
    recent = [row for row in spoke if row["posted_at"] > now - WEEK]
    if not recent:
        return Heat(0.0, "", _("近 7 天没有新诉求"))
    parts = _parts(spoke, recent, now, temper)
    heat = _total(parts, temper)
    found = signs.found(
        [row for row in spoke if row["weight"] >= row["share"]], now, temper.alertness, temper.tide
    )
    level = _kept(heat, before, temper) or ("IV" if found else "")
    return Heat(
        round(heat, 1),
        level,
        _why(group, recent, now, found) + late.told(looked.seen),
        parts,
        found,
    )


def look(group: Sequence[Row], now: datetime, temper: Temper | None = None) -> Looked:
    """What `judge` asks of each message; given to it, nothing is asked twice."""
    return Looked(voices(group, now, temper), late.seen(group, now))


def level_of(heat: float, thresholds: tuple[tuple[str, float], ...] = THRESHOLDS) -> str:
    """The level whose threshold the heat reaches, empty below all."""
    return next((level for level, least in thresholds if heat >= least), "")


def _kept(heat: float, before: str, temper: Temper) -> str:
    """A level is left only when the heat has fallen clearly below its threshold."""
    reached = level_of(heat, temper.thresholds)
    held = level_of(heat + temper.hysteresis, temper.thresholds)
    return held if before and held == before else reached


def voices(
    group: Sequence[Row], now: datetime, temper: Temper | None = None
) -> list[dict[str, Any]]:
    """One row for each person and content up to `now`, in order, with its `weight` and `week`."""
    temper = temper or Temper()
    told: set[Any] = set()
    spoke: set[tuple[Any, int]] = set()
    found = []
    for number, row in sorted(enumerate(group), key=lambda pair: pair[1]["posted_at"]):
        content = _or_alone(row.get("content"), number)
        if row["posted_at"] > now or content in told:
            continue
        told.add(content)
        voice = _voice(number, row, now, temper)
        person = (voice["who"], voice["week"])
        if person not in spoke:
            spoke.add(person)
            found.append(voice)
    return found


def _voice(number: int, row: Row, now: datetime, temper: Temper) -> dict[str, Any]:
    voice = {**_FILLED, **row}
    voice["weight"] = temper.intents.get(voice["intent"], 1.0) * voice["share"]
    voice["content"] = _or_alone(voice["content"], number)
    voice["who"] = _or_alone(voice["submitter"], number)
    voice["week"] = int((now - voice["posted_at"]).total_seconds()) // _WEEK_SECONDS
    return voice


def _or_alone(value: Any, number: int) -> Any:
    """A value, or one that no other message has."""
    return f"row {number}" if value is None else value


def _parts(
    spoke: Sequence[Row], recent: Sequence[Row], now: datetime, temper: Temper
) -> dict[str, float]:
    people_now = sum(row["weight"] for row in recent) * _oneness(recent)
    parts = {
        "volume": _half(max(0.0, people_now - _baseline(spoke, now, temper)), temper.half_people),
        "growth": _growth(spoke, now, temper.tide),
        "spread": _half(_more(recent, "channel") + _more(recent, "region"), 2.0),
        "severity": sum(min(2, max(0, row["urgency"] or 0)) / 2 for row in recent) / len(recent),
        "negative": sum(row["sentiment"] == "neg" for row in recent) / len(recent),
        "votes": _half(sum(row["votes"] or 0 for row in recent), temper.half_votes),
    }
    if "replied_at" in spoke[0]:
        parts["unresponsive"] = sum(bool(late.signs(row, now)) for row in spoke) / len(spoke)
    return {name: round(100.0 * value, 1) for name, value in parts.items()}


def _oneness(recent: Sequence[Row]) -> float:
    """The share of the people of the last seven days who tell of the same kind of matter."""
    return max(
        Counter(row[name] for row in recent).most_common(1)[0][1] / len(recent)
        for name in signs.KINDS
    )


def _baseline(spoke: Sequence[Row], now: datetime, temper: Temper) -> float:
    """Median of the eight times seven days before the last seven, each held against how much of
    the usual tide the last seven hold: the same weekdays and hours, holidays apart.

    Weeks of long holidays, when few people write, are left out while others remain.
    """
    weeks = dict.fromkeys(range(1, WEEKS + 1), 0.0)
    for row in spoke:
        if row["week"] in weeks:
            weeks[row["week"]] += row["weight"]
    held = temper.tide.days(now - WEEK, now)
    for back in weeks:
        then = now - back * WEEK
        weeks[back] *= held / temper.tide.days(then - WEEK, then)
    usual = [count for back, count in weeks.items() if _holidays(now, back, temper) < _LONG]
    return median(usual if len(usual) >= WEEKS // 2 else weeks.values())


def _holidays(now: datetime, back: int, temper: Temper) -> int:
    last = day_of(now) - timedelta(days=7 * back)
    return sum(last - timedelta(days=day) in temper.holidays for day in range(7))


def _growth(spoke: Sequence[Row], now: datetime, tide: Tide) -> float:
    """The last hour against the 12 before, the last day against the 14 before: as many as the
    same weekday and hour would usually bring of them."""

    def counted(since: timedelta, until: timedelta) -> float:
        begin, end = now - since, now - until
        return float(sum(row["weight"] for row in spoke if begin < row["posted_at"] <= end))

    def more(span: timedelta, times: int) -> float:
        past = counted((times + 1) * span, span)
        usual = past * tide.days(now - span, now) / tide.days(now - (times + 1) * span, now - span)
        return counted(span, timedelta(0)) - usual

    return _half(max(0.0, more(timedelta(hours=1), 12), more(timedelta(days=1), 14)), 3.0)


def _more(recent: Sequence[Row], column: str) -> int:
    return max(0, len({row[column] for row in recent if row[column]}) - 1)


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
    group: Sequence[Row],
    recent: Sequence[Row],
    now: datetime,
    found: Sequence[burst.Burst],
) -> str:
    seven = [row for row in group if now - WEEK < row["posted_at"] <= now]
    sentence = _(
        "近 7 天 {messages} 件诉求，{people} 人次，点赞和反对 {votes} 次，较急或紧急 {urgent} 件，"
        "负面 {negative} 件",
        messages=len(seven),
        people=people.count(sum(row["share"] for row in recent)),
        votes=sum(row["votes"] or 0 for row in recent),
        urgent=sum((row["urgency"] or 0) >= 1 for row in recent),
        negative=sum(row["sentiment"] == "neg" for row in recent),
    )
    copies = _copies(seven)
    if copies:
        sentence += _("；相同内容 {copies} 件只计一次", copies=copies)
    for sign in found:
        sentence += _(
            "；{days} 天内{of} {people} 人次，按以往预计 {expected} 人次",
            days=f"{sign.days:g}",
            of=f"“{signs.called(sign)}”" if len(found) > 1 else "",
            people=people.count(sign.people),
            expected=f"{sign.expected:.1f}",
        )
    return sentence


def _copies(seven: Sequence[Row]) -> int:
    known = [row["content"] for row in seven if row.get("content") is not None]
    return len(known) - len(set(known))


def _half(amount: float, half: float) -> float:
    """0 for nothing, 0.5 at `half`, towards 1."""
    return 1.0 - math.exp(-amount * math.log(2) / half)
