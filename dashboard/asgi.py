"""The dashboard as an ASGI application: health, headers, and the pages in one process.

`serve` runs it with our settings; any ASGI server may run `dashboard.asgi:app` after calling
`configure` itself.
"""

import gc
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit as st
import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.web import bootstrap

from cases import people
from cases.proof import LARGEST_UPLOAD
from config import language, logs, settings
from core import i18n
from core.errors import MinshengError
from core.i18n import gettext as _
from dashboard import identity, kiosk, looks, sign_in, warming
from dashboard.app import PAGES
from dashboard.gate import Gate
from dashboard.headers import KnownPages, SecurityHeaders
from dashboard.looks import PageHead
from dashboard.metrics import metrics
from dashboard.receipt import receipt
from reports import looks as palettes
from reports import theme
from store import migrate
from store.engine import Store, connect

SCRIPT = Path(__file__).with_name("app.py")
FONT = "app/static/minsheng-sans-sc.woff2"


async def health(_request: Request) -> JSONResponse:
    """200 and {"status": "ok", "schema": …} when the store answers, else 503.

    A probe must read the body: Streamlit answers 200 with a page on any unknown path.
    """
    try:
        schema = await run_in_threadpool(_schema)
    except MinshengError:
        return JSONResponse({"status": "down"}, status_code=503)
    fits = schema == migrate.head()
    answer = {"status": "ok" if fits else "schema", "schema": schema}
    return JSONResponse(answer, status_code=200 if fits else 503)


def _schema() -> str | None:
    store = connect(settings.load().store_url)
    try:
        return migrate.revision(store)
    finally:
        store.close()


app = st.App(
    SCRIPT,
    routes=[
        Route("/api/health", health),
        Route("/api/metrics", metrics),
        Route("/signin", sign_in.sign_in, methods=["GET", "POST"]),
        Route("/signin/first", sign_in.first, methods=["GET", "POST"]),
        Route("/signin/platform", sign_in.to_platform),
        Route("/signin/out", sign_in.sign_out, methods=["GET", "POST"]),
        Route("/receipt/{token}", receipt, methods=["GET", "POST"]),
        Route("/look/{name}", looks.choose),
        Route("/screen/{token}", kiosk.screen),
    ],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Gate),
        Middleware(PageHead),
        Middleware(KnownPages, names=frozenset(page.name for page in PAGES[1:])),
    ],
)


def options(host: str, port: int) -> dict[str, Any]:
    """Streamlit's settings. They are flags, so no file in some folder can change them."""
    fonts = theme.FONTS
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.enableStaticServing": True,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.allowRunOnSave": False,
        "server.maxUploadSize": LARGEST_UPLOAD // 1_000_000,  # a photograph; documents are less
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": host,
        "runner.postScriptGC": False,  # see _settle
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "logger.hideWelcomeMessage": True,
        **_colours(),
        "theme.baseRadius": "4px",
        "theme.baseFontSize": 15,
        "theme.showSidebarBorder": True,
        "theme.showWidgetBorder": True,
        "theme.font": fonts,
        "theme.headingFont": fonts,
        "theme.codeFont": fonts,
        "theme.headingFontSizes": ["1.6rem", "1.25rem", "1.05rem", "1rem", "1rem", "1rem"],
        "theme.headingFontWeights": [600, 600, 600, 600, 600, 600],
        "theme.metricValueFontSize": "1.9rem",
        "theme.fontFaces": [
            {"family": "Minsheng Sans SC", "url": FONT, "weight": "400", "style": "normal"}
        ],
    }


def _colours() -> dict[str, Any]:
    """Both looks of Streamlit's own parts; high contrast is light with another style sheet."""
    found: dict[str, Any] = {}
    for name in ("light", "dark"):
        colours = palettes.PALETTES[name]
        found |= {
            f"theme.{name}.primaryColor": colours.main,
            f"theme.{name}.textColor": colours.ink,
            f"theme.{name}.backgroundColor": colours.ground,
            f"theme.{name}.secondaryBackgroundColor": colours.soft,
            f"theme.{name}.borderColor": colours.line,
            f"theme.{name}.linkColor": colours.main,
            f"theme.{name}.sidebar.backgroundColor": colours.paper,
            f"theme.{name}.sidebar.secondaryBackgroundColor": colours.soft,
        }
    return found


def configure(host: str, port: int) -> None:
    """Give Streamlit our settings, whatever folder the process was started in."""
    found = settings.load()
    chosen = options(host, port)
    if found.sign_in == "oidc":  # the section [auth] that Streamlit's own login reads
        chosen["secrets.files"] = [str(found.home / identity.FILE)]
    bootstrap.load_config_options({name.replace(".", "_"): value for name, value in chosen.items()})


def _tell_first(store: Store, public_url: str) -> None:
    """On the console: how the first administrator is made, while there is no account."""
    token = people.first_token(store, datetime.now(UTC))
    if token:
        said = _("还没有账号。开立第一个系统管理员：{address}，一次性令牌 {token}",
                 address=f"{public_url}/signin/first", token=token)  # fmt: skip
        sys.stdout.write(said + "\n")
        sys.stdout.flush()


def _settle() -> None:
    """Take what was loaded once and stays out of the search for what nobody uses any more.

    Streamlit would go through all of it after every run of a page, with everybody waiting: more
    than half of what an action cost. Python still looks now and then, through what came later.
    """
    gc.collect()
    gc.freeze()


def serve(host: str = "127.0.0.1", port: int = 8501) -> None:
    """Serve the pages until SIGTERM or SIGINT.

    Creates an absent SQLite store. Raises MinshengError where settings or store are wrong.
    """
    found = settings.load()
    i18n.use(language.load(found.language))
    logs.start(found.home / "logs", "dashboard")
    settings.check_address(found, host)
    if found.sign_in == "oidc":
        identity.check(found.home)
    store = migrate.open_store(found.store_url)
    if found.sign_in != "local":
        _tell_first(store, found.public_url)
    store.close()
    configure(host, port)
    _settle()
    warming.start()
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
