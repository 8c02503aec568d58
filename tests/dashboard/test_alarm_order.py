"""The page of alarms begins with what cannot wait."""

from types import SimpleNamespace
from typing import Any

import polars as pl

from core.alarm_rules import AlertRule
from dashboard.views import alarm_list

RULES = [AlertRule("risk", "danger"), AlertRule("hot", "hot_issue", "II"),
         AlertRule("late", "deadline_passed"), AlertRule("who", "unreachable")]  # fmt: skip


def test_danger_first_and_our_own_troubles_last() -> None:
    here: Any = SimpleNamespace(tables=SimpleNamespace(alerts=RULES))
    told = [("who", "", 1), ("late", "", 2), ("hot", "III", 3), ("hot", "I", 4), ("risk", "", 5),
            ("late", "", 6), ("gone", "", 7)]  # fmt: skip
    found = pl.DataFrame(told, schema=["rule", "level", "id"], orient="row")
    assert alarm_list._ranked(here, found)["id"].to_list() == [5, 4, 3, 2, 6, 7, 1]
    assert alarm_list._ranked(here, found.clear()).is_empty()
