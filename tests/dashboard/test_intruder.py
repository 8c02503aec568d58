"""Somebody who tries to get in: at every address, with forged cookies, from other sites.

Over a real server with the county in it. `li` leads, `wei` views, `hu` is for trying passwords.
"""

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pyotp
import pytest
from sqlalchemy import select

from core import passwords
from core.scope import Scope
from dashboard.app import PAGES
from store import accounts, audit
from store.access_tables import sign_ins
from store.engine import Store
from store.migrate import open_store
from store.schema import messages
from tests.dashboard import county
from tests.dashboard.knocking import GOOD, KEY, SECOND, Browser
from tests.dashboard.serving import served
from tests.makers import account

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ALL = Scope.ALL
SEEDS = {name: pyotp.random_base32() for name in ("wei", "hu", "fan", "gu")} | {"li": SECOND}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home: Path = tmp_path_factory.mktemp("home")
    store = open_store(f"sqlite:///{home / 'minsheng.db'}")
    county.fill(store, datetime.now(UTC))
    stored = passwords.hashed(GOOD)
    with store.write() as conn:
        for name, seed in SEEDS.items():
            accounts.put(conn, account(name, role="viewer" if name == "wei" else "lead",
                                       password=stored, password_at=datetime.now(UTC),
                                       second=passwords.sealed(KEY.encode(), seed)))  # fmt: skip
    yield store
    store.close()


@pytest.fixture(scope="module")
def address(opened: Store) -> Iterator[str]:
    home = Path(opened.engine.url.database)
    with served(
        home.parent, home.parent, MINSHENG_SIGN_IN="accounts", MINSHENG_AUDIT_KEY=KEY
    ) as url:
        yield url


@pytest.fixture(scope="module")
def inside(address: str) -> Browser:
    """A browser in which li is signed in."""
    browser = Browser(address)
    assert browser.sign_in("li", pyotp.TOTP(SECOND).now())[0] == 303
    return browser


STREAMLIT = (
    "/_stcore/health", "/_stcore/metrics", "/_stcore/host-config", "/_stcore/script-health-check",
    "/_stcore/stream", "/_stcore/agent/interact", "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp", "/_stcore/upload_file/a/b", "/_stcore/bidi-components/a/b",
    "/component/a/b", "/media/a.csv", "/healthz", "/auth/login", "/auth/logout", "/oauth2callback",
)  # fmt: skip
CROOKED = (
    "/static/../_stcore/health", "/static/%2e%2e/_stcore/metrics", "/signin/../messages",
    "/signin/%2e%2e/messages", "/app/static/../../asgi.py", "/app/static/..%2f..%2fasgi.py",
    "/app/static/%2e%2e/app.py", "/screen/..%2f..%2fmessages", "/receipt/../audit",
    "/look/..%2fmessages", "/static/..\\..\\app.py", "//messages", "/./messages",
    "/static//etc/passwd", "/SIGNIN", "/signin;/../messages", "/messages%00", "/%6d%65ssages",
    "/api/health/../../messages",
)  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def test_no_address_tells_anything_without_a_sign_in(address: str, opened: Store) -> None:
    with opened.read() as conn:
        titles = set(conn.execute(select(messages.c.title)).scalars())
    browser, tries = Browser(address), 0
    for path in ("/", *(f"/{page.name}" for page in PAGES), *STREAMLIT, *CROOKED):
        for method in METHODS:
            if path in CROOKED and method not in ("GET", "POST"):
                continue
            status, headers, body = browser.ask(method, path)
            tries += 1
            where = (method, path, status)
            is_shell = path.startswith("/static/") and '<div id="root">' in body  # holds nothing
            assert is_shell or status in (303, 307, 400, 401, 403, 404, 405), where
            assert status != 303 or headers["location"].startswith("/signin"), where
            assert not [title for title in titles if title in body], where
            assert "import " not in body, where
    assert tries > 350


@pytest.mark.parametrize(
    "cookie",
    ["", "guess", "x" * 4000, "' OR 1=1 --", "\\000", '"', "null", "../audit.key", "%00", "é"],
)
def test_a_forged_cookie_opens_nothing(address: str, cookie: str) -> None:
    browser = Browser(address)
    browser.cookies["minsheng_session"] = cookie
    assert browser.ask("GET", "/messages")[0] == 303


