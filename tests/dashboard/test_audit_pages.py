"""What a reader looks at, searches and takes away stands in the audit."""

import pytest

from core.scope import Scope
from store import audit

pytestmark = pytest.mark.slow  # every test draws whole pages


def rows(store, action):
    return audit.entries(store, Scope.ALL, action=action)


def test_messages_that_are_shown_are_noted_once_with_their_numbers(visit, filled):
    visit("messages", period="all").run()
    (row,) = rows(filled, "view")
    assert row["details"]["n"] == len(row["details"]["ids"]) == 20
    assert row["actor"] == "本机操作员"


def test_a_page_of_figures_shows_no_text_and_notes_nothing(visit, filled):
    visit("overview")
    assert audit.entries(filled, Scope.ALL) == []


def test_a_search_is_noted_with_its_words_masked(visit, filled):
    visit("messages", period="all", words="电梯 13912345678")
    (row,) = rows(filled, "search")
    assert row["details"]["words"].startswith("电梯")
    assert "13912345678" not in str(row)


def test_the_page_of_the_audit_shows_who_saw_what(visit, filled):
    visit("messages", period="all", words="电梯")
    app = visit("audit")
    assert not app.exception
    table = str(app.dataframe[0].value.to_dict())
    assert "查看原文" in table
    assert "检索词 电梯" in table
