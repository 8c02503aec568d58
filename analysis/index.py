"""An inverted index over a moving window of messages: who may speak of the same matter.

Bounded: a term keeps its newest POSTED messages, and messages leave with the window.
"""

import math
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

import numpy as np

from analysis import kept
from analysis.background import KINDS, Background
from analysis.chains import Shelf
from analysis.entries import NO_KEYS, Entries, Entry, Pieces
from analysis.paged import Serials
from analysis.tally import BITS, Beside, Floats, Ints, Likening, Tally, Vector
from analysis.terms import Terms, native

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
_RARE_AT_LEAST = 6.0
SMOOTH = 4.0
_TOO_COMMON = 0.04
_FEW = 60
_MANY = 400
_AT_LEAST = 8
_AGAIN = 1.6
_LEFT = 512

_TITLE, _WORDS, _NAMES = (KINDS.index(kind) for kind in ("title", "words", "names"))


class Index:
    """Messages of the window, their weighted terms, and the way from a term to messages.

    `background` is what is known of the language before the first message of a store.
    """

    def __init__(self, background: Background | None = None, shelf: Shelf | None = None) -> None:
        before = background or Background()
        self.entries = Entries(shelf if native else None)
        self._count = before.messages
        self._weighed_at = 0.0
        self._tallies = tuple(Tally(before.used.get(kind, {}).items()) for kind in KINDS)
        self.words = self._tallies[_WORDS]
        self.loops = native
        self.likening = Likening(0 if native else len(KINDS))
        self.serials = Serials()
        self._posted = native.posted(len(KINDS) << BITS) if native else None
        self._pointed: dict[int, list[int]] = {}
        self._left = 0

    def learn(self, terms: Terms) -> None:
        """Count which terms a message uses, before it is weighed."""
        self._count += 1
        for tally, numbers in zip(self._tallies, _numbers(terms), strict=True):
            tally.count(numbers)

    def learn_all(self, many: Sequence[Terms]) -> None:
        """`learn` many messages at once."""
        if not many:
            return
        self._count += len(many)
        for tally, *found in zip(self._tallies, *map(_numbers, many), strict=True):
            tally.count(np.concatenate(found))

    def add(self, number: int, at: float, terms: Terms) -> Entry:
        """Weigh a message whose terms are counted, and let them point to it."""
        entry = Entry(number, at, terms, sys.intern(terms.region))
        if self._count > _FEW and self._count > self._weighed_at * _AGAIN:
            self.weigh_again()
        self.entries[number] = entry
        posted, entry.keys = self._weigh(entry, keys=True)
        if self.loops:
            self.loops.point(self._posted, posted, self.serials.begin(number), POSTED)
            self.entries.lay_away(entry)
        else:
            _point(self._pointed, posted, number, POSTED)
        return entry

    def weigh_again(self) -> None:
        """Weigh every message anew: what is rare is known better after many messages."""
        self._weighed_at = self._count
        for number in self.entries:
            entry = self.entries[number]
            self._weigh(entry, keys=False)
            self.entries.renewed(entry)

    def near(self, entry: Entry) -> list[int]:
        """At most SEEN other messages that share most of the rare terms, likeliest first."""
        if self.loops:
            numbers, first = self.serials.numbers, self.serials.first
            likely = self.loops.gather(self._posted, entry.keys, numbers, first, FAINT)
        else:
            pointed = [self._pointed[term] for term in entry.keys]
            likely = _gather(pointed, list(entry.keys.values()), FAINT)
        entry.keys = NO_KEYS
        entries, own = self.entries, entry.id
        return list(islice((n for n in likely if n != own and n in entries), SEEN))

    def forget(self, numbers: Iterable[int]) -> None:
        """Take messages out that the window has left behind."""
        for number in numbers:
            entry = self.entries.pop(number, None)
            if entry is None:
                continue
            self._left += 1
            self.unlearn(entry)
            if number in self.serials:
                self.serials.end(number)
        if self._left > _LEFT + len(self.entries):
            self._sweep()

    def unlearn(self, entry: Entry) -> None:
        """Count the terms of a message no longer."""
        if not entry.counted:
            return
        entry.counted = False
        self._count -= 1
        said = entry.said
        used = kept.numbers(said) if isinstance(said, bytes) else _numbers(said)
        for tally, terms in zip(self._tallies, used, strict=True):
            tally.uncount(terms)

    def _sweep(self) -> None:
        """Drop what still points to messages that left; now and then, for it reads all."""
        self._left = 0
        self.serials.shorten()
        if self.loops:
            self.loops.sweep(self._posted, self.serials.numbers, self.serials.first)
        for term in list(self._pointed):
            left = [number for number in self._pointed[term] if number in self.entries]
            if left:
                self._pointed[term] = left
            else:
                del self._pointed[term]

    def _weigh(self, entry: Entry, *, keys: bool) -> tuple[Collection[int], dict[int, float]]:
        """Weigh the terms of a message; which of them point to it, and those to look it up by.

        Both are nothing without `keys`.
        """
        if not self.loops:
            vectors = self._vectors(entry)
            return self._keys(vectors) if keys else ((), {})
        terms, count = entry.terms, self._count
        most, few = max(_MANY, count * COMMON), max(_RARE_AT_LEAST, count * RARE)
        entry.packed, posted, asked = self.loops.weigh(
            (terms.read, terms.place, terms.region), terms.titled,
            (terms.letters, terms.title, *terms.words, terms.topics, *terms.names,
             terms.coined, *(tally.used for tally in self._tallies)),
            (math.log(count + 1.0), most, max(_FEW, count * _TOO_COMMON), few, SMOOTH,
             ASKED, _AT_LEAST), keys,
        )  # fmt: skip
        return posted, asked

    def _keys(self, vectors: Sequence[Vector]) -> tuple[Collection[int], dict[int, float]]:
        """The terms that point to a message, and those it is looked up by, with their weights.

        Both are its rarest; a term that nobody else used yet leads to nobody.
        """
        most = max(_FEW, self._count * _TOO_COMMON)
        slots, weights, shared = [], [], []
        for kind, (tally, vector) in enumerate(zip(self._tallies, vectors, strict=True)):
            used = tally.used.take(vector.terms)
            rare = used <= most
            slots.append(vector.terms[rare] * len(KINDS) + kind)
            weights.append(vector.weights[rare])
            shared.append(used[rare] > 1.0)
        found, told = np.concatenate(slots), np.concatenate(weights)
        if not found.size:  # all of it is common here: its rarest words must do
            words = vectors[_WORDS]
            keys = _heaviest(words.terms * len(KINDS) + _WORDS, words.weights, _AT_LEAST)
            return keys, keys
        others = np.concatenate(shared)
        asked = _heaviest(found[others], told[others], ASKED)
        return asked.keys() | _heaviest(found, told, ASKED).keys(), asked

    def _vectors(self, entry: Entry) -> tuple[Vector, Vector, Vector]:
        """Weigh the terms of a message; returns them by kind, each of length one."""
        terms = entry.terms
        weights = self._weighed(terms.words, _WORDS)
        words = _unit(terms.words.terms, weights)
        names = _unit(terms.names.terms, self._weighed(terms.names, _NAMES))
        entry.told = Beside.of(words, _unit(terms.words.terms, weights * terms.topics), names)
        return self._title(entry), words, names

    def _weighed(self, counted: Vector, kind: int) -> Floats:
        """What terms weigh by count and rarity; those too common here weigh nothing."""
        used = self._tallies[kind].used.take(counted.terms)
        weights = counted.weights * (math.log(self._count + 1.0) - _log(used))
        weights[used > max(_MANY, self._count * COMMON)] = 0.0
        return weights

    def _title(self, entry: Entry) -> Vector:
        """Part the title's pieces into the rare and the usual ones."""
        used = self._tallies[_TITLE].used.take(entry.terms.title)
        most, few = max(_MANY, self._count * COMMON), max(_RARE_AT_LEAST, self._count * RARE)
        weights = math.log(self._count + 1.0) - _log(used)
        told = list(zip(entry.terms.pieces, weights.tolist(), (used <= few).tolist(), strict=True))
        rare = _shares([(piece, weight) for piece, weight, is_rare in told if is_rare])
        entry.rare = [share for share in rare if len(share[0]) == 2]
        entry.longer = [share for share in rare if len(share[0]) > 2]
        names = zip(told, entry.terms.coined.tolist(), strict=True)
        entry.coined = frozenset(
            [piece for (piece, _, is_rare), coined in names if is_rare and coined]
        )
        entry.usual = _shares(
            [(piece, weight) for piece, weight, is_rare in told if not is_rare and len(piece) == 2]
        )
        weights[used > most] = 0.0
        return _unit(entry.terms.title, weights)


