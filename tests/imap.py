"""A real IMAP server on loopback (pymap), with a certificate of our own."""

import imaplib
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.loopback import free_port

USER, PASSWORD = "letters", "天机 open sesame"
_START = """
import sys
from pysasl.hashing import BuiltinHash
BuiltinHash.__init__.__kwdefaults__["rounds"] = 10  # the real number is meant to take long
from pymap.main import main
sys.argv[0] = "pymap"
main()
"""


@dataclass(frozen=True)
class Served:
    """A running server: its port for STARTTLS, its port for TLS, the file of its authority."""

    port: int
    tls_port: int
    ca_file: Path

    def put(self, raw: bytes, at: datetime, folder: str = "INBOX") -> None:
        """Lay a letter into a folder, received at a moment."""
        with self._client() as client:
            with suppress(imaplib.IMAP4.error):
                client.create(folder)
            kind, told = client.append(folder, "", imaplib.Time2Internaldate(at), raw)
            assert kind == "OK", told

    def clear(self, folder: str = "INBOX") -> None:
        """Remove every letter of a folder."""
        with self._client() as client:
            client.select(folder)
            client.store("1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()

    def unseen(self, folder: str = "INBOX") -> int:
        """How many letters are not marked as read."""
        with self._client() as client:
            client.select(folder, readonly=True)
            return len(client.search(None, "UNSEEN")[1][0].split())

    def count(self, folder: str = "INBOX") -> int:
        """How many letters there are."""
        with self._client() as client:
            return int(client.select(folder, readonly=True)[1][0])

    @contextmanager
    def _client(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        yield client
        client.logout()


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve until the end of the block; `folder` holds the certificate."""
    certificate, key = _certificate(folder)
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", _START, "--host", "127.0.0.1", "--port", str(port),
         "--cert", str(certificate), "--key", str(key),
         "--no-service", "admin", "--no-service", "managesieve",
         "dict", "--demo-user", USER, "--demo-password", PASSWORD],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port)
        with _tls_in_front(port, certificate, key) as tls_port:
            yield Served(port, tls_port, certificate)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(port)


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "示例县内部证书")])
    now = datetime.now(UTC)
    names = [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "ca.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret


@contextmanager
def _tls_in_front(port: int, certificate: Path, key: Path) -> Iterator[int]:
    """What pymap does not offer: TLS from the first byte, passed on in plain."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _address = listener.accept()
                threading.Thread(target=_relay, args=(client, context, port), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield int(listener.getsockname()[1])
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def _relay(client: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with (
        suppress(OSError),
        client,
        context.wrap_socket(client, server_side=True) as outer,
        socket.create_connection(("127.0.0.1", port)) as inner,
    ):
        back = threading.Thread(target=_pump, args=(inner, outer), daemon=True)
        back.start()
        _pump(outer, inner)
        back.join(5)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(65_536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
