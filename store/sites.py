"""What watched sites showed: looks at their home pages, and the last state of each page."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from core.scope import Scope
from core.website import Probe, Seen
from store.engine import Store
from store.outside_tables import site_pages, site_probes
from store.rows import insert_or_skip, upsert

_SHOWN = ("newest_on", "items", "pending_on", "dead_links")


@Store.needs("clock")
def add_probe(store: Store, scope: Scope, source: str, probe: Probe) -> None:
    """Keep one look; the same moment is kept once."""
    row = {
        "source": source,
        "at": probe.at,
        "seconds": probe.seconds,
        "void": int(probe.void),
    }
    with store.write() as conn:
        conn.execute(insert_or_skip(conn, site_probes, "source", "at").values(**row))


@Store.needs("figures", "operate")
def probes(store: Store, scope: Scope, source: str, since: datetime) -> list[Probe]:
    """The looks at a site since a moment, oldest first."""
    columns = site_probes.c
    with store.read() as conn:
        rows = conn.execute(
            select(columns.at, columns.seconds, columns.void)
            .where(columns.source == source, columns.at >= since)
            .order_by(columns.at)
        )
        return [Probe(row.at, row.seconds, bool(row.void)) for row in rows]


@Store.needs("clock")
def forget_probes(store: Store, scope: Scope, before: datetime) -> int:
    """Delete looks older than a moment."""
    with store.write() as conn:
        return conn.execute(delete(site_probes).where(site_probes.c.at < before)).rowcount


@Store.needs("clock")
def save_pages(store: Store, scope: Scope, source: str, found: Sequence[Seen]) -> None:
    """Keep what the pages of a site show now; pages that are watched no longer go.

    A page that could not be read keeps what it showed before, with the error beside it.
    """
    names = [page.target for page in found]
    with store.write() as conn:
        gone = site_pages.c.target.not_in(names)
        conn.execute(delete(site_pages).where(site_pages.c.source == source, gone))
        for page in found:
            row = {name: getattr(page, name) for name in (*_SHOWN, "target", "kind", "error")}
            row |= {"source": source, "seen_at": page.at}
            kept = ("error",) if page.error else ("kind", "seen_at", "error", *_SHOWN)
            statement = upsert(conn, site_pages).values(**row)
            conn.execute(
                statement.on_conflict_do_update(
                    index_elements=["source", "target"],
                    set_={name: statement.excluded[name] for name in kept},
                )
            )


@Store.needs("figures", "operate")
def pages(store: Store, scope: Scope, source: str) -> list[Seen]:
    """The last state of each watched page of a site."""
    columns = site_pages.c
    with store.read() as conn:
        rows = conn.execute(
            select(site_pages).where(columns.source == source).order_by(columns.target)
        ).all()
    return [
        Seen(
            row.target,
            row.kind,
            row.seen_at,
            error=row.error,
            **{name: getattr(row, name) for name in _SHOWN},
        )
        for row in rows
    ]
