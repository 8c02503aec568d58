"""Rates that can be checked: numerator, denominator, 口径, interval and n, never a bare percentage.

响应率 = 已联系 / 有效回访, 解决率 = 已解决 / 有效回访,
满意率 = (满意 + w·基本满意) / 有效回访, 综合成绩 = 0.1·响应 + 0.5·解决 + 0.4·满意, 0-100: read in
the published program of one Beijing district; 北京条例 Art. 32 names the three and prints no
formula, therefore the weights are settings. 好评率 = 好评 / 主动评价 (嵊州 2024).
Shares are 0-100. A rate without a denominator has no value: nothing is not zero.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from core.i18n import gettext as _
from core.i18n import mark

RATES: dict[str, str] = {
    "response": mark("响应率"),
    "solved": mark("解决率"),
    "satisfied": mark("满意率"),
}
FAIR_WEIGHTS = (1.0, 0.9, 0.8)
"""How much of a 基本满意 counts as 满意; localities differ."""

_Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: intervals are 95 %."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How this place counts. `bands`: from how many call-backs a unit is in a larger band."""

    id: str = "default"
    fair_weight: float = 0.9
    response: float = 0.1
    solved: float = 0.5
    satisfied: float = 0.4
    minimum: int = 5
    good_stars: int = 3
    bands: tuple[int, ...] = (30, 100)


