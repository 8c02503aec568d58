"""Words in a text as a reader looks for them: what stands where, case and width folded."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

LONGEST_WORD = 60
"""Longer search words are cut."""

_AROUND = 30
_BETWEEN = re.compile(r"[\W_]+")
_COMMON = re.compile(r"[，。、；：？！（）“”‘’《》【】\s]+")
"""Punctuation that is none of the words before it is folded either: without it most texts need
no folding, which is slow."""


def characters(text: str) -> str:
    """The letters, digits and characters of a text, case and width folded, without a gap."""
    plain = _COMMON.sub("", text)
    if not unicodedata.is_normalized("NFKC", plain):
        plain = unicodedata.normalize("NFKC", plain)
    return _BETWEEN.sub("", plain.casefold())


def phrases(words: str) -> list[str]:
    """What a reader typed, as runs of characters; a run of punctuation alone is empty."""
    return [characters(word[:LONGEST_WORD]) for word in words.split()]


def spots(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in the text, from and to, in order; overlapping ones are joined."""
    kept = [
        (folded, place) for place, character in enumerate(text) for folded in characters(character)
    ]
    line = "".join(folded for folded, _place in kept)
    found: list[tuple[int, int]] = []
    for start, end in sorted(_runs(line, phrases(words))):
        first, last = kept[start][1], kept[end - 1][1] + 1
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def excerpt(text: str, words: str) -> list[tuple[str, bool]]:
    """The surroundings of the first spot in pieces, each with whether it is a word searched for.

    Empty where none of the words stands in the text.
    """
    line = " ".join(text.split())
    found = spots(line, words)
    if not found:
        return []
    start, end = max(0, found[0][0] - _AROUND), min(len(line), found[0][1] + 2 * _AROUND)
    pieces: list[tuple[str, bool]] = [("…" if start else "", False)]
    place = start
    for first, last in found:
        if first >= end:
            break
        pieces += [(line[place:first], False), (line[first:last], True)]
        place = last
    pieces.append((line[place:end] + ("…" if max(end, place) < len(line) else ""), False))
    return [(piece, hit) for piece, hit in pieces if piece]


def _runs(line: str, wanted: Sequence[str]) -> Iterator[tuple[int, int]]:
    for run in wanted:
        start = line.find(run) if run else -1
        while start >= 0:
            yield start, start + len(run)
            start = line.find(run, start + 1)
