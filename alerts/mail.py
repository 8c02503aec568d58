"""The channel `mail`: one alert to one address over SMTP."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from alerts import letter as letters
from alerts.letter import Letter
from core.alerts import Delivery
from core.errors import DeliveryError
from core.i18n import gettext as _
from core.i18n import mark
from core.times import local

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII | re.I)
"""A valid e-mail address of the HTML standard, which leaves out what no mailbox uses."""

_WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document"
"""The subtype of .docx."""

_SETUP_CODES = {530, 534, 535, 538}
"""Refusals that are about our login or encryption, not about the recipient: RFC 4954, 3207."""


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server. `security` is starttls, tls or none; `timeout` is seconds a step."""

    host: str
    port: int = 25
    security: str = "starttls"
    user: str = ""
    password: str = ""
    timeout: float = 20.0

    @property
    def limit(self) -> float:
        """Seconds for a whole conversation: a server that drips ends here."""
        return 3 * self.timeout


def compose(
    delivery: Delivery,
    sender: str,
    public_url: str,
    demo: bool = False,
    *,
    link: str = "",
    chart: tuple[str, bytes] = ("", b""),
    files: Sequence[tuple[str, bytes]] = (),
) -> EmailMessage:
    """The mail of one delivery. Raises DeliveryError for an address that cannot be written.

    `sender` is an address, or a name and an address; `demo` marks invented trouble as such;
    `link` is the signed link to the receipt; `chart` is a description and a PNG; `files` are
    Word files as (name, bytes). A briefing says in a header how far it went.
    """
    alert = delivery.alert
    letter = letters.of_alert(alert, public_url, demo, link, chart[0])
    message = _message(letter, sender, delivery.address, chart[1], alert.sheet)
    for name, data in files:
        message.add_attachment(data, "application", _WORD, filename=name)
    if files:
        _set_boundaries(message)
    if alert.rule == letters.BRIEFING:
        message["X-Minsheng-State"] = letters.state_of(alert)
    message["Date"] = local(alert.fired_at)
    message["Message-ID"] = delivery.message_id
    if alert.thread:
        host = delivery.message_id.rstrip(">").partition("@")[2]
        thread = f"<thread-{alert.thread.replace(':', '-')}@{host}>"
        message["In-Reply-To"] = message["References"] = thread
    return message


def compose_test(
    to: str, sender: str, public_url: str, stamp: tuple[str, datetime]
) -> EmailMessage:
    """The test mail that a person asked for; `stamp` is its Message-ID and time."""
    message = _message(letters.of_test(public_url), sender, to)
    message["Date"] = local(stamp[1])
    message["Message-ID"] = stamp[0]
    return message


