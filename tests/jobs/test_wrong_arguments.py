"""Arguments that cannot be meant are answered with one sentence, and leave nothing behind."""

from datetime import datetime

import pytest

from core.errors import InputError
from jobs import cli, moving
from jobs.commands import data


def test_what_is_to_be_copied_must_be_there(tmp_path):
    target = tmp_path / "copy.db"
    with pytest.raises(InputError, match="找不到数据库文件"):
        moving.run(f"sqlite:///{tmp_path / 'mistyped.db'}", f"sqlite:///{target}", lambda *_: None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("year", [1, 1990, 2100, 9999])
def test_a_demonstration_lies_within_the_calendar(year):
    with pytest.raises(InputError, match="超出可计算的范围"):
        data.demo(until=datetime(year, 12, 31))


@pytest.mark.parametrize("year", ["0", "9999"])
def test_a_year_of_the_report_lies_within_the_calendar(year):
    with pytest.raises(SystemExit) as ended:
        cli.app(["annual", "--year", year])
    assert ended.value.code == 2
