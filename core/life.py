"""The life of an issue: its stages day by day, and what an answer changed. Pure.

潜伏, 形成, 高峰, 缓解, 平息, 反复. Easing begins below 80 % of the peak and cooling below half (a
published report tool uses these shares); the way back needs more than the way down, so that a
stage does not flicker.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from core.i18n import mark

STAGES: dict[str, str] = {
    "latent": mark("潜伏"),
    "forming": mark("形成"),
    "peak": mark("高峰"),
    "easing": mark("缓解"),
    "calm": mark("平息"),
    "returned": mark("反复"),
}
"""Code -> the word on the screen."""

PARTS: dict[str, str] = {
    "volume": mark("人次超出以往"),
    "growth": mark("增长"),
    "spread": mark("渠道与地区"),
    "severity": mark("紧急程度"),
    "negative": mark("负面"),
    "votes": mark("票数"),
    "unresponsive": mark("办理滞后度"),
}
"""Parts of the heat of an issue."""

LATE: dict[str, str] = {
    "overdue": mark("超期未复"),
    "returned": mark("退单"),
    "empty": mark("答复过短"),
    "poor": mark("不满意"),
    "reopened": mark("重新办理"),
}
"""Signs of unresponsiveness (办理滞后)."""

EVENTS: dict[str, str] = {
    "first": mark("首件诉求，渠道：{told}"),
    "forming": mark("形成：七天内四人以上反映"),
    "peak": mark("单日人次最多，{told} 人次"),
    "press": mark("媒体报道，共 {told} 篇"),
    "response": mark("首次答复，至今共答复 {told} 件"),
    "solution": mark("首次回访确认解决，至今共 {told} 件"),
    "calm": mark("平息：连续十四天无人反映"),
    "returned": mark("反复：平息后又有多人反映"),
}
"""What happened in the course of an issue; `told` is a number or a channel."""

FORMS = 4
"""People within seven days from which an issue has formed."""

_EASES = 0.8
_RISES = 0.9
_GROWS = 1.5
_QUIET = 14
_RETURNS = 0.2
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Step:
    """A stage and the day, counted from the first, on which it began."""

    stage: str
    day: int


@dataclass(slots=True)
class _Wave:
    peak: float = 0.0
    silent: int = 0


def course(days: Sequence[float]) -> list[Step]:
    """The stages an issue went through; `days` are people per day since the first message.

    The last step is the stage it is in; no days give no steps.
    """
    wave, stage = _Wave(), "latent"
    steps: list[Step] = []
    until = [0.0] * 14 + list(accumulate(days))  # people up to and including each day
    for day, count in enumerate(days):
        if stage == "calm" and not count:  # a silent day wakes nobody
            wave.silent += 1
            continue
        week = until[day + 14] - until[day + 7]
        before = until[day + 7] - until[day]
        wave.silent = 0 if count else wave.silent + 1
        stage = _next(stage, week, before, wave)
        wave.peak = max(wave.peak, week)
        if not steps or steps[-1].stage != stage:
            steps.append(Step(stage, day))
    return steps


def _next(stage: str, week: float, before: float, wave: _Wave) -> str:
    if wave.silent >= _QUIET:
        return "calm"
    if stage == "calm":
        if week < max(FORMS, _RETURNS * wave.peak):
            return "calm"
        wave.peak = week
        return "returned"
    if stage == "latent":
        return "forming" if week >= FORMS else "latent"
    share = week / max(week, wave.peak)
    if stage == "easing" and share < _RISES:
        return "easing"
    if share < _EASES:
        return "easing"
    if stage in ("forming", "returned") and week >= _GROWS * before:
        return stage
    return "peak"


@dataclass(frozen=True, slots=True)
class Change:
    """What a figure was before and after, and the interval (95 %) of the change.

    Volume: `low` to `high` is the ratio after / before. Share: the difference, -1 to 1.
    """

    before: float
    after: float
    low: float
    high: float


def volume(before: int, after: int) -> Change | None:
    """Two counts over equally long spans: the ratio of two Poisson means.

    The interval follows from the share of `after` in both (Wilson 1927) as x / (1 - x). None
    where nothing was counted.
    """
    total = before + after
    if not total:
        return None
    low, high = wilson(after, total)
    return Change(before, after, low / (1 - low), high / (1 - high) if high < 1 else math.inf)


def share(before: tuple[int, int], after: tuple[int, int]) -> Change | None:
    """Two shares (part, whole): their difference by Newcombe's method 10 (1998)."""
    if not before[1] or not after[1]:
        return None
    one, two = before[0] / before[1], after[0] / after[1]
    (low1, high1), (low2, high2) = wilson(*before), wilson(*after)
    low = two - one - math.hypot(two - low2, high1 - one)
    high = two - one + math.hypot(high2 - two, one - low1)
    return Change(one, two, low, high)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The Wilson score interval of a share, 0 to 1; `whole` at least 1."""
    p, z2 = part / whole, _Z * _Z
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = _Z / (1 + z2 / whole) * math.sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole))
    return max(0.0, middle - half), min(1.0, middle + half)
