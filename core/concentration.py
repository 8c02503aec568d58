"""投诉集中事项: matters that draw many complaints and do not get better. Pure; no person keys.

A matter is a service item at one unit where the records carry its code, else a kind of problem
at one unit. Repeated, collective matters are proposed for a special
study (专题研究: 济南条例 Art. 26; 北京条例 Art. 24, 高频共性). The figures are ours (参照).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from core.rates import Ratio

SPAN_DAYS = 28
"""Length of a span: whole weeks, so that weekdays weigh the same."""

SPANS = 4
LEAST = 8
"""Complaints in the newest span below which nothing is concentrated."""

_ABOVE = 2.0
_BETTER = 0.8
_SOLVED = 60.0
_ASKED = 5
_MANY = 5


@dataclass(frozen=True, slots=True)
class Matter:
    """Complaints of one kind at one unit in the last SPANS spans, the newest last.

    With `item`, the code of a service item, the kind is left empty.
    """

    topic1: str
    topic2: str
    unit: str
    counts: tuple[int, ...]
    solved: int = 0
    asked: int = 0
    item: str = ""

    @property
    def newest(self) -> int:
        return self.counts[-1]

    @property
    def better(self) -> bool:
        """Clearly fewer than in the mean of the spans before."""
        before = self.counts[:-1]
        return self.newest < _BETTER * sum(before) / max(1, len(before))

    @property
    def repeated(self) -> bool:
        """Many in each of the last three spans."""
        return all(count >= LEAST for count in self.counts[-3:])

    @property
    def unsolved(self) -> bool:
        """Call-backs say with certainty that most is not solved as it should be."""
        interval = Ratio(self.solved, self.asked).interval
        return self.asked >= _ASKED and interval is not None and interval[1] < _SOLVED

    @property
    def for_study(self) -> bool:
        """Proposed for a special study: it repeats or stays unsolved, and gets no better."""
        return not self.better and (self.repeated or self.unsolved)


def concentrated(found: Sequence[Matter]) -> list[Matter]:
    """Those that stand out against the usual matter and do not get better; most first."""
    counts = [matter.newest for matter in found if matter.newest]
    least = max(LEAST, _ABOVE * median(counts)) if len(counts) >= _MANY else LEAST
    chosen = [matter for matter in found if matter.newest >= least and not matter.better]
    return sorted(chosen, key=lambda one: (-one.newest, one.item, one.topic2, one.unit))
