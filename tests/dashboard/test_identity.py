"""Signing in through the city's identity platform, over a real one on loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect, sync_playwright

from core.errors import ConfigError
from core.scope import Scope
from dashboard import identity
from store import audit
from store.accounts import put
from store.engine import Store
from store.migrate import open_store
from tests import idp
from tests.dashboard import county
from tests.dashboard.serving import BROWSER, served
from tests.idp import Platform
from tests.makers import account

ALL = Scope.ALL
SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{cookie}"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{address}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with idp.running() as running:
        yield running


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the county: li leads, gone is disabled."""
    home: Path = tmp_path_factory.mktemp("home")
    store = open_store(f"sqlite:///{home / 'minsheng.db'}")
    county.fill(store, datetime.now(UTC))
    with store.write() as conn:
        put(conn, account("li", role="lead"))
        put(conn, account("li@city.example", role="viewer"))
        put(conn, account("gone", role="lead", is_disabled=True))
    yield store
    store.close()


@pytest.fixture(scope="module")
def address(opened: Store, platform: Platform) -> Iterator[str]:
    """The pages, with the platform as their sign-in."""
    home = Path(opened.engine.url.database).parent
    (home / "secrets.toml").write_text(
        SECRETS.format(cookie="c" * 40, client=idp.CLIENT, secret=idp.SECRET,
                       address=platform.address)
    )  # fmt: skip
    with served(home, home, MINSHENG_SIGN_IN="oidc") as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """A browser as far as cookies and redirects go."""
    with httpx.Client(base_url=address, follow_redirects=True, timeout=30) as one:
        yield one


def arrive(client: httpx.Client, platform: Platform, **claims: object) -> httpx.Response:
    """Go to the platform, which takes the browser for somebody, and come back."""
    platform.claims = dict(claims)
    return client.get("/signin/platform?next=/runs")


@pytest.mark.slow
def test_nothing_answers_before_the_platform_was_asked(client: httpx.Client) -> None:
    for path in ("/", "/messages", "/_stcore/health", "/media/abc.csv", "/_stcore/host-config"):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/signin?")
    assert client.put("/_stcore/upload_file/x/y").status_code == 401
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    assert client.get("/_stcore/stream", headers=upgrade).status_code == 403
    page = client.get("/signin")
    assert "统一身份认证登录" in page.text
    assert 'name="password"' not in page.text


@pytest.mark.slow
def test_who_has_an_account_comes_in_and_goes_out_at_the_platform_too(
    client: httpx.Client, platform: Platform, opened: Store
) -> None:
    answer = arrive(client, platform, preferred_username="li")
    assert (answer.status_code, answer.url.path) == (200, "/runs")
    (row, *_more) = audit.entries(opened, ALL, action="login")
    assert (row["actor"], row["address"]) == ("li", "127.0.0.1")
    page = client.get("/signin/out").text
    mark = page.split('name="mark" value="')[1].split('"')[0]
    ended = platform.ended
    answer = client.post("/signin/out", data={"mark": mark})
    assert platform.ended == ended + 1
    assert answer.url.path == "/signin"
    assert client.get("/runs").url.path == "/signin"


@pytest.mark.slow
def test_who_has_none_is_told_and_noted(
    client: httpx.Client, platform: Platform, opened: Store
) -> None:
    for name in ("nobody", "gone"):
        client.cookies.clear()
        answer = arrive(client, platform, preferred_username=name)
        assert answer.status_code == 403
        assert f"“{name}”没有开通本系统" in answer.text
        assert audit.entries(opened, ALL, action="login_failed")[0]["actor"] == name
        assert client.get("/runs").url.path == "/signin"


@pytest.mark.slow
def test_an_address_that_the_platform_has_not_verified_is_nobody(
    client: httpx.Client, platform: Platform
) -> None:
    answer = arrive(client, platform, email="li@city.example")
    assert answer.url.path == "/signin"
    assert client.get("/runs").url.path == "/signin"


@pytest.mark.slow
def test_a_token_that_another_key_signed_opens_nothing(
    client: httpx.Client, platform: Platform
) -> None:
    platform.forged = True
    try:
        assert arrive(client, platform, preferred_username="li").url.path == "/signin"
    finally:
        platform.forged = False


