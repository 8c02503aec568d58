"""How many people: shown as a count, and a small one not at all."""

import re

SMALLEST_SHOWN = 5
"""A smaller count of people outside the desk could lead to one of them."""


def count(number: float) -> str:
    """A count of people as it may be shown: 1,234, 0, or <5."""
    whole = round(number)
    return f"<{SMALLEST_SHOWN}" if 0 < whole < SMALLEST_SHOWN else f"{whole:,}"


_FEW = re.compile(r"(?<![\d.,<])[1-4]\s*(人次|人|户)(?![\d大均民])")


def without_few(text: str) -> str:
    """A text in which one to four persons or households are told as <5."""
    return _FEW.sub(rf"<{SMALLEST_SHOWN} \1", text)
