"""Letters in a folder of an IMAP mailbox. Nothing is deleted there, and nothing marked unless
the operator wants it; attachments are counted and not taken in."""

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from collectors.fetched import Fetched, pack, unpack
from collectors.letters import quotes, reading, server
from collectors.letters.reading import Letter
from collectors.letters.server import Folder, Waiting
from core.doors import Mailbox
from core.errors import FetchError
from core.i18n import gettext as _
from core.messages import BadRow, RawMessage
from core.sources import Opened
from core.texts import one_line
from core.times import local

LONGEST_TEXT = 200_000
_LONGEST_TITLE = 500
_LONGEST_CELL = 200
_TITLE_FROM_TEXT = 60
_BEFORE, _AFTER = timedelta(days=7), timedelta(hours=1)
"""How far the clock of a writer may be from that of our server to be believed."""


_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the standard library says to mails that keep no rule (a NUL in a charset, and the like)."""


class _Bad(Exception):
    """The mail cannot become a message; the sentence says why."""


def fetch(source: Opened, checkpoint: str | None, now: datetime) -> Fetched:
    """The letters behind the last one that was taken in, at most `max_bytes` of them together.

    Raises FetchError.
    """
    known = unpack(checkpoint)
    door = source.mailbox or Mailbox()
    with server.opened(source) as folder:
        same = (known.get("at"), known.get("validity")) == (source.location, folder.validity)
        last = int(known.get("uid", 0)) if same else 0
        if door.mark_seen and last:
            folder.mark_seen(last)  # only what the store has: the checkpoint moved with it
        waiting = folder.after(last)
        chosen = _chosen(folder.sizes(waiting[: door.letters]), source.max_bytes)
        letters = [_fetched(folder, one, source.max_bytes) for one in chosen]
    reached = chosen[-1].uid if chosen else last
    place = {"at": source.location, "validity": folder.validity, "uid": reached}
    body = json.dumps(letters).encode() if letters else None
    return Fetched(body, pack(place), more=bool(chosen) and waiting[-1] > reached)


def _chosen(waiting: Sequence[Waiting], most: int) -> list[Waiting]:
    """As many of the first letters as fit together; one that is too long by itself weighs
    nothing, for it is not fetched."""
    chosen: list[Waiting] = []
    total = 0
    for one in waiting:
        total += one.size if one.size <= most else 0
        if chosen and total > most:
            break
        chosen.append(one)
    return chosen


def _fetched(folder: Folder, one: Waiting, most: int) -> dict[str, Any]:
    raw = folder.letter(one.uid) if one.size <= most else b""
    return {
        "place": f"{folder.validity}/{one.uid}",
        "size": one.size,
        "received": one.received,
        "raw": base64.b64encode(raw).decode(),
    }


def parse(body: bytes, source: Opened, now: datetime) -> list[RawMessage | BadRow]:
    """The letters of one look. Pure. Raises FetchError where `body` is none of `fetch`'s."""
    try:
        found = json.loads(body)
        letters = [(one, base64.b64decode(one["raw"])) for one in found]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise FetchError("邮箱传来的内容不完整，稍后再试。") from error
    return [_record(one, raw, source, now) for one, raw in letters if raw or one["size"]]


def _record(one: dict[str, Any], raw: bytes, source: Opened, now: datetime) -> RawMessage | BadRow:
    try:
        if not raw:
            raise _Bad(_("邮件大小 {size} MB，超过上限", size=round(one["size"] / 1e6, 1)))
        return _message(_letter(raw), raw, _received(one, now), source)
    except _Bad as bad:
        # The place is that of our own mailbox; headers of a bad mail may hold anything.
        number = zlib.crc32(f"{source.location}/{one['place']}".encode()) >> 1
        return BadRow(number, str(bad), _cells(raw))


def _cells(raw: bytes) -> dict[str, str]:
    try:
        return {"subject": reading.read(raw[:100_000]).subject[:_LONGEST_CELL]} if raw else {}
    except (RecursionError, *_FAULTS):
        return {}


def _letter(raw: bytes) -> Letter:
    try:
        letter = reading.read(raw)
    except RecursionError as error:
        raise _Bad(_("邮件层层嵌套过深，没有读取")) from error
    except _FAULTS as error:
        raise _Bad(_("邮件格式错乱，没有读取")) from error
    if letter.automatic:
        raise _Bad(_("自动回复、退信或群发邮件，不是来信"))
    if not letter.sender:
        raise _Bad(_("邮件没有发件人地址"))
    if not letter.text and not letter.subject:
        raise _Bad(_("邮件没有主题，也没有正文"))
    if len(letter.text) > LONGEST_TEXT:
        raise _Bad(_("内容超过 {most} 个字", most=LONGEST_TEXT))
    if "\ufffd" in letter.text:
        raise _Bad(_("有无法解码的字"))
    return letter


def _received(one: dict[str, Any], now: datetime) -> datetime:
    return datetime.fromtimestamp(int(one["received"]), UTC) if one["received"] else now


def _message(letter: Letter, raw: bytes, received: datetime, source: Opened) -> RawMessage:
    written = letter.written_at
    believed = written is not None and received - _BEFORE <= written <= received + _AFTER
    text = quotes.cut(letter.text)
    return RawMessage(
        source=source.id,
        external_id=_identifier(letter, raw),
        kind="letter",
        title=(letter.subject or one_line(text[:_TITLE_FROM_TEXT]))[:_LONGEST_TITLE],
        text=text,
        posted_at=written if believed and written else received,
        channel=source.channel,
        submitter=letter.sender,
        names=letter.names,
        facts={
            "received_at": local(received).isoformat(timespec="seconds"),
            "attachments": letter.attachments,
        },
    )


def _identifier(letter: Letter, raw: bytes) -> str:
    """The same for the same mail; a hash, because the number of a mail may name its sender."""
    given = f"{letter.number}\0{letter.sender}\0{letter.written_at}".encode()
    return hashlib.sha256(given if letter.number else raw).hexdigest()
