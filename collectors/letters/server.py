"""One visit to an IMAP server: folder, numbers, sizes, whole letters. Marks nothing by itself."""

import imaplib
import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from collectors.line import Limits, Line
from core.doors import Mailbox
from core.errors import FetchError
from core.sources import Opened

_TLS_PORT, _PORT = 993, 143
_TOTAL = 120.0
_AT_ONCE = 200
_PARTS = {"uid": re.compile(rb"UID (\d+)"), "size": re.compile(rb"RFC822\.SIZE (\d+)")}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that lies on the server: its number there, its bytes, when it was received."""

    uid: int
    size: int
    received: str


class Folder:
    """An open folder of a mailbox."""

    def __init__(self, box: BaseMailBox) -> None:
        self._box = box
        answer = box.client.response("UIDVALIDITY")[1]
        self.validity = int(answer[0]) if answer and answer[0] else 0
        """Numbers of letters are worth nothing once this has changed (RFC 9051, 2.3.1.1)."""

    def after(self, uid: int) -> list[int]:
        """Numbers of the letters behind `uid`, ascending. `n:*` also names the last one."""
        found = self._box.uids(f"UID {uid + 1}:*", charset=None)
        return sorted(number for number in map(int, found) if number > uid)

    def sizes(self, uids: Sequence[int]) -> list[Waiting]:
        """What the server says of letters, before anything is fetched."""
        if not uids:
            return []
        named = ",".join(map(str, uids))
        kind, rows = self._box.client.uid("fetch", named, "(UID RFC822.SIZE INTERNALDATE)")
        if kind != "OK":
            raise ImapToolsError(kind)
        found = [_waiting(row) for row in rows if isinstance(row, bytes)]
        return sorted((one for one in found if one), key=lambda one: one.uid)

    def letter(self, uid: int) -> bytes:
        """A whole letter, left unmarked; b"" where it has gone meanwhile."""
        kind, rows = self._box.client.uid("fetch", str(uid), "(BODY.PEEK[])")
        if kind != "OK":
            raise ImapToolsError(kind)
        return next((row[1] for row in rows if isinstance(row, tuple)), b"")

    def mark_seen(self, uid: int) -> None:
        """Mark all letters up to `uid` as read."""
        unread = self._box.uids(f"UID 1:{uid} UNSEEN", charset=None)
        for start in range(0, len(unread), _AT_ONCE):
            named = ",".join(unread[start : start + _AT_ONCE])
            self._box.client.uid("store", named, "+FLAGS.SILENT", r"(\Seen)")


def _waiting(row: bytes) -> Waiting | None:
    found = {name: pattern.search(row) for name, pattern in _PARTS.items()}
    if not found["uid"] or not found["size"]:
        return None
    moment = imaplib.Internaldate2tuple(row)  # in the local time of this process
    received = "" if moment is None else str(int(time.mktime(moment)))
    return Waiting(int(found["uid"][1]), int(found["size"][1]), received)


@contextmanager
def opened(source: Opened) -> Iterator[Folder]:
    """Log in and open the folder; raises FetchError, one sentence."""
    door, host = source.mailbox or Mailbox(), urlsplit(source.location).hostname or ""
    limits = Limits(total=_TOTAL, max_bytes=source.max_bytes)
    with Line(limits, source.allow_private) as line:
        try:
            box = _Box(source, door, line)
            try:
                _log_in(box, door.user, source.secret)
                box.folder.set(_folder(source.location), readonly=not door.mark_seen)
                yield Folder(box)
            finally:
                with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
                    box.logout()
        except (ImapToolsError, imaplib.IMAP4.error, OSError, ValueError) as error:
            raise _translated(error, host, line) from error


def _log_in(box: BaseMailBox, user: str, password: str) -> None:
    if (user + password).isascii():
        box.login(user, password, initial_folder=None)
    else:
        box.login_utf8(user, password, initial_folder=None)


def _folder(location: str) -> str:
    return unquote(urlsplit(location).path.strip("/")) or "INBOX"


def _translated(error: Exception, host: str, line: Line) -> FetchError:
    if line.left() <= 0:
        return line.too_slow(host)
    if isinstance(error, MailboxLoginError):
        return FetchError("{host} 不接受用户名或密码，请核对。", host=host, permanent=True)
    if isinstance(error, MailboxFolderSelectError):
        return FetchError("{host} 上没有这个邮件夹，请核对地址。", host=host, permanent=True)
    if isinstance(error, ssl.SSLError):
        return FetchError("{host} 的安全证书没有通过验证，没有读取。", host=host)
    if isinstance(error, TimeoutError):
        return FetchError("{host} 没有及时回应，稍后再试。", host=host)
    return FetchError("从 {host} 读取时连接中断或内容不完整，稍后再试。", host=host, passing=True)


class _Client(imaplib.IMAP4):
    """imaplib over a guarded line: no address that may not be spoken to, no endless literal."""

    def __init__(self, source: Opened, context: ssl.SSLContext | None, line: Line) -> None:
        place = urlsplit(source.location)
        self._line, self._wraps = line, context
        usual = _TLS_PORT if place.scheme == "imaps" else _PORT
        super().__init__(place.hostname or "", place.port or usual, line.limits.silence)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        found = self._line.connect(self.host, self.port)
        found.settimeout(timeout)
        return self._wraps.wrap_socket(found, server_hostname=self.host) if self._wraps else found

    def read(self, size: int) -> bytes:
        """A literal. The server says how long it is; that is refused before memory is taken."""
        if size > self._line.limits.max_bytes:
            raise self.abort("literal too long")
        return super().read(size)


class _Box(BaseMailBox):
    """A mailbox over a guarded line. `imap:` means STARTTLS unless the door says plain."""

    def __init__(self, source: Opened, door: Mailbox, line: Line) -> None:
        self._source, self._door, self._line = source, door, line
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        if self._door.plain:
            return _Client(self._source, None, self._line)
        context = ssl.create_default_context(cafile=self._door.ca_file or None)
        if self._source.location.startswith("imaps:"):
            return _Client(self._source, context, self._line)
        client = _Client(self._source, None, self._line)
        client.starttls(context)
        return client
