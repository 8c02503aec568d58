"""Times: aware UTC inside, Asia/Shanghai for people, calendar days cut at +08:00."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from core.i18n import mark

WEEKDAYS = (
    mark("周一"), mark("周二"), mark("周三"), mark("周四"), mark("周五"), mark("周六"),
    mark("周日"),
)  # fmt: skip
"""By `date.weekday`."""

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept one zone without summer time since 1992; all our data is later."""

_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=SHANGHAI)
_EXCEL_DAYS = (20_000, 80_000)  # 1954 to 2119: anything else is no date

_WRITTEN = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[T\s]*(?P<hour>\d{1,2})\s*[::时点]\s*(?P<minute>\d{1,2})\s*分?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T\s]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?(?P<zone>Z)?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time; `day_only` says that the source gave a date without a time."""

    at: datetime
    day_only: bool = False


def as_utc(value: datetime) -> datetime:
    """Aware UTC; a naive time is read as Asia/Shanghai."""
    aware = value.replace(tzinfo=SHANGHAI) if value.tzinfo is None else value
    return aware.astimezone(UTC)


def local(value: datetime) -> datetime:
    """The same moment as people in Asia/Shanghai write it."""
    return as_utc(value).astimezone(SHANGHAI)


def day_of(value: datetime) -> date:
    """The calendar day in Asia/Shanghai."""
    return local(value).date()


def month_of(value: datetime) -> int:
    """The calendar month in Asia/Shanghai as YYYYMM, the key that partitions messages."""
    shown = local(value)
    return shown.year * 100 + shown.month


def day_start(value: date) -> datetime:
    """The first moment of a Shanghai day, in UTC."""
    return as_utc(datetime(value.year, value.month, value.day, tzinfo=SHANGHAI))


def parse_moment(value: object) -> Moment | None:
    """Read a time as spreadsheets and feeds write it; None where nothing is given.

    Takes date objects, "2019/2/28 11:25:05", "2026年11月23日 08:00", ISO 8601 and Excel day
    numbers. Raises ValueError for anything else: a guess would be a wrong deadline.
    """
    if value is None or isinstance(value, str) and not value.strip():
        return None
    if isinstance(value, datetime):
        return Moment(as_utc(value))
    if isinstance(value, date):
        return Moment(day_start(value), day_only=True)
    return _from_text(unicodedata.normalize("NFKC", str(value)).strip())


def _from_text(text: str) -> Moment:
    found = _WRITTEN.fullmatch(text) or _COMPACT.fullmatch(text)
    if found:
        return _from_parts(found.groupdict())
    return Moment(_from_excel(text))


def is_recent(at: datetime, now: datetime, span: timedelta) -> bool:
    """Less than `span` ago. A time ahead of now is not: a clock noted it that has been set back
    since."""
    return timedelta(0) <= now - at < span


def _from_parts(parts: dict[str, str | None]) -> Moment:
    numbers = [int(parts[name] or 0) for name in ("year", "month", "day", "hour", "minute")]
    zone = _zone(parts["zone"])
    at = datetime(*numbers, int(parts["second"] or 0), tzinfo=zone)  # type: ignore[misc,arg-type]
    return Moment(as_utc(at), day_only=parts["hour"] is None)


def _zone(text: str | None) -> timezone:
    if not text:
        return SHANGHAI
    if text == "Z":
        return timezone.utc  # noqa: UP017 - the type is timezone, as for the other branches
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _from_excel(text: str) -> datetime:
    days = float(text)  # ValueError: the text is no date in any known spelling
    if not _EXCEL_DAYS[0] <= days <= _EXCEL_DAYS[1]:
        raise ValueError(text)
    return as_utc(_EXCEL_EPOCH + timedelta(seconds=round(days * 86_400)))
