"""考核: a unit's score from shares of duties done, each with its evidence.

Only what a unit does about matters counts. How many complain, how they feel and how many
petition is no measure and cannot be given a weight: a unit must never gain by keeping people
from speaking. A measure with too few records says so and neither raises nor lowers a score.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import InputError
from core.i18n import gettext as _
from core.i18n import mark

MEASURES: dict[str, str] = {
    "on_time": mark("按时办结率"),
    "contacted": mark("响应率"),
    "solved": mark("解决率"),
    "satisfied": mark("满意率"),
    "disclosure": mark("依申请公开按时答复率"),
    "consultation": mark("意见采纳情况按时公布率"),
    "signing": mark("会签和意见按时回复率"),
    "upkeep": mark("知识条目有效率"),
}
"""Shares of duties done, 0-100; more work done in time never lowers one."""

BARRED: dict[str, str] = {
    "volume": mark("诉求量"),
    "complaints": mark("投诉量"),
    "negative": mark("负面占比"),
    "sentiment": mark("情感"),
    "petitions": mark("信访量"),
    "heat": mark("热度"),
    "poor": mark("差评数"),
}
"""What must not be weighed, under any of these names."""

ENOUGH = 0.5
"""A score stands on measures of at least this share of the weight, else there is none."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What counts how much. `rule` is the clock of 按时办结; `minimum` records make a share."""

    id: str = "default"
    name: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    minimum: int = 5
    rule: str = "R-HOT-5WD"
    basis: str = ""


def scheme_problems(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """What is wrong with a scheme: the field and a sentence."""
    for name, weight in scheme.weights.items():
        if name in BARRED:
            yield "weights", _("{name}不能作为考核指标：不得因群众反映多少、情绪如何扣分",
                               name=_(BARRED[name]))  # fmt: skip
        elif name not in MEASURES:
            yield "weights", _("没有“{name}”这个指标", name=name)
        elif weight < 0:
            yield "weights", _("权重不能小于 0")
    if not any(weight > 0 for weight in scheme.weights.values()):
        yield "weights", _("至少一个指标的权重要大于 0")
    if scheme.minimum < 1:
        yield "minimum", _("应不小于 1")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one unit: what was done of what was owed; the share is 0-100."""

    numerator: float
    denominator: int

    def share(self, minimum: int) -> float | None:
        """The share, or None with too few records."""
        if self.denominator < max(1, minimum):
            return None
        return min(100.0, 100 * self.numerator / self.denominator)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit: its figures, the score (None: too little to score), and 回访覆盖 beside 满意."""

    unit: str
    figures: Mapping[str, Figure]
    score: float | None
    coverage: Figure


Figures = Mapping[str, Mapping[str, Figure]]
"""Unit -> measure -> figure; "coverage" is effective call-backs of finished tickets."""


def assess(scheme: Scheme, figures: Figures) -> list[Row]:
    """A row for each unit, in the order of their codes: this is no ranking.

    Raises InputError for a scheme that may not be used.
    """
    wrong = next(scheme_problems(scheme), None)
    if wrong:
        raise InputError("考核方案有误：{why}。", why=wrong[1])
    return [_row(scheme, unit, figures[unit]) for unit in sorted(figures)]


def _row(scheme: Scheme, unit: str, found: Mapping[str, Figure]) -> Row:
    counted, weight = 0.0, 0.0
    for name, share_of in scheme.weights.items():
        share = found.get(name, Figure(0, 0)).share(scheme.minimum)
        if share is not None and share_of > 0:
            counted += share * share_of
            weight += share_of
    whole = sum(scheme.weights.values())
    score = round(counted / weight, 2) if weight and weight >= ENOUGH * whole else None
    measured = {name: found[name] for name in scheme.weights if name in found}
    return Row(unit, measured, score, found.get("coverage", Figure(0, 0)))


def with_objections(
    scheme: Scheme, rows: list[Row], upheld: Mapping[tuple[str, str], tuple[float, int]]
) -> list[Row]:
    """The rows with figures that objections put right: (unit, measure) -> (done, owed)."""
    figures = {row.unit: {**row.figures, "coverage": row.coverage} for row in rows}
    for (unit, measure), (done, owed) in upheld.items():
        if unit in figures and measure in scheme.weights:
            figures[unit][measure] = Figure(done, owed)
    return assess(scheme, figures)


def as_json(rows: list[Row]) -> list[dict[str, Any]]:
    """Rows as they are frozen."""
    return [
        {
            "unit": row.unit,
            "score": row.score,
            "coverage": [row.coverage.numerator, row.coverage.denominator],
            "figures": {n: [f.numerator, f.denominator] for n, f in row.figures.items()},
        }
        for row in rows
    ]


def from_json(kept: list[dict[str, Any]]) -> list[Row]:
    """Frozen rows."""
    return [
        Row(
            row["unit"],
            {name: Figure(*pair) for name, pair in row["figures"].items()},
            row["score"],
            Figure(*row["coverage"]),
        )
        for row in kept
    ]
