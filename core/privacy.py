"""Personal data stops here: `mask` turns a `RawMessage` into a `Message`.

What is masked and why: docs/privacy.md. The submitter leaves as a keyed hash whose key
changes every month; it serves to count distinct submitters within the month only.
"""

import hashlib
import hmac
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from core import masks, secrecy
from core.masked import Masked, known_names, look, mask_text, mask_texts, masked, masked_all
from core.masking.columns import kind_of
from core.messages import KINDS, TRAVELS, BadRow, Fact, MaskedRow, Message, RawMessage
from core.times import as_utc, month_of

__all__ = [
    "CONFIDENTIAL",
    "Masked",
    "again",
    "is_hidden",
    "mask",
    "mask_all",
    "mask_row",
    "mask_text",
    "mask_texts",
    "masked",
    "masked_all",
    "refuse",
    "reread",
]

CONFIDENTIAL = "〔保密〕"
_HASH_BYTES = 16
_QUOTED = 40
_OF_MACHINES = frozenset(("网络地址",))
_JSON = json.JSONEncoder(ensure_ascii=False)
_PARTS = 3
"""Title, text and reply of a record."""


def mask(raw: RawMessage, key: bytes) -> Message:
    """The message that may be stored. `key` is the key of the month of `raw.posted_at`."""
    return mask_all([raw], [key])[0]


def mask_all(raws: Sequence[RawMessage], keys: Sequence[bytes]) -> list[Message]:
    """`mask` for many records: each search runs over all their texts before the next."""
    known = [known_names((raw.submitter or "", *raw.names)) for raw in raws]
    made = _made(raws, known, [()] * len(raws))
    return [
        _message(raw, said, key, masks.VERSION)
        for raw, (said, _beside), key in zip(raws, made, keys, strict=True)
    ]


class _Said(NamedTuple):
    """What a record says, without personal data."""

    title: str
    text: str
    reply: str | None
    facts: Mapping[str, Fact]
    link: str | None


def _made(
    raws: Sequence[RawMessage], known: Sequence[set[str]], beside: Sequence[Sequence[str]]
) -> list[tuple[_Said, list[str]]]:
    """What records say, masked, each with the texts `beside` it: a name `known`, or found in one
    of its texts, is masked in all of them."""
    parts = [[raw.title, raw.text, raw.reply or "", *more]
             for raw, more in zip(raws, beside, strict=True)]  # fmt: skip
    owners = [number for number, texts in enumerate(parts) for text in texts if text]
    texts = [text for texts in parts for text in texts if text]
    found = iter(look(texts, [known[owner] for owner in owners], owners))
    cleared = [[text and next(found).text for text in texts] for texts in parts]
    facts, links = _masked_facts(raws), _harmless_links(raws)
    return [
        (_said(raw, texts[:_PARTS], fact, link), texts[_PARTS:])
        for raw, texts, fact, link in zip(raws, cleared, facts, links, strict=True)
    ]


def _said(
    raw: RawMessage, parts: Sequence[str], facts: Mapping[str, Fact], link: str | None
) -> _Said:
    if raw.confidential:
        parts = [CONFIDENTIAL if part else part for part in parts]
    title, text, reply = parts
    return _Said(title, text, reply or None, facts, link)


def _masked_facts(raws: Sequence[RawMessage]) -> list[dict[str, Fact]]:
    """The facts of each record. What many records say, as a status, is masked once."""
    facts = [value for raw in raws for value in raw.facts.values()]
    said = list({str(value): None for value in facts if _is_said(value)})
    found = dict(zip(said, mask_texts(said), strict=True))
    return [
        {name: found[str(fact)] if _is_said(fact) else fact for name, fact in raw.facts.items()}
        for raw in raws
    ]


def _is_said(value: object) -> bool:
    return value is not None and not isinstance(value, bool | int | float)


def _harmless_links(raws: Sequence[RawMessage]) -> list[str | None]:
    """The link of each record, but none that holds more of a person than a machine's address: a
    masked link would lead nowhere."""
    found = masked_all([raw.link for raw in raws if raw.link])
    return [
        raw.link if not raw.link or _OF_MACHINES.issuperset(next(found).kinds) else None
        for raw in raws
    ]


def _message(raw: RawMessage, said: _Said, key: bytes, mask_version: int) -> Message:
    """The only place where a Message is made, from a record and what it says once masked."""
    return Message(
        source=raw.source,
        external_id=raw.external_id,
        kind=raw.kind,
        title=said.title,
        text=said.text,
        posted_at=raw.posted_at,
        month=month_of(raw.posted_at),
        channel=raw.channel,
        submitter_hash=_submitter_hash(raw, key),
        content_hash=_content_hash(raw, said),
        mask_version=mask_version,
        link=said.link,
        region=raw.region,
        unit=raw.unit,
        votes_up=raw.votes_up,
        votes_down=raw.votes_down,
        reply=said.reply,
        replied_at=raw.replied_at,
        replied_day_only=raw.replied_day_only,
        facts=said.facts,
    )


