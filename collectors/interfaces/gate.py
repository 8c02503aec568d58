"""The gate of the push endpoint: who is let in, and how often."""

import hashlib
import hmac
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.doors import Push
from core.sources import Opened

_MINUTE = 60.0
_NOBODY = ["0" * 64]


def digest(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass
class Gate:
    """The sources that push, and the times of their last bodies."""

    sources: Mapping[str, Opened]
    _times: dict[str, deque[float]] = field(default_factory=dict)

    def admits(self, name: str, authorization: str) -> Opened | None:
        """The source, where the header holds one of its tokens. An unknown source and a wrong
        token take the same time and look the same."""
        scheme, _, token = authorization.partition(" ")
        given = digest(token.strip())
        source = self.sources.get(name)
        known = tokens_of(source) if source else _NOBODY
        matches = [hmac.compare_digest(given, one) for one in known]
        return source if any(matches) and scheme.lower() == "bearer" else None

    def wait(self, source: Opened) -> float:
        """Seconds until the source may send its next body; 0 lets this one in."""
        most = (source.push or Push()).bodies_per_minute
        times, at = self._times.setdefault(source.id, deque()), time.monotonic()
        while times and times[0] <= at - _MINUTE:
            times.popleft()
        if len(times) >= most:
            return times[0] + _MINUTE - at
        times.append(at)
        return 0.0


def tokens_of(source: Opened) -> list[str]:
    """Digests of the tokens of a source: those of its row, and that of its secret."""
    own = [digest(source.secret)] if source.secret else []
    return [*(token.lower() for token in (source.push or Push()).tokens), *own]
