"""Policy documents in the store: their status, their paragraphs, and a search down to one
character.

There are thousands of documents, not millions of messages: the folded paragraphs are scanned,
which is exact for any run of characters in both stores.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from core.citations import Document
from core.finding import characters, phrases
from core.scope import Scope
from store.engine import Store
from store.rows import slices
from store.wording_tables import policy_documents, policy_paragraphs

_CHUNK = 500
_KNOWN = ("id", "title", "number", "status", "status_on", "until", "review_on", "replaced_by")


def as_document(row: Any) -> Document:
    """A row as the words of the house."""
    plain = {name: row[name] for name in _KNOWN}
    return Document(**plain, aliases=tuple(row["aliases"]))


@Store.needs("figures")
def known(store: Store, scope: Scope) -> list[Document]:
    """Every document, for holding citations against."""
    with store.read() as conn:
        return all_of(conn)


def all_of(conn: Connection) -> list[Document]:
    """The same inside a transaction."""
    rows = conn.execute(select(policy_documents).order_by(policy_documents.c.id)).mappings()
    return [as_document(row) for row in rows]


@Store.needs("figures")
def listed(store: Store, scope: Scope) -> list[dict[str, Any]]:
    """Every document as a row with the number of its `paragraphs`, the newest issue first."""
    counted = (
        select(policy_paragraphs.c.document_id, func.count().label("paragraphs"))
        .group_by(policy_paragraphs.c.document_id)
        .subquery()
    )
    chosen = select(policy_documents, counted.c.paragraphs).outerjoin(
        counted, counted.c.document_id == policy_documents.c.id
    )
    ordered = chosen.order_by(policy_documents.c.issued_on.desc(), policy_documents.c.id.desc())
    with store.read() as conn:
        return [dict(row) for row in conn.execute(ordered).mappings()]


@Store.needs("figures")
def paragraphs(store: Store, scope: Scope, document: int) -> list[dict[str, Any]]:
    """The paragraphs of a document in order: place, label, text."""
    columns = policy_paragraphs.c
    chosen = select(columns.place, columns.label, columns.text)
    chosen = chosen.where(columns.document_id == document).order_by(columns.place)
    with store.read() as conn:
        return [dict(row) for row in conn.execute(chosen).mappings()]


@Store.needs("figures")
def search(
    store: Store, scope: Scope, words: str, dead: bool = True, limit: int = 50
) -> list[dict[str, Any]]:
    """Paragraphs that hold every word, those of valid documents first, then by how often.

    Each row: document, title, number, status, status_on, until, place, label, text, hits. With
    `dead` false, documents no longer in force are left out.
    """
    runs = [run for run in phrases(words) if run]
    if not runs:
        return []
    chosen = (
        select(
            policy_documents, policy_paragraphs.c.place, policy_paragraphs.c.label,
            policy_paragraphs.c.text, policy_paragraphs.c.folded,
        )
        .join(policy_documents, policy_documents.c.id == policy_paragraphs.c.document_id)
        .where(*(policy_paragraphs.c.folded.contains(run, autoescape=True) for run in runs))
        .limit(limit * 20)
    )  # fmt: skip
    if not dead:
        chosen = chosen.where(policy_documents.c.status.in_(("valid", "amended")))
    with store.read() as conn:
        rows = [dict(row) for row in conn.execute(chosen).mappings()]
    for row in rows:
        folded = row.pop("folded")
        row["hits"] = sum(folded.count(run) for run in runs)
        row["document"] = row.pop("id")
    rows.sort(
        key=lambda row: (row["status"] != "valid", -row["hits"], row["document"], row["place"])
    )
    return rows[:limit]


def one(conn: Connection, number: int) -> dict[str, Any] | None:
    """A document as a row."""
    chosen = select(policy_documents).where(policy_documents.c.id == number)
    row = conn.execute(chosen).mappings().one_or_none()
    return dict(row) if row else None


def same(conn: Connection, number: str, content_hash: str) -> int | None:
    """The document with this content, or with this number; None where there is none."""
    which = policy_documents.c.content_hash == content_hash
    if number:
        which = or_(which, policy_documents.c.number == number)
    found = select(policy_documents.c.id).where(which).order_by(policy_documents.c.id)
    return conn.execute(found.limit(1)).scalar_one_or_none()


def add(
    conn: Connection,
    values: dict[str, Any],
    parts: Sequence[tuple[str, str]],
    now: datetime,
) -> int:
    """Enter a document and its paragraphs (label, text); returns its number."""
    made: int = conn.execute(
        insert(policy_documents).values(**values, added_at=now).returning(policy_documents.c.id)
    ).scalar_one()
    rows = [
        {"document_id": made, "place": place, "label": label, "text": text,
         "folded": characters(text)}
        for place, (label, text) in enumerate(parts, 1)
    ]  # fmt: skip
    for chunk in slices(rows, _CHUNK):
        conn.execute(insert(policy_paragraphs), chunk)
    return made


def change(conn: Connection, number: int, **values: Any) -> None:
    """Change what is known of a document."""
    conn.execute(update(policy_documents).where(policy_documents.c.id == number).values(**values))


@Store.needs("figures")
def to_review(store: Store, scope: Scope, day: date) -> list[dict[str, Any]]:
    """Documents said to be in force whose review is due or whose own term is over."""
    columns = policy_documents.c
    due = or_(columns.review_on <= day, columns.until < day)
    chosen = select(policy_documents).where(columns.status == "valid", due)
    with store.read() as conn:
        rows = conn.execute(chosen.order_by(columns.review_on, columns.id)).mappings()
        return [dict(row) for row in rows]
