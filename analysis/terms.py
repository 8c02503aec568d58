"""What one message says, as the issue finder compares it: names, problem words, title.

Words and their kinds come from jieba-rs. A name is a run of place, party and unknown words; a
problem word is a verb, a noun or an adjective of the general vocabulary. Many messages are read
at once: what follows the cutting into words is done on arrays of all their characters.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import rjieba

from analysis import compiled
from analysis.place import KINDS_OF_PLACE
from analysis.tally import BITS, Ints, Vector, numbers

READ = 500
"""Characters of a text that are read; what a letter is about stands at its beginning."""

BATCH = 256
"""Messages read at once."""

_MARKERS = re.compile(r"[A-Z]\d*[市区县]|尊敬的.{0,8}[:：]|您好|你好|\*+|X{2,}")
_NAMES = frozenset(("ns", "nr", "nz", "nt", "nrt", "nrfg", "j", "eng", "m", "x"))
_PROBLEMS = frozenset(("i", "l", "j"))
_JOINING = frozenset("upcvd")
_LETTERS = np.frombuffer((ascii_letters + digits).encode("utf-32-le"), np.uint32)
LOGS = np.append(0.0, 1.0 + np.log(np.arange(1, 100)))
_PAIR, _TRIPLE = 2, 3

_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF
_TOPIC, _NAME, _JOINS = 1, 2, 4

native = compiled.loops("_likeness", layout=4)

Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Terms of one message by number: pieces of the title, counted words, pieces of names.

    `read` is what was read of it, in one line; `place` the place or party it names, `titled`
    whether its title names it, and `region` the code of the town it is about, or empty. `letters`
    are the two or three characters of each of `title`, `coined` tells which of them are mostly a
    name; `topics` tells which of the words tell the problem. What weighs is 1 plus the logarithm
    of the count.
    """

    read: str
    place: str
    titled: bool
    region: str
    letters: Codes
    title: Ints
    coined: Bools
    words: Vector
    topics: Bools
    names: Vector

    @property
    def pieces(self) -> list[str]:
        """The terms of the title as they are written."""
        return ["".join(map(chr, row)).rstrip("\0") for row in self.letters.tolist()]


class Pieces(NamedTuple):
    """Pieces of one text that holds many messages: whose each is, where it starts and ends."""

    rows: Longs
    starts: Longs
    ends: Longs


def plain(text: str) -> str:
    """The text without blanks, greetings and the markers of masked regions."""
    return _MARKERS.sub(" ", "".join(text.split()))


def terms(title: str, text: str, place: str, region: str = "") -> Terms:
    """The terms of a title and the first READ characters of a text."""
    return next(said([title], [text], [place], [region]))


def said(
    titles: Sequence[str],
    texts: Sequence[str],
    places: Sequence[str],
    regions: Sequence[str] | None = None,
) -> Iterator[Terms]:
    """The terms of many messages, in order."""
    towns = regions if regions is not None else [""] * len(titles)
    for start in range(0, len(titles), BATCH):
        part = slice(start, start + BATCH)
        yield from _terms(_Page(titles[part], texts[part], places[part]), towns[part])


def spelled(title: str, text: str, place: str) -> dict[str, set[str]]:
    """The terms of one message as they are written, by kind."""
    page = _Page([title], [text], [place])
    kinds = {"title": page.title(), "words": page.words()[0], "names": page.names()}
    return {kind: set(page.spell(*found[1:])) for kind, found in kinds.items()}


class _Page:
    """Many messages as one text, a line break after each: its characters and its words."""

    def __init__(self, titles: Sequence[str], texts: Sequence[str], places: Sequence[str]) -> None:
        self.places = places
        self.heads = [plain(title[:READ]) for title in titles]
        pairs = zip(self.heads, texts, strict=True)
        self.reads = [f"{head} {plain(text[: 2 * READ])[:READ]}" for head, text in pairs]
        self.text = "\n".join([*self.reads, ""])
        self.codes = np.frombuffer(self.text.encode("utf-32-le"), np.uint32)
        self.han = (self.codes >= _FIRST_HAN) & (self.codes <= _LAST_HAN)
        self.plain = self.han | np.isin(self.codes, _LETTERS)
        self.tokens, self.told = _cut(self.reads, places)

    def words(self) -> tuple[Pieces, Bools]:
        """Words of two characters or more, and which of them tell a problem."""
        long = self.tokens.ends - self.tokens.starts > 1
        chosen = long & _all(self.han, self.tokens)
        return _some(self.tokens, chosen), (self.told[chosen] & _TOPIC) > 0

    def names(self) -> Pieces:
        """Pieces of runs of words that may be a name."""
        single = self.tokens.ends - self.tokens.starts == 1
        named = ((self.told & _NAME) > 0) | (single & ((self.told & _JOINS) == 0))
        lengths = self.tokens.ends - self.tokens.starts
        return self._runs(np.repeat(named & _all(self.plain, self.tokens), lengths))

    def title(self) -> Pieces:
        """Pieces of the titles."""
        marks = np.zeros(self.codes.size + 1, np.int8)
        starts = self._starts()
        marks[starts] = 1
        marks[starts + [len(head) for head in self.heads]] -= 1
        return self._runs(self.plain & (np.cumsum(marks[:-1]) > 0))

    def coined(self, pieces: Pieces) -> Bools:
        """Which pieces of titles are three characters of a word that no dictionary knows: mostly
        the name of a party, or part of it."""
        starts, ends = self.tokens.starts, self.tokens.ends
        title_ends = self._starts() + [len(head) for head in self.heads]
        long = np.flatnonzero(ends - starts >= _TRIPLE)
        asked = long[starts.take(long) < title_ends.take(self.tokens.rows.take(long))]
        within = np.zeros(self.codes.size, np.int32)
        for number, at in enumerate(asked.tolist(), 1):
            word = slice(starts[at], ends[at])
            if self.han[word].all() and not rjieba.has_word(self.text[word]):
                within[word] = number
        first = within.take(pieces.starts)
        found: Bools = (first > 0) & (first == within.take(pieces.ends - 1))
        found &= pieces.ends - pieces.starts == _TRIPLE
        return found

    def spell(self, starts: Longs, ends: Longs) -> tuple[str, ...]:
        """Pieces as they are written."""
        return tuple([self.text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)])

    def letters(self, starts: Longs, ends: Longs) -> Codes:
        """The three characters of each piece; the third of a pair is 0."""
        found = self.codes.take(starts[:, None] + np.arange(_TRIPLE), mode="clip")
        found[ends - starts < _TRIPLE, -1] = 0
        return found

    def _starts(self) -> Longs:
        return np.cumsum([0, *[len(read) + 1 for read in self.reads[:-1]]])

    def _runs(self, which: Bools) -> Pieces:
        """Pairs and triples within runs of such characters; a typo leaves some of them alike."""
        pairs = np.flatnonzero(which[:-1] & which[1:])
        triples = pairs[:-1][np.diff(pairs) == 1]
        starts = np.append(pairs, triples)
        ends = np.append(pairs + _PAIR, triples + _TRIPLE)
        return Pieces(np.searchsorted(self._starts(), starts, "right") - 1, starts, ends)


