"""管理: a rule is changed on the page, with a preview, a reason, a line in the audit, and undo."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from cases import configuring
from config import overlay, settings, tables
from core.errors import Denied, InputError
from core.scope import Actor, Scope
from store.engine import Store
from store.schema import history
from tests.conftest import NOW
from tests.dashboard.test_views import unmarked, words

RULE = "R-HOT-5WD"


def amount() -> int:
    """The limit that the files say."""
    return tables.load(settings.load()).rules[RULE].amount


def lines(store: Store) -> list[tuple[str, dict[str, object]]]:
    """What the history says of configuration."""
    with store.read() as conn:
        rows = conn.execute(select(history).where(history.c.subject == "config")).all()
    return [(row.action, row.details) for row in rows]


def press(app: AppTest, label: str) -> AppTest:
    """Press the first button of this name."""
    return next(button for button in app.button if button.label == label).click().run()


@pytest.mark.slow
def test_a_rule_is_changed_and_taken_back(visit: Callable[..., AppTest], page_store: Store) -> None:
    app = visit("settings")
    app.selectbox(key="config_rule").set_value(RULE).run()
    app.number_input(key=f"config_rule_{RULE}_amount").set_value(4)
    press(app, "预览")
    shown = unmarked(words(app))
    assert "改动预览" in shown
    assert amount() == 5
    press(app, "确认修改")
    assert "请写明修改配置的理由" in unmarked(" ".join(one.value for one in app.error))
    assert (amount(), lines(page_store)) == (5, [])
    app.text_input(key="config_reason").set_value("新条例")
    press(app, "确认修改")
    assert amount() == 4
    [(action, told)] = lines(page_store)
    assert (action, told["key"], told["reason"]) == ("change_config", RULE, "新条例")
    assert (told["fields"], told["was"]) == ({"amount": 4}, {"amount": 5})
    press(app, "撤销")
    assert amount() == 5
    assert [action for action, _told in lines(page_store)] == ["change_config", "restore_config"]


@pytest.mark.slow
def test_what_the_files_would_refuse_is_refused_on_the_page(
    visit: Callable[..., AppTest], page_store: Store
) -> None:
    app = visit("settings")
    app.selectbox(key="config_unit").set_value("housing").run()
    app.text_input(key="config_unit_housing_name").set_value("  ")
    press_last(app, "config_unit_housing")
    assert "不能为空" in unmarked(" ".join(one.value for one in app.error))
    assert not any(button.label == "确认修改" for button in app.button)
    assert (lines(page_store), overlay.text(settings.load())) == ([], "")


def press_last(app: AppTest, form: str) -> AppTest:
    """Press the button of a form."""
    return next(button for button in app.button if button.form_id == form).click().run()


def test_without_the_right_or_a_reason_nothing_is_written(page_store: Store) -> None:
    put: list[int] = []
    told = {"table": "rule", "key": RULE}
    handler = Actor("li", scope=Scope(may=frozenset({"desk"})))
    with pytest.raises(Denied):
        configuring.change(page_store, handler, told, "理由", lambda: put.append(1), NOW)
    with pytest.raises(InputError):
        configuring.change(page_store, Actor("wang"), told, " ", lambda: put.append(1), NOW)
    assert (put, lines(page_store)) == ([], [])


def test_a_file_that_cannot_be_written_leaves_no_line(page_store: Store) -> None:
    def fails() -> None:
        raise InputError("写不了文件 {path}，请检查文件夹和权限。", path="x")

    with pytest.raises(InputError):
        configuring.change(page_store, Actor("wang"), {}, "理由", fails, NOW)
    assert lines(page_store) == []
