"""Where a walk through a table stands: values of its columns, as a checkpoint can keep them."""

import math
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.errors import FetchError
from core.times import parse_moment

_TEXTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f")
_TYPES: dict[str, Any] = {
    "int": int,
    "float": float,
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "text": str,
    "uuid": UUID,
}
_DAY_MINUTES = 1_440


def kept(value: object, column: str) -> list[Any]:
    """A value with its type. Raises FetchError for one that cannot be put in order."""
    if isinstance(value, bool):
        pass
    elif isinstance(value, int | float):
        return [type(value).__name__, value]
    elif isinstance(value, Decimal | UUID):
        return [type(value).__name__.lower(), str(value)]
    elif isinstance(value, datetime | date):
        return [type(value).__name__, value.isoformat()]
    elif isinstance(value, str):
        return ["text", value]
    raise FetchError("列“{column}”的内容不能用来排序，请换一列。", column=column, permanent=True)


def restored(found: Any) -> Any:
    """The value again; None where the checkpoint is not one of ours."""
    try:
        kind, value = found
        return _TYPES[kind](value)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None


def before(value: Any, overlap: float) -> Any:
    """The value so far back that late rows are met: minutes for a time, units for a number."""
    if isinstance(value, datetime):
        return value - timedelta(minutes=overlap)
    if isinstance(value, date):
        return value - timedelta(days=math.ceil(overlap / _DAY_MINUTES))
    if isinstance(value, int | float):
        return value - type(value)(overlap)
    if isinstance(value, Decimal):
        return value - Decimal(str(overlap))
    return _text_before(value, overlap) if isinstance(value, str) else value


def _text_before(value: str, overlap: float) -> str:
    """Times that are text keep their spelling; other texts stay as they are."""
    for form in _TEXTS:
        try:
            return (datetime.strptime(value, form) - timedelta(minutes=overlap)).strftime(form)  # noqa: DTZ007 - the zone is the table's own
        except (ValueError, OverflowError):
            continue
    return value


def is_ahead(value: Any, now: datetime) -> bool:
    """Is this a time that has not come yet? Such a row must not hide those of tomorrow."""
    if not isinstance(value, datetime | date | str):
        return False
    try:
        found = parse_moment(value)
    except (ValueError, OverflowError):
        return False
    return found is not None and found.at > now


def plain(value: object) -> Any:
    """A value as JSON writes it; files and pictures are left out."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return None
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    return str(value)
