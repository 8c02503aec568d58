"""Spreadsheets and other tables, read through a column-mapping profile."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from collectors.tables import Limits, Row, open_table
from collectors.tables.header import clean_name
from core.errors import InputError
from core.i18n import gettext as _
from core.messages import BadRow, RawMessage
from core.sources import Profile
from core.texts import one_line, tidy
from core.times import Moment, parse_moment

LONGEST_TEXT = 200_000
_LONGEST_ID = 200
_AHEAD = timedelta(days=1)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+\d+")
_YES = frozenset({"1", "是", "Y", "y", "yes", "true", "True", "保密"})


@dataclass(frozen=True, slots=True)
class Reading:
    """An open file: its records in order, and how many there are where that is known."""

    records: Iterator[RawMessage | BadRow]
    total: int | None


class _Bad(Exception):
    """The row cannot become a message; the sentence says why."""


def read(
    path: Path, profile: Profile, source: str, now: datetime, limits: Limits | None = None
) -> Reading:
    """Open a file through a profile. Raises InputError, one sentence, when it cannot be read."""
    required = [profile.columns[name] for name in profile.required if name in profile.columns]
    wanted = frozenset(clean_name(names[0]) for names in required if len(names) == 1)
    table = open_table(path, wanted, limits)
    columns = _columns(profile, table.header)
    lacking = [
        names[0]
        for name, names in profile.columns.items()
        if name in profile.required and name not in columns
    ]
    if lacking:
        raise InputError(
            "文件 {name} 缺少列：{lacking}。请核对表头，或用 --profile 换一个列映射。",
            name=path.name,
            lacking="、".join(lacking),
        )
    return Reading((parse(row, profile, columns, source, now) for row in table.rows), table.total)


def _columns(profile: Profile, header: tuple[str, ...]) -> dict[str, str]:
    """field -> the header that stands for it in this table."""
    present = set(header)
    return {
        name: next(clean for clean in map(clean_name, spellings) if clean in present)
        for name, spellings in (*profile.columns.items(), *profile.facts.items())
        if any(clean_name(spelling) in present for spelling in spellings)
    }


def parse(
    row: Row, profile: Profile, columns: Mapping[str, str], source: str, now: datetime
) -> RawMessage | BadRow:
    """One row as a message, or as a bad row with the reason. Pure."""
    try:
        if row.fault:
            raise _Bad(row.fault)
        return _message(row, profile, columns, source, now)
    except _Bad as bad:
        return BadRow(row.no, str(bad), row.cells)


def _message(
    row: Row, profile: Profile, columns: Mapping[str, str], source: str, now: datetime
) -> RawMessage:
    cell = {name: row.cells.get(header, "") for name, header in columns.items()}
    for name in profile.required:
        if not cell.get(name, "").strip():
            raise _Bad(_("缺少“{column}”", column=columns.get(name, name)))
    posted = _moment(cell, columns, "posted_at")
    if posted is None or posted.at > now + _AHEAD:
        raise _Bad(_("“{column}”晚于今天", column=columns["posted_at"]))
    replied = _moment(cell, columns, "replied_at")
    return RawMessage(
        source=source,
        external_id=_identifier(cell["external_id"]),
        kind=profile.kind,
        title=one_line(cell.get("title", "")),
        text=_text(cell.get("text", ""), columns.get("text", "text")),
        posted_at=posted.at,
        channel=one_line(cell.get("channel", "")) or profile.channel,
        submitter=one_line(cell.get("submitter", "")) or None,
        link=one_line(cell.get("link", "")) or None,
        region=one_line(cell.get("region", "")) or None,
        unit=one_line(cell.get("unit", "")) or None,
        votes_up=_number(cell, columns, "votes_up"),
        votes_down=_number(cell, columns, "votes_down"),
        reply=_text(cell.get("reply", ""), columns.get("reply", "reply")) or None,
        replied_at=replied.at if replied else None,
        replied_day_only=bool(replied and replied.day_only),
        confidential=cell.get("confidential", "").strip() in _YES,
        facts={name: one_line(cell[name]) for name in profile.facts if cell.get(name)},
    )


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
        return int(float(text)) if text else 0
    except (ValueError, OverflowError) as error:
        raise _Bad(
            _("“{column}”不是数字：{value}", column=columns[name], value=text[:40])
        ) from error
