"""The desk's pages: what has to be done today, a case from intake to its solution, refusals."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from cases import handling
from cases.handling import Desk, Matter
from core.calendars import WorkCalendar, WorkTime
from core.case_moves import Given
from core.deadline_rules import Rule
from core.places import Unit
from core.scope import Actor, Scope
from dashboard import caching
from store import case_lists, frames
from store.engine import Store
from tests.dashboard.test_views import unmarked, words

pytestmark = pytest.mark.slow  # every test draws whole pages

Visit = Callable[..., AppTest]
UNITS = (Unit("government", "府办"), Unit("housing", "住建", parent="government"))
RULE = Rule("R", "clock", "办结", "示例条例", "A", amount=5, unit="day", trigger="ticket_assigned")
CLERK = Actor("陈", role="dispatch")


@pytest.fixture
def late(filled: Store) -> int:
    """A ticket of the housing office, assigned twenty days ago."""
    now = datetime.now(UTC) - timedelta(days=20)
    here = Desk(filled, WorkTime(WorkCalendar([], {}, [])), (RULE,), UNITS)
    message = frames.messages_page(filled, Scope.ALL, frames.Filter()).row(0, named=True)
    matter = Matter("ticket", "message", message["id"], "水管 *漏水*", now, platform="assigned")
    number = handling.open_case(here, CLERK, matter, now)
    handling.act(here, CLERK, number, "assign", Given(unit="housing"), now)
    return number


def act_as(app: AppTest, role: str, unit: str = "", name: str = "周") -> AppTest:
    app.selectbox(key="acting_role").set_value(role)
    app.selectbox(key="acting_unit").set_value(unit)
    app.text_input(key="acting_name").set_value(name)
    return app.run()


def choose(app: AppTest, move: str) -> AppTest:
    group = next(g for g in app.button_group if str(g.key or "").startswith("move_"))
    return group.set_value(move).run()


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def test_what_has_to_be_done_today(visit: Visit, late: int) -> None:
    shown = unmarked(words(visit("desk")))
    assert "已超期（1 件）" in shown
    assert "住房和城乡建设局" in shown


def test_a_case_shows_both_clocks_and_the_citation(visit: Visit, late: int) -> None:
    app = visit("case", case=str(late))
    shown = unmarked(words(app))
    assert unmarked(app.title[0].value) == "水管 *漏水*"
    assert "群众等待时长" in shown
    assert re.search("已超期 1[45]", shown)  # the last day ends with the office hours
    assert "示例条例" in shown
    assert "平台状态：待签收" in " ".join(unmarked(str(b.value)) for b in app.markdown)


def test_the_handler_signs_and_a_wrong_unit_is_not_offered_it(visit: Visit, late: int) -> None:
    app = act_as(visit("case", case=str(late)), "handle", "housing")
    app = press(choose(app, "sign"), "签收")
    assert not app.exception
    assert "已签收" in unmarked(words(app))
    other = act_as(app, "handle", "fire")
    assert "没有这个交办件" in words(other)


def test_a_reply_is_checked_where_it_is_written_and_kept_nowhere(
    visit: Visit, filled: Store, late: int
) -> None:
    app = act_as(visit("case", case=str(late)), "handle", "housing")
    app = choose(choose(app, "sign") and press(app, "签收"), "reply")
    app.text_area[0].set_value("已换新管，请联系李师傅 13912345678。")
    shown = words(press(app, "先检查答复"))
    assert "个人信息" in shown
    assert "13912345678" not in str(case_lists.file(filled, Scope.ALL, late))


def test_what_was_set_aside_is_taken_back_with_a_press(visit: Visit, filled: Store) -> None:
    issue = frames.hot_issues(filled, Scope.ALL, None, 1)["id"][0]
    app = visit("issue", issue=str(issue))
    app.text_area[0].set_value("重复反映，已由街道处理")
    app = press(app, "搁置")
    assert frames.issue(filled, Scope.ALL, issue)["dismissed_at"] is not None
    assert "已搁置" in words(app)
    app = press(app, "撤销")
    assert frames.issue(filled, Scope.ALL, issue)["dismissed_at"] is None
    assert not [button for button in app.button if button.label == "撤销"]


def test_two_people_at_once(visit: Visit, filled: Store, late: int) -> None:
    app = act_as(visit("case", case=str(late)), "handle", "housing")
    app = choose(app, "return")
    here = Desk(filled, WorkTime(WorkCalendar([], {}, [])), (RULE,), UNITS)
    boss = Actor("梁", role="verify")
    handling.act(here, boss, late, "supervise", Given(text="x"), datetime.now(UTC))
    app.text_area[0].set_value("不属本单位职责")
    app = press(app, "退单")
    told = unmarked(" ".join(warning.value for warning in app.warning))
    assert "梁于" in told
    assert "办理了“督办”" in told
    assert app.text_area[0].value == "不属本单位职责"
    app = press(app, "退单")
    found = case_lists.file(filled, Scope.ALL, late)
    assert found is not None
    assert (found.case.state, found.case.returns) == ("returned", 1)


def test_what_was_typed_for_what_can_no_longer_be_done_is_shown(
    visit: Visit, filled: Store, late: int
) -> None:
    app = act_as(visit("case", case=str(late)), "handle", "housing")
    app = choose(app, "return")
    here = Desk(filled, WorkTime(WorkCalendar([], {}, [])), (RULE,), UNITS)
    colleague, now = Actor("周", unit="housing", role="handle"), datetime.now(UTC)
    for move, text in (("sign", ""), ("reply", "已换新管")):
        handling.act(here, colleague, late, move, Given(text=text), now)
    caching.clear()  # the page is read anew after some seconds
    app.text_area[0].set_value("不属本单位职责")
    app = press(app, "退单")
    told = unmarked(" ".join(warning.value for warning in app.warning))
    assert "办理了“答复”" in told
    assert "不属本单位职责" in [text.value for text in app.text]
    assert not app.text_area
    found = case_lists.file(filled, Scope.ALL, late)
    assert found is not None
    assert found.case.returns == 0


def test_finished_work_goes_back_as_a_table(visit: Visit, filled: Store, late: int) -> None:
    here = Desk(filled, WorkTime(WorkCalendar([], {}, [])), (RULE,), UNITS)
    housing, now = Actor("周", unit="housing", role="handle"), datetime.now(UTC)
    for move, text in (("sign", ""), ("reply", "已换新管"), ("finish", "")):
        handling.act(here, housing, late, move, Given(text=text), now)
    app = visit("desk")
    assert {m.label: m.value for m in app.metric}["待回填平台"] == "1"
    assert "平台状态：待签收" in " ".join(unmarked(str(m.value)) for m in app.markdown)
    (row,) = case_lists.to_return(filled, Scope.ALL, [late])
    assert row["external_id"].isdecimal()
    assert row["given"]["text"] == "已换新管"


def test_a_case_is_opened_from_an_issue(visit: Visit, filled: Store) -> None:
    number = frames.hot_issues(filled, Scope.ALL)["id"][0]
    app = press(visit("case", issue=str(number)), "立项")
    assert not app.exception
    assert "监测" in unmarked(words(app))
    assert case_lists.counts(filled, Scope.ALL) == {"watched": 1}
    app = choose(app, "judge")
    app.text_area[0].set_value("涉及公众切身利益")
    app = press(app, "研判")
    assert "已研判" in unmarked(words(app))


def test_an_unknown_case_is_said_calmly(visit: Visit, filled: Store) -> None:
    for number in ("999", "x", "9" * 30):
        assert "没有这个交办件" in words(visit("case", case=number))


def test_each_number_of_a_unit_leads_to_its_cases(visit: Visit, late: int) -> None:
    assert "：在办（1 件）" in words(visit("desk", handler="housing"))
    assert "：已超期（1 件）" in words(visit("desk", handler="housing", of="overdue"))
    assert "没有这样的办件" in words(visit("desk", handler="government", of="assigned"))
    table = visit("units", period="all").dataframe[0].value
    (held,) = [to for to in table["已超期"] if "handler=housing&" in to]
    assert held == "/desk?handler=housing&of=overdue&n=1"
