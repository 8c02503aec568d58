"""What every walk needs: an installation with the invented county, its pages, a browser."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from store.migrate import open_store
from tests.dashboard import county
from tests.dashboard.serving import BROWSER, served

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the invented county in it, one a module."""
    folder = tmp_path_factory.mktemp("installation")
    store = open_store(f"sqlite:///{folder / 'minsheng.db'}")
    county.fill(store, datetime.now(UTC))
    store.close()
    return folder


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """The dashboard over it."""
    with served(home, home) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield started
        started.close()
