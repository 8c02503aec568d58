"""What a person does: one transaction with its line in the history."""

import pytest
from sqlalchemy import select

from cases import desk
from core.errors import InputError
from core.issues import Issue
from core.scope import Actor, Scope
from store import frames, issues, requests
from store.schema import history

ALL = Scope.ALL
LI = Actor("li")


@pytest.fixture
def issue(now):
    return Issue("云杉|噪声", "云杉：噪声", "environment", "云杉", "噪声", 2, now, now)


def lines(store):
    with store.read() as conn:
        return [tuple(row) for row in conn.execute(select(history.c.actor, history.c.action))]


def test_a_persons_name_for_an_issue_stays(store, now, issue):
    (number,) = issues.save(store, ALL, [issue])
    desk.rename_issue(store, LI, number, " 云杉小区 夜间施工 ", now)
    issues.save(store, ALL, [issue])
    assert frames.issue(store, ALL, number)["name"] == "云杉小区 夜间施工"
    assert lines(store) == [("li", "rename")]


def test_an_issues_number_never_changes(store, issue):
    assert issues.save(store, ALL, [issue]) == issues.save(store, ALL, [issue])


@pytest.mark.parametrize("name", ["", "  ", "字" * 61])
def test_names_that_are_none(store, now, issue, name):
    (number,) = issues.save(store, ALL, [issue])
    with pytest.raises(InputError, match="1 至 60"):
        desk.rename_issue(store, LI, number, name, now)
    assert lines(store) == []


def test_an_unknown_issue_is_refused(store, now):
    with pytest.raises(InputError, match="没有编号"):
        desk.rename_issue(store, LI, 99, "名称", now)


def test_requests_wait_for_the_clock(store, now):
    desk.ask(store, LI, "collect", {"source": "board"}, now)
    assert requests.waiting(store, ALL, "collect") == [{"source": "board"}]
    assert lines(store) == [("li", "ask")]


def test_the_clock_does_only_what_it_knows(store, now):
    with pytest.raises(InputError, match="shutdown"):
        desk.ask(store, LI, "shutdown", {}, now)
    assert requests.waiting(store, ALL, "shutdown") == []
