"""What the families hand back."""

from collections.abc import Callable, Iterator
from typing import NamedTuple


class Find(NamedTuple):
    """One piece of personal data: where it stands in the text, and its kind."""

    start: int
    end: int
    kind: str


def at(span: tuple[int, int], kind: str) -> Find:
    """A find by the span of a match."""
    return Find(span[0], span[1], kind)


Rule = tuple[str, Callable[[str], Iterator[Find]]]
"""A gate and a search: the search is run on a text where the gate's pattern occurs."""


def without_overlaps(found: list[Find]) -> list[Find]:
    """In order; of two that overlap the longer stays, of two equal ones the one found first."""
    if len(found) < 2:
        return found
    kept: list[Find] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
        elif item.end - item.start > kept[-1].end - kept[-1].start:
            kept[-1] = item
    return kept
