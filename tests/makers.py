"""Small makers of what several tests need."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from store.accounts import Account

_NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def account(name: str, **given: Any) -> Account:
    """An account that is set up in full, with fields as given."""
    values: dict[str, Any] = {
        "shown": name, "role": "viewer", "unit": "", "regions": (), "mail": "", "password": "",
        "password_at": _NOW, "is_initial": False, "second": "", "second_step": 0, "failures": 0,
        "locked_until": None, "is_disabled": False, "created_at": _NOW, "seen_at": None,
    }  # fmt: skip
    return Account(name, **{**values, **given})


def hash_forms(made: bytes) -> list[bytes]:
    """A hash in every way it could be written down."""
    plain = made.hex().encode()
    encoded = (base64.b64encode(made), base64.urlsafe_b64encode(made), base64.b32encode(made))
    number = str(int.from_bytes(made, "big")).encode()
    shown = repr(made)[2:-1].encode()
    return [made, plain, plain.upper(), number, shown, *(one.rstrip(b"=") for one in encoded)]


def spoil(database: Path, first: int) -> None:
    """Overwrite a SQLite file from one of its pages on, as a failing disk does."""
    with database.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(first * 4096)
        file.write(b"\xa5" * (size - first * 4096))
