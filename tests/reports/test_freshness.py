"""Whether a source is read in time."""

from datetime import timedelta
from typing import Any

import pytest

from core.sources import Source
from reports.freshness import state_of
from tests.conftest import NOW

FEED = Source("a", "feed", "甲", "news_medium", every_minutes=10)


def row(**fields: Any) -> dict[str, Any]:
    return {"last_try_at": NOW, "last_success_at": NOW, "next_at": NOW, "failures": 0, **fields}


@pytest.mark.parametrize(
    ("given", "minutes", "word"),
    [
        (None, 0, "尚未采集"),
        (row(last_try_at=None), 0, "尚未采集"),
        (row(failures=2), 0, "采集失败"),
        (row(next_at=None), 9_999, "手工导入"),
        (row(), 30, "正常"),
        (row(), 31, "更新迟缓"),
    ],
)
def test_states(given: dict[str, Any] | None, minutes: int, word: str) -> None:
    assert state_of(given, FEED, NOW + timedelta(minutes=minutes)).word == word


def test_a_source_that_is_switched_off_is_not_late() -> None:
    off = Source("a", "feed", "甲", "news_medium", enabled=False)
    assert state_of(row(failures=3), off, NOW).word == "已停用"
    assert state_of(row(next_at=None), off, NOW).word == "手工导入"


def test_a_source_that_is_no_longer_configured_still_shows() -> None:
    assert state_of(row(), None, NOW).word == "手工导入"


def test_a_source_that_pushes_is_waited_for() -> None:
    desk = Source("a", "push", "甲", "official_platform")
    assert state_of(None, desk, NOW).word == "尚未采集"
    assert state_of(row(next_at=None), desk, NOW).word == "等待推送"
