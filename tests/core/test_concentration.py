"""Which matters are concentrated, and which of them are proposed for a special study."""

import pytest

from core.concentration import Matter, concentrated


def matter(*counts, solved=0, asked=0, unit="u"):
    return Matter("城乡建设", "物业管理", unit, counts, solved, asked)


def test_what_stands_out_and_gets_no_better_is_concentrated():
    usual = [matter(3, 3, 3, 3, unit=f"u{n}") for n in range(9)]
    found = concentrated([*usual, matter(9, 10, 11, 12, unit="hot"), matter(20, 20, 20, 9)])
    assert [one.unit for one in found] == ["hot"]


def test_few_complaints_are_never_concentrated():
    assert concentrated([matter(0, 0, 0, 7)]) == []
    assert concentrated([]) == []


@pytest.mark.parametrize(
    ("found", "proposed"),
    [
        (matter(9, 9, 9, 9), True),
        (matter(0, 0, 0, 9), False),
        (matter(0, 0, 0, 9, solved=1, asked=12), True),
        (matter(0, 0, 0, 9, solved=12, asked=12), False),
        (matter(30, 30, 30, 9, solved=1, asked=12), False),
    ],
)
def test_a_special_study_needs_repetition_or_unsolved_problems(found, proposed):
    assert found.for_study is proposed
