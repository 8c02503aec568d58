"""What pages ask for first and what takes long is asked ahead, so that nobody waits for it.

After the start and every few minutes a thread asks the slow questions for figures as their pages
open: the usual period, nothing chosen. Answers are kept where readers look for them (`caching`).
The thread also gives back to the system what pages freed.
"""

import logging
import threading
from datetime import UTC, datetime

from config import language, memory
from core import i18n
from core.errors import MinshengError
from core.scope import Actor, Scope
from dashboard import loaders
from dashboard.filters import Filter
from dashboard.reader import Reader
from dashboard.views import rates_page, unit_assessment, unit_board
from dashboard.visit import Visit

logger = logging.getLogger("dashboard")

EVERY = loaders.LATE / 2
"""Seconds between two rounds: less than what an answer is kept."""

_TRIM = 60.0


def start() -> threading.Event:
    """Begin in a thread of its own; it ends with the process, or when the event is set."""
    ended = threading.Event()
    threading.Thread(target=_run, args=(ended,), name="warming", daemon=True).start()
    return ended


def _run(ended: threading.Event) -> None:
    waited = 0.0
    while True:
        if not waited:
            warm()
        memory.give_back()
        if ended.wait(_TRIM):
            return
        waited = 0.0 if waited + _TRIM >= EVERY else waited + _TRIM


def warm() -> None:
    """Ask once what the pages ask that takes long. What fails is left to the page itself."""
    for ask in (rates_page, unit_board, unit_assessment):
        try:
            ask.ahead(_visit())
        except MinshengError:
            logger.warning("a page could not be asked ahead", exc_info=True)


def _visit() -> Visit:
    """One that has chosen nothing, of a reader without limits."""
    settings = loaders.settings()
    i18n.use(language.load(settings.language))
    reader = Reader(settings.store_url, Scope.ALL)
    tables = loaders.tables(settings, reader.note("demo") is not None)
    now = datetime.now(UTC)
    return Visit(reader, tables, Filter(), Actor("clock", kind="clock"), now, settings)
