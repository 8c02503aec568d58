"""From counts to the figures of an assessment: unit -> measure -> done of owed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import polars as pl

from core.assessment import Figure
from core.calendars import WorkTime
from core.procedures import Procedure, standings
from core.rates import Policy
from core.times import day_of

_GOOD, _BAD = ("in_time",), ("late", "overdue")


def figures(parts: Iterable[Mapping[str, Mapping[str, Figure]]]) -> dict[str, dict[str, Figure]]:
    """Several measures put together by unit; what has no unit is nobody's."""
    found: dict[str, dict[str, Figure]] = {}
    for part in parts:
        for unit, measures in part.items():
            if unit:
                found.setdefault(unit, {}).update(measures)
    return found


def called_back(counts: pl.DataFrame, policy: Policy) -> dict[str, dict[str, Figure]]:
    """响应, 解决, 满意 and the coverage of call-backs, from `store.rates.call_backs`.

    Excluded tickets are left out. 基本满意 counts `policy.fair_weight` (config/rates.toml).
    """
    found = {}
    for (unit,), rows in counts.filter(pl.col("excluded").is_null()).group_by("group"):
        asked = rows.filter("effective")
        n = int(asked["tickets"].sum())

        def part(which: pl.Expr, rows: pl.DataFrame = asked) -> int:
            return int(rows.filter(which.fill_null(False))["tickets"].sum())

        fair = part(pl.col("satisfied") == "基本满意") * policy.fair_weight
        found[str(unit or "")] = {
            "contacted": Figure(part(pl.col("contacted")), n),
            "solved": Figure(part(pl.col("solved") == "解决"), n),
            "satisfied": Figure(part(pl.col("satisfied") == "满意") + fair, n),
            "coverage": Figure(n, int(rows["tickets"].sum())),
        }
    return found


def on_time(cells: pl.DataFrame) -> dict[str, dict[str, Figure]]:
    """按时办结, from the cells of `reports.standing_cells`."""
    found = {}
    for (unit,), rows in cells.group_by("group"):
        good = int(rows.filter(pl.col("standing").is_in(_GOOD))["n"].sum())
        bad = int(rows.filter(pl.col("standing").is_in(_BAD))["n"].sum())
        found[str(unit or "")] = {"on_time": Figure(good, good + bad)}
    return found


def procedures(
    found: Iterable[Procedure], duty: str, measure: str, work: WorkTime, now: datetime
) -> dict[str, dict[str, Figure]]:
    """Duties of a statutory procedure done in time, of those that were due."""
    counts: dict[str, list[int]] = {}
    for one in found:
        for clock, _deadline, code in standings(one, work, now):
            if clock.rule.duty == duty and code in (*_GOOD, *_BAD):
                pair = counts.setdefault(clock.unit, [0, 0])
                pair[0] += code in _GOOD
                pair[1] += 1
    return {unit: {measure: Figure(good, owed)} for unit, (good, owed) in counts.items()}


def signing(rows: Iterable[Mapping[str, Any]], until: date) -> dict[str, dict[str, Figure]]:
    """会签和意见 answered by their day, of those due by `until` (rows of `sign_offs`)."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        if row["due_on"] is None or row["due_on"] > until:
            continue
        pair = counts.setdefault(row["unit"], [0, 0])
        answered = row["answered_at"]
        pair[0] += answered is not None and day_of(answered) <= row["due_on"]
        pair[1] += 1
    return {unit: {"signing": Figure(good, owed)} for unit, (good, owed) in counts.items()}


def upkeep(entries: Iterable[Mapping[str, Any]], day: date) -> dict[str, dict[str, Figure]]:
    """知识条目 that are valid, of those approved (rows of `store.knowledge.listed`)."""
    counts: dict[str, list[int]] = {}
    for row in entries:
        if row["state"] != "approved":
            continue
        pair = counts.setdefault(row["unit"], [0, 0])
        dead = row["document_status"] in ("repealed", "lapsed")
        pair[0] += not dead and (row["valid_until"] is None or row["valid_until"] >= day)
        pair[1] += 1
    return {unit: {"upkeep": Figure(good, owed)} for unit, (good, owed) in counts.items()}