def test_what_the_store_keeps_of_a_cookie_is_no_cookie(
    address: str, inside: Browser, opened: Store
) -> None:
    with opened.read() as conn:
        kept = conn.execute(select(sign_ins.c.token_hash)).scalars().all()
    assert kept
    for hashed in kept:
        for cookie in (hashed.hex(), base64.urlsafe_b64encode(hashed).decode()):
            browser = Browser(address)
            browser.cookies["minsheng_session"] = cookie
            assert browser.ask("GET", "/messages")[0] == 303


def upgrade(browser: Browser, path: str = "/_stcore/stream", **more: str) -> int:
    """What the door of the WebSocket answers: 101, or a refusal."""
    given = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", **more}  # fmt: skip
    lines = [f"{name}: {text}" for name, text in given.items()]
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    first = [f"GET {path} HTTP/1.1", f"Host: {browser.base.netloc}", f"Cookie: {cookie}"]
    head = "\r\n".join([*first, *lines])
    where = (browser.base.hostname, browser.base.port)
    with closing(socket.create_connection(where, 20)) as line:
        line.sendall(f"{head}\r\n\r\n".encode("latin-1"))
        return int(line.recv(64).split()[1])


def test_the_websocket_takes_our_own_pages_with_a_whole_sign_in_only(
    address: str, inside: Browser
) -> None:
    assert upgrade(inside, Origin=address) == 101
    for origin in ("https://evil.example", "null", f"{address}.evil.example", "http://127.0.0.1:1"):
        assert upgrade(inside, Origin=origin) == 403, origin
    stranger = Browser(address)
    assert upgrade(stranger, Origin=address) == 403
    for open_way in (
        "/static",
        "/signin",
        "/screen/x",
        "/receipt",
        "/look/..",
        "/app/static/../..",
    ):
        assert upgrade(stranger, f"{open_way}/_stcore/stream", Origin=address) == 403, open_way
    stranger.submit("/signin", name="fan", password=GOOD)  # half-way
    assert upgrade(stranger, Origin=address) == 403
    left = Browser(address)
    assert left.sign_in("fan", pyotp.TOTP(SEEDS["fan"]).now())[0] == 303
    kept = dict(left.cookies)
    assert upgrade(left, Origin=address) == 101
    left.submit("/signin/out")
    left.cookies = kept
    assert upgrade(left, Origin=address) == 403


def test_uploads_and_media_need_their_session_and_mark(inside: Browser) -> None:
    assert inside.ask("PUT", "/_stcore/upload_file/no-session/x", {"a": "b"})[0] in (400, 403)
    for name in ("../../audit.key", "..%2f..%2faudit.key", "%2fetc%2fpasswd"):
        assert inside.ask("PUT", f"/_stcore/upload_file/{name}/x", {"a": "b"})[0] >= 400
        assert inside.ask("GET", f"/media/{name}")[0] in (303, 307, 400, 404)
    status, headers, _body = inside.ask("GET", "/media/0123456789abcdef.csv")
    assert (status, headers["cache-control"]) == (404, "no-store")
    for path in ("/app/static/../asgi.py", "/app/static/..%2fapp.py", "/static/..%2f..%2fx.py"):
        status, _headers, body = inside.ask("GET", path)
        assert "import " not in body, (path, status)


def test_another_host_name_leads_nowhere_else(address: str) -> None:
    browser = Browser(address)
    for more in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
        for path in ("/messages", "/signin?next=//evil.example", "/nowhere"):
            status, headers, page = browser.ask("GET", path, None, **more)
            assert status in (200, 303, 307)
            assert "evil.example" not in headers.get("location", "").split("next=")[0]
            assert 'href="//evil' not in page


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "/\t/evil.example", "https://evil.example", "/\\evil.example", "\\\\evil",
     "/%09/evil.example", "javascript:alert(1)", "/look/zh?back=//evil.example", " //evil.example",
     "/\r\nSet-Cookie: a=b", "////evil.example", "/.//evil.example"],
)  # fmt: skip
def test_no_link_leads_on_to_another_site(address: str, inside: Browser, back: str) -> None:
    from urllib.parse import quote

    for path in (f"/look/zh?back={quote(back)}", f"/signin?next={quote(back)}"):
        status, headers, _page = inside.ask("GET", path)
        assert status == 303
        led = urlsplit(urljoin(address, headers["location"]))
        assert led.netloc == urlsplit(address).netloc, headers["location"]
        assert "a" not in inside.cookies


