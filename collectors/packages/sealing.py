"""Layout of a package: a zip of a manifest, its signature, and records, one JSON object a line.

The signature is over the bytes of the manifest, which holds the SHA-256 of the records. Version
1 of the format is described in docs/decisions; a reader refuses versions it does not know.
"""

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from collectors.packages.signing import Signer

FORMAT = "minsheng-package"
VERSION = 1
MANIFEST, SIGNATURE, RECORDS = "manifest.json", "signature", "records.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself.

    `sequence` counts the packages of a sender from 1, `previous` is the digest of the one before
    ("" for the first), `replaces` the numbers whose records are sent again here. `sources` tells
    of each source when it was last read and what is wrong with it, `records` how many lines there
    are of each.
    """

    sender: str
    sequence: int
    previous: str
    replaces: tuple[int, ...]
    made_at: str
    mask_version: int
    sources: Mapping[str, Mapping[str, str | None]]
    records: Mapping[str, int] = field(default_factory=dict)
    sha256: str = ""
    format: str = FORMAT
    version: int = VERSION

    def as_bytes(self) -> bytes:
        """The bytes that are signed."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()


def digest(manifest: bytes) -> bytes:
    """What the next package calls `previous`: SHA-256 of the manifest's bytes."""
    return hashlib.sha256(manifest).digest()


@dataclass
class Seal:
    """Writes one package; the manifest comes last, when the records are counted."""

    archive: zipfile.ZipFile
    counts: Counter[str] = field(default_factory=Counter)
    _sum: Any = field(default_factory=hashlib.sha256)

    def write(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add the records, a line each."""
        with self.archive.open(RECORDS, "w", force_zip64=True) as file:
            for record in records:
                line = _line(record)
                file.write(line)
                self._sum.update(line)
                self.counts[record["source"]] += 1

    def close(self, manifest: Manifest, signer: Signer) -> bytes:
        """Sign and finish; returns the bytes of the manifest."""
        values = asdict(manifest) | {"records": dict(self.counts), "sha256": self._sum.hexdigest()}
        signed = Manifest(**values).as_bytes()
        self.archive.writestr(MANIFEST, signed)
        self.archive.writestr(SIGNATURE, signer.sign(signed))
        self.archive.close()
        return signed


def begin(path: Path) -> Seal:
    """Open a file for a new package."""
    return Seal(zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED))


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def checked_sum(file: IO[bytes], most: int) -> str:
    """SHA-256 of a member, "" where it is longer than `most` bytes."""
    total, found = 0, hashlib.sha256()
    while chunk := file.read(1 << 20):
        total += len(chunk)
        if total > most:
            return ""
        found.update(chunk)
    return found.hexdigest()
