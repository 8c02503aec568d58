"""Look up known weaknesses of every library in the bill of materials.

Usage: python tools/weaknesses.py [--advisories PATH_OR_ADDRESS]   (also `make audit`, after
`make sbom`). A path is a file, a folder or a zip of advisories in the OSV format, such as the
export of osv.dev for PyPI; an address is a package index with PyPI's JSON API.

Exit code: 0 nothing known, 1 a weakness is known, 2 wrong use, 3 NOT LOOKED UP. The last is no
pass: there was no source, or it did not know what every source knows, or it is too old.
"""

import argparse
import json
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import unquote
from urllib.request import Request, urlopen

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version
from pip._internal.models.index import PyPI

ROOT = Path(__file__).resolve().parent.parent
INDEX = PyPI.pypi_url
"""Where pip itself looks first."""
PROBE = ("urllib3", "1.24.1")
"""Known to be weak since 2019: a source that knows nothing about it knows nothing."""
OLDEST = timedelta(days=45)
_SECONDS = 15
_LARGEST = 5_000_000
CLEAN, WEAK, WRONG, UNKNOWN = 0, 1, 2, 3


class NotLookedUp(Exception):
    """There is no source of advisories, or none that can be believed."""


class Library(NamedTuple):
    """One component; the name as the index compares it."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Weakness:
    """One advisory that applies to a version."""

    library: Library
    id: str
    aliases: tuple[str, ...]
    summary: str
    fixed: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.id, *self.aliases})


class LookedUp(NamedTuple):
    """What a source knows, what was asked, and what it could not tell (empty: nothing)."""

    found: list[Weakness]
    told: str
    gap: str


class Accepted(NamedTuple):
    """A weakness somebody looked at: until when, and why it does not concern the program."""

    id: str
    reason: str
    until: date


def main(words: list[str] | None = None) -> int:
    """Look up and print; the exit code."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--advisories", default=INDEX)
    asked.add_argument("--sbom", type=Path, default=ROOT / "dist" / "sbom.json")
    asked.add_argument("--accepted", type=Path, default=ROOT / "tools" / "accepted.toml")
    given = asked.parse_args(words)
    today = datetime.now(UTC).date()
    try:
        libraries = components(given.sbom)
        allowed = acceptances(given.accepted)
        answer = looked_up(given.advisories, libraries, today)
    except NotLookedUp as problem:
        print(f"NOT LOOKED UP · 未核查: {problem}")
        return UNKNOWN
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as problem:
        print(f"cannot be read: {problem}", file=sys.stderr)
        return WRONG
    print(f"{len(libraries)} libraries; {answer.told}")
    code = verdict(answer.found, allowed, today)
    if answer.gap:
        print(f"NOT LOOKED UP · 未核查: {answer.gap}")
        return code or UNKNOWN
    return code


def components(path: Path) -> list[Library]:
    """The Python libraries of a bill of materials (CycloneDX, JSON)."""
    found = set()
    for one in json.loads(path.read_text("utf-8")).get("components", []):
        place = str(one.get("purl", "")).partition("?")[0].partition("#")[0]
        if place.startswith("pkg:pypi/"):
            name, _at, version = place.removeprefix("pkg:pypi/").rpartition("@")
            found.add(Library(canonicalize_name(unquote(name)), unquote(version)))
    if not found:
        raise ValueError(f"{path} names no Python library; run make sbom")
    return sorted(found)


def acceptances(path: Path) -> list[Accepted]:
    """What was looked at; each needs its reason and its last day."""
    rows = tomllib.loads(path.read_text("utf-8")).get("accepted", []) if path.exists() else []
    found = []
    for row in rows:
        until = row.get("until")
        if not str(row.get("id", "")) or not str(row.get("reason", "")).strip():
            raise ValueError(f"{path}: each accepted weakness needs an id and a reason")
        if type(until) is not date:
            raise ValueError(f"{path}: {row['id']} needs `until`, a day such as 2027-01-31")
        found.append(Accepted(row["id"], row["reason"], until))
    return found


def looked_up(source: str, libraries: list[Library], today: date) -> LookedUp:
    """What is known of the libraries. Raises NotLookedUp."""
    if source.startswith(("https://", "http://")):
        return _from_index(source.rstrip("/"), libraries)
    return _from_files(Path(source), libraries, today)


def _from_index(address: str, libraries: list[Library]) -> LookedUp:
    """Ask an index about each version, once it has shown that it knows weaknesses at all."""
    if not _asked(address, Library(*PROBE)):
        raise NotLookedUp(f"{address} knows nothing about {PROBE[0]} {PROBE[1]}, which is weak")
    found, unknown = [], []
    for library in libraries:
        known = _asked(address, library)
        if known is None:
            unknown.append(f"{library.name} {library.version}")
        found += known or []
    gap = f"{address} does not have {', '.join(unknown)}" if unknown else ""
    return LookedUp(found, f"asked {address}", gap)


def _asked(address: str, library: Library) -> list[Weakness] | None:
    """Weaknesses of a version by PyPI's JSON API; None where the index does not know it."""
    asked = Request(  # noqa: S310 - http and https only, checked by looked_up
        f"{address}/{library.name}/{library.version}/json", headers={"Accept": "application/json"}
    )
    try:
        with urlopen(asked, timeout=_SECONDS) as answer:  # noqa: S310 - as above
            said = json.loads(answer.read())
    except HTTPError as problem:
        if problem.code == 404:
            return None
        raise NotLookedUp(f"{address} answers {problem.code}") from problem
    except (OSError, ValueError) as problem:
        raise NotLookedUp(f"{address} cannot be reached ({problem})") from problem
    if not isinstance(said, dict) or not isinstance(said.get("vulnerabilities"), list):
        raise NotLookedUp(f"{address} tells no weaknesses")
    return [
        _weakness(library, one, one.get("fixed_in") or [])
        for one in said["vulnerabilities"]
        if not one.get("withdrawn")
    ]


