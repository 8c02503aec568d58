"""A mail as bytes -> what its writer says. Pure."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import Header, decode_header
from email.message import Message as Mail
from email.utils import getaddresses, parsedate_to_datetime

from collectors.feeds.encoding import decode
from collectors.feeds.plain import plain
from core.texts import one_line, tidy
from core.times import as_utc

_MOST_PARTS = 200
_DEEPEST = 20
_CHINESE = {
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "cp936", "gb_2312-80", "euc-cn"), "gb18030"),
    **dict.fromkeys(("big5", "x-big5", "cp950"), "big5hkscs"),
}
"""What mail programs declare is a part of what they write."""
_WORDS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail. `sender` is an address in lower case, `names` is what it calls its sender;
    `written_at` is what its writer's clock said; `automatic` mails no person wrote."""

    number: str
    subject: str
    text: str
    sender: str
    names: tuple[str, ...]
    written_at: datetime | None
    attachments: int
    automatic: bool


def read(raw: bytes) -> Letter:
    """Read a mail, however it was put together. Raises RecursionError where that is hostile."""
    mail = email.message_from_bytes(raw)
    parts = list(_parts(mail, 0))
    texts = [part for part in parts if _is_text(part)]
    senders = getaddresses([str(mail.get("From") or "")])
    return Letter(
        number=one_line(_header(mail, "Message-ID")),
        subject=one_line(_header(mail, "Subject")),
        text=_body(texts),
        sender=next((address.lower() for _name, address in senders if "@" in address), ""),
        names=tuple(_WORDS.sub("", _words(name)) for name, _address in senders if name),
        written_at=_moment(_header(mail, "Date")),
        attachments=len(parts) - len(texts),
        automatic=_is_automatic(mail),
    )


def _parts(mail: Mail, depth: int) -> Iterator[Mail]:
    """The leaves of a mail; one inside another mail is an attachment."""
    children = mail.get_payload()
    if mail.get_content_maintype() != "multipart" or not isinstance(children, list):
        yield mail
        return
    if depth > _DEEPEST:
        raise RecursionError
    for child in children[:_MOST_PARTS]:
        if isinstance(child, Mail):
            yield from _parts(child, depth + 1)


def _is_text(part: Mail) -> bool:
    is_file = part.get_content_disposition() == "attachment" or part.get_filename()
    return part.get_content_type() in ("text/plain", "text/html") and not is_file


def _body(parts: list[Mail]) -> str:
    """The plain text where a mail has one, else what a person would read of its HTML."""
    for kind in ("text/plain", "text/html"):
        found = [_text(part) for part in parts if part.get_content_type() == kind]
        body = tidy("\n".join(plain(text, True) if kind == "text/html" else text for text in found))
        if body:
            return body
    return ""


def _text(part: Mail) -> str:
    body = part.get_payload(decode=True)
    return _decoded(body, part.get_content_charset()) if isinstance(body, bytes) else ""


def _decoded(body: bytes, charset: str | None) -> str:
    """By what is declared, where that fits every byte; else by what the bytes are. A subject is
    too short to tell Big5 from GB18030, so the one of the mainland is tried first."""
    name = (charset or "").lower()
    for candidate in (_CHINESE.get(name, name), "utf-8", "gb18030"):
        try:
            return body.decode(candidate)
        except (LookupError, UnicodeError, ValueError):
            continue
    return decode(body)


def _header(mail: Mail, name: str) -> str:
    return _words(mail.get(name) or "")


def _words(value: str | Header) -> str:
    """A header with its encoded words read, also where they are cut inside a character."""
    try:
        pieces = decode_header(value)
    except (ValueError, HeaderParseError):
        return one_line(str(value))
    return "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces
    )


def _moment(text: str) -> datetime | None:
    try:
        return as_utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _is_automatic(mail: Mail) -> bool:
    """Answers of machines and returned mails (RFC 3834); mass mail."""
    told = _header(mail, "Auto-Submitted").strip().lower()
    bulk = _header(mail, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply")
    return bulk or told.startswith("auto") or mail.get_content_type() == "multipart/report"
