"""`st.cache_data`, chosen when a function is first called instead of when it is written down.

Streamlit looks for its own storage while it decorates. The ASGI application is imported before
Streamlit runs, and each function would say so on the console.
"""

from collections.abc import Callable
from functools import cached_property, update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

import streamlit as st

P = ParamSpec("P")
R = TypeVar("R")


class Kept(Generic[P, R]):
    """A function whose answers are kept for some seconds; `most` answers at a time, None all."""

    def __init__(self, function: Callable[P, R], ttl: int, most: int | None) -> None:
        self._function = function
        self._ttl = ttl
        self._most = most
        update_wrapper(self, function)

    @cached_property
    def _cached(self) -> Any:
        cached = st.cache_data(ttl=self._ttl, show_spinner=False, max_entries=self._most)
        return cached(self._function)

    def __call__(self, *args: P.args, **given: P.kwargs) -> R:
        found: R = self._cached(*args, **given)
        return found

    def clear(self) -> None:
        """Forget its answers."""
        if "_cached" in self.__dict__:
            self._cached.clear()


def kept(ttl: int, most: int | None = None) -> Callable[[Callable[P, R]], Kept[P, R]]:
    """Marks a function whose answers are kept for `ttl` seconds."""
    return lambda function: Kept(function, ttl, most)
