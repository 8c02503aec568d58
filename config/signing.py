"""Signed links: who may sign for which alarms, for some days, without a password.

The key comes from MINSHENG_LINK_KEY or its file; without it one is made in the data folder, so
that worker and pages of one machine share it.
"""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from config.settings import Settings
from core.errors import ConfigError

_FILE = "link.key"
_AUDIT_FILE = "audit.key"
_SALT = "minsheng receipt 1"
_SCREEN_SALT = "minsheng screen 1"
_SCREEN_DAYS = 180


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes and reads links with one key; they are good for `days`."""

    key: str
    days: int = 7
    salt: str = _SALT

    def sign(self, alarms: Sequence[int], address: str) -> str:
        """A token for these alarms and this address, without a slash or a dot of its own path."""
        return str(self._serializer().dumps([list(alarms), address]))

    def read(self, token: str) -> tuple[list[int], str] | None:
        """The alarms and the address; None for a token that is forged, broken or too old."""
        try:
            alarms, address = self._serializer().loads(token, max_age=self.days * 86_400)
        except (BadSignature, ValueError, TypeError):
            return None
        return [int(number) for number in alarms], str(address)

    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt=self.salt)


def audit_key(settings: Settings) -> bytes:
    """What seals the audit and the keys of one-time codes. Raises ConfigError as `signer`.

    It lies outside the database, so that whoever can write there cannot seal another past.
    """
    given = settings.audit_key
    path = settings.home / _AUDIT_FILE
    try:
        return (given or _kept(path)).encode()
    except OSError as error:
        raise ConfigError("读不到审计密钥 {path}，请检查权限。", path=path) from error


def screens(settings: Settings) -> Signer:
    """The signer of links to big screens; a link to sign for alarms is none of these."""
    return signer(settings, _SCREEN_DAYS, _SCREEN_SALT)


def signer(settings: Settings, days: int = 7, salt: str = _SALT) -> Signer:
    """The signer of this installation. Raises ConfigError where its key cannot be kept."""
    if settings.link_key:
        return Signer(settings.link_key, days, salt)
    path = settings.home / _FILE
    try:
        return Signer(_kept(path), days, salt)
    except OSError as error:
        raise ConfigError("读不到链接签名密钥 {path}，请检查权限。", path=path) from error


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        with draft.open("w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # the first of two processes wins, whole
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_text("utf-8").strip()
    if not key:  # a power cut emptied it: what it signed could be forged
        raise OSError(path)
    return key
