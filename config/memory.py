"""What a process freed goes back to the system, so that it does not hold what it needed once."""

import ctypes
from collections.abc import Mapping
from contextlib import suppress

_HEAPS = "MALLOC_ARENA_MAX"
_POLARS = "_RJEM_MALLOC_CONF"
_AT_ONCE = "background_thread:true,dirty_decay_ms:0,muzzy_decay_ms:0"


def thrifty(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process whose many threads need much for a moment; see docs/capacity.md.

    glibc keeps two heaps instead of eight a processor, unless an operator has said how many.
    Polars' own allocator gives back at once what it would hold for a second, while the next page
    takes as much again. Polars writes its own wish into the environment of whoever imports it; of
    two wishes the last one counts, and others that stand there stay.
    """
    wishes = filter(None, (environment.get(_POLARS), _AT_ONCE))
    return {_HEAPS: "2", **environment, _POLARS: ",".join(wishes)}


def give_back() -> None:
    """Return to the system what was freed: with several threads, glibc keeps megabytes of it."""
    with suppress(OSError, AttributeError):  # another C library has no such function
        ctypes.CDLL(None).malloc_trim(0)
