"""Texts with each piece of personal data replaced by its kind, as in 〔电话〕."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from core import masks
from core.masking.described import is_common
from core.masking.finds import Find, without_overlaps
from core.masking.name_shapes import may_end_a_name
from core.masking.names import returns
from core.masking.spelling import Plain, plainly
from core.masking.unannounced import CLEAR_FAMILIES

_FAMILIES = frozenset(CLEAR_FAMILIES + "小老阿大")
_CHUNK = 2048
_ROUNDS = 3
"""A mask can end a name that nothing ended before, so what stands around it is looked at again."""


class Masked(NamedTuple):
    """A masked text and the kinds of what was masked in it, in the order of `masks.KINDS`."""

    text: str
    kinds: tuple[str, ...]


def masked(text: str, *names: str) -> Masked:
    """The text with each piece of personal data replaced by its kind, as in 〔电话〕.

    `names` are pieces known from elsewhere (the submitter's name or nickname); they and every
    name found in the text are masked wherever they return. Nothing else changes, and masking
    again changes nothing.
    """
    return _masked([text], names)[0]


def mask_text(text: str, *names: str) -> str:
    """`masked` without the kinds."""
    return _masked([text], names)[0].text


def masked_all(texts: Iterable[str | None]) -> Iterator[Masked]:
    """`masked` for a column of a frame: faster than one by one. An empty cell stays empty."""
    iterator = iter(texts)
    while chunk := [text or "" for text in islice(iterator, _CHUNK)]:
        yield from _masked(chunk, ())


def mask_texts(texts: Iterable[str | None]) -> list[str]:
    """`masked_all` without the kinds."""
    return [found.text for found in masked_all(texts)]


def _masked(texts: Sequence[str], names: Sequence[str]) -> list[Masked]:
    known = known_names(names)
    return look(list(texts), [known] * len(texts), range(len(texts)))


def known_names(names: Iterable[str]) -> set[str]:
    """Of these names, in their plain form, those that are masked wherever they stand."""
    return {plainly(name).text for name in names if len(name) >= 2 and not is_common(name)}


def look(texts: list[str], known: Sequence[set[str]], owners: Sequence[int]) -> list[Masked]:
    """Each text masked; `known` are the names that are masked in it wherever they stand.

    Texts with the same owner are parts of one record: a name found in one is masked in all.
    """
    kinds: dict[int, set[str]] = {}
    places = list(range(len(texts)))
    finds = _find(texts, known, owners)
    for _round in range(_ROUNDS):
        again = []
        for place, found in zip(places, finds, strict=True):
            if not found:
                continue
            kinds.setdefault(place, set()).update(item.kind for item in found)
            if _ends_something(texts[place], found):
                again.append(place)
            texts[place] = _cut(texts[place], found)
        places = again
        if not places:
            break
        left = [owners[place] for place in places]
        finds = masks.find_around([texts[place] for place in places], left)
    ordered = {place: _ordered(found) for place, found in kinds.items()}
    return [Masked(text, ordered.get(place, ())) for place, text in enumerate(texts)]


def _ordered(kinds: set[str]) -> tuple[str, ...]:
    return tuple(kind for kind in masks.KINDS if kind in kinds)


def _ends_something(text: str, found: Sequence[Find]) -> bool:
    """Does a mask stand right beside what could be a name? The mask shows where that ends, or
    where it begins."""
    for start, end, _kind in found:
        if text[end : end + 1] in _FAMILIES or text[start - 1 : start] in _FAMILIES:
            return True
        if may_end_a_name(text, start):
            return True
    return False


def _find(
    texts: Sequence[str], known: Sequence[set[str]], owners: Sequence[int]
) -> list[list[Find]]:
    """Where personal data stands in each text as it was written."""
    looked = masks.find(texts)
    shared: dict[int, set[str]] = {}
    for owner, (plain, found) in zip(owners, looked, strict=True):
        if names := _names(plain, found):
            shared.setdefault(owner, set()).update(names)
    return [
        _with_returns(plain, found, given | shared[owner] if owner in shared else given)
        for given, owner, (plain, found) in zip(known, owners, looked, strict=True)
    ]


def _names(plain: Plain, found: Sequence[Find]) -> set[str]:
    if not found:
        return set()
    return {plain.text[item.start : item.end] for item in found if item.kind == "姓名"}


def _with_returns(plain: Plain, found: list[Find], names: set[str]) -> list[Find]:
    if not found and not names:
        return found
    again = [item for name in names if len(name) >= 2 for item in returns(plain.text, name)]
    return [plain.back(item) for item in (without_overlaps(found + again) if again else found)]


def _cut(text: str, found: list[Find]) -> str:
    pieces: list[str] = []
    position = 0
    for item in found:
        pieces += [text[position : item.start], f"〔{item.kind}〕"]
        position = item.end
    return "".join([*pieces, text[position:]])
