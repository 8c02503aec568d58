"""The working calendar: published years, an operator's own year, and its mistakes."""

from datetime import date

import pytest

from config import calendar, settings, tables
from core.errors import ConfigError, InputError

OWN = """source = "国办通知"
workdays = [2027-02-20]
[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03
[[holiday]]
name = "清明"
from = 2027-04-05
"""


def load(tmp_path, text=None, name="2027.toml"):
    if text is not None:
        folder = tmp_path / "config" / "calendar"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return calendar.load(settings.load({"MINSHENG_HOME": str(tmp_path)}))


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_published_year_has_its_working_days(tmp_path, year, days):
    found = load(tmp_path)
    assert found.reading(date(year, 12, 31)) - found.reading(date(year - 1, 12, 31)) == days
    assert found.is_published(date(year, 1, 1), date(year, 12, 31))


def test_make_up_days_and_holidays_of_2026(tmp_path):
    found = load(tmp_path)
    year = date(2026, 1, 1), date(2026, 12, 31)
    shown = [day.strftime("%m-%d") for day in found.make_up_days(*year)]
    assert shown == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert (date(2026, 10, 1), date(2026, 10, 7)) in list(found.holidays(*year))
    assert found.off[date(2026, 9, 25)] == "中秋"
    assert found.is_workday(date(2026, 10, 10))
    assert found.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)


def test_a_year_without_a_calendar_is_not_published(tmp_path):
    found = load(tmp_path)
    assert not found.is_published(date(2026, 12, 31), date(2027, 1, 4))
    assert found.is_workday(date(2027, 1, 1))


def test_an_own_year_is_laid_over(tmp_path):
    found = load(tmp_path, OWN)
    assert found.is_published(date(2026, 12, 31), date(2027, 12, 31))
    assert not found.is_workday(date(2027, 1, 1))
    assert not found.is_workday(date(2027, 4, 5))
    assert found.is_workday(date(2027, 2, 20))


def test_an_own_file_replaces_a_known_year_as_a_whole(tmp_path):
    found = load(tmp_path, "workdays = []\n", "2026.toml")
    assert found.is_workday(date(2026, 10, 1))
    assert not found.is_workday(date(2026, 10, 10))
    assert not found.is_workday(date(2025, 10, 1))


def test_calendar_files_are_no_tables(tmp_path):
    load(tmp_path, OWN)
    assert tables.load(settings.load({"MINSHENG_HOME": str(tmp_path)})).rules


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("workdays = [2026-02-20]\n", 1, "workdays"),
        ('source = "x"\nworkdays = "2027-02-20"\n', 2, "workdays"),
        ('source = "x"\nworkday = [2027-02-20]\n', 2, "workday"),
        ('[[holiday]]\nname = "x"\nfrom = 2027-01-03\nto = 2027-01-01\n', 4, "to"),
        ('[[holiday]]\nname = "x"\nfrom = "2027-01-03"\n', 3, "from"),
        ('[[holiday]]\nname = "x"\n', 1, "from"),
        ("[[holiday]]\nfrom = 2027-01-01\n[[holiday]]\nuntil = 2027-01-01\n", 4, "until"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_field(tmp_path, text, line, field):
    with pytest.raises(ConfigError) as told:
        load(tmp_path, text)
    for part in ("2027.toml", f"第 {line} 行", field):
        assert part in str(told.value)


@pytest.mark.parametrize("name", ["next.toml", "1949.toml", "27.toml"])
def test_the_file_is_named_like_its_year(tmp_path, name):
    with pytest.raises(ConfigError, match="年份"):
        load(tmp_path, "workdays = []\n", name)


def test_a_file_that_is_no_toml_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"2027\.toml"):
        load(tmp_path, "workdays = [\n")


def test_days_out_of_range_are_refused(tmp_path):
    found = load(tmp_path)
    for ask in (found.reading, found.next_workday, found.is_workday):
        with pytest.raises(InputError):
            ask(date(2101, 1, 1))
    with pytest.raises(InputError):
        found.nth(0)
