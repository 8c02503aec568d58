"""What counts as personal data, and where it stands in a text.

The families of patterns live in `core.masking`. Patterns that look at whole texts run in
google-re2, in linear time; the standard library's `re` sees single classes, alternations of
fixed words and short windows only.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import re2

from core import masking
from core.masking import (
    described,
    digits,
    homes,
    lettered,
    listed,
    names,
    networks,
    odd_names,
    parents,
    peoples,
    reach,
    spelling,
    tables,
    told,
)
from core.masking.finds import Find, without_overlaps
from core.masking.places import Looks
from core.masking.spelling import Plain, plainly

VERSION = 11
"""Stored with every message: tells which of them to mask again when patterns improve."""

KINDS = masking.KINDS

_GATE_BYTES = 256 << 20
"""Room for the automaton of the gates; about 60 MB are used."""

_OF_NAMES = (told, described, odd_names, listed, tables, peoples)
_FAMILIES = (networks, reach, lettered, homes, *_OF_NAMES)
_RULES = [rule for family in _FAMILIES for rule in family.RULES]
_LOOKS = Looks(*names.LOOKS, digits.LOOK)
_HALVES = re.compile("[\ud800-\udfff]")
_MASK = re.compile("〔[^〔〕]{2,4}〕")
_AROUND, _NEAR = 48, 24
"""Characters around a mask that are read again, and how near to it a name can be found then."""

_ODD, _FIRST = 1, 2
_ALL = range(_FIRST + len(_RULES))
_AFTER_DIGITS = _FIRST + len(networks.RULES) + len(reach.RULES)
_GATES_OF_NAMES = range(len(_ALL) - sum(len(family.RULES) for family in _OF_NAMES), len(_ALL))
"""Of two finds that are equal the first one stays: an account is one before it is a phone."""


def _gates() -> re2.Set:
    """All gates at once: one look at a text tells which searches it needs.

    The first pattern is in every text; an answer without it is a look that failed for want
    of memory.
    """
    options = re2.Options()
    options.max_mem = _GATE_BYTES
    found = re2.Set.SearchSet(options)
    for pattern in ("", spelling.ODD, *(gate for gate, _ in _RULES)):
        found.Add(pattern)
    found.Compile()
    return found


_GATES = _gates()


def find(texts: Sequence[str], names_only: bool = False) -> list[tuple[Plain, list[Find]]]:
    """For each text its plain form and every piece of personal data in it, without overlaps.

    Each search runs over all texts before the next one does: its automaton stays in the
    processor's cache, which makes many short texts twice as fast as one at a time.
    """
    try:
        plains, opened = _opened(texts)
    except UnicodeEncodeError:  # half a character, which no search can read
        plains, opened = _opened([_HALVES.sub("\ufffd", text) for text in texts])
    *places_of_names, runs = _LOOKS.places([plain.text for plain in plains])
    found = names.often([plain.text for plain in plains], places_of_names)
    by_gate = _by_gate(opened)
    if not names_only:
        _search(plains, found, by_gate, range(_FIRST, _AFTER_DIGITS))
        for place, start in runs:
            found[place] += digits.numbers(plains[place].text, start)
        _search(plains, found, by_gate, range(_AFTER_DIGITS, len(_ALL)))
    else:
        _search(plains, found, by_gate, _GATES_OF_NAMES)
    return [
        (plain, _complete(plain.text, finds) if finds else finds)
        for plain, finds in zip(plains, found, strict=True)
    ]


def _search(
    plains: Sequence[Plain],
    found: list[list[Find]],
    by_gate: Mapping[int, Sequence[int]],
    gates: Iterable[int],
) -> None:
    """Add what the searches behind these gates find in the texts that open them."""
    for number in gates:
        search = _RULES[number - _FIRST][1]
        for place in by_gate.get(number, ()):
            found[place] += search(plains[place].text)


def find_around(texts: Sequence[str], owners: Sequence[int]) -> list[list[Find]]:
    """Names beside the masks of texts that were masked, and wherever they return, in all texts
    of the same owner."""
    windows = [(place, *span) for place, text in enumerate(texts) for span in _windows(text)]
    looked = find([texts[place][start:end] for place, start, end in windows], names_only=True)
    finds: list[list[Find]] = [[] for _text in texts]
    for (place, start, end), (plain, found) in zip(windows, looked, strict=True):
        first = start + _NEAR if start else 0
        last = end - _NEAR if end < len(texts[place]) else end
        spans = (plain.back(item) for item in found)
        moved = (Find(start + item.start, start + item.end, item.kind) for item in spans)
        finds[place] += (item for item in moved if first <= item.start and item.end <= last)
    known: dict[int, set[str]] = {}
    for owner, text, found in zip(owners, texts, finds, strict=True):
        said = (text[item.start : item.end] for item in found if item.end - item.start > 1)
        known.setdefault(owner, set()).update(said)
    return [
        without_overlaps(
            found + [item for name in known[owner] for item in names.returns(text, name)]
        )
        for owner, text, found in zip(owners, texts, finds, strict=True)
    ]


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """What is read again of a masked text; windows that touch are one."""
    start = end = 0
    for mask in _MASK.finditer(text):
        first = max(0, mask.start() - _AROUND)
        if end and first > end:
            yield start, end
        if not end or first > end:
            start = first
        end = min(len(text), mask.end() + _AROUND)
    if end:
        yield start, end


def _complete(text: str, found: list[Find]) -> list[Find]:
    kept = without_overlaps(found)
    more = [*names.beside(text, kept), *parents.whole(text, kept)]
    return without_overlaps(kept + more) if more else kept


def _by_gate(opened: Sequence[Sequence[int]]) -> dict[int, list[int]]:
    """Gate of a rule -> the texts that open it."""
    places: dict[int, list[int]] = {}
    for place, gates in enumerate(opened):
        for number in gates:
            if number >= _FIRST:
                places.setdefault(number, []).append(place)
    return places


def _opened(texts: Sequence[str]) -> tuple[list[Plain], list[Sequence[int]]]:
    """The plain form of each text, and the gates it opens."""
    opened: list[Sequence[int]] = [_GATES.Match(text.encode()) or _ALL for text in texts]
    plains = [Plain(text) for text in texts]
    for place, gates in enumerate(opened):
        if _ODD in gates:
            plains[place] = plainly(texts[place])
            opened[place] = _GATES.Match(plains[place].text.encode()) or _ALL
    return plains, opened