def test_a_cookie_that_somebody_else_chose_is_not_the_one_that_counts(address: str) -> None:
    browser = Browser(address)
    browser.cookies["minsheng_session"] = "chosen by somebody else"
    browser.sign_in("wei", pyotp.TOTP(SEEDS["wei"]).now())
    assert browser.ask("GET", "/issues")[0] == 200
    assert browser.cookies["minsheng_session"] != "chosen by somebody else"
    other = Browser(address)
    other.cookies["minsheng_session"] = "chosen by somebody else"
    assert other.ask("GET", "/issues")[0] == 303


def test_a_code_that_was_seen_is_of_no_use(address: str) -> None:
    code = pyotp.TOTP(SEEDS["gu"]).now()
    first, second = Browser(address), Browser(address)
    assert first.sign_in("gu", code)[0] == 303
    status, _headers, page = second.sign_in("gu", code)
    assert status == 401
    assert "不正确" in page


def test_trying_passwords_ends_with_a_lock_and_says_the_same_all_along(
    address: str, opened: Store
) -> None:
    said = set()
    for name in ("hu", "nobody"):
        browser = Browser(address)
        for password in ("wrong",) * 6 + (GOOD,):
            status, _headers, page = browser.submit("/signin", name=name, password=password)
            said.add((status, page.split('role="alert">')[1].split("<")[0]))
    assert len(said) == 1
    locked = audit.entries(opened, ALL, action="locked")
    assert [row["actor"] for row in locked] == ["hu"]
    assert all("wrong" not in str(row["details"]) for row in audit.entries(opened, ALL))


CROWD = 16
"""Four times as many as are let in at once."""


def test_a_flood_of_tries_leaves_the_pages_answering(address: str, inside: Browser) -> None:
    done: list[int] = []

    def knock() -> None:
        done.append(Browser(address).submit("/signin", name="nobody", password="x" * 100)[0])

    crowd = [threading.Thread(target=knock) for _ in range(CROWD)]
    for one in crowd:
        one.start()
    assert inside.ask("GET", "/_stcore/health")[0] == 200
    still_waiting = CROWD - len(done)
    for one in crowd:
        one.join()
    assert len(done) == CROWD
    assert still_waiting > 0, "the pages waited behind the sign-ins"


def test_a_body_without_end_is_not_read_to_its_end(address: str) -> None:
    parts = urlsplit(address)
    with closing(socket.create_connection((parts.hostname, parts.port), 20)) as line:
        line.sendall(b"POST /signin HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        line.sendall(b"2800\r\n" + b"a" * 0x2800 + b"\r\n")  # and no end
        assert line.recv(64).split()[1] == b"413"


def test_metrics_are_for_this_machine(address: str) -> None:
    browser = Browser(address)
    assert browser.ask("GET", "/api/metrics")[0] == 200
    for more in (
        {"X-Forwarded-For": "10.0.0.9"},
        {"Host": "evil.example"},
        {"X-Real-IP": "1.1.1.1"},
    ):
        assert browser.ask("GET", "/api/metrics", None, **more)[0] == 403


def test_under_https_every_cookie_is_for_https(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'minsheng.db'}")
    with store.write() as conn:
        accounts.put(conn, account("li", role="lead", password=passwords.hashed(GOOD),
                                   second=passwords.sealed(KEY.encode(), SECOND),
                                   password_at=datetime.now(UTC)))  # fmt: skip
    store.close()
    given = {"MINSHENG_SIGN_IN": "accounts", "MINSHENG_AUDIT_KEY": KEY,
             "MINSHENG_PUBLIC_URL": "https://minsheng.example"}  # fmt: skip
    with served(tmp_path, tmp_path, **given) as url:
        browser = Browser(url)
        browser.sign_in("li", pyotp.TOTP(SECOND).now())
        browser.ask("GET", "/")
        browser.ask("GET", "/_stcore/host-config")
        browser.ask("GET", "/_stcore/health")
        browser.ask("GET", "/look/dark")
    assert len(browser.told) >= 4
    assert [cookie for cookie in browser.told if "secure" not in cookie.lower()] == []
