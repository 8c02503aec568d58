"""A real SMTP server on loopback: it keeps what it takes and answers as it is told to."""

import asyncio
import re
import socket
import ssl
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_MESSAGE_ID = re.compile(r"^Message-ID: *(\S+)", re.MULTILINE)


@dataclass
class Postbox:
    """What the server took, in order; `rcpt` and `data` are its answers until used up.

    `rcpt` is by address; `copies` counts how often each Message-ID was taken. With `silent`
    seconds it takes a mail and only then answers. The server reads every attribute for each
    conversation, so there are no properties here.
    """

    rcpt: dict[str, list[str]] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    silent: float = 0.0
    taken: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    copies: Counter[str] = field(default_factory=Counter)
    encrypted: bool = False
    talks: int = 0

    def mails(self) -> list[EmailMessage]:
        """What was taken, parsed."""
        parsed = [message_from_bytes(content, policy=policy.default) for _to, content in self.taken]
        return [mail for mail in parsed if isinstance(mail, EmailMessage)]

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answers = self.rcpt.get(address)
        if answers:
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data:
            return self.data.pop(0)
        self.encrypted = session.ssl is not None
        content = bytes(envelope.content or b"")
        self.taken.append((tuple(envelope.rcpt_tos), content))
        self.copies.update(_MESSAGE_ID.findall(content.decode()))
        await asyncio.sleep(self.silent)
        return "250 OK"

    def settle(self) -> None:
        """Wait until nobody talks to the server any more."""
        until = time.monotonic() + 10
        while self.talks and time.monotonic() < until:
            time.sleep(0.001)


class _Counting(SMTP):
    """Counts the conversations that go on."""

    def connection_made(self, transport: Any) -> None:
        self.event_handler.talks += self.session is None
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.talks -= 1
        super().connection_lost(error)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Counting(self.handler, **self.SMTP_kwargs)


@contextmanager
def serving(postbox: Postbox, **options: Any) -> Iterator[int]:
    """Run a server with this postbox; gives its port."""
    controller = _Controller(
        postbox, hostname="127.0.0.1", port=free_port(), server_hostname="mail.test", **options
    )
    controller.start()
    try:
        yield controller.port
    finally:
        postbox.settle()
        controller.stop()


def free_port() -> int:
    """A port on loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def login(user: str, password: str) -> dict[str, Any]:
    """Options of a server that asks for this name and password."""

    def check(server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> Any:
        given = isinstance(data, LoginPassword) and (data.login, data.password)
        right = given == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return {"auth_required": True, "authenticator": check}


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for `name` signed by itself: its file, and the server's side of TLS."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "mail.pem", folder / "mail.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
