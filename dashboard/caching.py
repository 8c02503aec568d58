"""What a function answered, kept for some seconds, so that many open pages ask the store once.

Streamlit's own `cache_data` packs every answer and unpacks it for every reader, and takes its
arguments apart at each call: on a page that asks forty things this was most of the work. Here an
answer is kept as it is under the arguments themselves. A reader gets lists and dictionaries of
their own; frames and frozen records, which nobody can change in place, are shared.

The arguments are the whole key: a function that is kept is told the reader's scope.

What takes seconds may also be kept `late`: for so long after its time a reader gets the answer
that is there at once, and a new one is fetched behind, one at a time.
"""

import copy
import logging
import pickle
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import update_wrapper, wraps
from typing import Any, Generic, ParamSpec, TypeVar

import polars as pl

from core.errors import MinshengError

logger = logging.getLogger("dashboard")

P = ParamSpec("P")
R = TypeVar("R")

_everything: "list[Kept[Any, Any]]" = []


@dataclass(slots=True)
class _Answer:
    """`lock` is held while somebody is asking, so that nobody asks the same beside them."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    value: Any = None
    until: float = 0.0
    late: float = 0.0
    is_renewed: bool = False


_behind = threading.Lock()
"""Held by the one answer that is fetched anew behind the readers."""


_turns = threading.BoundedSemaphore(2)
"""Whoever reads many records needs tens of megabytes for it, and a processor: thirty readers who
come at once would need a gigabyte, and none of them would be served any sooner."""


class Kept(Generic[P, R]):
    """A function whose answers are kept for `ttl` seconds; `most` answers at a time, None all.

    With `shared` a reader gets the very object that is kept: for what nobody changes. Only answers
    to arguments of which `when` says so are given late. What is `large` is fetched by two readers
    at a time at most.
    """

    def __init__(
        self,
        function: Callable[P, R],
        ttl: float,
        most: int | None,
        *,
        shared: bool = False,
        late: float = 0.0,
        when: Callable[P, bool] = lambda *args, **given: True,
        large: bool = False,
    ) -> None:
        self._function = _in_turn(function) if large else function
        self._ttl = ttl
        self._most = most
        self._shared = shared
        self._late = late
        self._when = when
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, _Answer] = OrderedDict()
        _everything.append(self)
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **given: P.kwargs) -> R:
        answer = self._place((_key(args), _key(given)))
        now = time.monotonic()
        if answer.until <= now < answer.until + answer.late:
            late: R = answer.value
            self._renew(answer, args, given)
            return late if self._shared else _own(late)
        with answer.lock:
            if answer.until <= time.monotonic():
                answer.value = self._function(*args, **given)
                answer.late = self._late if self._when(*args, **given) else 0.0
                answer.until = time.monotonic() + self._ttl
            found: R = answer.value
        return found if self._shared else _own(found)

    def _renew(self, answer: _Answer, args: Any, given: Any) -> None:
        """Fetch an answer behind the readers, unless somebody does already."""
        with self._lock:
            if answer.is_renewed:
                return
            answer.is_renewed = True

        def fetch() -> None:
            try:
                with _behind:
                    value = self._function(*args, **given)
                answer.value, answer.until = value, time.monotonic() + self._ttl
            except MinshengError:  # the old answer stays until it is too late; then it is told
                logger.warning("an answer could not be renewed", exc_info=True)
            finally:
                answer.is_renewed = False

        threading.Thread(target=fetch, name="renewing", daemon=True).start()

    def clear(self) -> None:
        """Forget its answers; also one that is being looked up now, which may be old already."""
        with self._lock:
            self._answers.clear()

    def _place(self, key: Hashable) -> _Answer:
        with self._lock:
            answer = self._answers.get(key)
            if answer is None:
                self._drop_old()
                answer = self._answers[key] = _Answer()
            self._answers.move_to_end(key)
            while self._most is not None and len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer

    def _drop_old(self) -> None:
        now = time.monotonic()
        old = [
            key
            for key, answer in self._answers.items()
            if answer.until + answer.late <= now and not answer.lock.locked()
        ]
        for key in old:
            del self._answers[key]


def kept(
    ttl: float, most: int | None = None, **more: Any
) -> Callable[[Callable[P, R]], Kept[P, R]]:
    """Marks a function whose answers are kept for `ttl` seconds; `more` as Kept takes it."""
    return lambda function: Kept(function, ttl, most, **more)


def shared(
    ttl: float, most: int | None = None, **more: Any
) -> Callable[[Callable[P, R]], Kept[P, R]]:
    """The same for answers that nobody changes: every reader gets the object that is kept."""
    return lambda function: Kept(function, ttl, most, shared=True, **more)


def _in_turn(function: Callable[P, R]) -> Callable[P, R]:
    @wraps(function)
    def waits(*args: P.args, **given: P.kwargs) -> R:
        with _turns:
            return function(*args, **given)

    return waits


def clear() -> None:
    """Forget what every kept function answered."""
    for one in _everything:
        one.clear()


def _key(value: Any) -> Hashable:
    """The value as part of a key. 1, 1.0 and True are equal and yet different questions."""
    if isinstance(value, tuple | list):
        return (type(value), *map(_key, value))
    if isinstance(value, Mapping):
        return (dict, *((name, _key(value[name])) for name in sorted(value)))
    if isinstance(value, set):
        return (set, frozenset(value))
    try:
        hash(value)
    except TypeError:  # a record with a list inside
        value = pickle.dumps(value)
    return type(value), value


def _own(value: Any) -> Any:
    """The value for one reader: what can be changed in place is new, down to the last row."""
    kind = type(value)
    if kind is pl.DataFrame:
        return value.clone()
    if kind is list:
        return [_own(one) for one in value]
    if kind is dict:
        return {name: _own(one) for name, one in value.items()}
    if kind is tuple:
        return tuple(map(_own, value))
    return copy.deepcopy(value) if isinstance(value, list | dict | set) else value
