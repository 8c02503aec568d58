"""The dashboard as an ASGI application: health, headers, and the pages in one process.

`serve` runs it with our settings; any ASGI server may run `dashboard.asgi:app` after calling
`configure` itself.
"""

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

from config import language, logs, settings
from core import i18n
from core.errors import MinshengError
from dashboard.app import PAGES
from dashboard.headers import KnownPages, SecurityHeaders
from reports import theme
from store import migrate
from store.engine import connect

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
    routes=[Route("/api/health", health)],
    middleware=[
        Middleware(SecurityHeaders),
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
        "server.maxUploadSize": 1,
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": host,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "logger.hideWelcomeMessage": True,
        "theme.base": "light",
        "theme.primaryColor": theme.MAIN,
        "theme.textColor": theme.INK,
        "theme.backgroundColor": theme.PAPER,
        "theme.secondaryBackgroundColor": "#F3F5F7",
        "theme.borderColor": theme.LINE,
        "theme.linkColor": theme.MAIN,
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


def configure(host: str, port: int) -> None:
    """Give Streamlit our settings, whatever folder the process was started in."""
    bootstrap.load_config_options(
        {name.replace(".", "_"): value for name, value in options(host, port).items()}
    )


def serve(host: str = "127.0.0.1", port: int = 8501) -> None:
    """Serve the pages until SIGTERM or SIGINT.

    Creates an absent SQLite store. Raises MinshengError where settings or store are wrong.
    """
    found = settings.load()
    i18n.use(language.load(found.language))
    logs.start(found.home / "logs", "dashboard")
    migrate.open_store(found.store_url).close()
    configure(host, port)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
