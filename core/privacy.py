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
from typing import Any

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
        _message(raw, key, masks.VERSION) for (raw, _beside), key in zip(made, keys, strict=True)
    ]


def _made(
    raws: Sequence[RawMessage], known: Sequence[set[str]], beside: Sequence[Sequence[str]]
) -> list[tuple[RawMessage, list[str]]]:
    """Records with masked texts, each with the texts `beside` it: a name `known`, or found in one
    of its texts, is masked in all of them."""
    parts = [[raw.title, raw.text, raw.reply or "", *more]
             for raw, more in zip(raws, beside, strict=True)]  # fmt: skip
    owners = [number for number, texts in enumerate(parts) for _text in texts]
    texts = [text for texts in parts for text in texts]
    found = iter(look(texts, [known[owner] for owner in owners], owners))
    cleared = [[next(found).text for _text in texts] for texts in parts]
    facts, links = _masked_facts(raws), _harmless_links(raws)
    return [
        (_cleared(raw, texts[:_PARTS], fact, link), texts[_PARTS:])
        for raw, texts, fact, link in zip(raws, cleared, facts, links, strict=True)
    ]


def _cleared(
    raw: RawMessage, parts: Sequence[str], facts: Mapping[str, Fact], link: str | None
) -> RawMessage:
    title, text, reply = (CONFIDENTIAL if raw.confidential and part else part for part in parts)
    return replace(raw, title=title, text=text, reply=reply or None, facts=facts, link=link)


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
    found = masked_all(raw.link for raw in raws)
    return [
        raw.link if _OF_MACHINES.issuperset(link.kinds) else None
        for raw, link in zip(raws, found, strict=True)
    ]


def _message(raw: RawMessage, key: bytes, mask_version: int) -> Message:
    """The only place where a Message is made, from a record whose texts are masked."""
    return Message(
        source=raw.source,
        external_id=raw.external_id,
        kind=raw.kind,
        title=raw.title,
        text=raw.text,
        posted_at=raw.posted_at,
        month=month_of(raw.posted_at),
        channel=raw.channel,
        submitter_hash=_submitter_hash(raw, key),
        content_hash=_content_hash(raw),
        mask_version=mask_version,
        link=raw.link,
        region=raw.region,
        unit=raw.unit,
        votes_up=raw.votes_up,
        votes_down=raw.votes_down,
        reply=raw.reply,
        replied_at=raw.replied_at,
        replied_day_only=raw.replied_day_only,
        facts=raw.facts,
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
    return _message(raw, key, int(record["mask_version"]))


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
                _message(raw, b"", masks.VERSION),
                submitter_hash=one["submitter_hash"],
                month=one["month"],
            ),
            said,
        )
        for one, (raw, said) in zip(records, made, strict=True)
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


def _content_hash(raw: RawMessage) -> bytes:
    """Over the masked content, so that it can be compared without keeping the original."""
    content = [
        raw.kind,
        raw.title,
        raw.text,
        raw.posted_at.isoformat(),
        raw.channel,
        raw.link,
        raw.region,
        raw.unit,
        raw.votes_up,
        raw.votes_down,
        raw.reply or "",
        raw.replied_at and raw.replied_at.isoformat(),
        dict(sorted(raw.facts.items())),
    ]
    return hashlib.sha256(_JSON.encode(content).encode()).digest()[:_HASH_BYTES]
