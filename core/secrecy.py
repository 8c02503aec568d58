"""State secrets (涉密): refused at the door, and nothing of them is kept.

The marks are those of the Law on Guarding State Secrets, Art. 21: the level, ★, the term.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import re2

from core.i18n import gettext as _

_MARK = re2.compile(
    r"(?:绝\s?密|机\s?密|秘\s?密)\s?[★☆⭐]|[★☆⭐]\s?(?:绝\s?密|机\s?密|秘\s?密)"
    r"|密\s?级\s?[:：]?\s?[【\[(（“\"]?(?:绝密|机密|秘密)"
    r"|^\s*[【\[(（〔<《](?:绝密|机密|秘密|涉密)[】\])）〕>》]"
)
_LEVEL = re2.compile(r"绝\s?密|机\s?密|秘\s?密|(?i:top secret|classified|confidential|secret)")
_NO_LEVEL = re2.compile(r"(?i)\b(?:un|de|non-?|not )classified|[非不无]\s?(?:绝密|机密|秘密|涉密)")
_LEVEL_COLUMNS = ("密级", "保密等级", "秘密等级", "保密级别", "涉密等级", "涉密级别")
_ENGLISH = re2.compile(r"(?i)secrecy|classif|secur\w*[ _-]?level|secret[ _-]?level")
_YES = frozenset(
    ("是", "1", "1.0", "y", "yes", "true", "真", "有", "√", "✓", "✔", "☑", "涉密", "保密")
)
_OTHER_WORDS = ("密码", "密钥", "密度", "密切", "密封")


def _found(pattern: Any, text: str) -> bool:
    """The patterns take no half of a surrogate pair, which JSON can spell: it becomes ?."""
    return bool(pattern.search(text.encode("utf-8", "replace").decode()))


def is_marked(texts: Iterable[str | None]) -> bool:
    """Does one of the texts carry a mark of classification?"""
    return any(text and "密" in text and _found(_MARK, text) for text in texts)


def is_classified(cells: Mapping[str, str]) -> bool:
    """The same for the cells of a row, one of which may be its level."""
    return has_level(cells) or is_marked(cells.values())


def tells(header: str) -> bool:
    """May a column of this name say who may know of its row? It is read in any case, also
    where no profile asks for it."""
    return _tells_of_confidence(header) or _found(_ENGLISH, header)


@lru_cache(maxsize=1_024)
def _tells_of_confidence(header: str) -> bool:
    told = "密" in header or "confidential" in header.lower()
    return told and not any(word in header for word in _OTHER_WORDS)


def has_level(cells: Mapping[str, str]) -> bool:
    """Does a column for it say that the row is classified?"""
    return any(cell and _is_level(_about(name), cell) for name, cell in cells.items())


@lru_cache(maxsize=1_024)
def _about(header: str) -> str:
    """What a column of this name tells: the level, whether there is one, or neither."""
    name = "".join(header.split())
    if "涉密" in name:
        return "whether"
    return "level" if any(word in name for word in _LEVEL_COLUMNS) or _found(_ENGLISH, name) else ""


def _is_level(about: str, cell: str) -> bool:
    if about and _found(_LEVEL, cell) and not _found(_NO_LEVEL, cell):
        return True
    return about == "whether" and cell.strip().lower() in _YES


def is_confidential(cells: Mapping[str, str]) -> bool:
    """Does a column such as 是否保密 say yes?"""
    return any(
        cell.strip().lower() in _YES for name, cell in cells.items() if _tells_of_confidence(name)
    )


def closes(cells: Mapping[str, str]) -> bool:
    """Must a record that the store had before go, by what these cells say?"""
    return is_classified(cells) or is_confidential(cells)


def refusal() -> str:
    """The sentence that stands in place of the row."""
    return _("本行带有国家秘密标志，已拒收，内容未保存；请按保密规定处理原文件。")
