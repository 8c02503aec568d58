"""Security headers on every answer, and a way back from addresses that are no page.

Streamlit's page needs inline styles, `eval` for its charts and workers from blobs; nothing is
allowed from any other host.
"""

from collections.abc import Iterable, Iterator, Set

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config import settings

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss: data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


FILES = "/media/"
"""Where Streamlit gives out what a page made for its reader: exports, pictures."""


class SecurityHeaders:
    """Middleware that adds HEADERS to every HTTP answer, and Secure to every cookie where the
    pages are reached by https: Streamlit leaves it out of its own. No copy of a file that was
    made for one reader stays in a browser that others use too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if scope["path"].startswith(FILES):
                    headers["Cache-Control"] = "no-store"
                message["headers"] = [*_secured(message["headers"])]
            await send(message)

        await self.app(scope, receive, completed)


def _secured(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers:
        bare = name == b"set-cookie" and b"; secure" not in value.lower()
        yield name, value + b"; Secure" if bare and _is_under_https() else value


def _is_under_https() -> bool:
    return settings.load().public_url.startswith("https:")


class KnownPages:
    """Middleware that leads from an unknown page to the first one.

    Streamlit would answer 200 and say in English that there is no such page.
    """

    def __init__(self, app: ASGIApp, names: Set[str]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect a page name that is not ours; everything else passes."""
        app: ASGIApp = self.app
        if scope["type"] == "http" and scope["method"] == "GET" and self._unknown(scope["path"]):
            query = scope["query_string"].decode("latin-1")
            app = RedirectResponse(f"/?{query}" if query else "/")
        await app(scope, receive, send)

    def _unknown(self, path: str) -> bool:
        name = path.strip("/")
        is_name = bool(name) and not set("/.") & set(name)
        return is_name and name not in self.names | {"oauth2callback", "signin"}
