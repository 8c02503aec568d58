"""The letters of many texts at once, as the index of words takes them: one after the other, each
by itself."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, chain, islice, pairwise

import numpy as np
import numpy.typing as npt

from core.finding import LONGEST_WORD, characters

_PLANE = 1 << 16
_AT_ONCE = 128
"""Texts: few enough to stay in the processor's cache."""

_BREAK = "0end0"
"""Stands between title, text and reply; in no phrase, whose pieces are one character long."""

_PART = 2_000
"""Characters in one row of PostgreSQL: it keeps 256 places of a lexeme and 16,383 in all."""

_PLACES = [f":{place} " for place in range(1, _PART + 1)]
ROW = "\n"
"""Between rows of one message; no word has it."""

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


def placed(told: Sequence[tuple[str, ...]]) -> list[str]:
    """The same as PostgreSQL writes a tsvector: every part in rows of _PART that overlap by a
    word, each ended by ROW but the last."""
    lines = iter(spaced([part for parts in told for part in parts]))
    return [
        ROW.join(row for line in islice(lines, len(parts)) for row in _rows(line[::2]))
        for parts in told
    ]


def _rows(letters: str) -> Iterator[str]:
    for start in range(0, len(letters), _PART - LONGEST_WORD):
        piece = letters[start : start + _PART]
        yield "".join(chain.from_iterable(zip(piece, _PLACES, strict=False)))
        if start + _PART >= len(letters):
            return


def worded(told: Sequence[tuple[str, ...]], is_sqlite: bool) -> list[str]:
    """The words of messages as the index of a store takes them."""
    return spelled(told) if is_sqlite else placed(told)


def spaced(texts: Sequence[str]) -> list[str]:
    """For each text its `core.finding.characters` with a space between any two."""
    parts = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
    return [line for part in parts for line in _spaced(part)]


def _spaced(texts: Sequence[str]) -> list[str]:
    raw = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = _folded().take(np.minimum(raw, _PLANE - 1))
    odd = np.append(0, np.cumsum(folded == _ODD))
    told = np.append(0, np.cumsum(folded > 0))
    bounds = np.array([0, *accumulate(map(len, texts))])
    letters = np.full(2 * int(told[-1]), ord(" "), np.uint32)
    letters[::2] = folded[folded > 0]
    line = letters.tobytes().decode("utf-32-le")
    places, strange = pairwise(told[bounds].tolist()), np.diff(odd[bounds]).tolist()
    return [
        " ".join(characters(text)) if several else line[2 * start : max(2 * start, 2 * end - 1)]
        for text, (start, end), several in zip(texts, places, strange, strict=True)
    ]
