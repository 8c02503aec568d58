"""Counts of people as they may be shown."""

import pytest

from core import people


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0"), (1, "<5"), (4.4, "<5"), (4.6, "5"), (5, "5"), (1234, "1,234")],
)
def test_small_counts_are_not_told(number, shown):
    assert people.count(number) == shown
