"""The schema of a store: creating it, checking it, raising it to this program's version."""

from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from core.errors import SchemaError
from store.engine import Store, connect

_PACKAGE = "store.migrations"


def head() -> str:
    """The newest revision this program knows: file names begin with their number."""
    versions = resources.files(_PACKAGE) / "versions"
    return max(item.name.split("_", 1)[0] for item in versions.iterdir() if item.name[:4].isdigit())


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
        if not inspect(conn).has_table("alembic_version"):
            return None
        row = conn.execute(text("SELECT version_num FROM alembic_version")).first()
        return str(row[0]) if row else None


def upgrade(store: Store) -> None:
    """Raise the schema to this program's revision, in one transaction."""
    with store.write() as conn:
        _lock(conn)
        command.upgrade(_config(conn), "head")


def _lock(conn: Connection) -> None:
    """Two processes that start together must not both create the tables."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(7121245)"))


def _config(conn: Connection) -> Config:
    config = Config()
    with resources.as_file(resources.files(_PACKAGE)) as folder:
        config.set_main_option("script_location", str(Path(folder)).replace("%", "%%"))
    config.attributes["connection"] = conn
    return config