def _point(pointed: dict[int, list[int]], slots: Iterable[int], number: int, most: int) -> None:
    """Let the slots of a message point to it; each keeps its newest `most`."""
    for slot in slots:
        numbers = pointed.setdefault(slot, [])
        numbers.append(number)
        if len(numbers) > most:
            del numbers[0]


def _gather(pointed: list[list[int]], weights: list[float], faint: float) -> list[int]:
    """Numbers that the lists point to, by the sum of the weights of the lists they stand in."""
    found: defaultdict[int, float] = defaultdict(float)
    for numbers, weight in zip(pointed, weights, strict=True):
        for number in numbers:
            found[number] += weight
    likely = sorted([(-weight, number) for number, weight in found.items() if weight > faint])
    return [number for _, number in likely]


def _log(used: Floats) -> Floats:
    """A message whose terms are not counted uses each of them all the same."""
    return np.log(np.maximum(used, 1.0))


def _numbers(terms: Terms) -> tuple[Ints, Ints, Ints]:
    """The terms by kind, in the order of KINDS."""
    return terms.title, terms.words.terms, terms.names.terms


def _heaviest(slots: Ints, weights: Floats, count: int) -> dict[int, float]:
    if slots.size > count:
        chosen = (-weights).argsort(kind="stable")[:count]
        slots, weights = slots.take(chosen), weights.take(chosen)
    return dict(zip(slots.tolist(), weights.tolist(), strict=True))


def _unit(terms: Ints, weights: Floats) -> Vector:
    """The vector without what weighs nothing, of length one."""
    kept = weights.nonzero()[0]
    if kept.size < weights.size:
        terms, weights = terms.take(kept), weights.take(kept)
    length = math.sqrt(float(weights @ weights)) or 1.0
    return Vector(terms, weights / length)


def _shares(weighed: Pieces) -> Pieces:
    whole = sum([weight for _, weight in weighed]) + SMOOTH
    return [(piece, weight / whole) for piece, weight in weighed]
