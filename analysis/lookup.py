"""Many known words looked up in many texts by one compiled walk along a tree of their letters.

An extra: `native` is None where no C compiler was at hand when the program was installed; those
who look words up then let Polars search for them, with the same results.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np
import numpy.typing as npt

from analysis import compiled

_LETTERS = 0x110000
_STOP = -1
_SPREAD = 2_654_435_769
_KEY_BITS = 32
_CODE_BITS = 16
_ROOMY = 2
"""So many times as many slots as there are nodes: most are found where they are looked for."""

Ints = npt.NDArray[np.int32]
Marks = npt.NDArray[np.uint32]


native = compiled.loops("_words", layout=2)


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """The letters of words, and `ends`: node -> what was given for the word that ends there.

    `codes`: letter -> code; `first`: code -> node; `slots`: rows of (node << code bits | code,
    next node). Code and node 0 stand for nothing.
    """

    codes: npt.NDArray[np.uint16]
    first: Ints
    slots: Marks
    ends: Ints
    code_bits: int


def numbered(words: Sequence[str]) -> Tree | None:
    """A tree that knows each word's place in `words`; None where they are too many for one."""
    return _plant({word: place for place, word in enumerate(words)}, "", -1)


def marked(groups: Iterable[Iterable[str]], stops: str) -> Tree | None:
    """A tree that knows in which groups a word is (bits by place); a clause ends at `stops`."""
    marks: dict[str, int] = {}
    for place, words in enumerate(groups):
        for word in words:
            marks[word] = marks.get(word, 0) | 1 << place
    return _plant({word: mark for word, mark in marks.items() if not {*word} & {*stops}}, stops, 0)


def _plant(words: Mapping[str, int], stops: str, nothing: int) -> Tree | None:
    letters = sorted({*chain(*words)} | {*stops})
    bits = max(1, len(letters).bit_length())
    code = {letter: place + 1 for place, letter in enumerate(letters)}
    steps: dict[int, int] = {}
    ends = [nothing]
    for word, told in words.items():
        node = 0
        for letter in word:
            key = node << bits | code[letter]
            if key not in steps:
                steps[key] = len(ends)
                ends.append(nothing)
            node = steps[key]
        if word:
            ends[node] = told
    if bits > _CODE_BITS or (len(ends) << bits) >> _KEY_BITS:
        return None
    codes = np.zeros(_LETTERS, np.uint16)
    codes[[ord(letter) for letter in letters]] = np.arange(1, len(letters) + 1)
    first = np.zeros(len(letters) + 1, np.int32)
    for letter in letters:
        first[code[letter]] = _STOP if letter in stops else steps.get(code[letter], 0)
    held = np.array(ends, np.int64).astype(np.int32)
    return Tree(codes, first, _slots(steps, 1 << bits), held, bits)


def _slots(steps: Mapping[int, int], least: int) -> Marks:
    """The steps behind a first letter, each in the first free slot from its own on."""
    bits = max(2, (_ROOMY * len(steps)).bit_length())
    keys, nodes = [0] * (1 << bits), [0] * (1 << bits)
    for key, node in steps.items():
        if key >= least:
            at = (key * _SPREAD & 0xFFFFFFFF) >> (_KEY_BITS - bits)
            while keys[at]:
                at = (at + 1) % len(keys)
            keys[at], nodes[at] = key, node
    return np.array([keys, nodes], np.uint32).T.copy()


def letters_of(texts: Sequence[str]) -> tuple[Marks, npt.NDArray[np.int64]]:
    """All letters of the texts one after the other, and where each text starts and ends."""
    bounds = np.array([0, *accumulate(map(len, texts))], np.int64)
    return np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32), bounds


def said(titles: Sequence[str], texts: Sequence[str], tree: Tree, words: int, title: int) -> Ints:
    """Rows of (message, word, weight): each word of a message once, by rising number. It weighs
    `title` in a title and 1 in a text, however often it stands there."""
    assert native
    letters, bounds = letters_of(list(chain.from_iterable(zip(titles, texts, strict=True))))
    weights = np.array([0, title, 1, title + 1], np.int32)
    found = native.said(
        letters, bounds, tree.codes, tree.first, tree.slots, tree.ends, weights,
        tree.code_bits, words,
    )  # fmt: skip
    return np.frombuffer(found, np.int32).reshape(-1, 3)


def clauses(texts: Sequence[str], tree: Tree, needs: Sequence[int]) -> list[list[int]]:
    """Rows of (text, start, end, kinds): the clauses that have all the marks of at least one of
    `needs`, and of which of them (bits by place)."""
    assert native
    letters, bounds = letters_of(texts)
    found = native.clauses(
        letters, bounds, tree.codes, tree.first, tree.slots, tree.ends,
        np.array(needs, np.uint32), tree.code_bits,
    )  # fmt: skip
    rows: list[list[int]] = np.frombuffer(found, np.int32).reshape(-1, 4).tolist()
    return rows
