"""回避 on the pages: a unit that is accused finds nothing of it on any of them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import streamlit as st
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from core import ladder
from core.scope import Actor
from dashboard import acting, caching, cards, kiosk, screen_facts, visit
from dashboard.app import PAGES
from dashboard.reader import Reader
from reports import export
from store.engine import Store
from store.frames import Filter
from store.schema import labels
from tests.dashboard.test_views import unmarked, words

MARK = "云杉小区"
NAMES = [page.name for page in PAGES]


@pytest.fixture
def accusing(filled: Store) -> Store:
    """Everything is the housing office's to answer; what tells of the estate accuses it."""
    with filled.write() as conn:
        conn.execute(update(labels).values(unit="housing"))
        said = labels.c.place == MARK
        conn.execute(update(labels).where(said).values(accused_unit="housing"))
    return filled


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("unit", "sees"), [("housing", False), ("", True)])
def test_a_page(
    visit: Callable[..., AppTest], accusing: Store, monkeypatch: pytest.MonkeyPatch,
    name: str, unit: str, sees: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(acting, "_local", lambda: Actor("周", unit=unit, role="handle"))
    queries = {"issue": {"issue": "1"}, "case": {"issue": "1"}, "messages": {"words": MARK}}
    app = visit(name, period="all", **queries.get(name, {}))
    assert not app.exception
    shown = unmarked(words(app)) + "".join(table.value.to_string() for table in app.dataframe)
    without = shown.replace(f"“{MARK}”", "")
    if not sees:
        assert MARK not in without
        assert "电梯停运" not in without
    elif name in ("issue", "messages"):
        assert "电梯" in shown


def test_a_downloaded_list(home: object, accusing: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    st.query_params.clear()
    here = visit.begin()
    scope = ladder.scope_of({"housing": "government"}, "housing")
    url = here.reader.url
    for reader, sees in ((Reader(url, scope), False), (here.reader, True)):
        table = cards.table(here, reader.messages(Filter(), 5_000))
        assert (MARK in export.table_csv(table).decode("utf-8-sig")) is sees


def test_a_big_screen_names_no_issue_that_accuses_a_unit(home: object, filled: Store) -> None:
    def named() -> str:
        caching.clear()
        here = kiosk._visit(str(filled.engine.url), datetime.now(UTC))
        return "".join(row["name"] for row in screen_facts.hot(here))

    before = named()
    assert MARK in before
    with filled.write() as conn:
        conn.execute(update(labels).where(labels.c.place == MARK).values(accused_unit="housing"))
    after = named()
    assert MARK not in after
    assert after
