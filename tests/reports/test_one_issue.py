"""一事一页: how many people spoke, as the counts by month allow it to be said."""

import pytest

from reports.briefs import one_issue


@pytest.mark.parametrize(
    ("months", "told"), [(0, "没有记录"), (1, "不同诉求人 {people} 人"), (2, "{people} 人月次")]
)
def test_people_of_several_months_are_told_as_person_months(months, told):
    assert told in one_issue._heard(months)
    assert ("{people}" in one_issue._heard(months)) == (months > 0)
