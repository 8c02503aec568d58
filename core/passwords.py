"""Passwords, one-time codes (RFC 6238) and cookies: made, checked, sealed. Pure but for chance.

Argon2id with the parameters of RFC 9106 (second recommended option: 64 MiB, 3 passes).
"""

import base64
import hashlib
import hmac
import secrets

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from cryptography.fernet import Fernet, InvalidToken

from core.i18n import gettext as _

SHORTEST, LONGEST = 10, 128
_KINDS = 3
_ISSUER = "Minsheng"
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The password as it is stored."""
    return _hasher.hash(password)


def fits(stored: str, password: str) -> bool:
    """Whether this is the password. Takes as long where there is none to compare with."""
    try:
        return _hasher.verify(stored or _none(), password) and bool(stored)
    except (Argon2Error, InvalidHashError):
        return False


_dummy: list[str] = []


def _none() -> str:
    if not _dummy:
        _dummy.append(_hasher.hash(secrets.token_urlsafe(16)))
    return _dummy[0]


def weakness(password: str, name: str) -> str:
    """What is wrong with a new password, as a sentence; empty if nothing."""
    kinds = sum(
        any(test(character) for character in password)
        for test in (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    )
    if not SHORTEST <= len(password) <= LONGEST:
        return _("口令应为 {least} 至 {most} 个字符。", least=SHORTEST, most=LONGEST)
    if kinds < _KINDS:
        return _("口令应含大写字母、小写字母、数字、符号中的三种。")
    if name and name.lower() in password.lower():
        return _("口令里不能有账号名。")
    if len(set(password)) < SHORTEST // 2:
        return _("口令里重复的字符太多。")
    return ""


def initial() -> str:
    """A first password that somebody reads to somebody else; it has to be changed at once."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    parts = ["".join(secrets.choice(alphabet) for _letter in range(4)) for _part in range(4)]
    return "-".join(["K", *parts])


def token() -> str:
    """A cookie: 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(cookie: str) -> bytes:
    """What is stored of a cookie."""
    return hashlib.sha256(cookie.encode("utf-8", "replace")).digest()


def second_of(key: bytes, cookie: str) -> str:
    """The key for one-time codes (base32, 160 bits) that one set-up offers: the same while its
    cookie stands, known to nobody without the key in the file."""
    made = hmac.new(_derived(key, b"offer"), cookie.encode(), hashlib.sha256).digest()
    return base64.b32encode(made[:20]).decode()


def address_of(second: str, name: str) -> str:
    """The otpauth address that an authenticator reads from a picture."""
    return pyotp.TOTP(second).provisioning_uri(name=name, issuer_name=_ISSUER)


def step_of(second: str, code: str, at: float) -> int | None:
    """The 30-second step whose code this is, the one before and after taken too; else None."""
    digits = "".join(code.split())
    if not second or len(digits) != 6 or not digits.isdecimal() or not digits.isascii():
        return None
    now = int(at) // 30
    for step in (now, now - 1, now + 1):
        if hmac.compare_digest(pyotp.TOTP(second).at(step * 30), digits):
            return step
    return None


def sealed(key: bytes, second: str) -> str:
    """The key of one-time codes as it is stored: unreadable without the key in the file."""
    return _box(key).encrypt(second.encode()).decode()


def opened(key: bytes, stored: str) -> str:
    """The other way round; empty where it was sealed with another key."""
    try:
        return _box(key).decrypt(stored.encode()).decode()
    except InvalidToken:
        return ""


def form_mark(key: bytes, cookie: str) -> str:
    """What a form carries to prove that our own page sent it."""
    return hmac.new(
        _derived(key, b"form"), cookie.encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()


def is_form_mark(key: bytes, cookie: str, given: str) -> bool:
    """Whether the form came from our page in this browser."""
    return bool(cookie) and hmac.compare_digest(
        form_mark(key, cookie).encode(), given.encode("utf-8", "replace")
    )


def _box(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived(key, b"second")))


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.new(key, b"minsheng " + purpose, hashlib.sha256).digest()
