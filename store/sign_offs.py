"""Who was asked to sign or to give an opinion, and what was answered (table `sign_offs`)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from core.scope import Scope
from store.engine import Store
from store.rows import insert_or_skip
from store.wording_tables import sign_offs

SUBJECTS = ("statement", "release", "procedure")


def ask(
    conn: Connection,
    about: tuple[str, int],
    units: Iterable[str],
    due_on: date | None,
    now: datetime,
) -> None:
    """Ask units; one that was asked before keeps its answer."""
    rows = [
        {
            "subject": about[0], "subject_id": about[1], "unit": unit, "asked_at": now,
            "due_on": due_on, "answer": "", "opinion": "", "facts": "", "answered_by": "",
        }
        for unit in dict.fromkeys(units)
    ]  # fmt: skip
    if rows:
        conn.execute(insert_or_skip(conn, sign_offs, "subject", "subject_id", "unit"), rows)


def answer(
    conn: Connection,
    about: tuple[str, int],
    unit: str,
    said: tuple[str, str, str],
    who: str,
    now: datetime,
) -> bool:
    """Write down a unit's answer (agree or dissent, opinion, facts); false if it was not asked."""
    which = (
        (sign_offs.c.subject == about[0])
        & (sign_offs.c.subject_id == about[1])
        & (sign_offs.c.unit == unit)
    )
    values = {"answer": said[0], "opinion": said[1], "facts": said[2]}
    values |= {"answered_by": who}
    return (
        conn.execute(update(sign_offs).where(which).values(**values, answered_at=now)).rowcount == 1
    )


def of(conn: Connection, subject: str, numbers: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The sign-offs of each of these, in the order asked."""
    found: dict[int, list[dict[str, Any]]] = {number: [] for number in numbers}
    chosen = select(sign_offs).where(
        sign_offs.c.subject == subject, sign_offs.c.subject_id.in_(sorted(numbers))
    )
    for row in conn.execute(chosen.order_by(sign_offs.c.id)).mappings():
        found[row["subject_id"]].append(dict(row))
    return found


@Store.needs("cases")
def open_for(store: Store, scope: Scope, unit: str = "") -> list[dict[str, Any]]:
    """What still waits for an answer, the earliest first; of one unit where it is given."""
    chosen = select(sign_offs).where(sign_offs.c.answer == "")
    if unit:
        chosen = chosen.where(sign_offs.c.unit == unit)
    if scope.units is not None:
        chosen = chosen.where(sign_offs.c.unit.in_(sorted(scope.units)))
    with store.read() as conn:
        return [dict(row) for row in conn.execute(chosen.order_by(sign_offs.c.id)).mappings()]


def reset(conn: Connection, about: tuple[str, int]) -> None:
    """The text has changed: whoever answered is asked anew."""
    which = (sign_offs.c.subject == about[0]) & (sign_offs.c.subject_id == about[1])
    empty = {"answer": "", "opinion": "", "facts": "", "answered_by": "", "answered_at": None}
    conn.execute(update(sign_offs).where(which).values(**empty))
