"""What people keep about the pages: saved views, links to big screens, when they last looked."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from core.scope import Scope
from store.engine import Store
from store.page_tables import looks, saved_views, screens
from store.rows import upsert

_VISIT = timedelta(minutes=30)
"""Looks closer together than this are one visit."""


@Store.needs("figures")
def views(store: Store, scope: Scope, owner: str) -> list[dict[str, Any]]:
    """The views somebody saved, by name: id, name, page, query."""
    columns = (saved_views.c[name] for name in ("id", "name", "page", "query"))
    mine = select(*columns).where(saved_views.c.owner == owner).order_by(saved_views.c.name)
    with store.read() as conn:
        return [dict(row) for row in conn.execute(mine).mappings()]


def save_view(conn: Connection, owner: str, name: str, values: dict[str, Any]) -> None:
    """Keep a view (page, query, saved_at) under a name; the same name is written over."""
    statement = upsert(conn, saved_views).values(owner=owner, name=name, **values)
    conn.execute(statement.on_conflict_do_update(index_elements=["owner", "name"], set_=values))


def drop_view(conn: Connection, owner: str, number: int) -> dict[str, Any] | None:
    """Take a view of one's own away and return it; None where there is none."""
    which = (saved_views.c.id == number) & (saved_views.c.owner == owner)
    row = conn.execute(select(saved_views).where(which)).mappings().one_or_none()
    conn.execute(delete(saved_views).where(which))
    return dict(row) if row else None


def looked(conn: Connection, owner: str, page: str, now: datetime) -> datetime | None:
    """Note a look and return the end of the visit before this one; None for the first visit."""
    which = (looks.c.owner == owner) & (looks.c.page == page)
    row = conn.execute(select(looks.c.at, looks.c.before_at).where(which)).one_or_none()
    if row is None:
        conn.execute(looks.insert().values(owner=owner, page=page, at=now, before_at=now))
        return None
    before: datetime = row.before_at if now - row.at < _VISIT else row.at
    conn.execute(update(looks).where(which).values(at=now, before_at=before))
    return before


@Store.needs("figures")
def all_screens(store: Store, scope: Scope) -> list[dict[str, Any]]:
    """Links to big screens, the newest first, with who made and who revoked them."""
    with store.read() as conn:
        found = conn.execute(select(screens).order_by(screens.c.id.desc()).limit(200))
        return [dict(row) for row in found.mappings()]


@Store.needs()
def screen(store: Store, scope: Scope, number: int) -> dict[str, Any] | None:
    """One link to a big screen; None where there is none."""
    with store.read() as conn:
        row = conn.execute(select(screens).where(screens.c.id == number)).mappings().one_or_none()
        return dict(row) if row else None


def open_screen(conn: Connection, values: dict[str, Any]) -> int:
    """Keep a new link and return its number."""
    statement = screens.insert().values(revoked_by="", **values).returning(screens.c.id)
    return int(conn.execute(statement).scalar_one())


def revoke_screen(conn: Connection, number: int, by: str, now: datetime) -> bool:
    """End a link that is still good; false where there is none."""
    which = (screens.c.id == number) & screens.c.revoked_at.is_(None)
    done = conn.execute(update(screens).where(which).values(revoked_by=by, revoked_at=now))
    return bool(done.rowcount)
