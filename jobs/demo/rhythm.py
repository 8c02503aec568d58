"""When people write: seasons, holidays, weekdays and the hours of a day."""

# ruff: noqa: S311
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from core.times import day_start

SPRING = {
    2020: (1, 25),
    2021: (2, 12),
    2022: (2, 1),
    2023: (1, 22),
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
    2031: (1, 23),
    2032: (2, 11),
    2033: (1, 31),
    2034: (2, 19),
    2035: (2, 8),
}
"""The first day of the lunar year, by solar year."""

_WEEK = (1.18, 1.1, 1.05, 1.04, 1.02, 0.8, 0.72)
_MONTHS = (0.98, 0.9, 0.98, 0.95, 1.0, 1.08, 1.06, 1.08, 1.0, 0.93, 1.08, 1.1)
_HOLIDAYS = {(1, 1): 3, (4, 4): 3, (5, 1): 5, (10, 1): 7}
_CALLS = (1, 0.6, 0.4, 0.3, 0.3, 0.8, 2, 5, 9, 12, 11, 7, 5, 6, 9, 10, 8, 6, 6, 8, 8, 6, 4, 2)
_ONLINE = (2, 1, 0.5, 0.4, 0.3, 0.5, 1, 3, 5, 7, 7, 6, 6, 5, 6, 6, 6, 5, 6, 8, 11, 11, 8, 5)
_OFFICE = (0, 0, 0, 0, 0, 0, 0, 0.3, 4, 10, 9, 5, 0.6, 2, 8, 9, 7, 3, 0, 0, 0, 0, 0, 0)
_HOURS = {
    name: tuple(accumulate(row))
    for name, row in (("calls", _CALLS), ("online", _ONLINE), ("office", _OFFICE))
}


def spring_of(year: int) -> date:
    """The Spring Festival; 5 February where the table has no such year."""
    month, day = SPRING.get(year, (2, 5))
    return date(year, month, day)


@cache
def is_holiday(day: date) -> bool:
    """Whether offices are closed for a public holiday (weekends apart; 参照, not a calendar)."""
    if 0 <= (day - spring_of(day.year)).days + 1 <= 7:
        return True
    starts = ((date(day.year, *first), length) for first, length in _HOLIDAYS.items())
    return any(0 <= (day - start).days < length for start, length in starts)


@cache
def day_weight(day: date) -> float:
    """How busy a day is; about 1 on average."""
    quiet = 0.45 if is_holiday(day) else 1.0
    return _WEEK[day.weekday()] * _MONTHS[day.month - 1] * quiet


@cache
def season(name: str, day: date) -> float:
    """How much more of a seasonal matter a day brings; 1 for a matter without a season."""
    if name == "heat":
        return 5.0 if (day.month, day.day) >= (11, 10) or day.month <= 3 else 0.05
    if name == "noise":
        return 2.6 if (5, 25) <= (day.month, day.day) <= (6, 22) else 1.0
    if name == "enrol":
        return 3.0 if day.month in (6, 7, 8) else 0.6
    if name == "wages":
        return 2.6 if 0 < (spring_of(day.year) - day).days < 45 else 1.0
    return 1.0


def moment(rng: Random, day: date, hours: str) -> datetime:
    """A moment of a Shanghai day in UTC; `hours` is calls, online or office."""
    hour = rng.choices(range(24), cum_weights=_HOURS[hours])[0]
    return day_start(day) + timedelta(hours=hour, seconds=rng.randrange(3600))


def spread(total: int, weights: list[float]) -> list[int]:
    """Whole numbers that follow the weights and sum to `total`."""
    whole = sum(weights) or 1.0
    marks = [round(total * mark / whole) for mark in accumulate(weights)]
    return [after - before for before, after in zip([0, *marks], marks, strict=False)]


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]
