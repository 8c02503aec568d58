"""Policy documents as deeds: entered, their status changed with its basis, reviewed."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cases.reasons import line, reasoned
from core.citations import STATUSES
from core.errors import InputError
from core.finding import characters
from core.scope import Actor
from store import documents, history, reply_checks, requests
from store.engine import Store

KINDS = ("docx", "pdf", "html", "htm", "txt", "md")
LARGEST = 10_000_000
"""Of a file handed in on a page; the command line takes larger ones."""

REQUEST = "document"
"""Kind of the request that has the clock read it."""

_ISSUED = re.compile(r"关于(?:印发|公布|发布|修订|修改)(.{4,60}?)的(?:通知|公告|决定)$")
"""A notice that issues a document is cited by the name of what it issues."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to enter. `parts` are (label, text) in order; `unit` drafted it."""

    title: str
    parts: Sequence[tuple[str, str]]
    number: str = ""
    issuer: str = ""
    unit: str = ""
    aliases: Sequence[str] = field(default_factory=tuple)
    issued_on: date | None = None
    effective_on: date | None = None
    until: date | None = None
    review_on: date | None = None
    link: str = ""


@Actor.needs("desk")
def enter(store: Store, actor: Actor, paper: Paper, now: datetime) -> int:
    """Enter a document as in force and return its number.

    Raises InputError without title or text, or where the same document is there already.
    """
    title = " ".join(paper.title.split())
    text = "\n".join(text for _label, text in paper.parts)
    if not title or not characters(text):
        raise InputError("没有读出标题或正文；扫描件请先识别成文字。")
    known = hashlib.sha256(characters(title + text).encode()).hexdigest()
    names = ("issuer", "unit", "issued_on", "effective_on", "until", "review_on", "link")
    values: dict[str, Any] = {name: getattr(paper, name) for name in names}
    values |= {"title": title, "number": "".join(paper.number.split()), "content_hash": known}
    inner = _ISSUED.search(title)
    aliases = [*filter(None, paper.aliases), *([inner.group(1).strip("《》")] if inner else [])]
    values |= {"aliases": list(dict.fromkeys(aliases)), "added_by": actor.name}
    values |= {"status": "valid", "status_on": None, "status_basis": "", "replaced_by": ""}
    with store.write() as conn:
        there = documents.same(conn, values["number"], known)
        if there is not None:
            raise InputError("这份文件已经在库中，编号 {number}。", number=there)
        number = documents.add(conn, values, paper.parts, now)
        reply_checks.again(conn)
        history.write(conn, actor, "enter", ("document", number), {"title": title}, now)
    return number


@dataclass(frozen=True, slots=True)
class Upload:
    """A file handed in on a page, and what a person says of it beyond what it tells itself."""

    name: str
    body: bytes
    title: str = ""
    number: str = ""
    unit: str = ""
    aliases: Sequence[str] = field(default_factory=tuple)
    review_on: date | None = None


@Actor.needs("desk")
def hand_in(store: Store, actor: Actor, file: Upload, now: datetime) -> int:
    """Have the clock read a file and enter it; returns the number of the request.

    Raises InputError for a file of another kind, an empty or a too large one.
    """
    suffix = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else ""
    if suffix not in KINDS:
        known = "、".join(KINDS)
        raise InputError("只能上传 {known} 文件：{name}。", known=known, name=file.name)
    if not file.body or len(file.body) > LARGEST:
        limit = LARGEST // 1_000_000
        raise InputError("文件是空的，或超过 {n} MB：{name}。", n=limit, name=file.name)
    called = line(file.name[: -len(suffix) - 1]) + "." + suffix
    wish: dict[str, Any] = {
        "source": called,
        "body": b64encode(file.body).decode(),
        "title": file.title,
    }
    wish |= {"number": file.number, "unit": file.unit, "aliases": list(file.aliases)}
    wish |= {"review_on": file.review_on.isoformat() if file.review_on else ""}
    with store.write() as conn:
        asked = requests.ask(conn, REQUEST, wish, actor, now)
        told = {"kind": REQUEST, "file": called}
        history.write(conn, actor, "ask", ("request", asked), told, now)
    return asked


@dataclass(frozen=True, slots=True)
class Status:
    """A change of status: what it is now, since when, on what basis, what replaces it."""

    status: str
    since: date | None
    basis: str
    replaced_by: str = ""
    review_on: date | None = None


@Actor.needs("desk")
def set_status(store: Store, actor: Actor, number: int, said: Status, now: datetime) -> None:
    """Change a document's status, or note that a review left it as it is. Raises InputError."""
    if said.status not in STATUSES:
        raise InputError("没有“{status}”这种状态。", status=said.status)
    basis = reasoned(said.basis)
    if said.status != "valid" and said.since is None:
        raise InputError("请写明自哪一天起。")
    with store.write() as conn:
        before = documents.one(conn, number)
        if before is None:
            raise InputError("没有编号为 {number} 的文件。", number=number)
        since = None if said.status == "valid" else said.since
        values = {"status": said.status, "status_on": since, "status_basis": basis}
        values |= {"replaced_by": " ".join(said.replaced_by.split()), "review_on": said.review_on}
        documents.change(conn, number, **values)
        reply_checks.again(conn)
        told = {"before": before["status"], "after": said.status, "basis": basis}
        history.write(conn, actor, "status", ("document", number), told, now)
