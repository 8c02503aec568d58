"""Carrying everything from one store into another: `minsheng db copy`."""

from core.scope import Scope
from jobs.importing import Progress
from store import copying
from store.copying import Copied
from store.migrate import open_store


def run(source: str, target: str, told: Progress) -> list[Copied]:
    """Copy between two addresses; an absent SQLite file or empty database gets its tables.

    Raises ConfigError, SchemaError, StoreError and InputError, one sentence each.
    """
    old, new = open_store(source), open_store(target)
    try:
        return copying.copy(old, new, Scope.ALL, told)
    finally:
        old.close()
        new.close()
