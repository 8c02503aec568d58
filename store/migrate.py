"""The schema of a store: creating it, checking it, raising it to this program's version."""

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from core.errors import SchemaError
from store import cubes
from store.engine import Store, connect

if TYPE_CHECKING:
    from alembic.config import Config

_PACKAGE = "store.migrations"
_CUBED = "0022"
"""The newest revision that changes what is kept in cubes."""


def revisions() -> list[str]:
    """All revisions this program knows, oldest first: file names begin with their number."""
    versions = resources.files(_PACKAGE) / "versions"
    names = (item.name for item in versions.iterdir())
    return sorted(name.split("_", 1)[0] for name in names if name[:4].isdigit())


def head() -> str:
    """The newest revision this program knows."""
    return revisions()[-1]


def open_store(url: str) -> Store:
    """Open a store whose schema is this program's; an empty database gets it first.

    Raises SchemaError, naming `minsheng db upgrade`, for an older or newer schema.
    """
    store = connect(url)
    found = revision(store)
    if found is None:
        upgrade(store)
    elif found < head():
        raise SchemaError("数据库结构较旧，请先运行 minsheng db upgrade（会自动备份）。")
    elif found > head():
        raise SchemaError("数据库由更新版本的民声建立，请升级程序后再打开。")
    return store


def revision(store: Store) -> str | None:
    """The schema revision of a store, None for an empty database."""
    with store.read() as conn:
        return _revision(conn)


def _revision(conn: Connection) -> str | None:
    if not inspect(conn).has_table("alembic_version"):
        return None
    row = conn.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None


def upgrade(store: Store, revision: str = "head") -> None:
    """Raise the schema to this program's revision, or an earlier one, in one transaction.

    Cubes of a shape that the store did not have are counted from its messages.
    """
    from alembic import command  # a store that is up to date needs none of it

    with store.write() as conn:
        _lock(conn)
        before = _revision(conn)
        command.upgrade(_config(conn), revision)
        if before is not None and before < _CUBED and revision == "head":
            cubes.fill(conn)


def _lock(conn: Connection) -> None:
    """Two processes that start together must not both create the tables."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(7121245)"))


def _config(conn: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    with resources.as_file(resources.files(_PACKAGE)) as folder:
        config.set_main_option("script_location", str(Path(folder)).replace("%", "%%"))
    config.attributes["connection"] = conn
    return config
