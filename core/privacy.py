"""Personal data stops here: `mask` turns a `RawMessage` into a `Message`.

What is masked and why: docs/privacy.md. The submitter leaves as a keyed hash whose key
changes every month; it serves to count distinct submitters within the month only.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from core import masks
from core.messages import BadRow, MaskedRow, Message, RawMessage
from core.times import month_of

CONFIDENTIAL = "〔保密〕"
_HASH_BYTES = 16
_NAMELIKE = (
    "姓名",
    "用户",
    "联系人",
    "来电人",
    "诉求人",
    "电话",
    "手机",
    "证件",
    "身份证",
    "submitter",
)


@dataclass(frozen=True, slots=True)
class Find:
    """One piece of personal data in a text: its kind and where it stood."""

    kind: str
    start: int
    end: int


def find(text: str) -> list[Find]:
    """Every piece of personal data in a cleaned text, in order, without overlaps."""
    found: list[Find] = []
    for rule in masks.MASKS:
        for match in rule.pattern.finditer(text):  # type: ignore[attr-defined]
            start, end = match.span(rule.group)
            if end > start and (rule.check is None or rule.check(text[start:end])):
                found.append(Find(rule.kind, start, end))
    return _without_overlaps(found)


def _without_overlaps(found: list[Find]) -> list[Find]:
    kept: list[Find] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def mask_text(text: str, *names: str) -> str:
    """The text with each piece of personal data replaced by its kind, as in 〔电话〕.

    `names` are pieces known from elsewhere (the submitter's name or nickname); they and every
    name found in the text are masked wherever they return.
    """
    plain = masks.clean(text)
    found = find(plain)
    known = {name for name in names if len(name) >= 2}
    known |= {plain[item.start : item.end] for item in found if item.kind == "姓名"}
    pieces, position = [], 0
    for item in found:
        pieces += [plain[position : item.start], f"〔{item.kind}〕"]
        position = item.end
    masked = "".join([*pieces, plain[position:]])
    for name in sorted(known, key=len, reverse=True):
        if len(name) >= 2:
            masked = masked.replace(name, "〔姓名〕")
    return masked


def mask(raw: RawMessage, key: bytes) -> Message:
    """The message that may be stored. `key` is the key of the month of `raw.posted_at`."""
    names = (raw.submitter,) if raw.submitter else ()
    title, text, reply = (
        CONFIDENTIAL if raw.confidential and part else mask_text(part, *names)
        for part in (raw.title, raw.text, raw.reply or "")
    )
    facts = {name: _mask_fact(value) for name, value in raw.facts.items()}
    return Message(
        source=raw.source,
        external_id=raw.external_id,
        kind=raw.kind,
        title=title,
        text=text,
        posted_at=raw.posted_at,
        month=month_of(raw.posted_at),
        channel=raw.channel,
        submitter_hash=_submitter_hash(raw, key),
        content_hash=_content_hash(raw, title, text, reply, facts),
        mask_version=masks.VERSION,
        link=raw.link,
        region=raw.region,
        unit=raw.unit,
        votes_up=raw.votes_up,
        votes_down=raw.votes_down,
        reply=reply or None,
        replied_at=raw.replied_at,
        replied_day_only=raw.replied_day_only,
        facts=facts,
    )


def mask_row(row: BadRow) -> MaskedRow:
    """A bad row as quarantine may keep it: in a bad row any column may hold a name."""
    cells = {name: _mask_cell(name, value) for name, value in row.cells.items()}
    return MaskedRow(row.row_no, mask_text(row.reason), cells)


def _mask_cell(name: str, value: str) -> str:
    if not value.strip():
        return value
    if any(word in name.lower() for word in _NAMELIKE):
        return "〔姓名〕"
    if len(value.strip()) <= 4 and all("\u4e00" <= char <= "\u9fff" for char in value.strip()):
        return "〔姓名〕"
    return mask_text(value)


def _mask_fact(value: object) -> str | int | float | bool | None:
    if value is None or isinstance(value, bool | int | float):
        return value
    return mask_text(str(value))


def _submitter_hash(raw: RawMessage, key: bytes) -> bytes | None:
    if not raw.submitter:
        return None
    said = f"{raw.source}\0{raw.submitter}".encode()
    return hmac.new(key, said, hashlib.sha256).digest()[:_HASH_BYTES]


def _content_hash(
    raw: RawMessage, title: str, text: str, reply: str, facts: Mapping[str, object]
) -> bytes:
    """Over the masked content, so that it can be compared without keeping the original."""
    content = [
        raw.kind,
        title,
        text,
        raw.posted_at.isoformat(),
        raw.channel,
        raw.link,
        raw.region,
        raw.unit,
        raw.votes_up,
        raw.votes_down,
        reply,
        raw.replied_at and raw.replied_at.isoformat(),
        dict(sorted(facts.items())),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).digest()[:_HASH_BYTES]