def reread(record: Mapping[str, Any], key: bytes) -> Message:
    """A message that was masked elsewhere, from the plain record that travelled; kept as it is.

    `submitter` is the hash made there. It is hashed once more under our own `key` of its month:
    people can still be counted within it, and neither side's store leads to the other's. Raises
    ValueError, KeyError or TypeError where the record is none.
    """
    posted = as_utc(datetime.fromisoformat(record["posted_at"]))
    replied = record["replied_at"] and as_utc(datetime.fromisoformat(record["replied_at"]))
    raw = RawMessage(
        submitter=record["submitter"],
        posted_at=posted,
        replied_at=replied or None,
        **{name: record[name] for name in TRAVELS},
    )
    if not all(isinstance(record[name], kind) for name, kind in TRAVELS.items()):
        raise TypeError(raw.kind)
    if raw.kind not in KINDS or not all(isinstance(fact, Fact) for fact in raw.facts.values()):
        raise ValueError(raw.kind)
    said = _Said(raw.title, raw.text, raw.reply, raw.facts, raw.link)
    return _message(raw, said, key, int(record["mask_version"]))


def again(records: Sequence[Mapping[str, Any]]) -> list[tuple[Message, list[str]]]:
    """Records of the store under the present masks, each with the other texts `said` of it.

    A record has the fields of `Message` but for the hash of its content, which is taken anew, and
    `said`: a name found in one of its texts is masked in all of them. The submitter's hash stays.
    """
    raws = [RawMessage(**{name: one[name] for name in _KEPT}) for one in records]
    made = _made(raws, [set()] * len(raws), [one["said"] for one in records])
    return [
        (
            replace(
                _message(raw, own, b"", masks.VERSION),
                submitter_hash=one["submitter_hash"],
                month=one["month"],
            ),
            said,
        )
        for one, raw, (own, said) in zip(records, raws, made, strict=True)
    ]


_KEPT = (*TRAVELS, "posted_at", "replied_at")


def mask_row(
    row: BadRow, source: str = "", key: bytes | None = None, month: int | None = None
) -> MaskedRow:
    """A bad row as quarantine may keep it: in a bad row any column may hold a name.

    Every cell is masked like free text; one under a header of personal data, or of up to four
    Chinese characters, is replaced whole by its kind. The submitter's hash is taken before that
    with `key`, the key of `month`. Of a row with a mark of state secrecy nothing is kept, of a
    confidential one only the names of its columns.
    """
    if secrecy.is_classified(row.cells):
        return MaskedRow(row.row_no, secrecy.refusal(), {})
    hidden = {name: kind for name, value in row.cells.items() if (kind := kind_of(name, value))}
    if secrecy.is_confidential(row.cells):
        hidden = {name: CONFIDENTIAL[1:-1] for name, value in row.cells.items() if value.strip()}
    cells = {
        name: f"〔{hidden[name]}〕" if name in hidden else mask_text(value)
        for name, value in row.cells.items()
    }
    reason = row.reason
    for name, kind in hidden.items():  # a reason may quote the cell that it complains of
        quoted = row.cells[name].strip()[:_QUOTED]
        reason = reason.replace(quoted, f"〔{kind}〕") if len(quoted) > 1 else reason
    hashed = _hash(source, row.submitter, key) if key and row.submitter else None
    return MaskedRow(
        row.row_no, mask_text(reason), cells, row.external_id, hashed, month if hashed else None
    )


def is_hidden(cell: str) -> bool:
    """Was this cell of a masked row replaced whole?"""
    inside = cell[1:-1] if cell[:1] == "〔" and cell[-1:] == "〕" else ""
    return inside in masks.KINDS or cell == CONFIDENTIAL


def refuse(raw: RawMessage) -> MaskedRow | None:
    """The empty row that stands for a record with a mark of state secrecy; None without one.

    Its number tells such records apart and does not lead back to a row.
    """
    facts = {name: str(value) for name, value in raw.facts.items() if value is not None}
    if not secrecy.is_marked((raw.title, raw.text, raw.reply)) and not secrecy.is_classified(facts):
        return None
    number = zlib.crc32(f"{raw.source}\0{raw.external_id}".encode()) >> 1
    return MaskedRow(-number, secrecy.refusal(), {})


def _submitter_hash(raw: RawMessage, key: bytes) -> bytes | None:
    return _hash(raw.source, raw.submitter, key) if raw.submitter else None


def _hash(source: str, submitter: str, key: bytes) -> bytes:
    said = f"{source}\0{submitter}".encode()
    return hmac.new(key, said, hashlib.sha256).digest()[:_HASH_BYTES]


def _content_hash(raw: RawMessage, said: _Said) -> bytes:
    """Over the masked content, so that it can be compared without keeping the original."""
    content = [
        raw.kind,
        said.title,
        said.text,
        raw.posted_at.isoformat(),
        raw.channel,
        said.link,
        raw.region,
        raw.unit,
        raw.votes_up,
        raw.votes_down,
        said.reply or "",
        raw.replied_at and raw.replied_at.isoformat(),
        dict(sorted(said.facts.items())),
    ]
    return hashlib.sha256(_JSON.encode(content).encode()).digest()[:_HASH_BYTES]
