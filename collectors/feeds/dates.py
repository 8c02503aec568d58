"""Dates as Chinese feeds write them; a date nobody can read is None, never a guess.

feedparser reads "2026年11月23日 08:00" as the first of November and a time without a zone as
UTC, so the text of the feed is read here instead.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from core.times import as_utc, day_of, local, parse_moment

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?,?")
_CLOCK = re.compile(r"(上午|下午|凌晨|早上|早晨|中午|傍晚|晚上)\s*(\d{1,2})(?=\s*[:时点])")
_MONTH = re.compile(r"\b(\d{1,2}) (1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月,? (?=\d{4}\b)")
_ZONE = re.compile(r"\b(?:GMT|UTC)\s?([+-])(\d{1,2})(?::?(\d\d))?(?!\d)")
_SHORT_ZONE = re.compile(r"(?<=:\d\d)([+-]\d\d)$")
_JAVA = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d:\d\d:\d\d) (\S+) (\d{4})")
_REWRITTEN = (
    (re.compile(r"\b(?:CST|BJT|PRC)\b|北京时间"), "+0800"),
    (re.compile(r"-0000$|\b(?:GMT|UTC|UT)\b"), "+0000"),
)
"""CST is China's here, not Chicago's; "-0000" is UTC too, though its writer's zone is unknown."""
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_COMPACT_LENGTHS = (8, 12, 14)
_NO_YEAR = re.compile(r"(\d{1,2})\s?[-/月]\s?(\d{1,2})(?:日\s?|\s|$)(.*)")
_WORD = re.compile(r"(今天|昨天|前天)\s*(.*)")
_AGO = re.compile(r"(\d{1,3})\s*(分钟|小时|天)前")
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTHS = {
    spelling: name
    for number, (name, chinese) in enumerate(zip(_ENGLISH, _CHINESE, strict=True), start=1)
    for spelling in (chinese, str(number))
}
_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2}
_UNITS = {"分钟": "minutes", "小时": "hours", "天": "days"}
_AFTER_NOON = frozenset({"下午", "傍晚", "晚上"})


def read(text: str, now: datetime) -> datetime | None:
    """The moment in UTC, or None. Without a zone it is Shanghai time; `now` completes dates
    without a year, and "昨天" or "3小时前"."""
    plain = _usual(unicodedata.normalize("NFKC", text))
    for reader in (_number, _relative, _written, _english):
        try:
            found = reader(plain, now)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        if found is not None:
            return found if found >= _EARLIEST else None
    return None


def _usual(text: str) -> str:
    """Without weekdays, with a 24 hour clock, English months and zones in digits."""
    plain = " ".join(_CLOCK.sub(_as_24_hours, _WEEKDAY.sub(" ", text)).split())
    plain = _ZONE.sub(lambda zone: f"{zone[1]}{int(zone[2]):02}{zone[3] or '00'}", plain)
    plain = _MONTH.sub(lambda found: f"{found[1]} {_MONTHS[found[2]]} ", plain)
    for spelling, zone in _REWRITTEN:
        plain = spelling.sub(zone, plain)
    return _SHORT_ZONE.sub(r"\g<1>00", plain)


def _as_24_hours(found: re.Match[str]) -> str:
    hour = int(found[2])
    later = found[1] in _AFTER_NOON and hour < 12 or found[1] == "中午" and hour < 3
    return str(hour + 12 if later else hour)


def _number(text: str, now: datetime) -> datetime | None:
    """Seconds or milliseconds since 1970."""
    if not _SECONDS.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _relative(text: str, now: datetime) -> datetime | None:
    if text == "刚刚":
        return now
    if found := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[found[2]]: int(found[1])})
    if found := _WORD.fullmatch(text):
        day = day_of(now) - timedelta(days=_DAYS_BACK[found[1]])
        return _moment(f"{day} {found[2]}")
    if found := _NO_YEAR.fullmatch(text):
        return _latest(int(found[1]), int(found[2]), found[3], now)
    return None


def _latest(month: int, day: int, clock: str, now: datetime) -> datetime | None:
    """The last such day: news of 31 December read in January is last year's."""
    year = local(now).year
    found = _moment(f"{year}-{month}-{day} {clock}")
    if found is None or found <= now + timedelta(days=1):
        return found
    return _moment(f"{year - 1}-{month}-{day} {clock}")


def _written(text: str, now: datetime) -> datetime | None:
    """All that spreadsheets know too, but not their day numbers."""
    if _NUMBER.fullmatch(text) and len(text.split(".")[0]) not in _COMPACT_LENGTHS:
        return None
    return _moment(text)


def _moment(text: str) -> datetime | None:
    found = parse_moment(text)
    return found.at if found else None


def _english(text: str, now: datetime) -> datetime | None:
    """RFC 822, and what Java prints."""
    if found := _JAVA.fullmatch(text):
        text = f"{found[2]} {found[1]} {found[5]} {found[3]} {found[4]}"
    return as_utc(parsedate_to_datetime(text))
