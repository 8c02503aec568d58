"""Recall and precision per kind, from a text and its masked form alone."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import sqrt

from tests.measure.masking.sentences import MID_SENTENCE, Sentence

_MASK = re.compile("〔(电话|身份证|银行卡|车牌|邮箱|账号|住址|姓名|网络地址|位置)〕")
_SLACK = {"姓名": 0, "车牌": 0}
_OTHER_SLACK = 6


@dataclass
class Tally:
    """Counts of one kind; `examples` are what went wrong."""

    secrets: int = 0
    found: int = 0
    masks: int = 0
    right: int = 0
    examples: list[str] = field(default_factory=list)


def spans(text: str, masked: str) -> list[tuple[str, int, int]]:
    """Where the masks stand in the text; raises ValueError where anything else differs."""
    pieces = _MASK.split(masked)
    kinds, between = pieces[1::2], [*map(re.escape, pieces[2::2])]
    groups = zip(kinds, between, [*kinds, ""][1:], strict=True)
    pattern = "".join(_group(*item) + item[1] for item in groups)
    aligned = re.fullmatch(re.escape(pieces[0]) + pattern, text, re.DOTALL)
    if aligned is None:
        raise ValueError("a text differs from its source outside its masks")
    return [(kind, *aligned.span(place)) for place, kind in enumerate(pieces[1::2], 1)]


def _group(kind: str, between: str, following: str) -> str:
    """What a mask stands for. Of a name and a number that touch, each has its own characters."""
    return "([^0-9]+)" if kind == "姓名" and not between and following == "电话" else "(.+?)"


def tally(sentences: Iterable[Sentence], mask: Callable[[str], str]) -> dict[str, Tally]:
    """Mask every sentence and compare with its truth."""
    counts: dict[str, Tally] = {}
    for sentence in sentences:
        masked = mask(sentence.text)
        found = spans(sentence.text, masked)
        for secret in sentence.secrets:
            _count_secret(counts.setdefault(secret[0], Tally()), sentence, secret, found, masked)
        for item in found:
            _count_mask(counts.setdefault(item[0], Tally()), sentence, item, masked)
    return counts


def _plain(kind: str) -> str:
    return "姓名" if kind == MID_SENTENCE else kind


def _count_secret(
    count: Tally,
    sentence: Sentence,
    secret: tuple[str, int, int],
    found: list[tuple[str, int, int]],
    masked: str,
) -> None:
    kind, start, end = secret
    count.secrets += 1
    if any(item[0] == _plain(kind) and item[1] <= start and end <= item[2] for item in found):
        count.found += 1
    else:
        count.examples.append(f"- {sentence.text!r} -> {masked!r}")


def _count_mask(count: Tally, sentence: Sentence, item: tuple[str, int, int], masked: str) -> None:
    kind, start, end = item
    count.masks += 1
    slack = _SLACK.get(kind, _OTHER_SLACK)
    for name, first, last in sentence.secrets:
        if _plain(name) == kind and start < last and first < end:
            excess = max(0, first - start) + max(0, end - last)
            if excess <= slack:
                count.right += 1
                return
    count.examples.append(f"+ {sentence.text!r} -> {masked!r}")


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not total:
        return 0.0, 1.0
    share, z = hits / total, 1.96
    middle = share + z * z / (2 * total)
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - reach) / (1 + z * z / total), (middle + reach) / (1 + z * z / total)
