"""An inverted index over a moving window of messages: who may speak of the same matter.

Bounded: a term keeps its newest POSTED messages, and messages leave with the window.
"""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.terms import Terms

POSTED = 48
"""Newest messages that a term points to."""

ASKED = 28
"""Rarest terms of a message that are looked up."""

SEEN = 22
"""Likely neighbours that are compared in full."""

FAINT = 0.2
"""Shared weight below which a neighbour is not worth a full comparison."""

COMMON = 0.15
"""A word that more than this share of messages uses tells nothing."""

RARE = 0.004
SMOOTH = 4.0
_TOO_COMMON = 0.04
_FEW = 60
_MANY = 400
_AT_LEAST = 8
_AGAIN = 1.6

Vector = dict[str, float]


@dataclass(slots=True)
class Entry:
    """One message in the index; its vectors have length one."""

    id: int
    at: float
    terms: Terms
    keys: Vector = field(default_factory=dict)
    title: Vector = field(default_factory=dict)
    rare: Vector = field(default_factory=dict)
    usual: Vector = field(default_factory=dict)
    words: Vector = field(default_factory=dict)
    topics: Vector = field(default_factory=dict)
    names: Vector = field(default_factory=dict)


class Index:
    """Messages of the window, their weighted terms, and the way from a term to messages."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self._count = 0
        self._weighed_at = 0.0
        self._used: dict[str, Counter[str]] = {
            "title": Counter(),
            "words": Counter(),
            "names": Counter(),
        }
        self._posted: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=POSTED))

    def learn(self, terms: Terms) -> None:
        """Count which terms a message uses, before it is weighed."""
        self._count += 1
        for name, used in self._used.items():
            used.update(getattr(terms, name).keys())

    def add(self, number: int, at: float, terms: Terms) -> Entry:
        """Weigh a message and let its terms point to it."""
        entry = Entry(number, at, terms)
        if self._count > _FEW and self._count > self._weighed_at * _AGAIN:
            self.weigh_again()
        self._weigh(entry)
        self.entries[number] = entry
        entry.keys = self._keys(entry)
        for term in entry.keys:
            self._posted[term].append(number)
        return entry

    def weigh_again(self) -> None:
        """Weigh every message anew: what is rare is known better after many messages."""
        self._weighed_at = self._count
        for entry in self.entries.values():
            self._weigh(entry)

    def near(self, entry: Entry) -> list[Entry]:
        """At most SEEN other messages that share most of the rare terms, likeliest first."""
        found: defaultdict[int, float] = defaultdict(float)
        for term, weight in entry.keys.items():
            for number in self._posted.get(term, ()):
                found[number] += weight
        found.pop(entry.id, None)
        entry.keys = {}
        ranked = sorted(((weight, -number) for number, weight in found.items() if weight > FAINT))
        return [self.entries[-number] for _, number in ranked[: -SEEN - 1 : -1]]

    def forget(self, numbers: Iterable[int]) -> None:
        """Take messages out that the window has left behind."""
        gone = {number: self.entries.pop(number) for number in numbers if number in self.entries}
        if not gone:
            return
        for entry in gone.values():
            self._count -= 1
            for name, used in self._used.items():
                used.subtract(getattr(entry.terms, name).keys())
        for name, used in self._used.items():
            self._used[name] = +used
        for term in list(self._posted):
            kept = deque((n for n in self._posted[term] if n not in gone), maxlen=POSTED)
            if kept:
                self._posted[term] = kept
            else:
                del self._posted[term]

    def _keys(self, entry: Entry) -> dict[str, float]:
        """The rarest terms of a message with their weights; pieces of names are marked."""
        most = max(_FEW, self._count * _TOO_COMMON)
        keys: dict[str, float] = {}
        for mark, vector, used in (
            ("/", entry.title, self._used["title"]),
            ("", entry.words, self._used["words"]),
            ("=", entry.names, self._used["names"]),
        ):
            for term, weight in vector.items():
                if used[term] <= most:
                    keys[mark + term] = weight
        if not keys:  # all of it is common here: its rarest words must do
            keys = dict(sorted(entry.words.items(), key=lambda item: -item[1])[:_AT_LEAST])
        if len(keys) <= ASKED:
            return keys
        return dict(sorted(keys.items(), key=lambda item: -item[1])[:ASKED])

    def _weigh(self, entry: Entry) -> None:
        words, terms = self._used["words"], entry.terms
        entry.title = self._unit(terms.title, self._used["title"])
        entry.rare, entry.usual = self._parts(terms.title)
        entry.names = self._unit(terms.names, self._used["names"])
        entry.words = self._unit(terms.words, words)
        entry.topics = self._unit(terms.topics, words)

    def _unit(self, counted: dict[str, float], used: Counter[str]) -> Vector:
        most = max(_MANY, self._count * COMMON)
        total = math.log(self._count + 1.0)
        weighed = {
            term: count * (total - math.log(used[term] or 1))
            for term, count in counted.items()
            if used[term] <= most
        }
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        return {term: weight / length for term, weight in weighed.items()}

    def _parts(self, pieces: dict[str, float]) -> tuple[Vector, Vector]:
        """Pieces of the title, the rare and the usual ones, as shares of SMOOTH and all."""
        used, total = self._used["title"], math.log(self._count + 1.0)
        most = max(6.0, self._count * RARE)
        rare = {p: total - math.log(used[p] or 1) for p in pieces if used[p] <= most}
        usual = {p: total - math.log(used[p]) for p in pieces if len(p) == 2 and used[p] > most}
        return _shares(rare), _shares(usual)


def _shares(weights: Vector) -> Vector:
    whole = sum(weights.values()) + SMOOTH
    return {piece: weight / whole for piece, weight in weights.items()}
