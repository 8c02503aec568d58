"""The words that a pattern of words stands for, so that a column is searched for all at once.

A search for many fixed words is several times faster than one for a pattern. Patterns of words
have letters, alternatives, classes of letters and parts that may be left out; nothing else.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

_OPEN = "(?:"
_MARKS = frozenset("(){}*+\\.^$")


def shortest(pattern: str) -> list[str]:
    """The words of the pattern that contain no other one: a text that has none of them matches
    the pattern nowhere. Raises ValueError for any other kind of pattern."""
    kept: list[str] = []
    for word in sorted(set(words(pattern)), key=lambda word: (len(word), word)):
        if not any(short in word for short in kept):
            kept.append(word)
    if not kept or not kept[0]:
        raise ValueError(f"matches without a word: {pattern}")
    return kept


def hints(found: Sequence[str]) -> list[str]:
    """A few pairs of letters of which every word has one, or is one letter: a quick first look.

    Polars searches for up to a hundred words at once with a table, for more of them three times
    slower.
    """
    left, chosen = list(found), []
    while left:
        pairs = Counter(pair for word in left for pair in _pairs(word))
        best = max(sorted(pairs), key=lambda pair: pairs[pair])
        chosen.append(best)
        left = [word for word in left if best not in word]
    return chosen


def _pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(max(1, len(word) - 1))}


def words(pattern: str) -> list[str]:
    """All words that the pattern matches."""
    found, end = _alternatives(pattern, 0)
    if end != len(pattern):
        raise ValueError(f"not a pattern of words: {pattern[end:]}")
    return found


def _alternatives(pattern: str, at: int) -> tuple[list[str], int]:
    found: list[str] = []
    while True:
        some, at = _sequence(pattern, at)
        found += some
        if pattern[at : at + 1] != "|":
            return found, at
        at += 1


def _sequence(pattern: str, at: int) -> tuple[list[str], int]:
    parts: list[list[str]] = []
    while at < len(pattern) and pattern[at] not in "|)":
        part, at = _atom(pattern, at)
        if pattern[at : at + 1] == "?":
            part, at = [*part, ""], at + 1
        parts.append(part)
    return ["".join(chosen) for chosen in product(*parts)], at


def _atom(pattern: str, at: int) -> tuple[list[str], int]:
    if pattern.startswith(_OPEN, at):
        found, end = _alternatives(pattern, at + len(_OPEN))
        if pattern[end : end + 1] != ")":
            raise ValueError(f"not a pattern of words: {pattern[at:]}")
        return found, end + 1
    if pattern[at] == "[":
        end = pattern.index("]", at)
        return list(_letters(pattern[at + 1 : end])), end + 1
    return list(_letters(pattern[at])), at + 1


def _letters(given: str) -> Iterator[str]:
    for letter in given:
        if letter in _MARKS or letter == "-":
            raise ValueError(f"not a pattern of words: {given}")
        yield letter
