"""What was found and written in Chinese is told in English as if it had been found in English."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from alerts import rules
from analysis import late
from config import language
from core import i18n
from core.alarm_rules import AlertRule
from core.i18n import gettext as _
from core.retelling import retold


@pytest.fixture(autouse=True)
def in_chinese_again() -> Iterator[None]:
    yield
    i18n.use(language.load("zh"))


def why() -> str:
    """As an issue's reasons are put together."""
    counted = {"messages": 77, "people": "<5", "votes": 19, "urgent": 58, "negative": 60}
    heat = _(
        "近 7 天 {messages} 件诉求，{people} 人次，点赞和反对 {votes} 次，较急或紧急 {urgent} 件，"
        "负面 {negative} 件",
        **counted,
    )
    grown = _(
        "；{days} 天内{of} {people} 人次，按以往预计 {expected} 人次",
        days="3", of="", people="27", expected="2.5",
    )  # fmt: skip
    return heat + grown + late.told({"returned": [{}] * 13, "empty": [{}] * 3})


def title() -> str:
    """As an alarm is called."""
    at = datetime(2026, 11, 3, tzinfo=UTC)
    row = {"id": 7, "name": "云杉小区：噪声扰民", "level": "II", "why": "", "area": "environment",
           "messages": 3, "heat": 50.0, "first_at": at, "last_at": at}  # fmt: skip
    (signal,) = rules.hot_issues([row], AlertRule("r", level="II"))
    return signal.title


@pytest.mark.parametrize("made", [why, title])
def test_a_stored_sentence_is_told_in_the_readers_language(made) -> None:
    stored = made()
    assert retold(stored) == stored
    i18n.use(language.load("en"))
    assert retold(stored) == made() != stored


def test_what_people_wrote_stays_as_it_is() -> None:
    i18n.use(language.load("en"))
    assert retold("小区电梯坏了；请尽快修") == "小区电梯坏了；请尽快修"
    assert retold("云杉小区（二期）：多次退单") == "云杉小区（二期）: Repeatedly returned"
