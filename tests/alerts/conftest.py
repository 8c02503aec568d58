"""An issue, its alert and its delivery."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from alerts import rules
from core.alerts import Alert, Delivery
from core.issues import Issue


@pytest.fixture
def make_issue(now: datetime) -> Callable[..., Issue]:
    """An orange issue that somebody wrote about two hours ago; every field can be given."""

    def make(**fields: Any) -> Issue:
        given: dict[str, Any] = {
            "key": "云杉小区|噪声扰民",
            "name": "云杉小区：噪声扰民",
            "area": "environment",
            "place": "云杉小区",
            "problem": "噪声扰民",
            "messages": 37,
            "first_at": now - timedelta(days=9),
            "last_at": now - timedelta(hours=2),
            "heat": 71.2,
            "level": "II",
            "why": "近 7 天 31 件诉求，24 人次",
            **fields,
        }
        return Issue(**given)

    return make


@pytest.fixture
def make_delivery(now: datetime, make_issue: Callable[..., Issue]) -> Callable[..., Delivery]:
    """A delivery of that issue's alert to one manager."""

    def make(address: str = "wang@example.gov.cn", **fields: Any) -> Delivery:
        rule = rules.Rule("hot_issue", "IV", (address,))
        alert: Alert = rules.judge([(7, make_issue(**fields))], [rule], now)[0].alert
        return Delivery(3, "mail", address, "<alert-5-0@minsheng.example>", 1, alert)

    return make
