"""Pages under test: the real script, over an empty store and over a filled one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import caching
from store.engine import Store
from store.migrate import open_store
from tests.dashboard import county

SCRIPT = Path(__file__).parents[2] / "dashboard" / "app.py"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, in Chinese, with nothing cached from another test."""
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path))
    monkeypatch.delenv("MINSHENG_LANG", raising=False)
    caching.clear()
    st.cache_resource.clear()
    return tmp_path


@pytest.fixture
def page_store(home: Path) -> Iterator[Store]:
    """The store that the pages read."""
    opened = open_store(f"sqlite:///{home / 'minsheng.db'}")
    yield opened
    opened.close()


@pytest.fixture
def filled(page_store: Store) -> Store:
    """The same, with the county in it as of now."""
    county.fill(page_store, datetime.now(UTC))
    return page_store


_codes: dict[str, str] = {}
"""Page name -> the code under which Streamlit knows it, learnt from the first page opened."""


@pytest.fixture
def visit(home: Path) -> Callable[..., AppTest]:
    """Open a page by its name in the address."""

    def open_page(name: str = "overview", **query: str) -> AppTest:
        app = AppTest.from_file(str(SCRIPT), default_timeout=30)
        if name != "overview" and name not in _codes:
            first = AppTest.from_file(str(SCRIPT), default_timeout=30).run()
            for code, info in first._registered_pages.items():
                _codes[str(info["url_pathname"])] = code
        if name != "overview":
            app._page_hash = _codes.get(name, "")  # a reader's first page has no name
        for key, value in query.items():
            app.query_params[key] = value
        return app.run()

    return open_page