def _weakness(library: Library, said: dict[str, Any], fixed: Iterable[str]) -> Weakness:
    summary = str(said.get("summary") or said.get("details") or "").strip()
    line = " ".join(summary.split())[:160]
    return Weakness(library, said["id"], tuple(said.get("aliases") or ()), line, tuple(fixed))


def _from_files(path: Path, libraries: list[Library], today: date) -> LookedUp:
    if not path.exists():
        raise NotLookedUp(f"{path} is not there")
    versions: dict[str, list[Library]] = {}
    for library in libraries:
        versions.setdefault(library.name, []).append(library)
    found, read, newest = [], 0, ""
    for said in _advisories(path):
        concerned = [one for one in said.get("affected", []) if _is_ours(one)]
        read += bool(concerned)
        if concerned:
            newest = max(newest, str(said.get("modified", "")))
        if said.get("withdrawn"):
            continue
        for affected in concerned:
            ours = versions.get(canonicalize_name(affected["package"]["name"]), ())
            hit = (library for library in ours if applies(affected, library.version))
            found += [_weakness(library, said, _fixed(affected)) for library in hit]
    if not read:
        raise NotLookedUp(f"{path} holds no advisory about Python libraries")
    is_old = newest[:10] < (today - OLDEST).isoformat()
    gap = f"the newest advisory is more than {OLDEST.days} days old: bring a newer file"
    told = f"{read} advisories read from {path}, the newest of {newest[:10] or 'no date'}"
    return LookedUp(found, told, gap if is_old else "")


def _is_ours(affected: dict[str, Any]) -> bool:
    return str(affected.get("package", {}).get("ecosystem", "")).partition(":")[0] == "PyPI"


def _advisories(path: Path) -> Iterator[dict[str, Any]]:
    """Advisories of a file, a folder or a zip; a file may hold one or a list."""
    if path.is_dir():
        texts: Iterable[bytes] = (one.read_bytes() for one in sorted(path.rglob("*.json")))
    elif zipfile.is_zipfile(path):
        texts = _unpacked(path)
    else:
        texts = [path.read_bytes()]
    for text in texts:
        said = json.loads(text)
        yield from said if isinstance(said, list) else [said]


def _unpacked(path: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as packed:
        for entry in packed.infolist():
            if entry.filename.endswith(".json"):
                if entry.file_size > _LARGEST:
                    raise ValueError(f"{path}: {entry.filename} is too large")
                yield packed.read(entry)


def applies(affected: dict[str, Any], version: str) -> bool:
    """Whether a version is affected, as the OSV schema evaluates versions and ranges."""
    try:
        ours = Version(version)
    except InvalidVersion:
        return version in affected.get("versions", ())
    if any(_read(one) == ours for one in affected.get("versions", ())):
        return True
    return any(
        _within(span.get("events", ()), ours)
        for span in affected.get("ranges", ())
        if span.get("type") in ("ECOSYSTEM", "SEMVER")
    )


def _within(events: Iterable[dict[str, str]], ours: Version) -> bool:
    steps = [
        (read, kind)
        for event in events
        for kind, at in event.items()
        if (read := _read("0.dev0" if at == "0" else at)) is not None
    ]
    inside = False
    for at, kind in sorted(steps, key=lambda step: step[0]):
        if kind == "introduced" and ours >= at:
            inside = True
        elif (kind == "fixed" and ours >= at) or (kind == "last_affected" and ours > at):
            inside = False
    return inside


def _fixed(affected: dict[str, Any]) -> list[str]:
    events = [event for span in affected.get("ranges", ()) for event in span.get("events", ())
              if span.get("type") in ("ECOSYSTEM", "SEMVER")]  # fmt: skip
    return [event["fixed"] for event in events if "fixed" in event]


def _read(version: str) -> Version | None:
    try:
        return Version(version)
    except InvalidVersion:
        return None


def verdict(found: list[Weakness], allowed: list[Accepted], today: date) -> int:
    """Print what counts, what was accepted and what the list names in vain."""
    counted = 0
    for weakness in sorted(found, key=lambda one: (one.library, one.id)):
        known = [one for one in allowed if one.id in weakness.names]
        valid = next((one for one in known if one.until >= today), None)
        head = f"{weakness.library.name} {weakness.library.version}: {weakness.id}"
        if valid:
            print(f"accepted until {valid.until}: {head}: {valid.reason}")
            continue
        counted += 1
        more = [f"fixed in {', '.join(weakness.fixed)}"] if weakness.fixed else ["no fix is known"]
        more += [f"the acceptance ended on {one.until}" for one in known]
        print(f"WEAK · 有漏洞  {head} ({'; '.join(more)}) {weakness.summary}")
    named = frozenset[str]().union(*(weakness.names for weakness in found))
    for one in allowed:
        if one.id not in named:
            print(f"no longer needed in accepted.toml: {one.id}")
    print(f"{counted} known weaknesses" if counted else "nothing counts · 未发现须处理的漏洞")
    return WEAK if counted else CLEAN


if __name__ == "__main__":
    sys.exit(main())
