"""Objects of a JSON document, or rows of a query, as records through a profile.

A field's spelling in the profile is the name of a member, or a JMESPath expression over one
record. What no field asks for is dropped unread.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from collectors import tabular
from collectors.tables import Row
from collectors.tables.header import clean_name
from core import paths, secrecy
from core.errors import FetchError
from core.i18n import gettext as _
from core.i18n import mark
from core.kinds import FACTS
from core.messages import BadRow, Record
from core.sources import Opened, Profile

_TIMES = frozenset({"posted_at", "replied_at"})
_EPOCH = re.compile(r"[1-3]\d{9}(\.\d+)?|[1-3]\d{12}")
"""Seconds or milliseconds since 1970, from 2001 to 2096; no other spelling of a time has
ten or thirteen digits."""
_MILLISECONDS = 12
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|script|\?xml)", re.IGNORECASE)
_NO_SURROGATES = re.compile("[\ud800-\udfff]")
_EXPRESSION = re.compile(r"[.\[\]{}|&@*!()`'\"<>=,#]")
_SUBMITTER = "submitter"
_DEEPEST = 4
"""Objects within objects that are looked into."""

_LONGEST_CELL = 200
_LONGEST_NAME = 200

_clean = lru_cache(maxsize=4_096)(clean_name)
"""Members have the same names from record to record."""


class NotWhatWasAsked(FetchError):
    """The other side answered with something that is no list of records."""


def document(body: bytes, host: str) -> Any:
    """The JSON document of an answer of `host`. Raises FetchError, one sentence."""
    try:
        return loaded(body)
    except ValueError as error:
        if not body.strip():
            raise NotWhatWasAsked(
                mark("{host} 返回的内容是空的，不是 JSON。"), host=host
            ) from error
        if _WEB_PAGE.match(body):
            raise NotWhatWasAsked(
                mark("{host} 返回的是网页（可能是登录页），不是 JSON，请核对网址和登录设置。"),
                host=host,
            ) from error
        raise NotWhatWasAsked(mark("{host} 返回的内容不是有效的 JSON。"), host=host) from error


def loaded(body: bytes) -> Any:
    """The JSON document that the bytes are. Raises ValueError, also for NaN and nesting that
    no record needs."""
    try:
        return json.loads(body, parse_constant=_refused)
    except RecursionError as error:
        raise ValueError from error


def _refused(name: str) -> None:
    raise ValueError(name)


def listed(found: Any, expression: str, host: str) -> list[Any]:
    """The list of records in a document. Raises FetchError where there is none."""
    records = paths.ask(expression, found)
    if not isinstance(records, list):
        raise NotWhatWasAsked(
            mark(
                "{host} 的回答里按 records = “{expression}”没有找到记录列表；"
                "可能是接口报错，也可能是配置要改。"
            ),
            host=host,
            expression=expression,
        )
    return records


def profile_of(source: Opened) -> Profile:
    """The profile that came along with the source; an empty one where it has none."""
    return source.mapping or Profile("", "ticket", {})


def read(records: Sequence[Any], source: Opened, now: datetime) -> list[Record]:
    """One message, word of a deletion or bad row for each record, in their order. Pure.

    A record may be a bad row already, which only gets its number.
    """
    profile = profile_of(source)
    facts = FACTS.get(profile.kind, {})
    times = _TIMES | {name for name, fact in facts.items() if fact.kind in ("moment", "day")}
    return [
        _numbered(record, None)
        if isinstance(record, BadRow)
        else _read(record, profile, times, source.id, now)
        for record in records
    ]


def _read(record: Any, profile: Profile, times: Set[str], source: str, now: datetime) -> Record:
    if not isinstance(record, dict):
        cells = {"": _written(record)[:_LONGEST_CELL]}
        return _numbered(BadRow(0, _("这一条不是 JSON 对象"), cells), None)
    spellings = {**profile.facts, **profile.columns}
    found = {name: _found(record, spelled) for name, spelled in spellings.items()}
    cells = {
        clean_name(spelling): written_time(value) if name in times else _written(value)
        for name, (spelling, value) in found.items()
    }
    cells |= {name: _written(value) for name, value in _telling(record)}
    columns = {name: clean_name(spelling) for name, (spelling, _value) in found.items()}
    made = tabular.parse(Row(0, cells), profile, columns, source, now)
    return _numbered(made, columns.get(_SUBMITTER)) if isinstance(made, BadRow) else made


def _telling(record: Mapping[str, Any], depth: int = _DEEPEST) -> Iterator[tuple[str, Any]]:
    """What tells of secrecy, also inside objects of the record that no profile asks for."""
    for name, value in record.items():
        if secrecy.tells(name):
            yield name, value
        elif isinstance(value, dict) and depth:
            yield from _telling(value, depth - 1)


def _found(record: Mapping[str, Any], spellings: Sequence[str]) -> tuple[str, Any]:
    """The first spelling that finds something, and what it finds."""
    for spelling in spellings:
        if (value := value_of(record, spelling)) is not None:
            return spelling, value
    return spellings[0], None


def value_of(record: Mapping[str, Any], spelling: str) -> Any:
    """What a spelling of a profile finds in one record; None where it finds nothing."""
    if spelling in record:
        return record[spelling]
    if is_expression(spelling):
        return paths.ask(spelling, record)
    wanted = _clean(spelling)
    return next(
        (
            value
            for name, value in record.items()
            if len(name) <= _LONGEST_NAME and _clean(name) == wanted
        ),
        None,
    )


def is_expression(spelling: str) -> bool:
    """Is it more than the name of a member?"""
    return _EXPRESSION.search(spelling) is not None


def written_time(value: Any) -> str:
    """A time of a document as `core.times.parse_moment` reads it, also where it is a number of
    seconds."""
    text = _written(value)
    if not _EPOCH.fullmatch(text.strip()):
        return text
    whole = text.strip().partition(".")[0]
    seconds = int(whole) / 1000 if len(whole) > _MILLISECONDS else float(text)
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _written(value: Any) -> str:
    """A value as a cell: text as it stands, nothing as ""."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _NO_SURROGATES.sub("\ufffd", text)


def _numbered(row: BadRow, submitter: str | None) -> BadRow:
    """The row under a number made of what it says: records move from page to page, and each
    is kept once. Who wrote it is left out of the cells, whatever its member is called."""
    number = zlib.crc32(repr(sorted(row.cells.items())).encode()) >> 1
    cells = {name: value for name, value in row.cells.items() if name != submitter}
    return replace(row, row_no=number, cells=cells)
