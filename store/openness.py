"""Disclosure requests and comments that came in as records, beside the procedures of the desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.scope import Scope
from store import recusal
from store.duty_tables import procedures
from store.engine import Store
from store.joins import LABELLED, best, replied
from store.schema import messages, replies


def _of_kind(kind: str, scope: Scope) -> Any:
    unit = best("unit", "")
    return (
        select(
            messages.c.id, messages.c.ref, messages.c.title, messages.c.text,
            messages.c.posted_at, messages.c.facts, unit.label("unit"), replies.c.replied_at,
        )
        .select_from(LABELLED)
        .outerjoin(replies, replied())
        .where(messages.c.kind == kind, recusal.open_to(scope))
    )  # fmt: skip


@Store.needs("figures")
def received(store: Store, scope: Scope, since: datetime, until: datetime) -> int:
    """How many records of any kind came in a span, of those the reader may know of."""
    asked = (
        select(func.count())
        .select_from(LABELLED if scope.is_part else messages)
        .where(messages.c.posted_at >= since, messages.c.posted_at < until)
    )
    if scope.is_part:
        asked = asked.where(recusal.open_to(scope))
    with store.read() as conn:
        return int(conn.execute(asked).scalar_one())


@Store.needs("texts")
def unregistered(
    store: Store, scope: Scope, since: datetime, limit: int = 50
) -> list[dict[str, Any]]:
    """Disclosure requests without an answer that nobody registered yet, the oldest first."""
    known = select(procedures.c.message_id).where(procedures.c.message_id.is_not(None))
    chosen = (
        _of_kind("disclosure", scope)
        .where(messages.c.posted_at >= since, replies.c.message_id.is_(None))
        .where(messages.c.id.not_in(known))
        .order_by(messages.c.posted_at)
        .limit(limit)
    )
    with store.read() as conn:
        return [dict(row) for row in conn.execute(chosen).mappings()]


@Store.needs("texts")
def asked(store: Store, scope: Scope, since: datetime) -> list[dict[str, Any]]:
    """Requests since a moment, from records and from the desk: number, title, outcome, unit.

    `number` is a record's id, or minus a procedure's; nothing of who asked is read.
    """
    known = select(procedures.c.message_id).where(procedures.c.message_id.is_not(None))
    records = _of_kind("disclosure", scope).where(
        messages.c.posted_at >= since, messages.c.id.not_in(known)
    )
    found = []
    with store.read() as conn:
        for row in conn.execute(records).mappings():
            outcome = str(row["facts"].get("outcome", ""))
            found.append({"number": row["id"], "ref": row["ref"], "title": row["title"],
                          "outcome": outcome, "unit": row["unit"]})  # fmt: skip
        own = conn.execute(_own(scope, since)).mappings()
        found += [{**row, "number": -row["number"], "ref": ""} for row in own]
    return found


def _own(scope: Scope, since: datetime) -> Any:
    from store.procedures import visible

    columns = procedures.c
    return select(columns.id.label("number"), columns.title, columns.outcome, columns.unit).where(
        columns.flow == "disclosure", columns.opened_at >= since, visible(scope)
    )


@Store.needs("figures")
def comments(store: Store, scope: Scope, consultation: str) -> dict[str, Any]:
    """What became of the comments on a consultation: total, by fate, reasons of what was not
    adopted (reason -> how often)."""
    total, fates, reasons = 0, dict[str, int](), dict[str, int]()
    number = messages.c.facts["consultation_id"].as_string()
    chosen = _of_kind("comment", scope).where(number == consultation)
    with store.read() as conn:
        for row in conn.execute(chosen).mappings():
            facts = row["facts"]
            total += 1
            fate = str(facts.get("adopted") or "")
            fates[fate] = fates.get(fate, 0) + 1
            if fate and fate != "采纳":
                reason = str(facts.get("reason") or "")
                reasons[reason] = reasons.get(reason, 0) + 1
    return {"total": total, "fates": fates, "reasons": reasons}


@Store.needs("figures")
def registered(
    store: Store, scope: Scope, since: datetime, until: datetime
) -> list[dict[str, Any]]:
    """Requests of imported registers that were open in a span and are no procedure of the desk:
    posted_at, replied_at, outcome."""
    known = select(procedures.c.message_id).where(procedures.c.message_id.is_not(None))
    still = replies.c.replied_at.is_(None) | (replies.c.replied_at >= since)
    chosen = _of_kind("disclosure", scope).where(
        messages.c.posted_at < until, still, messages.c.id.not_in(known)
    )
    with store.read() as conn:
        return [
            {"posted_at": row["posted_at"], "replied_at": row["replied_at"],
             "outcome": str(row["facts"].get("outcome") or "")}
            for row in conn.execute(chosen).mappings()
        ]  # fmt: skip
