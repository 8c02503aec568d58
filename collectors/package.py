"""Packages: masked, signed records from an installation in another network.

Their text was masked before it was written, so nothing here is raw; whether a package may be
believed is decided before its first record is read.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from collectors.packages import sealing
from collectors.packages.sealing import MANIFEST, RECORDS, SIGNATURE, Manifest
from collectors.packages.signing import fingerprint, is_signed
from core.errors import InputError
from core.sources import Sender

LARGEST = 2_000_000_000
_LARGEST_MANIFEST = 1_000_000
_LONGEST_LINE = 5_000_000
_MEMBERS = {MANIFEST, RECORDS, SIGNATURE}


@dataclass(frozen=True, slots=True)
class Package:
    """An open package that has been verified: its sender, what it says, and its records."""

    sender: Sender
    manifest: Manifest
    digest: bytes
    records: Iterator[Mapping[str, Any]]


def is_package(path: Path) -> bool:
    """Is this file laid out like a package, signed or not?"""
    try:
        with zipfile.ZipFile(path) as archive:
            return MANIFEST in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


@contextmanager
def opened(path: Path, senders: Sequence[Sender]) -> Iterator[Package]:
    """A package of one of these senders. Raises InputError, one sentence, for anything else."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield _verified(archive, path.name, senders)
    except OSError as error:
        raise InputError("找不到文件 {path}，或没有读取权限。", path=path) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, RuntimeError) as error:
        raise _broken(path.name) from error


def _verified(archive: zipfile.ZipFile, name: str, senders: Sequence[Sender]) -> Package:
    sizes = {item.filename: item.file_size for item in archive.infolist()}
    if set(sizes) != _MEMBERS or sizes[MANIFEST] > _LARGEST_MANIFEST or sizes[SIGNATURE] > 1_000:
        raise _broken(name)
    if sizes[RECORDS] > LARGEST:
        raise InputError("数据包 {name} 解压后超过上限，没有导入。", name=name)
    signed, signature = (_whole(archive, part, sizes[part]) for part in (MANIFEST, SIGNATURE))
    manifest = parse(signed, name)
    sender = _sender(manifest, senders, name)
    if not is_signed(signed, signature, sender.key):
        raise _tampered(name)
    for source in manifest.records:
        if source not in sender.sources:
            raise InputError(
                "数据包 {name} 里有数据源“{source}”，发送方“{sender}”未获准提供，没有导入。",
                name=name,
                source=source[:64],
                sender=sender.id,
            )
    with archive.open(RECORDS) as file:
        if sealing.checked_sum(file, LARGEST) != manifest.sha256:
            raise _tampered(name)
    return Package(sender, manifest, sealing.digest(signed), _records(archive, name))


def _whole(archive: zipfile.ZipFile, part: str, size: int) -> bytes:
    """A part that says to be of this size; of one that is larger no more is unpacked."""
    with archive.open(part) as file:
        return file.read(size)


def parse(manifest: bytes, name: str) -> Manifest:
    """The manifest of a package. Pure. Raises InputError where it is none of this version."""
    try:
        found = json.loads(manifest)
        version = found["version"]
        values = {item.name: found[item.name] for item in fields(Manifest)}
        read = Manifest(**values | {"replaces": tuple(int(number) for number in found["replaces"])})
        fits = _fits(read)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _broken(name) from error
    if version != sealing.VERSION:
        raise InputError(
            "数据包 {name} 的格式版本是 {version}，本程序只认 {known}，请升级后再导入。",
            name=name,
            version=str(version)[:20],
            known=sealing.VERSION,
        )
    if not fits:
        raise _broken(name)
    return read


def _fits(manifest: Manifest) -> bool:
    """Are all values of the kind they should be? Raises ValueError or TypeError too."""
    datetime.fromisoformat(manifest.made_at)
    bytes.fromhex(manifest.previous)
    told = [value for source in manifest.sources.values() for value in source.values()]
    return (
        manifest.format == sealing.FORMAT
        and manifest.sequence >= 1
        and all(isinstance(count, int) for count in manifest.records.values())
        and all(isinstance(value, str | None) for value in told)
    )


def _sender(manifest: Manifest, senders: Sequence[Sender], name: str) -> Sender:
    for sender in senders:
        if fingerprint(sender.key) == manifest.sender:
            return sender
    raise InputError(
        "数据包 {name} 的发送方 {sender} 没有登记，没有导入；请核实后在 sender 表里登记其公钥。",
        name=name,
        sender=manifest.sender[:40],
    )


def _records(archive: zipfile.ZipFile, name: str) -> Iterator[Mapping[str, Any]]:
    with archive.open(RECORDS) as file:
        while line := file.readline(_LONGEST_LINE + 1):
            try:
                found = json.loads(line) if len(line) <= _LONGEST_LINE else None
            except (ValueError, RecursionError) as error:
                raise _broken(name) from error
            if not isinstance(found, dict):
                raise _broken(name)
            yield found


def _broken(name: str) -> InputError:
    return InputError("文件 {name} 不完整或不是民声数据包，没有导入。", name=name)


def _tampered(name: str) -> InputError:
    return InputError("数据包 {name} 的签名不符，内容可能被改动过，没有导入。", name=name)
