"""The letters of many texts at once, as the index of words takes them: one after the other, each
by itself."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, islice, pairwise

import numpy as np
import numpy.typing as npt

from core.finding import characters

_PLANE = 1 << 16
_AT_ONCE = 128
"""Texts: few enough to stay in the processor's cache."""

_BREAK = "0end0"
"""Stands between title, text and reply; in no phrase, whose pieces are one character long."""

_ODD = 1
"""Stands for a letter that is folded together with what is around it, or into several."""

_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
_OTHERS = ((0x00, 0x80), (0xB7, 0xB8), (0x2010, 0x2060), (0x3000, 0x3040), (0xFF01, 0xFF5F))
"""Letters, digits and marks that are folded each by itself; most texts have no others."""

Letters = npt.NDArray[np.uint32]


@cache
def _folded() -> Letters:
    """Letter -> the one that stands for it, 0 where none does, or _ODD."""
    table = np.full(_PLANE, _ODD, np.uint32)
    for first, end in _HAN:
        letters = "".join(map(chr, range(first, end)))
        if characters(letters) == letters:
            table[first:end] = np.arange(first, end)
    for first, end in _OTHERS:
        table[first:end] = [_alone(chr(code)) for code in range(first, end)]
    return table


def _alone(letter: str) -> int:
    found = characters(letter)
    if len(found) > 1 or unicodedata.combining(letter):
        return _ODD
    return ord(found) if found else 0


def spelled(told: Sequence[tuple[str, ...]]) -> list[str]:
    """The words of messages (title, text and reply, or "") as SQLite's index takes them. Pure, so
    that it can be made ahead."""
    lines = iter(spaced([part for parts in told for part in parts]))
    return [f" {_BREAK} ".join(islice(lines, len(parts))) for parts in told]


def spaced(texts: Sequence[str]) -> list[str]:
    """For each text its `core.finding.characters` with a space between any two."""
    parts = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
    return [line for part in parts for line in _spaced(part)]


def letters(texts: Sequence[str]) -> tuple[Letters, npt.NDArray[np.int64]]:
    """The codes of what `core.finding.characters` leaves of each text, one text after the other,
    and where each begins; at last, where the last one ends."""
    folded, odd = _looked_at(texts)
    bounds = np.array([0, *accumulate(map(len, texts))])
    ends = np.append(0, np.cumsum(folded > 0))[bounds]
    kept, strange = folded[folded > 0], np.flatnonzero(np.diff(odd[bounds]))
    if not len(strange):
        return kept, ends
    pieces = np.split(kept, ends[1:-1])
    for place in strange.tolist():
        pieces[place] = np.array([ord(one) for one in characters(texts[place])], np.uint32)
    return np.concatenate(pieces), np.array([0, *accumulate(map(len, pieces))])


def _spaced(texts: Sequence[str]) -> list[str]:
    folded, odd = _looked_at(texts)
    told = np.append(0, np.cumsum(folded > 0))
    bounds = np.array([0, *accumulate(map(len, texts))])
    spread = np.full(2 * int(told[-1]), ord(" "), np.uint32)
    spread[::2] = folded[folded > 0]
    line = spread.tobytes().decode("utf-32-le")
    places, strange = pairwise(told[bounds].tolist()), np.diff(odd[bounds]).tolist()
    return [
        " ".join(characters(text)) if several else line[2 * start : max(2 * start, 2 * end - 1)]
        for text, (start, end), several in zip(texts, places, strange, strict=True)
    ]


def _looked_at(texts: Sequence[str]) -> tuple[Letters, npt.NDArray[np.int64]]:
    """What stands for every letter, and how many odd ones stand before each."""
    raw = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = _folded().take(np.minimum(raw, _PLANE - 1))
    return folded, np.append(0, np.cumsum(folded == _ODD))
