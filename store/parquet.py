"""The history beside the store: closed months as Parquet, by month and county, read in place.

The place is a folder or an address of S3-compatible storage; a file of it is
`month=YYYYMM/county=ADCODE/part-N.parquet`. Polars writes and reads both, and cannot delete an
object: what has to go from such storage is written over with a file without rows.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

import polars as pl
from polars.exceptions import ComputeError

from core.errors import InputError, StoreError
from store.closed_months import HISTORY

NOWHERE = "none"
"""The county of what names no place."""

_COUNTY = 6
_REMOTE = ("s3://", "s3a://")
_KEYS = {"month": pl.Int32, "county": pl.String}


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, or an s3:// address with the options of Polars' `storage_options`."""

    url: str
    options: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_remote(self) -> bool:
        return self.url.startswith(_REMOTE)

    def of(self, name: str) -> str:
        return f"{self.url.rstrip('/')}/{name}"


def place(url: str, endpoint: str = "", credentials: str = "") -> Place:
    """A place by its address; `credentials` are `key:secret`. Raises InputError.

    Without credentials Polars looks for them where such programs do (AWS_ACCESS_KEY_ID, …).
    """
    if "://" in url and not url.startswith(_REMOTE):
        raise InputError("历史数据的位置应是文件夹或 s3://桶/目录：{url}", url=url)
    options: dict[str, str] = {}
    if endpoint:
        plain = str(endpoint.startswith("http://")).lower()
        options |= {"aws_endpoint_url": endpoint, "aws_allow_http": plain, "aws_region": "auto"}
    if credentials:
        key, _mark, secret = credentials.partition(":")
        options |= {"aws_access_key_id": key, "aws_secret_access_key": secret}
    return Place(url, options if url.startswith(_REMOTE) else {})


def counties(frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of each county, by adcode; NOWHERE for those without one. One after the other:
    all of them at once would take the room of the frame again."""
    named = frame["region"].str.slice(0, _COUNTY).replace("", NOWHERE)
    for county in named.unique().sort():
        yield str(county), frame.filter(named == county)


def write(where: Place, name: str, frame: pl.DataFrame) -> None:
    """Put a frame of HISTORY in a file, in place of what stood there. Raises StoreError."""
    with _translated(where):
        if where.is_remote:
            frame.write_parquet(where.of(name), storage_options=dict(where.options))
            return
        path = Path(where.of(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f".{token_hex(4)}")
        try:
            part.touch(mode=0o600)
            frame.write_parquet(part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def remove(where: Place, name: str) -> None:
    """Let nothing of a file be left. Raises StoreError."""
    if where.is_remote:
        write(where, name, pl.DataFrame(schema=HISTORY))
        return
    with _translated(where):
        path = Path(where.of(name))
        path.unlink(missing_ok=True)
        for folder in path.parents[:2]:
            if folder.is_dir() and not os.listdir(folder):
                folder.rmdir()


def scan(where: Place, since: int = 0, until: int = 999912) -> pl.LazyFrame:
    """All rows of the months from `since` to `until` (YYYYMM, both included), not read yet:
    columns of HISTORY, `month`, `county`. Raises InputError where nothing was ever written."""
    try:
        with _translated(where):
            _scan(where).collect_schema()  # is there any file?
            found = _scan(where, schema=HISTORY | _KEYS)
    except StoreError:
        if not where.is_remote and not any(Path(where.url).glob("**/*.parquet")):
            raise InputError("{place} 里还没有历史数据。", place=where.url) from None
        raise
    return found.filter(pl.col("month").is_between(since, until))


def read(where: Place, since: int, until: int, county: str | None = None) -> pl.DataFrame:
    """The rows of these months (columns of HISTORY), by number, of one county or of all.

    Raises InputError and StoreError as `scan` does.
    """
    found = scan(where, since, until)
    if county is not None:
        found = found.filter(pl.col("county") == county)
    with _translated(where):
        return found.select(*HISTORY).sort("id").collect()


def counties_of(where: Place, since: int, until: int) -> list[str]:
    """The counties that have rows in these months, NOWHERE among them. Raises as `scan` does."""
    found = scan(where, since, until).select("county").unique()
    with _translated(where):
        return sorted(found.collect()["county"].to_list())


def _scan(where: Place, **told: Any) -> pl.LazyFrame:
    return pl.scan_parquet(
        where.of("**/*.parquet"),
        hive_partitioning=True,
        hive_schema=_KEYS,
        missing_columns="insert",  # of files of an older form
        storage_options=dict(where.options) or None,
        **told,
    )


@contextmanager
def _translated(where: Place) -> Iterator[None]:
    try:
        yield
    except (OSError, ComputeError, pl.exceptions.PolarsError) as error:
        raise StoreError("历史数据的位置 {place} 读写失败。", place=where.url) from error
