"""评价与时效: rates with their denominators, small samples, exclusions, and who is late."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from core.messages import Message
from core.scope import Scope
from store import cubes, messages
from store.engine import Store
from tests.dashboard import county
from tests.dashboard.test_views import unmarked, words

pytestmark = pytest.mark.slow  # every test draws whole pages

Visit = Callable[..., AppTest]


@pytest.fixture
def rated(page_store: Store, make_message: Callable[..., Message]) -> Store:
    """Besides the county: six called-back tickets of one unit, two late, one excluded."""
    county.fill(page_store, datetime(2026, 11, 20, tzinfo=UTC))

    def ticket(number: int) -> Message:
        facts = {
            "assigned_at": "2026-11-02T09:00:00+08:00",
            "finished_at": f"2026-11-{6 + number:02}T09:00:00+08:00",
            "called_back_at": "2026-11-16T09:00:00+08:00",
            "contacted": True,
            "solved": "解决" if number else "未解决",
            "satisfied": ("满意", "基本满意")[number % 2],
            "excluded": "outside" if number == 5 else None,
        }
        at = datetime(2026, 11, 2, 1, tzinfo=UTC)
        return make_message(
            f"t{number}", title=f"第{number}号工单", kind="ticket", posted_at=at, facts=facts
        )

    batch = messages.Batch("hotline", "test", [ticket(number) for number in range(6)])
    messages.add(page_store, Scope.ALL, batch, datetime(2026, 11, 20, tzinfo=UTC))
    cubes.rebuild(page_store, Scope.ALL)
    return page_store


CHOSEN = {"period": "custom", "since": "2026-11-01", "until": "2026-11-19"}


@pytest.mark.usefixtures("rated")
def test_rates_show_what_they_are_made_of(visit: Visit) -> None:
    app = visit("rates", **CHOSEN)
    assert not app.exception
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["解决率（不含依法剔除）"] == "80.0%"
    assert figures["解决率（含剔除）"] == "83.3%"
    shown = unmarked(words(app))
    assert "4 / 5 件" in shown
    assert "95% 区间" in shown
    assert "基本满意按 0.9 折算" in shown


@pytest.mark.usefixtures("rated")
def test_late_tickets_are_listed_under_their_rule(visit: Visit) -> None:
    app = visit("rates", **CHOSEN)
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["R-HOT-5WD 按时率"] == "66.7%"
    app.get("button_group")[0].set_value("late").run()
    late = [frame.value for frame in app.dataframe if "到期" in frame.value.columns]
    assert sorted(late[0]["标题"]) == ["第4号工单", "第5号工单"]
    ref = late[0]["诉求"][0].removeprefix("/messages?ref=")
    single = visit("messages", ref=ref)
    assert "第4号工单" in words(single)
    assert "没有这件诉求" in words(visit("messages", ref="gone"))
    excluded = [frame.value for frame in app.dataframe if "理由" in frame.value.columns]
    assert "第十一条" in excluded[0]["依据"][0]


@pytest.mark.usefixtures("rated")
def test_two_rules_side_by_side_and_other_groups(visit: Visit) -> None:
    app = visit("rates", **CHOSEN)
    for group in ("region", "area", "channel", "month"):
        app.selectbox(key="rates_by").select(group).run()
        assert not app.exception
    app.multiselect(key="rates_rules").set_value(["R-HOT-5WD", "R-HOT-ZS-3"]).run()
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["R-HOT-5WD 按时率"] == "66.7%"
    assert figures["R-HOT-ZS-3 按时率"] == "0.0%"


def test_without_call_backs_it_says_so(visit: Visit, filled: Store) -> None:
    assert "没有回访结果" in words(visit("rates"))
