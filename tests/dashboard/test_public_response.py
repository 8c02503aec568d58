"""公开回应: proposals wait, a person judges, clocks run and publications stop them."""

from datetime import UTC, datetime

import pytest

from core.scope import Scope
from store import judgements
from tests.dashboard.test_views import unmarked, words

pytestmark = pytest.mark.slow  # every test draws whole pages


def test_an_empty_page_says_what_comes_here(visit, filled):
    assert "没有待研判的事项" in words(visit("responses"))


def test_from_proposal_to_publication(visit, filled):
    judgements.propose(filled, Scope.ALL, [1], datetime.now(UTC))
    app = visit("responses")
    shown = unmarked(words(app))
    assert "尚未认定" in shown
    app.text_area[0].set_value("涉及整个小区")
    next(b for b in app.button if b.label == "认定，开始计时").click().run()
    shown = unmarked(words(app))
    assert not app.exception
    assert "已认定（1 个）" in shown
    assert "R-RESP-48" in shown
    title = next(field for field in app.text_input if field.label == "标题")
    title.set_value("情况说明")
    kind = next(box for box in app.selectbox if box.label == "发布类型")
    kind.set_value("response")
    next(b for b in app.button if b.label == "登记，现在发布").click().run()
    shown = unmarked(words(app))
    assert "情况说明" in shown
    assert "已办结，未超期" in shown


def test_a_judgement_without_a_basis_is_refused_in_words(visit, filled):
    judgements.propose(filled, Scope.ALL, [1], datetime.now(UTC))
    app = visit("responses")
    next(b for b in app.button if b.label == "认定，开始计时").click().run()
    assert "依据" in app.error[0].value
    assert judgements.judged(filled, Scope.ALL).is_empty()
