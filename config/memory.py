"""What a process of several threads freed goes back to the system."""

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Return to the system what was freed: with several threads, glibc keeps megabytes of it."""
    with suppress(OSError, AttributeError):  # another C library has no such function
        ctypes.CDLL(None).malloc_trim(0)
