"""Spreadsheets and other tables, read through a column-mapping profile."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collectors.tables import Limits, Row, open_table
from collectors.tables.header import clean_name
from core import secrecy
from core.errors import InputError
from core.facts import NotAFact, typed
from core.i18n import gettext as _
from core.messages import BadRow, Fact, RawMessage, Record, Withdrawn
from core.sources import Profile
from core.texts import one_line, tidy
from core.times import Moment, parse_moment

LONGEST_TEXT = 200_000
_LONGEST_ID = 200
_LONGEST_NAME = 64
_MOST_VOTES = 2_000_000_000
"""More than there are people to vote; both stores keep it."""
_AHEAD = timedelta(days=1)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""What is dated before has the zero of a clock or of a table (1970, 1900) for its date."""
_ZERO = _EARLIEST.date().isoformat()

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+\d+")
_YES = frozenset({"1", "是", "Y", "y", "yes", "true", "True", "保密"})


@dataclass(frozen=True, slots=True)
class Parser:
    """What makes a record of a row; it can travel to another process."""

    profile: Profile
    columns: Mapping[str, str]
    source: str
    now: datetime

    def __call__(self, row: Row) -> Record:
        return parse(row, self.profile, self.columns, self.source, self.now)


@dataclass(frozen=True, slots=True)
class Reading:
    """An open file: its rows in order, and how many there are where that is known."""

    rows: Iterator[Row]
    parser: Parser
    total: int | None

    @property
    def records(self) -> Iterator[Record]:
        """Its records in order; each can be taken once."""
        return map(self.parser, self.rows)


class _Bad(Exception):
    """The row cannot become a message; the sentence says why."""


def read(
    path: Path, profile: Profile, source: str, now: datetime, limits: Limits | None = None
) -> Reading:
    """Open a file through a profile. Raises InputError, one sentence, when it cannot be read."""
    mapped = {**profile.facts, **profile.columns}
    required = [mapped[name] for name in profile.required if name in mapped]
    wanted = frozenset(clean_name(names[0]) for names in required if len(names) == 1)
    table = open_table(path, wanted, limits)
    columns = columns_of(profile, table.header)
    lacking = [
        names[0]
        for name, names in mapped.items()
        if name in profile.required and name not in columns
    ]
    if lacking:
        raise InputError(
            "文件 {name} 缺少列：{lacking}。请核对表头，或用 --profile 换一个列映射。",
            name=path.name,
            lacking="、".join(lacking),
        )
    return Reading(table.rows, Parser(profile, columns, source, now), table.total)


def columns_of(profile: Profile, header: tuple[str, ...]) -> dict[str, str]:
    """field -> the header that stands for it in this table."""
    present = set(header)
    return {
        name: next(clean for clean in map(clean_name, spellings) if clean in present)
        for name, spellings in (*profile.columns.items(), *profile.facts.items())
        if any(clean_name(spelling) in present for spelling in spellings)
    }


def parse(
    row: Row, profile: Profile, columns: Mapping[str, str], source: str, now: datetime
) -> Record:
    """One row as a message, as word of a deletion, or as a bad row with the reason. Pure."""
    try:
        if row.fault:
            raise _Bad(row.fault)
        if secrecy.has_level(row.cells):
            raise _Bad(secrecy.refusal())
        if _is_yes(row, columns, "withdrawn"):
            return _withdrawn(row, columns["external_id"])
        return _message(row, profile, columns, source, now)
    except _Bad as bad:
        return _bad_row(row, str(bad), columns)


def _message(
    row: Row, profile: Profile, columns: Mapping[str, str], source: str, now: datetime
) -> RawMessage:
    cell = {name: row.cells.get(header, "") for name, header in columns.items()}
    for name in profile.required:
        if not cell.get(name, "").strip():
            raise _Bad(_("缺少“{column}”", column=columns.get(name, name)))
    posted = _moment(cell, columns, "posted_at")
    if posted is None:
        raise _Bad(_("缺少“{column}”", column=columns.get("posted_at", "posted_at")))
    if posted.at > now + _AHEAD:
        raise _Bad(_("“{column}”晚于今天", column=columns["posted_at"]))
    if posted.at < _EARLIEST:
        raise _Bad(_("“{column}”早于 1990 年", column=columns["posted_at"]))
    replied = _moment(cell, columns, "replied_at")
    if replied and replied.at < _EARLIEST:  # a clock's zero is no reply
        replied = None
    return RawMessage(
        source=source,
        external_id=_identifier(cell.get("external_id", "")) or _made(cell, profile),
        kind=profile.kind,
        title=one_line(cell.get("title", "")),
        text=_text(cell.get("text", ""), columns.get("text", "text")),
        posted_at=posted.at,
        channel=_name(cell, columns, "channel") or profile.channel,
        submitter=one_line(cell.get("submitter", "")) or None,
        link=one_line(cell.get("link", "")) or None,
        region=_name(cell, columns, "region") or None,
        unit=_name(cell, columns, "unit") or None,
        votes_up=_number(cell, columns, "votes_up"),
        votes_down=_number(cell, columns, "votes_down"),
        reply=_text(cell.get("reply", ""), columns.get("reply", "reply")) or None,
        replied_at=replied.at if replied else None,
        replied_day_only=bool(replied and replied.day_only),
        confidential=_is_yes(row, columns, "confidential") or secrecy.is_confidential(row.cells),
        facts=_facts(cell, profile, columns),
    )


