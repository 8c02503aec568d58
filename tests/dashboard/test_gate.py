"""Who reaches the pages: this machine alone, or whoever signed in."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from starlette.datastructures import Headers

from config import settings
from core import passwords
from core.errors import ConfigError
from dashboard.forms import inside
from dashboard.gate import cookie_of, is_local, is_ours
from store import accounts
from store.migrate import open_store
from tests.dashboard.knocking import GOOD, KEY, SECOND, Browser
from tests.dashboard.serving import served
from tests.makers import account


@pytest.mark.parametrize(
    ("given", "local"),
    [
        ({"host": "127.0.0.1:8501"}, True),
        ({"host": "localhost"}, True),
        ({"host": "[::1]:8501"}, True),
        ({"host": "minsheng.example.gov.cn"}, False),
        ({"host": "127.0.0.1.evil.example"}, False),
        ({"host": "127.0.0.1:8501", "x-forwarded-for": "10.0.0.9"}, False),
        ({"host": "127.0.0.1:8501", "forwarded": "for=10.0.0.9"}, False),
        ({}, False),
    ],
)
def test_local_mode_serves_this_machine_under_its_own_names(given, local):
    assert is_local(Headers(given)) is local


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.1.1", "::", "example.org"])
def test_another_address_needs_a_sign_in(host):
    with pytest.raises(ConfigError, match="MINSHENG_SIGN_IN"):
        settings.check_address(settings.load({}), host)
    for kind in ("accounts", "oidc"):
        settings.check_address(settings.load({"MINSHENG_SIGN_IN": kind}), host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_needs_none(host):
    settings.check_address(settings.load({}), host)


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "", "/a\r\nb",
     "/signin?next=/", "/a\\b"],
)  # fmt: skip
def test_the_way_after_signing_in_leads_to_our_own_pages(wanted):
    assert inside(wanted) == "/"
    assert inside("/messages?area=wages") == "/messages?area=wages"


@pytest.mark.parametrize("known_as", ["", "http://127.0.0.1:8501", "https://minsheng.example"])
def test_a_page_without_an_address_of_its_own_is_not_ours(known_as):
    headers = Headers({"host": "127.0.0.1:8501", "origin": "null"})
    assert not is_ours(headers, known_as)
    assert is_ours(Headers({"host": "x:1", "origin": "http://x:1"}), known_as)


def test_a_malformed_cookie_is_none():
    assert cookie_of("minsheng_session=abc; x=y") == "abc"
    assert cookie_of("") == cookie_of(";;=;\x00") == ""
    assert cookie_of("other=a b c; minsheng_session=abc") == "abc"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard with accounts: li assigns, wei views."""
    home: Path = tmp_path_factory.mktemp("home")
    store = open_store(f"sqlite:///{home / 'minsheng.db'}")
    stored = passwords.hashed(GOOD)
    sealed = passwords.sealed(KEY.encode(), SECOND)
    with store.write() as conn:
        for name, role in (("li", "lead"), ("wei", "viewer")):
            accounts.put(conn, account(name, role=role, password=stored, second=sealed,
                                       password_at=datetime.now(UTC)))  # fmt: skip
    store.close()
    with served(home, home, MINSHENG_SIGN_IN="accounts", MINSHENG_AUDIT_KEY=KEY) as url:
        yield url


@pytest.mark.slow
def test_nothing_but_the_sign_in_answers_without_it(address: str) -> None:
    browser = Browser(address)
    for path in ("/", "/messages?area=wages", "/audit", "/_stcore/health", "/media/abc.csv"):
        status, headers, _page = browser.ask("GET", path)
        assert status == 303, path
        assert headers["location"].startswith("/signin?next=")
    assert browser.ask("PUT", "/_stcore/upload_file/x/y")[0] == 401
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    assert browser.ask("GET", "/_stcore/stream", **upgrade)[0] == 403
    assert browser.ask("GET", "/signin")[0] == 200


@pytest.mark.slow
def test_signing_in_and_out(address: str) -> None:
    browser = Browser(address)
    status, _headers, page = browser.submit("/signin", name="li", password="wrong")
    assert status == 401
    assert "不正确" in page
    status, headers, _page = browser.submit("/signin?next=/runs", name="li", password=GOOD)
    assert (status, headers["location"]) == (303, "/signin?next=%2Fruns")
    assert browser.ask("GET", "/runs")[0] == 303
    half = browser.cookies["minsheng_session"]
    status, headers, _page = browser.submit("/signin?next=/runs", code=pyotp.TOTP(SECOND).now())
    assert (status, headers["location"]) == (303, "/runs")
    assert "HttpOnly" in browser.set_cookies
    assert "SameSite=lax" in browser.set_cookies
    assert browser.cookies["minsheng_session"] != half
    assert browser.ask("GET", "/runs")[0] == 200
    stolen = browser.cookies["minsheng_session"]
    assert browser.submit("/signin/out")[0] == 200
    browser.cookies["minsheng_session"] = stolen
    assert browser.ask("GET", "/runs")[0] == 303


@pytest.mark.slow
def test_a_form_from_elsewhere_is_refused(address: str) -> None:
    browser = Browser(address)
    given = {"stage": "enter", "name": "wei", "password": GOOD}
    assert browser.ask("POST", "/signin", given)[0] == 403
    page = browser.ask("GET", "/signin")[2]
    mark = re.search(r'name="mark" value="(\w+)"', page)
    assert browser.ask("POST", "/signin", {**given, "mark": mark[1]},
                       **{"Sec-Fetch-Site": "cross-site"})[0] == 403  # fmt: skip
    other = Browser(address)
    other.ask("GET", "/signin")
    assert other.ask("POST", "/signin", {**given, "mark": mark[1]})[0] == 403
