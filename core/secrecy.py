"""State secrets (涉密): refused at the door, and nothing of them is kept.

The marks are those of the Law on Guarding State Secrets, Art. 21: the level, ★, the term.
"""

from collections.abc import Iterable, Mapping

import re2

from core.i18n import gettext as _

_MARK = re2.compile(
    r"(?:绝\s?密|机\s?密|秘\s?密)\s?[★☆⭐]|[★☆⭐]\s?(?:绝\s?密|机\s?密|秘\s?密)"
    r"|密\s?级\s?[:：]?\s?[【\[(（“\"]?(?:绝密|机密|秘密)"
    r"|^\s*[【\[(（〔<《](?:绝密|机密|秘密|涉密)[】\])）〕>》]"
)
_LEVEL = re2.compile("绝密|机密|秘密")
_LEVEL_COLUMNS = ("密级", "保密等级", "秘密等级")
_YES = frozenset(("是", "1", "y", "yes", "true", "涉密"))


def is_marked(texts: Iterable[str | None]) -> bool:
    """Does one of the texts carry a mark of classification?"""
    return any(text and "密" in text and _MARK.search(text) for text in texts)


def is_classified(cells: Mapping[str, str]) -> bool:
    """The same for the cells of a row, one of which may be its level."""
    for name, cell in cells.items():
        if any(word in name for word in _LEVEL_COLUMNS) and _LEVEL.search(cell):
            return True
        if "涉密" in name and cell.strip().lower() in _YES:
            return True
    return is_marked(cells.values())


def refusal() -> str:
    """The sentence that stands in place of the row."""
    return _("本行带有国家秘密标志，已拒收，内容未保存；请按保密规定处理原文件。")
