"""简报: asked for on the page, read, reviewed by one person, signed by another."""

import pytest

from core.scope import Actor, Scope
from jobs import briefing, drafting
from jobs.office import open_office
from store import briefings, requests

ALL = Scope.ALL
pytestmark = pytest.mark.slow


@pytest.fixture
def office(home, filled, monkeypatch):
    """The office over the store that the pages read."""
    opened = open_office()
    yield opened
    opened.store.close()


def said(app):
    return " ".join(str(one.value) for kind in ("markdown", "text", "caption", "title", "subheader")
                    for one in getattr(app, kind))  # fmt: skip


def test_a_draft_is_asked_for_and_the_clock_writes_it(visit, filled, office, now):
    app = visit("reports")
    assert not app.exception
    assert "还没有简报" in said(app)
    app.selectbox(key="brief_kind").select("weekly").run()
    app.button(key="brief_ask").click().run()
    assert [one["kind"] for one in requests.waiting(filled, ALL, "briefing")] == ["weekly"]
    assert briefing.run(office, "briefing", now)["drafts"] == 1
    assert briefings.listed(filled, ALL)[0]["state"] == "draft"


def test_one_reviews_and_another_signs(visit, filled, office, now):
    kind = drafting.Wish(briefing.KINDS["daily"])
    number = drafting.draft(office, kind, Actor("王"), now)
    app = visit("reports", briefing=str(number))
    assert "概况" in said(app)
    _press(app, "审核人", "王审核", "审核通过")
    app = visit("reports", briefing=str(number))
    _press(app, "签发人（不能是审核人）", "王审核", "签发")
    assert any("两个人" in error.value for error in app.error)
    app = visit("reports", briefing=str(number))
    _press(app, "签发人（不能是审核人）", "李签发", "签发")
    row = briefings.read(filled, ALL, number)
    assert (row["state"], row["number"], row["signed_by"]) == ("signed", 1, "李签发")


def _press(app, label, name, button):
    next(one for one in app.text_input if one.label == label).input(name)
    next(one for one in app.button if one.label == button).click().run()


def test_an_unknown_number_is_said_calmly(visit, filled, office):
    app = visit("reports", briefing="999")
    assert not app.exception
    assert "没有这份简报" in said(app)
