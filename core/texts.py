"""Tidying text as spreadsheets and feeds deliver it, without touching its words."""

import re

_ESCAPES = re.compile(r"_x000[0-9A-F]_", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\xa0\u3000\u2000-\u200a\x0b\x0c\x00-\x08\x0e-\x1f]+")
_UNTIDY = re.compile(r"_x000|[\s\xa0\u3000\u2000-\u200a\u2028\u2029\x85\x00-\x1f]", re.IGNORECASE)
"""What there is to tidy begins with one of these."""
_LINES = re.compile(r"\r\n?|\u2028|\u2029|\x85")


def tidy(text: str) -> str:
    """The same text with one space where there were several, and no blank lines."""
    if (" " not in text and "_" not in text and text.isprintable()) or not _UNTIDY.search(text):
        return text  # spaces other than " ", and control characters, are not printable
    plain = _LINES.sub("\n", _ESCAPES.sub("\n", text))
    lines = (_SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The same text in one line, as titles want it."""
    return " ".join(tidy(text).split("\n"))


def ranges(numbers: list[int]) -> str:
    """1、3–5 for [1, 3, 4, 5]."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
