"""What counts as personal data, and where it stands in a text.

The families of patterns live in `core.masking`. Patterns that look at whole texts run in
google-re2, in linear time; the standard library's `re` sees single classes, alternations of
fixed words and short windows only.
"""

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
_ALL = range(2 + len(_RULES))


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


def find(text: str) -> tuple[Plain, list[Find]]:
    """The plain form of a text and every piece of personal data in it, without overlaps."""
    opened = _GATES.Match(text) or _ALL
    plain = Plain(text)
    if len(opened) > 1 and 1 in opened:
        plain = plainly(text)
        opened = _GATES.Match(plain.text) or _ALL
    found: list[Find] = list(names.signature(plain.text))
    for number in sorted(opened):
        if number > 1:
            found += _RULES[number - 2][1](plain.text)
    return plain, without_overlaps(found) if found else found
