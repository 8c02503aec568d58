"""An issue, its alert and its delivery."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from alerts import rules, saying
from core.alarm_rules import AlertRule
from core.alarms import Alarm, Bundle
from core.alerts import Delivery

ORANGE = AlertRule("hot_issue", level="II", to=["wang@example.gov.cn", "li@example.gov.cn"])


@pytest.fixture
def make_issue(now: datetime) -> Callable[..., Mapping[str, Any]]:
    """An orange issue that somebody wrote about two hours ago; every field can be given."""

    def make(**fields: Any) -> Mapping[str, Any]:
        return {
            "id": 7,
            "name": "云杉小区：噪声扰民",
            "area": "environment",
            "messages": 37,
            "first_at": now - timedelta(days=9),
            "last_at": now - timedelta(hours=2),
            "heat": 71.2,
            "level": "II",
            "why": "近 7 天 31 件诉求，24 人次",
            "burst": 40.0,
            "unit": "water",
            "region": "330106",
            **fields,
        }

    return make


@pytest.fixture
def make_delivery(
    now: datetime, make_issue: Callable[..., Mapping[str, Any]]
) -> Callable[..., Delivery]:
    """A delivery of that issue's alert to one manager."""

    def make(address: str = "wang@example.gov.cn", **fields: Any) -> Delivery:
        rule = AlertRule("hot_issue", level="IV", to=[address])
        (signal,) = rules.hot_issues([make_issue(**fields)], rule)
        bundle = Bundle("mail", address, ((1, "fire"),), (1,))
        alert = saying.said(bundle, {1: Alarm(signal, now, now, id=1)}, {rule.id: rule}, now)
        return Delivery(3, "mail", address, "<alert-5-0@minsheng.example>", 1, alert)

    return make
