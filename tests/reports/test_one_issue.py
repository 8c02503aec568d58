"""一事一页: how many people spoke, as the counts by month allow it to be said; one sheet."""

import pytest

from reports.briefs import one_issue, word


@pytest.mark.parametrize(
    ("months", "told"), [(0, "没有记录"), (1, "不同诉求人 {people} 人"), (2, "{people} 人月次")]
)
def test_people_of_several_months_are_told_as_person_months(months, told):
    assert told in one_issue._heard(months)
    assert ("{people}" in one_issue._heard(months)) == (months > 0)


def test_the_picture_of_the_sheet_gives_way_to_many_words():
    def height(rows, name="云杉小区：噪声扰民"):
        lines = [["多"] for _row in range(rows)]
        return word._on_sheet({"sections": [{"lines": lines}], "subject_name": name})[1]

    assert height(5) == height(22) > height(25) > height(60) > 100
    assert height(22, "长" * 60) < height(22)
