"""The dashboard as a web application: health, headers, addresses, fonts, its own settings."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from streamlit import config

from dashboard import asgi
from dashboard.app import PAGES
from dashboard.headers import HEADERS
from store.engine import connect
from tests.dashboard.serving import get, served


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard over a new installation, started in a folder that has other settings."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("folder")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text("[server]\nenableStaticServing = false\n")
    with served(home, folder) as url:
        yield url


def health() -> tuple[int, dict[str, object]]:
    """The health route, asked in this process."""
    answer = asyncio.run(asgi.health(Request({"type": "http"})))
    return answer.status_code, json.loads(bytes(answer.body))


@pytest.mark.slow
def test_starting_says_nothing_of_caches(tmp_path: Path) -> None:
    with served(tmp_path, tmp_path):
        said = (tmp_path / "dashboard.out").read_text("utf-8")
    assert "running on" in said
    assert "No runtime found" not in said


def test_health_says_ok_and_the_schema(address: str) -> None:
    status, _headers, body = get(f"{address}/api/health")
    assert status == 200
    assert json.loads(body)["status"] == "ok"
    assert re.fullmatch(r"\d{4}", json.loads(body)["schema"])


def test_health_fails_where_the_store_has_no_schema(home: Path) -> None:
    connect(f"sqlite:///{home / 'minsheng.db'}").close()
    assert health() == (503, {"status": "schema", "schema": None})


def test_health_fails_where_the_store_is_gone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_STORE_URL", "postgresql+psycopg://nobody@127.0.0.1:9/none")
    assert health() == (503, {"status": "down"})


@pytest.mark.parametrize("path", ["/", "/issues", "/api/health", "/nowhere", "/nowhere/at/all"])
def test_every_answer_has_the_security_headers(address: str, path: str) -> None:
    _status, headers, _body = get(address + path)
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS


def test_nothing_is_allowed_from_another_host() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "http:" not in policy
    assert "https:" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("page", [page.name for page in PAGES[1:]])
def test_our_pages_are_served(address: str, page: str) -> None:
    status, headers, _body = get(f"{address}/{page}")
    assert status == 200
    assert "text/html" in headers["content-type"]


def test_an_unknown_page_leads_to_the_first(address: str) -> None:
    status, headers, _body = get(f"{address}/nowhere?period=all")
    assert status == 307
    assert headers["location"] == "/?period=all"


def test_the_font_is_served_from_here_in_any_folder(address: str) -> None:
    status, _headers, body = get(f"{address}/{asgi.FONT}")
    assert status == 200
    assert body[:4] == b"wOF2"
    assert len(body) <= 2_000_000


def test_the_settings_win_over_a_file_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[browser]\ngatherUsageStats = true\n")
    monkeypatch.chdir(tmp_path)
    asgi.configure("127.0.0.1", 8501)
    assert config.get_option("browser.gatherUsageStats") is False
    assert config.get_option("client.toolbarMode") == "minimal"
    assert config.get_option("server.headless") is True
    assert config.get_option("server.address") == "127.0.0.1"
