"""Masking a table without a store: `id`, `text` in; `id`, `masked_text`, `kinds` out."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from core import privacy
from core.privacy import Masked
from jobs import sheets

COLUMNS = ("id", "masked_text", "kinds")
_STEP = 1_000

Told = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was masked: rows, rows with any mask, and rows by kind."""

    rows: int
    masked: int
    kinds: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {"rows": self.rows, "masked": self.masked, "kinds": self.kinds}


def mask_file(source: Path, target: Path, told: Told | None = None) -> Tally:
    """Mask a CSV, XLSX, JSONL or Parquet file; one row out for each row in, in order.

    Raises InputError, one sentence, for what cannot be read or written.
    """
    sheets.check_target(target)
    given = sheets.read(source, ("id", "text"))
    found = list(_masked(given["text"], told))
    kinds = Counter(kind for masked in found for kind in masked.kinds)
    sheets.write(
        pl.DataFrame(
            [
                given["id"],
                pl.Series("masked_text", [masked.text for masked in found], pl.String),
                pl.Series("kinds", ["|".join(masked.kinds) for masked in found], pl.String),
            ]
        ),
        target,
    )
    return Tally(len(found), sum(bool(masked.kinds) for masked in found), dict(kinds))


def _masked(texts: pl.Series, told: Told | None) -> Iterator[Masked]:
    for number, masked in enumerate(privacy.masked_all(texts), start=1):
        yield masked
        if told and number % _STEP == 0:
            told(number, len(texts))