class _Kinds(dict[str, int]):
    """What a kind of word makes of it."""

    def __missing__(self, kind: str) -> int:
        is_topic = kind in _PROBLEMS or (kind[0] in "vand" and kind not in _NAMES)
        found = _TOPIC * is_topic | _NAME * (kind in _NAMES) | _JOINS * (kind[0] in _JOINING)
        self[kind] = found
        return found


_KINDS = _Kinds()


def _cut(reads: Sequence[str], places: Sequence[str]) -> tuple[Pieces, npt.NDArray[np.int8]]:
    """The words of all reads, and what their kinds make of them; line breaks are words too."""
    cut = native.cut if native else _plainly
    found = [
        cut(rjieba.tag(f"{read}\n"), _KINDS, _TOPIC, KINDS_OF_PLACE, place)
        for read, place in zip(reads, places, strict=True)
    ]
    lengths = np.frombuffer(b"".join([each for each, _ in found]), np.int32)
    rows = np.repeat(np.arange(len(reads)), [len(told) for _, told in found])
    ends = np.cumsum(lengths, dtype=np.int64)
    told = np.frombuffer(b"".join([told for _, told in found]), np.int8)
    return Pieces(rows, ends - lengths, ends), told


def _plainly(
    tagged: Sequence[tuple[str, str]],
    kinds: Mapping[str, int],
    topic: int,
    known: frozenset[str],
    place: str,
) -> tuple[bytes, bytes]:
    """What the compiled loop does: of each tagged word its length (int32), and what its kind makes
    of it (int8); words that are `known`, or part of the name of the place, are no `topic`."""
    words = [word for word, _ in tagged]
    told = [
        kinds[kind] & ~topic if word in known or word in place else kinds[kind]
        for word, kind in tagged
    ]
    return np.fromiter(map(len, words), np.int32).tobytes(), np.array(told, np.int8).tobytes()


def _all(which: Bools, pieces: Pieces) -> Bools:
    """Whether all characters of each piece are such."""
    sums = np.append(0, np.cumsum(which))
    found: Bools = sums.take(pieces.ends) - sums.take(pieces.starts) == pieces.ends - pieces.starts
    return found


def _some(pieces: Pieces, which: Bools) -> Pieces:
    return Pieces(*(part[which] for part in pieces))


class _Counted:
    """The different terms of each message of a page, message by message, in order of number."""

    def __init__(self, page: _Page, pieces: Pieces) -> None:
        keys = (pieces.rows << BITS) | numbers(page.codes, pieces.starts, pieces.ends)
        self.order = np.argsort(keys, kind="stable")
        keys = keys.take(self.order)
        self.first = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = np.diff(self.first, append=keys.size)
        found = keys.take(self.first)
        self.terms = (found & ((1 << BITS) - 1)).astype(np.int32)
        self.weights = LOGS.take(np.minimum(counts, LOGS.size - 1))
        rows = np.arange(len(page.reads) + 1)
        self.bounds = np.searchsorted(found >> BITS, rows).tolist()

    def any(self, which: Bools) -> Bools:
        """Which terms are such a piece at least once."""
        if not which.size:
            return which
        found: Bools = np.maximum.reduceat(which.take(self.order), self.first)
        return found

    def of(self, row: int) -> Vector:
        """The terms of one message."""
        part = self.part(row)
        return Vector(self.terms[part], self.weights[part])

    def part(self, row: int) -> slice:
        """Where those of one message stand."""
        return slice(self.bounds[row], self.bounds[row + 1])


def _terms(page: _Page, towns: Sequence[str]) -> Iterator[Terms]:
    titled = page.title()
    title, names = _Counted(page, titled), _Counted(page, page.names())
    told, topical = page.words()
    words = _Counted(page, told)
    topics, coined = words.any(topical), title.any(page.coined(titled))
    firsts = title.order.take(title.first)
    letters = page.letters(titled.starts.take(firsts), titled.ends.take(firsts))
    for row, (read, place, town) in enumerate(zip(page.reads, page.places, towns, strict=True)):
        yield Terms(
            read=read,
            place=place,
            titled=bool(place) and place in page.heads[row],
            region=town,
            letters=letters[title.part(row)],
            title=title.of(row).terms,
            coined=coined[title.part(row)],
            words=words.of(row),
            topics=topics[words.part(row)],
            names=names.of(row),
        )