def _message(
    letter: Letter, sender: str, to: str, picture: bytes = b"", sheet: str = ""
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _one_line(letter.subject)
    message["From"] = _sender(sender)
    message["To"] = _recipient(to)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    message.set_content(letters.as_text(letter), cte="base64")
    message.add_alternative(letters.as_html(letter), subtype="html", cte="base64")
    if picture:
        html = message.get_body(("html",))
        html.add_related(picture, "image", "png", cid="<chart>", filename="chart.png")  # type: ignore[union-attr]
    if sheet:
        table = sheet.encode("utf-8-sig")  # the mark by which spreadsheets know UTF-8
        message.add_attachment(table, "text", "csv", filename=_("预警清单.csv"))
    _set_boundaries(message)
    return message


def _set_boundaries(message: EmailMessage) -> None:
    """Boundaries that never occur in base64, so that the same letter is the same bytes."""
    several = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(several):
        part.set_boundary(f"=_minsheng_{number}_=")


def _one_line(text: str) -> str:
    """No line break survives, so no header can be slipped in."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()


def _sender(sender: str) -> Address:
    name, address = parseaddr(_one_line(sender))
    if not _ADDRESS.fullmatch(address):
        raise DeliveryError(
            "发件人“{address}”写得不对，请检查 MINSHENG_SMTP_SENDER。", address=_one_line(sender)
        )
    return Address(name or _("民声"), addr_spec=address)


def _recipient(address: str) -> Address:
    if not _ADDRESS.fullmatch(address):
        wrong = DeliveryError(
            "收件地址“{address}”写得不对，请改正。", permanent=True, address=_one_line(address)
        )
        wrong.unreachable = True
        raise wrong
    return Address(addr_spec=address)


def send(message: EmailMessage, server: Server) -> None:
    """Hand a mail over; it is sent when this returns. Raises DeliveryError.

    The error is permanent where the server refused the recipient or the mail for good.
    Wrong settings and an unreachable server are not: they are put right and tried again.
    """
    with _translated(server.host), _connected(server) as connection:
        connection.send_message(message)


def greet(server: Server) -> None:
    """Connect and sign in as `send` does, and send nothing. Raises DeliveryError."""
    with _translated(server.host), _connected(server) as connection:
        connection.noop()


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    connection = _connect(server)
    limit = threading.Timer(server.limit, _cut, [connection])
    limit.start()
    try:
        if server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            _login(connection, server)
        yield connection
        with suppress(smtplib.SMTPException, OSError):
            connection.putcmd("quit")  # its answer is not worth waiting for: the mail is taken
    finally:
        limit.cancel()
        connection.close()


def _connect(server: Server) -> smtplib.SMTP:
    host, port, timeout = server.host, server.port, server.timeout
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
    return smtplib.SMTP(host, port, timeout=timeout)


def _login(connection: smtplib.SMTP, server: Server) -> None:
    if not (server.user + server.password).isascii():  # smtplib cannot send any other
        raise smtplib.SMTPAuthenticationError(535, b"not ASCII")
    connection.login(server.user, server.password)


def _cut(connection: smtplib.SMTP) -> None:
    with suppress(OSError):
        if connection.sock:
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (
        smtplib.SMTPAuthenticationError,
        mark(
            "邮件服务器 {host} 不接受用户名或密码，"
            "请检查 MINSHENG_SMTP_USER 和 MINSHENG_SMTP_PASSWORD。"
        ),
    ),
    (
        smtplib.SMTPNotSupportedError,
        mark("邮件服务器 {host} 不支持所选的加密或登录方式，请检查 MINSHENG_SMTP_SECURITY。"),
    ),
    (
        ssl.SSLError,
        mark("邮件服务器 {host} 的加密连接未建立，请检查端口、加密方式、服务器名称和证书。"),
    ),
    (Exception, mark("邮件服务器 {host} 连不上或没有应答，请检查地址和网络；稍后会自动重试。")),
)
"""What to tell about a failure without an answer to the mail, first match wins."""


@contextmanager
def _translated(host: str) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, _answer = next(iter(error.recipients.values()))
        sentence = mark("邮件服务器不接受这个收件地址（{code}），请核对地址。")
        refused = _refused(code, sentence, permanent=True)
        refused.unreachable = refused.permanent
        raise refused from error
    except smtplib.SMTPDataError as error:
        sentence = mark("邮件服务器拒收了这封邮件（{code}），请与邮件管理员联系。")
        raise _refused(error.smtp_code, sentence, permanent=True) from error
    except smtplib.SMTPSenderRefused as error:
        sentence = mark("邮件服务器不接受发件人地址（{code}），请检查 MINSHENG_SMTP_SENDER。")
        raise _refused(error.smtp_code, sentence, permanent=False) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        sentence = next(text for kind, text in _SENTENCES if isinstance(error, kind))
        raise DeliveryError(sentence, host=host) from error


def _refused(code: int, sentence: str, permanent: bool) -> DeliveryError:
    if code in _SETUP_CODES:
        return DeliveryError(
            "邮件服务器要求登录或加密（{code}），"
            "请检查 MINSHENG_SMTP_USER 和 MINSHENG_SMTP_SECURITY。",
            code=code,
        )
    if code < 500:
        return DeliveryError("邮件服务器暂时不收（{code}），稍后会自动重试。", code=code)
    return DeliveryError(sentence, permanent=permanent, code=code)
