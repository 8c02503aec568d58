"""The working calendar: chinesecalendar, year by year overlaid by the operator's own files.

`$MINSHENG_HOME/config/calendar/YEAR.toml` replaces that whole year:

    source = "国务院办公厅关于2027年部分节假日安排的通知"
    workdays = [2027-02-06, 2027-02-20]        # 调休上班
    [[holiday]]
    name = "元旦"
    from = 2027-01-01
    to = 2027-01-03
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from config.settings import Settings
from config.spots import line_of
from core.calendars import FIRST, LAST, WorkCalendar
from core.errors import ConfigError

FOLDER = "calendar"


@dataclass(slots=True)
class _Years:
    """What the years are made of while they are read."""

    known: set[int] = field(default_factory=set)
    off: dict[date, str] = field(default_factory=dict)
    worked: set[date] = field(default_factory=set)

    def forget(self, year: int) -> None:
        self.off = {day: name for day, name in self.off.items() if day.year != year}
        self.worked = {day for day in self.worked if day.year != year}


def load(settings: Settings) -> WorkCalendar:
    """Published holidays and make-up workdays. Raises ConfigError naming file, line, field."""
    years = _shipped()
    folder = settings.config_folder / FOLDER
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
        _overlay(years, path)
    return WorkCalendar(years.known, years.off, years.worked)


def _shipped() -> _Years:
    constants: Any = import_module("chinese_calendar.constants")
    return _Years(
        known={day.year for day in constants.holidays},
        off={day: _chinese(name, constants) for day, name in constants.holidays.items()},
        worked=set(constants.workdays),
    )


def _chinese(name: str, constants: Any) -> str:
    return str(constants.Holiday(name).chinese)


def _overlay(years: _Years, path: Path) -> None:
    text, content = _read(path)
    year = _year(path)
    years.forget(year)
    years.known.add(year)
    for name in content:
        if name not in ("source", "workdays", "holiday"):
            raise _wrong(path, line_of(text, "", 0, name), name, "没有这个字段")
    for day in _days(path, text, year, content.get("workdays", [])):
        years.worked.add(day)
    for number, row in enumerate(content.get("holiday", [])):
        years.off.update(_holiday(path, text, (year, number), row))


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text("utf-8")
        return text, tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError("配置文件 {path} 读不懂：{reason}。", path=path, reason=error) from error


def _year(path: Path) -> int:
    if not path.stem.isdecimal() or not FIRST.year <= int(path.stem) <= LAST.year:
        raise ConfigError("日历文件 {path} 的文件名应是年份，如 2027.toml。", path=path)
    return int(path.stem)


def _days(path: Path, text: str, year: int, given: Any) -> list[date]:
    line = line_of(text, "", 0, "workdays")
    for day in given if isinstance(given, list) else [None]:
        if type(day) is not date or day.year != year:
            raise _wrong(path, line, "workdays", f"应是 {year} 年的日期列表，如 [{year}-02-06]")
    return list(given)


def _holiday(path: Path, text: str, place: tuple[int, int], row: dict[str, Any]) -> dict[date, str]:
    year, number = place
    for name in set(row) - {"name", "from", "to"}:
        raise _wrong(path, line_of(text, "holiday", number, name), name, "没有这个字段")
    first, last = row.get("from"), row.get("to", row.get("from"))
    for name, day in (("from", first), ("to", last)):
        if type(day) is not date or day.year != year:
            line = line_of(text, "holiday", number, name)
            raise _wrong(path, line, name, f"应是 {year} 年的日期，如 {year}-01-01")
    assert type(first) is date  # for the type checker: both were looked at above
    assert type(last) is date
    if last < first:
        raise _wrong(path, line_of(text, "holiday", number, "to"), "to", "早于 from")
    days = (last - first).days + 1
    return {first + timedelta(n): str(row.get("name", "")) for n in range(days)}


def _wrong(path: Path, line: int, name: str, reason: str) -> ConfigError:
    return ConfigError(
        "日历文件 {path} 第 {line} 行有误：{field}：{reason}。",
        path=path,
        line=line,
        field=name,
        reason=reason,
    )
