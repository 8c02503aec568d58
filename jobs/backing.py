"""Backups: one archive with the store and the operator's configuration, checked when made.

The archive holds no key. Those that sign links go into a file of their own, under a passphrase
(`seal_keys`); the monthly keys of submitter hashes go nowhere (docs/privacy.md).
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.errors import InputError, StoreError
from core.scope import Scope
from jobs.importing import Progress
from jobs.office import Office
from store import backups

STORE = "minsheng.db"
MANIFEST = "manifest.json"
CONFIG = "config/"
PATTERN = "minsheng-*.zip"
_FORM = 1
_PIECE = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, RuntimeError)
"""What reading spoiled bytes of an archive may raise."""

_SCRYPT = {"length": 32, "n": 1 << 15, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True)
class Backup:
    """One archive: where it is, when it was made, what it holds."""

    path: Path
    made_at: str
    schema: str
    rows: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {
            "path": str(self.path),
            "made_at": self.made_at,
            "schema": self.schema,
            "rows": dict(self.rows),
        }


def make(office: Office, folder: Path, keep: int, now: datetime, told: Progress) -> Backup:
    """Write a new archive into `folder`, read it back, and leave the `keep` newest there.

    The worker and the pages go on meanwhile. Older archives go only after the new one is
    proven good; `keep` 0 keeps all. Raises StoreError where it cannot be written.
    """
    try:
        return _made(office, folder, keep, now, told)
    except OSError as error:
        raise StoreError(
            "备份写不进 {folder}（磁盘已满、只读或没有权限），没有备份。", folder=folder
        ) from error


def _made(office: Office, folder: Path, keep: int, now: datetime, told: Progress) -> Backup:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"minsheng-{now:%Y%m%dT%H%M%SZ}.zip"
    part = path.with_suffix(".part")
    try:
        with tempfile.TemporaryDirectory(dir=folder) as work:
            copy = Path(work) / STORE
            backups.snapshot(office.store, Scope.ALL, copy, told)
            _pack(part, office.settings.config_folder, copy, now)
        made = check(part)
        part.chmod(0o600)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    for old in sorted(folder.glob(PATTERN))[:-keep] if keep else []:
        old.unlink()
    return Backup(path, made.made_at, made.schema, made.rows)


def _pack(part: Path, config: Path, copy: Path, now: datetime) -> None:
    files = {STORE: copy} | {
        CONFIG + str(path.relative_to(config)): path
        for path in sorted(config.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
    found = backups.look(copy)
    manifest = {
        "form": _FORM,
        "made_at": now.isoformat(),
        "schema": found.schema,
        "rows": found.rows,
        "sha256": {name: _digest(path) for name, path in files.items()},
    }
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        for name, path in files.items():
            archive.write(path, name)


def check(path: Path) -> Backup:
    """Read an archive through: every file has the digest, every table the rows it should have.

    Raises InputError with one sentence for anything else.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as work:
        return unpack(path, Path(work))


def unpack(path: Path, folder: Path) -> Backup:
    """Lay an archive's files out in `folder`, checked. Raises InputError."""
    damaged = InputError("备份 {name} 已损坏，不能恢复；请换一份备份。", name=path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if manifest["form"] != _FORM:
                raise InputError("备份 {name} 由更新版本的民声制作，请先升级程序。", name=path.name)
            for name in manifest["sha256"]:
                _lay_out(archive, name, folder)
        if any(_digest(folder / name) != text for name, text in manifest["sha256"].items()):
            raise damaged
        found = backups.look(folder / STORE, proven=True)
    except FileNotFoundError as error:
        raise InputError("找不到备份 {path}，请检查路径。", path=path) from error
    except _DAMAGED as error:
        raise damaged from error
    if found.rows != manifest["rows"]:
        raise damaged
    return Backup(path, manifest["made_at"], found.schema, found.rows)


def _lay_out(archive: zipfile.ZipFile, name: str, folder: Path) -> None:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise ValueError(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as old, target.open("wb") as new:
        shutil.copyfileobj(old, new, _PIECE)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal_keys(office: Office, path: Path, passphrase: str) -> list[str]:
    """Write the keys that sign links to `path`, under the passphrase; their names.

    Scrypt (RFC 7914) makes the key of the passphrase; Fernet is AES-128-CBC with HMAC-SHA-256.
    """
    _check(passphrase)
    keys = {file.name: b64encode(file.read_bytes()).decode() for file in _key_files(office)}
    salt = token_bytes(16)
    token = _box(passphrase, salt).encrypt(json.dumps(keys).encode())
    path.touch(mode=0o600)
    path.write_text(json.dumps({"salt": b64encode(salt).decode(), "keys": token.decode()}))
    return sorted(keys)


def read_keys(path: Path, passphrase: str) -> dict[str, bytes]:
    """The sealed keys by the names of their files. Raises InputError."""
    _check(passphrase)
    try:
        sealed = json.loads(path.read_text("ascii"))
        salt, token = b64decode(sealed["salt"]), sealed["keys"].encode()
        keys = json.loads(_box(passphrase, salt).decrypt(token))
        return {Path(name).name: b64decode(text) for name, text in keys.items()}
    except FileNotFoundError as error:
        raise InputError("找不到密钥文件 {path}，请检查路径。", path=path) from error
    except (InvalidToken, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("密钥文件打不开：口令不对，或文件已损坏。") from error


def put_keys(office: Office, keys: Mapping[str, bytes]) -> list[str]:
    """Put keys back where there are none yet; the names of those that are others than here."""
    other = []
    for name, content in sorted(keys.items()):
        target = office.settings.home / name
        if not target.exists():
            target.touch(mode=0o600)
            target.write_bytes(content)
        elif target.read_bytes() != content:
            other.append(name)
    return other


def _check(passphrase: str) -> None:
    if len(passphrase) < 12:
        raise InputError(
            "请把至少 12 位的备份口令写入 MINSHENG_SECRET_BACKUP 或它的 _FILE 文件后重试。"
        )


def _key_files(office: Office) -> list[Path]:
    return sorted(office.settings.home.glob("*.key"))


def _box(passphrase: str, salt: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(Scrypt(salt=salt, **_SCRYPT).derive(passphrase.encode())))
