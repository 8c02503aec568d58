"""What counts as personal data, and where it stands in a text.

The families of patterns live in `core.masking`. Patterns that look at whole texts run in
google-re2, in linear time; the standard library's `re` sees single classes, alternations of
fixed words and short windows only.
"""

from core.masking import digits, homes, names, networks, reach
from core.masking.finds import Find, without_overlaps

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

_FAMILIES = (networks.find, reach.find, digits.find, homes.find, names.find)


def find(text: str) -> list[Find]:
    """Every piece of personal data in a plain text, in order, without overlaps."""
    found: list[Find] = []
    for family in _FAMILIES:
        found += family(text)
    return without_overlaps(found) if found else found
