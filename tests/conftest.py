"""What all tests share: a zone unlike ours, both stores, a fixed now, small makers."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from core import passwords, privacy
from core.messages import Message, RawMessage
from store.engine import Store
from store.migrate import open_store
from tests import postgres

os.environ["TZ"] = "America/New_York"
time.tzset()
for name in [name for name in os.environ if name.startswith("MINSHENG_")]:
    if not name.startswith("MINSHENG_TEST_"):
        del os.environ[name]

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")  # a check fails because of a change, not by chance

passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

KEY = b"a test key of thirty-two bytes.."
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


ON_BOTH = ("test_messages.py", "test_leases.py", "test_outbox.py", "test_rows.py", "test_search.py")
"""Modules of the store that the fast tests run on PostgreSQL too; the slow ones run all."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Both stores in full belong to `make check`; the fast tests try PostgreSQL's own ways."""
    for item in items:
        given = getattr(item, "callspec", None)
        on_postgres = given is not None and given.params.get("store_url") == "postgres"
        if on_postgres and not (item.path.parent.name == "store" and item.path.name in ON_BOTH):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A PostgreSQL server of this test process."""
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_template(postgres_address: str) -> Iterator[str]:
    """A database with our tables, copied for each test."""
    with postgres.database(postgres_address) as url:
        open_store(url).close()
        yield url.rsplit("/", 1)[1].split("?")[0]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our tables, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store, once of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "minsheng.db"
        path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        yield f"sqlite:///{path}"
        return
    address = request.getfixturevalue("postgres_address")
    template = request.getfixturevalue("postgres_template")
    with postgres.database(address, template) as url:
        yield url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open, empty store, once of each kind."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests run: 2026-11-23 12:00 in Shanghai, a Monday."""
    return NOW


@pytest.fixture
def make_message() -> Callable[..., Message]:
    """A masked message; every field of RawMessage can be given."""

    def make(external_id: str = "1", **fields: Any) -> Message:
        given: dict[str, Any] = {
            "source": "board",
            "kind": "letter",
            "title": "云杉小区夜间施工",
            "text": "云杉小区旁边的工地半夜施工，吵得睡不着。",
            "posted_at": NOW,
            **fields,
        }
        return privacy.mask(RawMessage(external_id=external_id, **given), KEY)

    return make
