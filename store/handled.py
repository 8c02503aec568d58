"""What the facts of a message say of how it was handled, as columns of a frame."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from core.times import as_utc

HANDLED: dict[str, Any] = {
    "returned": pl.Int64,
    "reopened": pl.Int64,
    "overdue": pl.Boolean,
    "solved": pl.String,
    "satisfied": pl.String,
    "called_back_at": pl.Datetime("us", "UTC"),
}


def told(facts: Mapping[str, Any]) -> tuple[object, ...]:
    """The values of HANDLED; None where the facts say nothing, or not in the known form."""
    return tuple(_READERS[kind](facts.get(name)) for name, kind in HANDLED.items())


def _only(kind: type) -> Any:
    return lambda value: value if isinstance(value, kind) else None


def _moment(value: object) -> datetime | None:
    try:
        return as_utc(datetime.fromisoformat(value)) if isinstance(value, str) else None
    except ValueError:
        return None


_READERS: dict[Any, Any] = {
    pl.Int64: _only(int),
    pl.Boolean: _only(bool),
    pl.String: _only(str),
    pl.Datetime("us", "UTC"): _moment,
}
