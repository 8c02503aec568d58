"""Personal data stops here: `mask` turns a `RawMessage` into a `Message`.

What is masked and why: docs/privacy.md. The submitter leaves as a keyed hash whose key
changes every month; it serves to count distinct submitters within the month only.
"""

import hashlib
import hmac
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from core import masks, secrecy
from core.masking.finds import Find, without_overlaps
from core.masking.name_shapes import may_end_a_name
from core.masking.names import is_common, returns
from core.masking.spelling import Plain, plainly
from core.messages import BadRow, MaskedRow, Message, RawMessage
from core.times import month_of

CONFIDENTIAL = "〔保密〕"
_HASH_BYTES = 16
_CHUNK = 512
_ROUNDS = 3
"""A mask can end a name that nothing ended before, so the masked text is looked at again."""
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


class Masked(NamedTuple):
    """A masked text and the kinds of what was masked in it, in the order of `masks.KINDS`."""

    text: str
    kinds: tuple[str, ...]


def masked(text: str, *names: str) -> Masked:
    """The text with each piece of personal data replaced by its kind, as in 〔电话〕.

    `names` are pieces known from elsewhere (the submitter's name or nickname); they and every
    name found in the text are masked wherever they return. Nothing else changes, and masking
    again changes nothing.
    """
    return _masked([text], names)[0]


def mask_text(text: str, *names: str) -> str:
    """`masked` without the kinds."""
    return _masked([text], names)[0].text


def masked_all(texts: Iterable[str | None]) -> Iterator[Masked]:
    """`masked` for a column of a frame: faster than one by one. An empty cell stays empty."""
    iterator = iter(texts)
    while chunk := [text or "" for text in islice(iterator, _CHUNK)]:
        yield from _masked(chunk, ())


def mask_texts(texts: Iterable[str | None]) -> list[str]:
    """`masked_all` without the kinds."""
    return [found.text for found in masked_all(texts)]


def _masked(texts: Sequence[str], names: Sequence[str], shared: bool = False) -> list[Masked]:
    known = [name for name in names if len(name) >= 2 and not is_common(name)]
    texts = list(texts)
    kinds: dict[int, set[str]] = {}
    places = list(range(len(texts)))
    for round_no in range(_ROUNDS):
        again = []
        finds = _find([texts[place] for place in places], known, bool(round_no), shared)
        for place, found in zip(places, finds, strict=True):
            if not found:
                continue
            kinds.setdefault(place, set()).update(item.kind for item in found)
            if _ends_something(texts[place], found):
                again.append(place)
            texts[place] = _cut(texts[place], found)
        places = again
        if not places:
            break
    return [Masked(text, _ordered(kinds.get(place))) for place, text in enumerate(texts)]


def _ordered(kinds: set[str] | None) -> tuple[str, ...]:
    return tuple(kind for kind in masks.KINDS if kind in kinds) if kinds else ()


def _ends_something(text: str, found: Sequence[Find]) -> bool:
    """Does a mask stand right behind what could be a name? The mask shows where that ends."""
    return any(may_end_a_name(text, item.start) for item in found)


def _find(
    texts: Sequence[str], known: Sequence[str], again: bool, shared: bool = False
) -> list[list[Find]]:
    """Where personal data stands in each text as it was written.

    In texts of one record, `shared`, a name found in one is masked in all.
    """
    names = {plainly(name).text for name in known}
    looked = masks.find(texts, again)
    if shared:
        names |= {name for plain, found in looked for name in _names(plain, found)}
    return [_with_returns(plain, found, names) for plain, found in looked]


def _names(plain: Plain, found: Iterable[Find]) -> set[str]:
    return {plain.text[item.start : item.end] for item in found if item.kind == "姓名"}


def _with_returns(plain: Plain, found: list[Find], given: set[str]) -> list[Find]:
    names = given | _names(plain, found)
    again = [item for name in names if len(name) >= 2 for item in returns(plain.text, name)]
    return [plain.back(item) for item in (without_overlaps(found + again) if again else found)]


def _cut(text: str, found: list[Find]) -> str:
    pieces: list[str] = []
    position = 0
    for item in found:
        pieces += [text[position : item.start], f"〔{item.kind}〕"]
        position = item.end
    return "".join([*pieces, text[position:]])


def mask(raw: RawMessage, key: bytes) -> Message:
    """The message that may be stored. `key` is the key of the month of `raw.posted_at`."""
    names = (raw.submitter,) if raw.submitter else ()
    parts = (raw.title, raw.text, raw.reply or "")
    title, text, reply = (
        CONFIDENTIAL if raw.confidential and part.text else part.text
        for part in _masked(parts, names, shared=True)
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
    """A bad row as quarantine may keep it: in a bad row any column may hold a name.

    Of a row that carries a mark of state secrecy nothing is kept.
    """
    if secrecy.is_classified(row.cells):
        return MaskedRow(row.row_no, secrecy.refusal(), {})
    cells = {name: _mask_cell(name, value) for name, value in row.cells.items()}
    return MaskedRow(row.row_no, mask_text(row.reason), cells)


def refuse(raw: RawMessage) -> MaskedRow | None:
    """The empty row that stands for a record with a mark of state secrecy; None without one.

    Its number tells such records apart and does not lead back to a row.
    """
    facts = {name: str(value) for name, value in raw.facts.items() if value is not None}
    if not secrecy.is_marked((raw.title, raw.text, raw.reply)) and not secrecy.is_classified(facts):
        return None
    number = zlib.crc32(f"{raw.source}\0{raw.external_id}".encode()) >> 1
    return MaskedRow(-number, secrecy.refusal(), {})


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
