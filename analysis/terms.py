"""What one message says, as the issue finder compares it: names, problem words, title.

Words and their kinds come from jieba-rs. A name is a run of place, party and unknown words; a
problem word is a verb, a noun or an adjective of the general vocabulary.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import rjieba

READ = 500
"""Characters of a text that are read; what a letter is about stands at its beginning."""

_MARKERS = re.compile(r"[A-Z]\d*[市区县]|尊敬的.{0,8}[:：]|您好|你好|\*+|X{2,}")
_SPACE = re.compile(r"\s+")
_PLAIN = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]+")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_NAMES = frozenset(("ns", "nr", "nz", "nt", "nrt", "nrfg", "j", "eng", "m", "x"))
_PROBLEMS = frozenset(("i", "l", "j"))
_JOINING = frozenset("upcvd")


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one message: pieces of the title, counted words, problem words, pieces of names.

    `read` is what was read of it, in one line; `place` the place or party it names and
    `region` the code of the town it is about, or empty.
    """

    read: str
    place: str
    region: str
    title: dict[str, float]
    words: dict[str, float]
    topics: dict[str, float]
    names: dict[str, float]


def plain(text: str) -> str:
    """The text without blanks, greetings and the markers of masked regions."""
    return _MARKERS.sub(" ", _SPACE.sub("", text))


def terms(title: str, text: str, place: str, region: str = "") -> Terms:
    """The terms of a title and the first READ characters of a text."""
    heading = plain(title[:READ])
    head = rjieba.tag(heading)
    told = plain(text[: 2 * READ])[:READ]
    body = rjieba.tag(told)
    tagged = head + body
    return Terms(
        read=f"{heading} {told}",
        place=place,
        region=region,
        title=dict.fromkeys(_pieces(_PLAIN.sub(" ", heading).split()), 1.0),
        words=_counted(word for word, _ in tagged if _HAN.fullmatch(word)),
        topics=_counted(word for word in _topics(tagged) if word not in place),
        names=_counted(_pieces([*_names(head), *_names(body)])),
    )


def _topics(tagged: list[tuple[str, str]]) -> Iterable[str]:
    return (
        word
        for word, kind in tagged
        if (kind in _PROBLEMS or (kind[0] in "vand" and kind not in _NAMES))
        and _HAN.fullmatch(word)
    )


def _names(tagged: list[tuple[str, str]]) -> Iterable[str]:
    run = ""
    for word, kind in (*tagged, (" ", "x")):
        named = kind in _NAMES or (len(word) == 1 and kind[0] not in _JOINING)
        if named and not _PLAIN.search(word):
            run += word
            continue
        if len(run) > 1:
            yield run
        run = ""


def _pieces(runs: Iterable[str]) -> Iterable[str]:
    """Two and three characters each; a typo in a name leaves some of them alike."""
    return (
        run[start : start + size]
        for run in runs
        for size in (2, 3)
        for start in range(len(run) - size + 1)
    )


def _counted(found: Iterable[str]) -> dict[str, float]:
    return {word: 1.0 + math.log(count) for word, count in Counter(found).items()}
