"""How the pages look and speak to one reader: light, dark or high contrast, Chinese or English.

The choice is a cookie of the browser, set by a link of the side bar, so that it outlives the
session and reaches every page. Streamlit keeps its own choice for each address in the browser's
storage; the script in the page's head brings that into line before anything is drawn. It also
tells the links that lead away for a moment, to another look or to the sign-in, where to lead back.
"""

from typing import Any, Literal

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.i18n import mark
from dashboard import forms, spoken

Look = Literal["light", "dark", "contrast"]
LOOKS: dict[str, str] = {
    "light": mark("浅色"),
    "dark": mark("深色"),
    "contrast": mark("高对比"),
}
LANGUAGES = {"zh": "中文", "en": "English"}
"""Each language by its own name."""

LOOK_COOKIE = "minsheng_look"
LANGUAGE_COOKIE = "minsheng_lang"
_YEAR = 365 * 86_400

_HEAD = """<script>
(function () {
  var cookie = function (name) {
    var found = document.cookie.match(new RegExp("(?:^|; )" + name + "=([^;]*)"));
    return found ? found[1] : "";
  };
  var look = cookie("minsheng_look"), root = document.documentElement;
  root.lang = cookie("minsheng_lang") === "en" ? "en" : "LANG";
  root.dataset.look = look;
  try {
    var key = "stActiveTheme-" + location.pathname + "-v2";
    if (look) localStorage.setItem(key, JSON.stringify(look === "dark" ? "Dark" : "Light"));
  } catch (error) { /* without storage the page follows the system */ }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href]");
    if (!link || link.origin !== location.origin) return;
    var name = /^\\/look\\//.test(link.pathname) ? "back"
      : link.pathname === "/signin" ? "next" : "";
    if (!name) return;
    event.preventDefault();
    var here = encodeURIComponent(location.pathname + location.search);
    location.assign(link.pathname + "?" + name + "=" + here);
  }, true);
})();
</script>"""


def language(usual: str) -> str:
    """The language of this reader: the browser's choice, else the installation's."""
    chosen = st.context.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else usual


def look() -> Look:
    """How this reader's page looks at the moment."""
    if st.context.cookies.get(LOOK_COOKIE) == "contrast":
        return "contrast"
    return "dark" if st.context.theme.type == "dark" else "light"


async def choose(request: Request) -> RedirectResponse:
    """Keep a choice and lead back to where the reader was; an unknown one changes nothing."""
    back = forms.inside(request.query_params.get("back", "/"))
    answer = RedirectResponse(back, status_code=303)
    name = request.path_params["name"]
    if name in LOOKS or name in LANGUAGES:
        cookie = LOOK_COOKIE if name in LOOKS else LANGUAGE_COOKIE
        answer.set_cookie(cookie, name, max_age=_YEAR, samesite="lax", path="/")
    return answer


class PageHead:
    """Middleware that gives Streamlit's page our language, title and head script.

    Streamlit's page says that it is English; a screen reader would read Chinese with an English
    voice.
    """

    def __init__(self, app: ASGIApp, usual: str = "zh-CN") -> None:
        self.app = app
        self.usual = usual

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Change the page's HTML on its way out; everything else passes."""
        if scope["type"] != "http" or scope["method"] != "GET" or _is_file(scope["path"]):
            await self.app(scope, receive, send)
            return
        scope = {**scope, "headers": [*filter(_not_packed, scope["headers"])]}
        held: list[Message] = []

        async def passed(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                held.append(message)
                return
            if not held:
                await send(message)
                return
            held.append(message)
            if not message.get("more_body"):
                await self._send(held, send)

        await self.app(scope, receive, passed)

    async def _send(self, held: list[Message], send: Send) -> None:
        start = held[0]
        body = self._changed(b"".join(part.get("body", b"") for part in held[1:]))
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(body))
        for name in ("etag", "last-modified"):
            if name in headers:
                del headers[name]
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _changed(self, body: bytes) -> bytes:
        if b'<div id="root">' not in body:
            return body
        head = (_HEAD.replace("LANG", self.usual) + spoken.script()).encode("utf-8")
        body = body.replace(b'<html lang="en">', f'<html lang="{self.usual}">'.encode(), 1)
        body = body.replace(b"<title>Streamlit</title>", "<title>民声</title>".encode(), 1)
        return body.replace(b"</head>", head + b"</head>", 1)


def _is_file(path: str) -> bool:
    """Anything with a dot in its last part: scripts, styles, fonts, pictures."""
    return "." in path.rsplit("/", 1)[-1]


def _not_packed(header: tuple[bytes, bytes]) -> bool:
    """A packed or unchanged page could not be given its head."""
    return header[0] not in (b"accept-encoding", b"if-none-match", b"if-modified-since")


def _is_page(message: Any) -> bool:
    headers = MutableHeaders(scope=message)
    encoded = headers.get("content-encoding", "identity") != "identity"
    return headers.get("content-type", "").startswith("text/html") and not encoded
