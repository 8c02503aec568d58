"""Tidying text as spreadsheets and feeds deliver it, without touching its words."""

import re

_ESCAPES = re.compile(r"_x000[0-9A-F]_", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\xa0\u3000\u2000-\u200a\x0b\x0c\x00-\x08\x0e-\x1f]+")
_LINES = re.compile(r"\r\n?|\u2028|\u2029|\x85")


def tidy(text: str) -> str:
    """The same text with one space where there were several, and no blank lines."""
    plain = _LINES.sub("\n", _ESCAPES.sub("\n", text))
    lines = (_SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The same text in one line, as titles want it."""
    return " ".join(tidy(text).split("\n"))
