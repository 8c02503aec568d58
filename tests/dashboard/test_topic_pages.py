"""关注专题 on the pages: begin one from a preset, look at it, end it; refuse a person."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from cases import topics as desk
from core.scope import Actor, Scope
from core.times import day_of
from core.watched import Watched
from store import topics
from store.engine import Store
from tests.dashboard.test_views import unmarked, words


def watch(store: Store, now: datetime, *said: str) -> int:
    today = day_of(now)
    topic = Watched("电梯", said, today - timedelta(days=40), today + timedelta(days=9))
    return desk.create(store, Actor("周"), topic, now)


@pytest.mark.slow
def test_a_preset_begins_a_topic(visit: Callable[..., AppTest], filled: Store) -> None:
    app = visit("topics")
    app.selectbox("topic_preset").select("heating").run()
    assert app.text_input("topic_name_heating").value == "供暖"
    next(button for button in app.button if button.label == "开始关注").click().run()
    assert not app.exception
    (row,) = topics.listed(filled, Scope.ALL).rows(named=True)
    assert row["name"] == "供暖"
    assert "暖气" in row["words"]


@pytest.mark.slow
def test_a_person_is_refused_in_one_sentence(visit: Callable[..., AppTest], filled: Store) -> None:
    app = visit("topics")
    app.text_input("topic_name_none").input("电梯")
    app.text_area("topic_words_none").input("电梯、王小明")
    next(button for button in app.button if button.label == "开始关注").click().run()
    assert "王小明" in unmarked(app.error[0].value)
    assert "不关注人" in unmarked(app.error[0].value)
    assert topics.listed(filled, Scope.ALL).is_empty()


@pytest.mark.slow
def test_the_page_of_a_topic_tells_its_figures_and_ends_it(
    visit: Callable[..., AppTest], filled: Store
) -> None:
    number = watch(filled, datetime.now(UTC), "电梯停运")
    app = visit("topic", topic=str(number))
    assert not app.exception
    shown = unmarked(words(app))
    assert "关键词：电梯停运" in shown
    assert any("电梯" in unmarked(link.label) for link in app.get("page_link"))
    assert "专题内" in shown
    app.text_input[-1].input("电梯已修好")
    next(button for button in app.button if button.label == "结束关注").click().run()
    (row,) = topics.listed(filled, Scope.ALL).rows(named=True)
    assert row["end_reason"] == "电梯已修好"
    assert "已结束的专题" in unmarked(words(visit("topics")))


def test_an_unknown_topic_is_told_so(visit: Callable[..., AppTest], filled: Store) -> None:
    assert "没有这个专题" in unmarked(words(visit("topic", topic="99")))
