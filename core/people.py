"""How many people: shown as a count, and a small one not at all."""

SMALLEST_SHOWN = 5
"""A smaller count of people outside the desk could lead to one of them."""


def count(number: float) -> str:
    """A count of people as it may be shown: 1,234, 0, or <5."""
    whole = round(number)
    return f"<{SMALLEST_SHOWN}" if 0 < whole < SMALLEST_SHOWN else f"{whole:,}"
