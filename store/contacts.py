"""Who is told for a unit: A 角, B 角, who is on call, and the administrator."""

from collections.abc import Iterable
from dataclasses import asdict, fields

from sqlalchemy import Connection, delete, select, update

from core.alarms import Contact
from core.scope import Scope
from store.alarm_tables import contacts
from store.engine import Store

_COLUMNS = [contacts.c[field.name] for field in fields(Contact)]


@Store.needs("cases", "operate")
def listed(store: Store, scope: Scope) -> list[Contact]:
    """All contacts, by unit and role."""
    with store.read() as conn:
        return everybody(conn)


def everybody(conn: Connection) -> list[Contact]:
    """The same inside a transaction."""
    order = (contacts.c.unit, contacts.c.role, contacts.c.from_at, contacts.c.id)
    rows = conn.execute(select(*_COLUMNS).order_by(*order)).mappings()
    return [Contact(**row) for row in rows]


def replace_units(conn: Connection, units: Iterable[str], fresh: Iterable[Contact]) -> None:
    """Put these contacts in place of all that the units had.

    An address that was disabled and comes again is taken for repaired.
    """
    conn.execute(delete(contacts).where(contacts.c.unit.in_(sorted(units))))
    for contact in fresh:
        values = asdict(contact)
        values.pop("id")
        conn.execute(contacts.insert().values(**values))


def disable(conn: Connection, channel: str, address: str, reason: str) -> int:
    """Send nothing to an address any more (empty reason: send again); how many rows it has.

    One that only a rule names gets a row without a role, so that the refusal is remembered.
    """
    which = (contacts.c.channel == channel) & (contacts.c.address == address)
    found = int(conn.execute(update(contacts).where(which).values(disabled=reason)).rowcount)
    if not found and reason:
        values = {**asdict(Contact(0, "", "", "", channel, address)), "disabled": reason}
        values.pop("id")
        conn.execute(contacts.insert().values(**values))
    return found
