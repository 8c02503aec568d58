"""Early warning: is what people write of late more than its own past lets expect?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Alertness:
    """How soon a burst is called: `people` within one of `days`, rarer by chance than `chance`.

    `quiet` is the daily rate that is believed of a matter without a past.
    """

    people: int = 6
    days: tuple[float, ...] = (0.5, 1.0, 3.0, 7.0, 14.0)
    past_days: float = 56.0
    quiet: float = 0.03
    chance: float = 1e-5


@dataclass(frozen=True, slots=True)
class Burst:
    """`people` wrote within `days`, where `expected` were to be expected."""

    people: float
    days: float
    expected: float
    chance: float


def find(times: Sequence[float], now: float, alertness: Alertness | None = None) -> Burst | None:
    """The least likely burst that ends now, or None.

    `times` are seconds, one for each person and content (copies count once). Poisson tail
    against the mean of the `past_days` before each span.
    """
    careful = alertness or Alertness()
    best: Burst | None = None
    for days in careful.days:
        since = now - days * DAY
        count = sum(since < at <= now for at in times)
        if count < careful.people:
            continue
        past = sum(since - careful.past_days * DAY < at <= since for at in times)
        expected = (past / careful.past_days + careful.quiet) * days
        chance = tail(count, expected)
        if chance < careful.chance and (best is None or chance < best.chance):
            best = Burst(count, days, expected, chance)
    return best


def tail(count: int, expected: float) -> float:
    """The chance of at least `count` events where `expected` are the mean (Poisson)."""
    term = math.exp(-expected)
    below = 0.0
    for number in range(count):
        below += term
        term *= expected / (number + 1)
    return max(0.0, 1.0 - below)
