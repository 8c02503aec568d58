"""The map of an issue: where it is told from, and what names no place beside it."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from core.scope import Scope
from dashboard import caching, loaders
from store import frames
from store.engine import Store
from store.frames import Filter
from store.schema import labels
from tests.dashboard.test_views import unmarked, words

PLACED = 6


@pytest.mark.slow
def test_an_issue_is_drawn_where_it_is_told_from(
    visit: Callable[..., AppTest], filled: Store
) -> None:
    number = frames.hot_issues(filled, Scope.ALL)["id"][0]
    assert "地区分布" not in unmarked(words(visit("issue", issue=str(number))))
    members = frames.messages_page(filled, Scope.ALL, Filter(issue=number), limit=500)["id"]
    known = loaders.tables(loaders.settings(), demo=False).rows["region"].values()
    code = next(region.adcode for region in known if region.tile)
    caching.clear()
    with filled.write() as conn:
        chosen = labels.c.message_id.in_(members[:PLACED].to_list())
        conn.execute(update(labels).where(chosen).values(region=code))
    shown = unmarked(words(visit("issue", issue=str(number))))
    assert "地区分布" in shown
    assert f"另有 {len(members) - PLACED} 件没有写明地区，不在图上。" in shown