HOUR_AGO = int(datetime.now(UTC).timestamp()) - 3_600


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another"},
        {"iss": "https://elsewhere.example"},
        {"nonce": "guess"},
        {"exp": HOUR_AGO, "iat": HOUR_AGO - 300},
        {"preferred_username": ["li"]},
        {"preferred_username": "li" + "\u200b"},
        {"preferred_username": "l" * 65},
    ],
    ids=["another", "elsewhere", "nonce", "hour ago", "a list", "unseen character", "long"],
)
def test_a_token_for_another_from_another_or_of_another_time_opens_nothing(
    client: httpx.Client, platform: Platform, wrong: dict[str, object]
) -> None:
    arrive(client, platform, **{"preferred_username": "li", **wrong})
    assert client.get("/runs").url.path == "/signin"


@pytest.mark.slow
@pytest.mark.parametrize("way", ["none", "shared"])
def test_a_token_signed_in_a_weaker_way_opens_nothing(
    client: httpx.Client, platform: Platform, way: str
) -> None:
    """Not signed at all, or with the public key taken for a shared secret."""
    platform.weak = way
    try:
        arrive(client, platform, preferred_username="li")
        assert client.get("/runs").url.path == "/signin"
    finally:
        platform.weak = ""


@pytest.mark.slow
def test_a_platform_that_changes_its_key_is_understood(
    client: httpx.Client, platform: Platform
) -> None:
    assert arrive(client, platform, preferred_username="li").url.path == "/runs"
    client.cookies.clear()
    platform.rotate()
    assert arrive(client, platform, preferred_username="li").url.path == "/runs"


@pytest.mark.slow
def test_codes_states_and_cookies_of_others_open_nothing(
    client: httpx.Client, platform: Platform, address: str
) -> None:
    client.get("/oauth2callback?code=guess&state=guess")
    client.cookies.set("_streamlit_user", "eyJwcmVmZXJyZWRfdXNlcm5hbWUiOiJsaSJ9.x.y")
    client.cookies.set("minsheng_session", "guess")
    assert client.get("/runs").url.path == "/signin"
    client.cookies.clear()
    way = client.get("/signin/platform", follow_redirects=False).headers["location"]
    to = client.get(way, follow_redirects=False).headers["location"]
    platform.claims = {"preferred_username": "li"}
    back = httpx.get(to).headers["location"]
    with httpx.Client(follow_redirects=True) as other:  # somebody else's browser has no state
        assert other.get(back).url.path == "/signin"
    assert client.get(back).url.path == "/"
    with httpx.Client(follow_redirects=True) as other:  # nor does a code count twice
        assert other.get(back).url.path == "/signin"


@pytest.mark.slow
def test_in_a_browser(address: str, platform: Platform) -> None:
    platform.claims = {"preferred_username": "li"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(locale="zh-CN")
        page.goto(f"{address}/issues")
        page.get_by_role("link", name="统一身份认证登录").click()
        expect(page.get_by_text("已登录：li")).to_be_visible(timeout=60_000)
        assert page.url.startswith(f"{address}/issues")
        ended = platform.ended
        page.get_by_role("button", name="退出登录").click()
        expect(page.get_by_role("link", name="统一身份认证登录")).to_be_visible(timeout=60_000)
        assert platform.ended == ended + 1
        browser.close()


def test_the_word_of_the_platform_is_taken_for_two_minutes(monkeypatch):
    import itsdangerous

    monkeypatch.setattr(identity, "get_cookie_secret", lambda: "s" * 40)
    made = itsdangerous.URLSafeTimedSerializer("s" * 40, salt="_streamlit_user")
    fresh = {"_streamlit_user": made.dumps('{"preferred_username": "li"}')}
    assert identity.said(fresh, "preferred_username") == "li"
    assert identity.said({"_streamlit_user": made.dumps("[]")}, "sub") == ""
    long_ago = datetime.now(UTC) - timedelta(seconds=identity.FRESH_SECONDS + 5)
    monkeypatch.setattr(
        itsdangerous.TimestampSigner, "get_timestamp", lambda _self: int(long_ago.timestamp())
    )
    stale = {"_streamlit_user": made.dumps('{"preferred_username": "li"}')}
    monkeypatch.undo()
    monkeypatch.setattr(identity, "get_cookie_secret", lambda: "s" * 40)
    assert identity.said(stale, "preferred_username") == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "secrets.toml"),
        ("[auth]\n", "redirect_uri"),
        (SECRETS.format(cookie="short", client="c", secret="s", address="https://x"), "太短"),
    ],
)
def test_a_half_configured_platform_is_told_at_the_start(tmp_path, text, says):
    if text is not None:
        (tmp_path / "secrets.toml").write_text(text)
    with pytest.raises(ConfigError, match=says):
        identity.check(tmp_path)
