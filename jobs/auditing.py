"""The step `audit`: seals what was done, and tells the auditor of look-ups that crowd one record.

The number and digest of each seal are also noted in a file outside the database, so that a
chain whose end was cut off does not verify either.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from config import signing
from core import audit as words
from core.alerts import Alert
from core.i18n import gettext as _
from core.scope import Actor, Scope
from core.texts import ranges
from core.times import is_recent
from jobs.office import Office
from store import accounts, audit, history, outbox
from store.audit import Seal

SEALS = "audit.seals"
EVERY = timedelta(seconds=55)
QUIET = timedelta(days=1)
"""The auditor hears of one record at most once in this time."""

_STEP = Actor.step("audit")
_NOTE = "config_digest"


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work a minute where something waits for its seal or the tables changed."""
    newest = audit.newest_seal(office.store, Scope.ALL)
    if newest is not None and is_recent(newest.sealed_at, now, EVERY):
        return []
    changed = history.read_note(office.store, Scope.ALL, _NOTE) != _joined(_files(office))
    return [""] if changed or audit.unsealed(office.store, Scope.ALL) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Note changed configuration files, tell of bursts, seal all of it."""
    _note_configuration(office, now)
    told = _tell(office, now)
    made = seal(office, now)
    return {"rows": made.rows if made else 0, "alerts": told}


def seal(office: Office, now: datetime) -> Seal | None:
    """Seal what waits and note the seal outside the database."""
    made = audit.seal(office.store, Scope.ALL, signing.audit_key(office.settings), now)
    if made is not None:
        with (office.settings.home / SEALS).open("a", encoding="utf-8") as file:
            file.write(f"{made.number} {made.digest.hex()} {now.isoformat()}\n")
    return made


def noted(office: Office) -> tuple[int, bytes] | None:
    """Number and digest of the last seal in the file; None without one."""
    path = office.settings.home / SEALS
    if not path.exists():
        return None
    lines = [line.split() for line in path.read_text("utf-8").splitlines() if line.strip()]
    whole = [line for line in lines if len(line) == 3 and line[0].isdecimal()]
    return (int(whole[-1][0]), bytes.fromhex(whole[-1][1])) if whole else None


def _tell(office: Office, now: datetime) -> int:
    """Each burst is a row of the audit and a mail to the auditors who have an address."""
    recent = audit.entries(office.store, Scope.ALL, since=now - words.WINDOW, limit=20_000)
    told = {
        row["subject_id"]
        for row in audit.entries(office.store, Scope.ALL, action="burst", since=now - QUIET)
    }
    fresh = [burst for burst in words.bursts(recent) if burst.message not in told]
    mails = [("mail", address) for address in accounts.mails(office.store, Scope.ALL, "auditor")]
    for burst in fresh:
        details = {"looks": burst.looks, "actors": [list(one) for one in burst.actors]}
        audit.add(office.store, Scope.ALL, _STEP, "burst", ("message", burst.message), details, now)
        outbox.fire(office.store, Scope.ALL, [_alert(burst, now)], mails, office.mail_host)
    return len(fresh)


def _alert(burst: words.Burst, now: datetime) -> Alert:
    who = "、".join(f"{name} {looks}" for name, looks in burst.actors[:5])
    return Alert(
        dedupe_key=f"burst:{burst.message}:{now.date()}",
        rule="audit_burst",
        subject_id=burst.message,
        level="",
        title=_("一小时内有人反复查阅同一件诉求"),
        why=_("请核实是否为办理所需，防止借查询寻找反映人。"),
        facts=((_("内部编号"), str(burst.message)), (_("查阅次数"), str(burst.looks)),
               (_("账号"), who)),
        fired_at=now,
        kind="danger",
        page="/audit",
    )  # fmt: skip


def _note_configuration(office: Office, now: datetime) -> None:
    """Whoever edits a table edits a file: which file, and its digest before and after."""
    files, store = _files(office), office.store
    before = _split(history.read_note(store, Scope.ALL, _NOTE) or "")
    for name in sorted(before.keys() | files.keys()):
        if before.get(name) != files.get(name):
            details = {"file": name, "before": before.get(name), "after": files.get(name)}
            audit.add(store, Scope.ALL, _STEP, "config", ("file", 0), details, now)
    history.note(store, Scope.ALL, _NOTE, _joined(files))


def _files(office: Office) -> dict[str, str]:
    """Our own tables: name -> start of their SHA-256."""
    places = [office.settings.config_folder, office.settings.extra]
    found: dict[str, str] = {}
    for place in places:
        if place is not None and place.exists():
            paths = sorted(place.rglob("*.toml")) if place.is_dir() else [place]
            found |= {path.name: _digest(path) for path in paths}
    return found


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _joined(files: Mapping[str, str]) -> str:
    return "\n".join(f"{digest} {name}" for name, digest in sorted(files.items()))


def _split(joined: str) -> dict[str, str]:
    pairs = (line.split(" ", 1) for line in joined.splitlines())
    return {name: digest for digest, name in pairs}


def problems(office: Office, found: audit.Verdict) -> list[str]:
    """Sentences on all that does not fit, the end of the chain in the file included."""
    told: list[str] = []
    seals = [number for kind, number in found.broken if kind == "seal"]
    deeds = [number for kind, number in found.broken if kind == "history"]
    if seals:
        told.append(
            _("封签 {numbers} 核对不符：其下的审计记录被改动、删除或插入，或密钥不对。",
              numbers=ranges(seals[:20]))
        )  # fmt: skip
    if deeds:
        told.append(_("操作记录 {numbers} 的内容被改动。", numbers=ranges(deeds[:20])))
    last = noted(office)
    if last is not None and audit.seal_of(office.store, Scope.ALL, last[0]) is None:
        told.append(
            _("数据库里没有封签 {number}，文件 {file} 里有：审计记录被截断，或恢复了旧备份。",
              number=last[0], file=SEALS)
        )  # fmt: skip
    return told