def _bad_row(row: Row, reason: str, columns: Mapping[str, str]) -> BadRow:
    """The row with what could be read of it; columns may be out of place."""
    cell = {name: row.cells.get(header, "") for name, header in columns.items()}
    try:
        posted = _moment(cell, columns, "posted_at")
    except _Bad:
        posted = None
    return BadRow(
        row.no,
        reason,
        row.cells,
        one_line(cell.get("external_id", ""))[:_LONGEST_ID],
        one_line(cell.get("submitter", "")),
        posted.at if posted else None,
    )


def _withdrawn(row: Row, column: str) -> Withdrawn:
    number = _identifier(row.cells.get(column, ""))
    if not number:
        raise _Bad(_("缺少“{column}”", column=column))
    return Withdrawn(number)


def _is_yes(row: Row, columns: Mapping[str, str], name: str) -> bool:
    return name in columns and row.cells.get(columns[name], "").strip() in _YES


def _facts(
    cell: Mapping[str, str], profile: Profile, columns: Mapping[str, str]
) -> dict[str, Fact]:
    """What the row says of its kind; a word that nobody knows sends it to quarantine."""
    found: dict[str, Fact] = {}
    for name in profile.facts:
        try:
            value = typed(profile.kind, name, cell.get(name, ""), profile.words.get(name))
        except NotAFact as error:
            given = {"column": columns[name], "reason": error, "value": cell[name].strip()[:40]}
            raise _Bad(_("“{column}”{reason}：{value}", **given)) from error
        if value is not None and not (name.endswith("_at") and str(value) < _ZERO):
            found[name] = value
    return found


def _made(cell: Mapping[str, str], profile: Profile) -> str:
    """The id of a record whose source gives none: the same content has the same id."""
    said = [one_line(cell.get(name, "")) for name in profile.identity]
    if not any(said):
        raise _Bad(_("缺少“{column}”", column="external_id"))
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]


def _name(cell: Mapping[str, str], columns: Mapping[str, str], name: str) -> str:
    text = one_line(cell.get(name, ""))
    if len(text) > _LONGEST_NAME:
        raise _Bad(_("“{column}”超过 {most} 个字", column=columns[name], most=_LONGEST_NAME))
    return text


def _identifier(text: str) -> str:
    number = one_line(text).removesuffix(".0")
    if _SCIENTIFIC.fullmatch(number):
        raise _Bad(_("编号“{number}”已被电子表格改成科学计数，请以文本格式重新导出", number=number))
    if len(number) > _LONGEST_ID:
        raise _Bad(_("编号超过 {most} 个字", most=_LONGEST_ID))
    return number


def _text(text: str, column: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise _Bad(_("“{column}”超过 {most} 个字", column=column, most=LONGEST_TEXT))
    if "\ufffd" in text:
        raise _Bad(_("“{column}”里有无法解码的字", column=column))
    return tidy(text)


def _moment(cell: Mapping[str, str], columns: Mapping[str, str], name: str) -> Moment | None:
    text = cell.get(name, "")
    try:
        return parse_moment(text)
    except (ValueError, OverflowError) as error:
        raise _Bad(
            _("“{column}”不是日期：{value}", column=columns[name], value=text[:40])
        ) from error


def _number(cell: Mapping[str, str], columns: Mapping[str, str], name: str) -> int:
    text = cell.get(name, "").strip()
    try:
        number = int(float(text)) if text else 0
        if abs(number) > _MOST_VOTES:
            raise ValueError(text)
        return number
    except (ValueError, OverflowError) as error:
        raise _Bad(
            _("“{column}”不是数字：{value}", column=columns[name], value=text[:40])
        ) from error
