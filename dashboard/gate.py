"""Who reaches the pages at all: the outermost check, before Streamlit sees a request.

Local mode serves this machine alone: a request that came through a proxy, or under another
host name (DNS rebinding), is refused. With accounts, here or at the city's identity
platform, every request but those of `OPEN` needs a cookie that stands for a complete sign-in.
"""

from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cases import entering
from config import settings
from config.settings import LOOPBACK, Settings
from core.errors import MinshengError
from dashboard import loaders

COOKIE = "minsheng_session"
OPEN = ("/signin/", "/receipt/", "/screen/", "/look/", "/static/", "/app/static/")
OPEN_PAGES = frozenset({"/signin", "/api/health", "/api/metrics"})
"""What needs no sign-in: signing in, what a signed link allows, health and metrics,
and the program's own scripts and fonts, which hold no data."""

PLATFORM_PAGES = frozenset({"/auth/login", "/auth/logout", "/oauth2callback"})
"""The way to the city's identity platform and back, where that is the sign-in."""

_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


class Gate:
    """Middleware that lets in whom the sign-in of this installation lets in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, lead it to the sign-in, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        found, headers = settings.load(), Headers(scope=scope)
        if scope["type"] == "websocket" and not is_ours(headers, found.public_url):
            refused = True
        elif found.sign_in == "local":
            refused = not is_local(headers)
        else:
            refused = not await run_in_threadpool(_may_pass, found, scope["path"], headers)
        if not refused:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403})
        else:
            await _answer(found, scope)(scope, receive, send)


def _answer(found: Settings, scope: Scope) -> ASGIApp:
    if found.sign_in == "local":
        return PlainTextResponse(
            "本机模式只供本机访问；供他人访问请先设置登录（MINSHENG_SIGN_IN）。", status_code=403
        )
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("请先登录。", status_code=401)
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"/signin?next={quote(wanted, safe='')}", status_code=303)


def is_ours(headers: Headers, public_url: str) -> bool:
    """Whether a WebSocket comes from a page of this very address.

    Streamlit compares host names without their ports, and a browser sends the cookies of one
    port to another: what else this machine serves could speak for whoever is signed in.
    """
    origin = headers.get("origin")
    if origin is None:
        return True  # no browser: nobody's cookies but its own
    came_from = urlsplit(origin).netloc  # none for "null": a page without an address of its own
    return bool(came_from) and came_from in (headers.get("host"), urlsplit(public_url).netloc)


def is_local(headers: Headers) -> bool:
    """Whether a request comes from this machine under one of its own names."""
    host = headers.get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    passed_on = any(header in headers for header in _PASSED_ON)
    return name.strip("[]") in LOOPBACK and not passed_on


def _may_pass(found: Settings, path: str, headers: Headers) -> bool:
    if path in OPEN_PAGES or path.startswith(OPEN):
        return True
    if found.sign_in == "oidc" and path in PLATFORM_PAGES:
        return True
    cookie = cookie_of(headers.get("cookie", ""))
    try:
        known = entering.current(loaders.store(found.store_url), cookie, datetime.now(UTC))
    except MinshengError:
        return False
    return known is not None and known.stage == "full"


def cookie_of(header: str, name: str = COOKIE) -> str:
    """The value of a cookie in a Cookie header; empty where it is missing."""
    return cookie_parser(header).get(name, "")
