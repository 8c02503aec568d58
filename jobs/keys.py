"""The keys of submitter hashes: one file a month, read by the in-door only."""

import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.errors import StoreError
from core.times import month_of

_BYTES = 32


@dataclass(frozen=True)
class KeyRing:
    """Keys by month, made when first needed. The files are never in a backup."""

    folder: Path
    _known: dict[int, bytes] = field(default_factory=dict)

    def key_for(self, moment: datetime) -> bytes:
        """The key of the month of `moment`. Raises StoreError where it cannot be kept."""
        month = month_of(moment)
        if month not in self._known:
            self._known[month] = self._read_or_make(self.folder / f"submitter-{month}.key")
        return self._known[month]

    def months(self) -> list[int]:
        """Months (as 202611) that have a key, oldest first."""
        names = (path.stem.removeprefix("submitter-") for path in self.folder.glob("*.key"))
        return sorted(int(name) for name in names if name.isdigit())

    def destroy(self, month: int) -> bool:
        """Overwrite and remove a month's key; was there one?"""
        self._known.pop(month, None)
        path = self.folder / f"submitter-{month}.key"
        try:
            with path.open("r+b") as file:
                file.write(bytes(_BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StoreError(
                "密钥文件夹 {folder} 无法读写，请检查权限。", folder=self.folder
            ) from error
        return True

    def _read_or_make(self, path: Path) -> bytes:
        """Two processes that start together must end up with the same key."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.touch(mode=0o600)
            with fresh.open("wb") as file:
                file.write(secrets.token_bytes(_BYTES))
                file.flush()
                os.fsync(file.fileno())  # a key that a power cut emptied would be no secret
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
            key = path.read_bytes()
        except OSError as error:
            raise StoreError(
                "密钥文件夹 {folder} 无法读写，请检查权限。", folder=self.folder
            ) from error
        if len(key) < _BYTES or not any(key):
            raise StoreError("密钥文件 {path} 已损坏：请删去，用的时候会另建一个。", path=path)
        return key
