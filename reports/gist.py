"""What the messages of an issue say in their own words: a few sentences, and words that return.

Nothing is written anew: each sentence stands in a message, whose number goes with it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import polars as pl

_READ = 300
_SENTENCES = 3
_WORDS = 8
_LEAST, _LONGEST = 8, 90
_SAME = 0.5
_SHORT = 6.0
_TWICE = 2
_ENDS = re.compile(r"[。！？!?；;\n]+")
_GREETING = re.compile(r"^\s*(?:您好|你好|尊敬的[^，,：:]{0,12})[，,：:\s]*")


class Said(NamedTuple):
    """A sentence and the number (`ref`) of the message it stands in."""

    ref: str
    text: str


def sentences(members: pl.DataFrame) -> list[Said]:
    """The sentences that share most with what the others say, no two of them alike.

    `members` has ref, title and text. What is said in one message alone stands for nothing; the
    same text of several counts once, and stands for them.
    """
    rows = members.unique("text", maintain_order=True).head(_READ)
    copied = set(rows.join(_copied(members), on="text", how="semi")["ref"])
    found = [
        (Said(ref, sentence), _pairs(sentence))
        for ref, text in rows.select("ref", "text").iter_rows()
        for sentence in _split(text or "")
    ]
    counted = Counter(pair for pairs in _by_message(found) for pair in pairs)
    shared = [one for one in found if _worth(one[1], counted) > 0 or one[0].ref in copied]
    told = sorted(shared, key=lambda one: -_worth(one[1], counted))
    chosen: list[tuple[Said, frozenset[str]]] = []
    for said, pairs in told:
        alike = [len(pairs & other) / min(len(pairs), len(other)) for _said, other in chosen]
        if max(alike, default=0.0) < _SAME:
            chosen.append((said, pairs))
        if len(chosen) == _SENTENCES:
            break
    return [said for said, _pairs in chosen]


def _copied(members: pl.DataFrame) -> pl.DataFrame:
    return members.group_by("text").len().filter(pl.col("len") > 1)


def words(members: pl.DataFrame) -> list[tuple[str, int]]:
    """Keywords of several messages and of how many, the most frequent first."""
    counted = Counter(
        word for told in members["keywords"].fill_null("") for word in {*told.split("|")} - {""}
    )
    often = [(word, count) for word, count in counted.items() if count >= _TWICE]
    return sorted(often, key=lambda one: (-one[1], one[0]))[:_WORDS]


def _split(text: str) -> Iterator[str]:
    for part in _ENDS.split(text):
        sentence = _GREETING.sub("", part).strip(" ，,、：:")
        if _LEAST <= len(sentence) <= _LONGEST:
            yield sentence


def _pairs(sentence: str) -> frozenset[str]:
    return frozenset(one + two for one, two in pairwise(sentence))


def _by_message(found: list[tuple[Said, frozenset[str]]]) -> Iterator[set[str]]:
    by_ref: dict[str, set[str]] = {}
    for said, pairs in found:
        by_ref.setdefault(said.ref, set()).update(pairs)
    yield from by_ref.values()


def _worth(pairs: frozenset[str], counted: Counter[str]) -> float:
    return sum(counted[pair] - 1 for pair in pairs) / (len(pairs) + _SHORT)
