"""Ed25519 keys of a sender: the private half stays where packages are written."""

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.errors import StoreError

_PURPOSE = b"minsheng-package\0"
"""Signed along with the manifest, so that a signature fits nothing else."""


@dataclass(frozen=True)
class Signer:
    """The private key of one sender."""

    key: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public half, as the other side writes it into its table."""
        return base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    @property
    def name(self) -> str:
        """What packages call their sender."""
        return fingerprint(self.public)

    def sign(self, manifest: bytes) -> bytes:
        """64 bytes that only this key can make for this manifest."""
        return self.key.sign(_PURPOSE + manifest)


def fingerprint(public: str) -> str:
    """Sixteen hexadecimal digits that tell one public key from another."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


def is_signed(manifest: bytes, signature: bytes, public: str) -> bool:
    """Did the owner of this public key sign this manifest?"""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public))
    try:
        key.verify(signature, _PURPOSE + manifest)
    except InvalidSignature:
        return False
    return True


def signer_in(path: Path) -> Signer:
    """The key of this installation, made at first need; only its owner may read the file.

    Raises StoreError where it can be neither read nor made.
    """
    try:
        if not path.exists():
            _make(path)
        return Signer(Ed25519PrivateKey.from_private_bytes(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise StoreError("签名密钥 {path} 无法读写，请检查权限和文件。", path=path) from error


def _make(path: Path) -> None:
    """Two processes that start together must end up with the same key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
