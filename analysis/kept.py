"""The terms of a message laid away in few bytes, for the long time in which nobody asks for them.

What the compiled loops compare by holds what was read already (analysis/_likeness.c); beside it
the terms are needed when all are weighed anew, and once more when the window leaves them behind.
"""

import struct

import numpy as np
import numpy.typing as npt

from analysis.tally import Floats, Ints, Vector
from analysis.terms import LOGS, Terms

_SIZES = struct.Struct("<IIIB")
_HEAD = struct.Struct("<12i")
_WIDE = 0xFFFF
_TOPIC = 0x80
_BYTES = 3
"""Numbers of terms are 21 bits wide (analysis.tally.BITS)."""


def laid(terms: Terms) -> bytes:
    """The terms of a message; `taken` gives them back."""
    words, names = terms.words, terms.names
    wide = bool(terms.letters.size and terms.letters.max() > _WIDE)
    numbers = np.concatenate((terms.title, words.terms, names.terms)).astype("<i4", copy=False)
    counts = _counts(np.concatenate((words.weights, names.weights)))
    counts[: words.terms.size] |= terms.topics * np.uint8(_TOPIC)
    return b"".join(
        (
            _SIZES.pack(terms.title.size, words.terms.size, names.terms.size, wide),
            numbers.view(np.uint8).reshape(-1, 4)[:, :_BYTES].tobytes(),
            counts.tobytes(),
            terms.coined.tobytes(),
            terms.letters.astype(np.uint32 if wide else np.uint16).tobytes(),
        )
    )


def taken(kept: bytes, packed: bytes) -> Terms:
    """The terms of a message as they were, from what is kept of them and what it is compared by."""
    title, words, names, wide = _SIZES.unpack_from(kept)
    at = _SIZES.size
    numbers = _long(kept, at, title + words + names)
    at += _BYTES * numbers.size
    counts = np.frombuffer(kept, np.uint8, words + names, at)
    at += words + names
    coined = np.frombuffer(kept, np.bool_, title, at)
    at += title
    letters = np.frombuffer(kept, np.uint32 if wide else np.uint16, offset=at)
    told, place, region, titled = _read(packed)
    return Terms(
        read=told,
        place=place,
        titled=titled,
        region=region,
        letters=letters.astype(np.uint32).reshape(title, 3),
        title=numbers[:title],
        coined=coined,
        words=Vector(numbers[title : title + words], LOGS.take(counts[:words] & (_TOPIC - 1))),
        topics=(counts[:words] & _TOPIC) > 0,
        names=Vector(numbers[title + words :], LOGS.take(counts[words:])),
    )


def numbers(kept: bytes) -> tuple[Ints, Ints, Ints]:
    """The terms that were laid away, by kind: title, words and names."""
    title, words, names, _wide = _SIZES.unpack_from(kept)
    found = _long(kept, _SIZES.size, title + words + names)
    return found[:title], found[title : title + words], found[title + words :]


def _long(kept: bytes, at: int, size: int) -> Ints:
    found = np.zeros((size, 4), np.uint8)
    found[:, :_BYTES] = np.frombuffer(kept, np.uint8, _BYTES * size, at).reshape(size, _BYTES)
    return found.view("<i4").reshape(size).astype(np.int32)


def _counts(weights: Floats) -> npt.NDArray[np.uint8]:
    """How often each term stands there: what weighs is 1 plus the logarithm of it."""
    found: npt.NDArray[np.uint8] = np.rint(np.exp(weights - 1.0)).astype(np.uint8)
    return found


def read(packed: bytes) -> str:
    """What was read of a message that is packed."""
    return _read(packed)[0]


def _read(packed: bytes) -> tuple[str, str, str, bool]:
    """What was read of a message, its place and its region, and whether the title names it."""
    head = _HEAD.unpack_from(packed)
    pieces, (read, place, region, pairs, titled) = sum(head[:3]), head[3:8]
    at = _HEAD.size + 8 * (pairs + head[-1]) + (8 + 12) * pieces
    told = packed[at : at + 4 * (read + 2 * place + region)].decode("utf-32-le", "surrogatepass")
    return told[:read], told[read : read + place], told[read + 2 * place :], bool(titled)