def policy_problems(policy: Policy) -> Iterator[tuple[str, str]]:
    """What is wrong with a policy: the field and a sentence."""
    if policy.fair_weight not in FAIR_WEIGHTS:
        yield "fair_weight", _("只能是 1.0 / 0.9 / 0.8 之一")
    if not math.isclose(policy.response + policy.solved + policy.satisfied, 1):
        yield "solved", _("response、solved、satisfied 三项之和应为 1")
    if policy.minimum < 1:
        yield "minimum", _("应不小于 1")
    if policy.good_stars not in (3, 4):
        yield "good_stars", _("只能是 3 或 4")
    if list(policy.bands) != sorted(set(policy.bands)):
        yield "bands", _("应从小到大")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share with what it is made of. `numerator` may be weighted, hence not whole."""

    numerator: float
    denominator: int

    @property
    def value(self) -> float | None:
        """0-100; None without a denominator."""
        return 100 * self.numerator / self.denominator if self.denominator else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson score interval (95 %), 0-100 (Wilson 1927, JASA 22, 209-212)."""
        n = self.denominator
        if not n:
            return None
        share = min(max(self.numerator / n, 0), 1)
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
        return 100 * max(middle - half, 0), 100 * min(middle + half, 1)

    def enough(self, minimum: int) -> bool:
        """False: say 样本不足 in place of the value."""
        return self.denominator >= minimum


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of call-backs. `effective` ones (有效回访) are the denominator of all three rates."""

    tickets: int = 0
    effective: int = 0
    contacted: int = 0
    solved: int = 0
    satisfied: int = 0
    fair: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def rates(self, policy: Policy) -> dict[str, Ratio]:
        """The three rates, by the keys of RATES."""
        happy = self.satisfied + policy.fair_weight * self.fair
        return {
            "response": Ratio(self.contacted, self.effective),
            "solved": Ratio(self.solved, self.effective),
            "satisfied": Ratio(happy, self.effective),
        }

    def composite(self, policy: Policy) -> float | None:
        """综合成绩, 0-100; None without call-backs."""
        values = {name: ratio.value for name, ratio in self.rates(policy).items()}
        known = {name: value for name, value in values.items() if value is not None}
        if len(known) < len(values):
            return None
        return math.fsum(getattr(policy, name) * value for name, value in known.items())


@dataclass(frozen=True, slots=True)
class CallBack:
    """One ticket as call-back found it. None: not asked or not said."""

    effective: bool = False
    contacted: bool | None = None
    solved: str | None = None
    satisfied: str | None = None
    excluded: str | None = None


def tally(found: Iterable[tuple[CallBack, int]]) -> Tally:
    """Count call-backs, each so many times. 部分解决 is not 解决."""
    total = Tally()
    for one, times in found:
        asked = times if one.effective else 0
        total += Tally(
            times,
            asked,
            asked * bool(one.contacted),
            asked * (one.solved == "解决"),
            asked * (one.satisfied == "满意"),
            asked * (one.satisfied == "基本满意"),
        )
    return total


EXCLUSIONS: dict[str, tuple[str, str]] = {
    "emergency": (
        mark("属 110、119、120、122 等紧急热线受理"),
        "北京条例第十一条；潍坊条例第十九条",
    ),
    "other_procedure": (
        mark("已进入诉讼、仲裁、纪检监察、复议、信息公开或信访程序"),
        "北京条例第十一条；潍坊条例第十九条",
    ),
    "repeated": (mark("同一事项正在办理或已办结且无新情况"), "北京条例第十一条；潍坊条例第十九条"),
    "secret": (mark("涉及国家秘密、商业秘密或个人隐私"), "北京条例第十一条；潍坊条例第十九条"),
    "outside": (mark("不属于行政职责范围"), "北京条例第十一条；潍坊条例第十九条"),
}
"""Why a ticket may be left out of a rate, and where that is written. Nothing else counts."""


def split(found: Iterable[tuple[CallBack, int]]) -> dict[str, Tally]:
    """含剔除 (`all`: every ticket) and 不含剔除 (`kept`: without those excluded by law).

    An exclusion without a legal reason leaves the ticket where it is.
    """
    listed = list(found)
    kept = [(one, times) for one, times in listed if one.excluded not in EXCLUSIONS]
    return {"kept": tally(kept), "all": tally(listed)}


def pooled(parts: Iterable[Tally]) -> Tally:
    """All units as one: the default of the sum row."""
    return sum(parts, Tally())


def mean(parts: Iterable[Tally], policy: Policy) -> dict[str, tuple[float | None, int]]:
    """The arithmetic mean of the units' rates and of how many units it is.

    A unit without call-backs has no rate and takes no part. One small unit weighs as much as
    a large one: that is why it differs from `pooled` and must be labelled.
    """
    tables = [part.rates(policy) for part in parts]
    return {name: _mean(table[name].value for table in tables) for name in RATES}


def _mean(values: Iterable[float | None]) -> tuple[float | None, int]:
    known = [value for value in values if value is not None]
    return (math.fsum(known) / len(known) if known else None), len(known)


def points(now: float | None, before: float | None) -> float | None:
    """The change of a rate in 百分点; None where one of the two has no value."""
    return None if now is None or before is None else now - before


def growth(now: float, before: float) -> float | None:
    """环比 of a count, in percent; None from nothing."""
    return 100 * (now - before) / before if before else None


def band(count: int, policy: Policy) -> int:
    """The volume band of a unit (0 the smallest): only units of one band are compared."""
    return sum(count >= bound for bound in policy.bands)


def ranks(tallies: Mapping[str, Tally], policy: Policy) -> dict[str, int]:
    """The place of each group by composite among those of its volume band, 1 the best.

    Groups under the minimum n have none; equal values share a place.
    """
    rated = {
        group: (band(tally.effective, policy), total)
        for group, tally in tallies.items()
        if tally.effective >= policy.minimum and (total := tally.composite(policy)) is not None
    }
    return {
        group: 1 + sum(other[0] == mine[0] and other[1] > mine[1] for other in rated.values())
        for group, mine in rated.items()
    }


def good(stars: Mapping[int, int], policy: Policy) -> Ratio:
    """好评率 from how often each number of stars was given by choice; 差评 are one and two."""
    known = {star: count for star, count in stars.items() if 1 <= star <= 5}
    liked = sum(count for star, count in known.items() if star >= policy.good_stars)
    return Ratio(liked, sum(known.values()))


def on_time(standings: Mapping[str, int]) -> Ratio:
    """按时率 from counts by `core.deadline_standing.standing`: in time, of what is decided.

    An open clock that is not yet due, or suspended, has not been decided and is left out.
    """
    decided = {name: standings.get(name, 0) for name in ("in_time", "late", "overdue")}
    return Ratio(decided["in_time"], sum(decided.values()))


@dataclass(frozen=True, slots=True)
class Spread:
    """Response times in natural hours: `missing` had none, `reversed` ended before the start."""

    n: int
    missing: int
    reversed: int
    median: float | None
    percentiles: Mapping[int, float]


def spread(hours: Iterable[float | None], wanted: Sequence[int] = (25, 75, 90)) -> Spread:
    """Median and percentiles (linear between the two nearest) of what can be counted."""
    listed = list(hours)
    known = sorted(value for value in listed if value is not None and value >= 0)
    found = {at: percentile(known, at) for at in wanted} if known else {}
    missing = sum(value is None for value in listed)
    return Spread(
        n=len(known),
        missing=missing,
        reversed=len(listed) - missing - len(known),
        median=percentile(known, 50) if known else None,
        percentiles=found,
    )


def percentile(ordered: Sequence[float], at: float) -> float:
    """The `at`-th percentile (0-100) of ordered values, at least one of them."""
    place = (len(ordered) - 1) * at / 100
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
