"""What counts as personal data, and where it stands in a text.

The families of patterns live in `core.masking`. Patterns that look at whole texts run in
google-re2, in linear time; the standard library's `re` sees single classes, alternations of
fixed words and short windows only.
"""

from collections.abc import Sequence

import re2

from core.masking import digits, homes, names, networks, reach, spelling
from core.masking.finds import Find, without_overlaps
from core.masking.spelling import Plain, plainly

VERSION = 2
"""Stored with every message: tells which of them to mask again when patterns improve."""

KINDS = (
    "电话",
    "身份证",
    "银行卡",
    "车牌",
    "邮箱",
    "账号",
    "住址",
    "姓名",
    "网络地址",
    "位置",
)

_GATE_BYTES = 256 << 20
"""Room for the automaton of the gates; about 60 MB are used."""

_RULES = [rule for family in (networks, reach, digits, homes, names) for rule in family.RULES]
_NAME_SEARCHES = {search for _gate, search in names.RULES}
_ODD, _FIRST = 1, 2
_ALL = range(_FIRST + len(_RULES))


def _gates() -> re2.Set:
    """All gates at once: one look at a text tells which searches it needs.

    The first pattern is in every text; an answer without it is a look that failed for want
    of memory.
    """
    options = re2.Options()
    options.max_mem = _GATE_BYTES
    found = re2.Set.SearchSet(options)
    for pattern in ("", spelling.ODD, *(gate for gate, _ in _RULES)):
        found.Add(pattern)
    found.Compile()
    return found


_GATES = _gates()


def find(texts: Sequence[str], names_only: bool = False) -> list[tuple[Plain, list[Find]]]:
    """For each text its plain form and every piece of personal data in it, without overlaps.

    Each search runs over all texts before the next one does: its automaton stays in the
    processor's cache, which makes many short texts twice as fast as one at a time.
    """
    plains, opened = _opened(texts)
    found: list[list[Find]] = [list(names.often(plain.text)) for plain in plains]
    for number, (_gate, search) in enumerate(_RULES, start=_FIRST):
        if names_only and search not in _NAME_SEARCHES:
            continue
        for place, gates in enumerate(opened):
            if number in gates:
                found[place] += search(plains[place].text)
    return [
        (plain, without_overlaps(finds) if finds else finds)
        for plain, finds in zip(plains, found, strict=True)
    ]


def _opened(texts: Sequence[str]) -> tuple[list[Plain], list[Sequence[int]]]:
    """The plain form of each text, and the gates it opens."""
    opened: list[Sequence[int]] = [_GATES.Match(text) or _ALL for text in texts]
    plains = [Plain(text) for text in texts]
    for place, gates in enumerate(opened):
        if _ODD in gates:
            plains[place] = plainly(texts[place])
            opened[place] = _GATES.Match(plains[place].text) or _ALL
    return plains, opened
