"""Some pages at a time: the others wait for their turn.

Python works on one page at once anyhow. Twenty that are drawn side by side all end last, and
each holds the frames it read; one after the other the first is there at once.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

MOST = max(4, 2 * (os.cpu_count() or 1))
"""More than one a processor, because pages also wait for the store."""

_PATIENCE = 20.0
"""Seconds after which a page goes on without a turn: others that hang must not stop it."""

_turns = threading.BoundedSemaphore(MOST)
_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn and hold it inside; a part of a page has its page's."""
    if getattr(_mine, "held", False):
        yield
        return
    taken = _turns.acquire(timeout=_PATIENCE)
    _mine.held = True
    try:
        yield
    finally:
        _mine.held = False
        if taken:
            _turns.release()
