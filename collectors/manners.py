"""Politeness towards other people's servers: how many at a time, how soon again, and when not.

Pure: `at` is any clock that only goes forward, in seconds. One of these lives as long as the
process, so that what a server asked for holds from round to round.
"""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

AT_ONCE = 2
"""Connections to one host at the same time."""

GAP = 0.5
"""Seconds between the beginnings of two looks at one host."""

_MOST_HOSTS = 10_000


@dataclass(slots=True)
class Manners:
    """What is known of each host."""

    at_once: int = AT_ONCE
    gap: float = GAP
    _open: Counter[str] = field(default_factory=Counter)
    _free_at: dict[str, float] = field(default_factory=dict)
    _rests_until: dict[str, float] = field(default_factory=dict)

    def wait(self, host: str, at: float) -> float:
        """Seconds until a look at the host may begin; infinite while others must end first."""
        if self._open[host] >= self.at_once:
            return float("inf")
        return max(0.0, self._free_at.get(host, at) - at)

    def rest(self, host: str, at: float) -> float:
        """Seconds for which the host still wants to be left alone."""
        return max(0.0, self._rests_until.get(host, at) - at)

    def begin(self, host: str, at: float) -> None:
        """A look at the host begins."""
        self._forget(at)
        self._open[host] += 1
        self._free_at[host] = at + self.gap

    def end(self, host: str, at: float, rest: float = 0.0) -> None:
        """It has ended; `rest` is what the server asked for, in seconds."""
        self._open[host] -= 1
        if rest:
            self._rests_until[host] = max(at + rest, self._rests_until.get(host, 0.0))

    def _forget(self, at: float) -> None:
        for known in (self._free_at, self._rests_until):
            if len(known) > _MOST_HOSTS:
                for host in [host for host, until in known.items() if until <= at]:
                    del known[host]


def host_of(location: str) -> str:
    """The host that answers for a location, with its port; the location itself if it has none."""
    try:
        parts = urlsplit(location)
        return parts.netloc.rpartition("@")[2].lower() or location
    except ValueError:
        return location
