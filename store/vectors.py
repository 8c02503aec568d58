"""The words of messages as PostgreSQL keeps them: every letter with its places, a tsvector, in the
binary form that COPY takes. Written out as text, the server took most of its time to read it."""

from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from core.finding import LONGEST_WORD
from store.spacing import Letters, letters, spelled

_AT_ONCE = 32
"""Messages: few enough to stay in the processor's cache."""

_PART = 2_000
"""Letters in one vector: it keeps 16,383 places in all, and 256 of a letter."""

_MOST = 256
_PLACE_BITS, _CODE_BITS = 11, 21
Numbers = npt.NDArray[np.int64]
Span = tuple[int, int]
Words = str | tuple[bytes, ...]
"""Of a message, as the index of a store takes them."""


def worded(told: Sequence[tuple[str, ...]], is_sqlite: bool) -> Sequence[Words]:
    """The words of messages as the index of a store takes them."""
    return spelled(told) if is_sqlite else vectors(told)


def vectors(told: Sequence[tuple[str, ...]]) -> list[tuple[bytes, ...]]:
    """For each message (title, text and reply, or "") its vectors: one, or several that overlap by
    a word where it is long. Between title, text and reply a place stays empty, so that no phrase
    runs from one into the next."""
    parts = [told[start : start + _AT_ONCE] for start in range(0, len(told), _AT_ONCE)]
    return [line for part in parts for line in _vectors(part)]


def _vectors(told: Sequence[tuple[str, ...]]) -> list[tuple[bytes, ...]]:
    codes, ends = letters(list(chain.from_iterable(told)))
    edges = np.append(0, np.cumsum([len(parts) for parts in told]))
    spans = [_spans(*edge) for edge in pairwise(ends[edges].tolist())]
    every = list(chain.from_iterable(spans))
    if not every:
        return [() for _parts in told]
    gaps = np.concatenate([np.arange(len(parts)) for parts in told])
    places = np.arange(len(codes)) + np.repeat(gaps, np.diff(ends))
    made = iter(_written(codes, places, every))
    return [tuple(next(made) for _span in own) for own in spans]


def _spans(start: int, end: int) -> list[Span]:
    """From where to where the letters of each vector of a message reach."""
    found = [(start, min(start + _PART, end))] if start < end else []
    while found and found[-1][1] < end:
        first = found[-1][0] + _PART - LONGEST_WORD
        found.append((first, min(first + _PART, end)))
    return found


def _written(codes: Letters, places: Numbers, spans: Sequence[Span]) -> list[bytes]:
    """A vector: how many letters, then each in their order with a zero, how many places, them."""
    keys = _in_order(codes, places, spans)
    heads, sizes = _runs(keys >> _PLACE_BITS)
    code = (keys[heads] >> _PLACE_BITS) & ((1 << _CODE_BITS) - 1)
    length = 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)
    row = keys >> (_PLACE_BITS + _CODE_BITS)
    before = np.repeat(np.cumsum(length + 3), sizes)
    at = 4 * (row + 1) + before + 2 * np.arange(len(keys))
    out = np.zeros(int(at[-1]) + 2, np.uint8)
    _short(out, at, keys & ((1 << _PLACE_BITS) - 1))
    starts = at[heads] - length - 3
    _spell(out, starts, code, length)
    _short(out, at[heads] - 2, sizes)
    rows, letters_ = _runs(row[heads])
    begins = starts[rows] - 4
    _short(out, begins + 2, letters_)
    data = out.tobytes()
    return [data[begin:end] for begin, end in pairwise([*begins.tolist(), len(data)])]


def _in_order(codes: Letters, places: Numbers, spans: Sequence[Span]) -> Numbers:
    """Vector, letter and place as one number each, in order; at most _MOST places of a letter."""
    starts, stops = np.array(spans).T
    sizes, firsts = stops - starts, places[starts]
    if sizes.sum() > len(codes):  # some letters stand in two vectors
        which = np.concatenate([np.arange(start, end) for start, end in spans])
        codes, places = codes[which], places[which]
    rows: Numbers = np.arange(len(spans)) << _CODE_BITS
    keys: Numbers = np.repeat(rows, sizes) + codes
    keys = (keys << _PLACE_BITS) + places - np.repeat(firsts - 1, sizes)
    keys.sort()
    heads, sizes = _runs(keys >> _PLACE_BITS)
    if sizes.max() > _MOST:
        keys = keys[np.arange(len(keys)) - np.repeat(heads, sizes) < _MOST]
    return keys


def _runs(numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Where another number begins, and how often it stands there."""
    heads = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
    return heads, np.diff(np.append(heads, len(numbers)))


def _short(out: npt.NDArray[np.uint8], at: Numbers, numbers: Numbers) -> None:
    """Two bytes each, the greater first; at once where all stand at even places, as they do but
    for rare letters."""
    if not len(out) % 2 and not (at & 1).any():
        out.view(">u2")[at >> 1] = numbers
        return
    out[at] = numbers >> 8
    out[at + 1] = numbers & 0xFF


def _spell(out: npt.NDArray[np.uint8], at: Numbers, code: Numbers, length: Numbers) -> None:
    """Letters as UTF-8, whose order is that of their codes, as a vector wants it."""
    for size, lead in ((1, 0), (2, 0xC0), (3, 0xE0), (4, 0xF0)):
        own = length == size
        where, letter = at[own], code[own]
        out[where] = lead | (letter >> 6 * (size - 1))
        for byte in range(1, size):
            out[where + byte] = 0x80 | ((letter >> 6 * (size - 1 - byte)) & 0x3F)
