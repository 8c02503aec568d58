"""Taking a package from another network in: verified, in its place of the chain, once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from collectors import package
from collectors.package import Package
from core import privacy
from core.errors import InputError
from core.i18n import gettext as _
from core.messages import BadRow, MaskedRow, Message
from core.scope import Scope
from core.times import as_utc
from jobs import importing, sentences
from jobs.office import Office
from store import health, messages, packages
from store.messages import Batch, Counts
from store.packages import Link
from store.rows import slices

_QUIET = timedelta(days=1)
"""When a source is next expected: packages come when a person brings them."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a package brought. `missing` are numbers of the chain that never arrived; `late` says
    that a newer package was here before, so known records were left as they are."""

    counts: Counts
    sender: str
    sequence: int
    missing: list[int] = field(default_factory=list)
    late: bool = False
    removed: int = 0


def unpack(
    office: Office, path: Path, now: datetime, progress: importing.Progress | None = None
) -> Unpacked:
    """Take a package in. Doing it again adds nothing. Raises InputError, one sentence."""
    importing.refuse_beside_demo(office)
    with package.opened(path, list(office.tables.senders.values())) as found:
        links = packages.chain(office.store, Scope.ALL, "in", found.manifest.sender)
        link = _link(found)
        _check_place(link, links, path.name)
        late = any(number > link.sequence for number in links)
        taking = _Taking(office, found, late, now)
        counts = taking.take(progress)
    if not late:
        _tell_health(office, found, now)
    packages.note(office.store, Scope.ALL, "in", link, now)
    missing = packages.gaps({**links, link.sequence: link})
    return Unpacked(counts, found.sender.id, link.sequence, missing, late, taking.removed)


def _link(found: Package) -> Link:
    manifest = found.manifest
    return Link(
        sender=manifest.sender,
        sequence=manifest.sequence,
        digest=found.digest,
        previous=bytes.fromhex(manifest.previous),
        records=sum(manifest.records.values()),
        replaces=manifest.replaces,
        made_at=datetime.fromisoformat(manifest.made_at),
    )


def _check_place(link: Link, links: Mapping[int, Link], name: str) -> None:
    """A number is used once, and each package knows the one before it."""
    same, before, after = (links.get(link.sequence + step) for step in (0, -1, 1))
    broken = (
        (same is not None and same.digest != link.digest)
        or (before is not None and before.digest != link.previous)
        or (after is not None and after.previous != link.digest)
    )
    if broken:
        raise InputError(
            "数据包 {name}（第 {number} 号）与已导入的前后包不衔接，没有导入："
            "发送端可能恢复过旧备份，请在发送端换新密钥后重新登记。",
            name=name,
            number=link.sequence,
        )


@dataclass
class _Taking:
    """One package on its way into the store."""

    office: Office
    found: Package
    late: bool
    now: datetime
    removed: int = 0

    def take(self, progress: importing.Progress | None) -> Counts:
        counts, total = Counts(), sum(self.found.manifest.records.values())
        for chunk in slices(enumerate(self.found.records, start=1), importing.ROWS):
            for source, rows in groupby(chunk, lambda row: str(row[1].get("source"))):
                counts += self._add(source, list(rows))
            if progress:
                progress(counts.rows, total)
        return counts

    def _add(self, source: str, rows: list[tuple[int, Mapping[str, Any]]]) -> Counts:
        """One transaction; a record that cannot be read waits in quarantine, without its cells."""
        made: list[Message] = []
        gone: dict[bytes, bool] = {}
        bad: list[MaskedRow] = []
        for number, record in rows:
            try:
                if source not in self.found.sender.sources:
                    raise ValueError(source)
                if "gone" in record:
                    gone[bytes.fromhex(record["gone"])] = bool(record["for_good"])
                else:
                    made.append(self._message(record))
            except (ValueError, KeyError, TypeError):
                bad.append(privacy.mask_row(BadRow(number, _("数据包里的这条记录有误"), {})))
        counts = self._remove(source, gone)
        made, known = self._fresh(source, made)
        batch = Batch(source, f"package {self.found.manifest.sequence}", made, bad)
        return counts + known + messages.add(self.office.store, Scope.ALL, batch, self.now)

    def _fresh(self, source: str, made: list[Message]) -> tuple[list[Message], Counts]:
        """Of a late package only what is not here: what is may be newer."""
        if not self.late:
            return made, Counts()
        tickets = [message.external_id for message in made]
        here = packages.known(self.office.store, Scope.ALL, source, tickets)
        fresh = [message for message in made if message.external_id not in here]
        return fresh, Counts(duplicate=len(made) - len(fresh))

    def _message(self, record: Mapping[str, Any]) -> Message:
        posted = as_utc(datetime.fromisoformat(record["posted_at"]))
        return privacy.reread(record, self.office.keys.key_for(posted))

    def _remove(self, source: str, gone: dict[bytes, bool]) -> Counts:
        """Erase what the other side has erased; a late word of what was only withheld is not
        heard, for it may have been opened since."""
        heard = {digest: final for digest, final in gone.items() if final or not self.late}
        removed = 0
        if heard:
            removed = packages.remove(self.office.store, Scope.ALL, source, heard, self.now)
        self.removed += removed
        return Counts(updated=removed, duplicate=len(gone) - removed)


def _tell_health(office: Office, found: Package, now: datetime) -> None:
    """A source is as fresh here as it was where the package was made."""
    for source, told in found.manifest.sources.items():
        if source not in found.sender.sources:
            continue
        if told["error"]:
            error = sentences.kept(str(told["error"]))
            health.failed(office.store, Scope.ALL, source, error, now, now + _QUIET)
        elif told["last_success_at"]:
            at = datetime.fromisoformat(str(told["last_success_at"]))
            health.succeeded(office.store, Scope.ALL, source, at, now + _QUIET)
