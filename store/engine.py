"""Opening a store and running one transaction in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from core.errors import ConfigError, DamagedError, Denied, StoreError
from core.scope import Scope

P = ParamSpec("P")
R = TypeVar("R")

BATCH = 1_000
"""At most this many rows in one transaction, so that no writer waits long for another."""

_BUSY_SECONDS = 5
_KILOBYTES, _PAGES = 16_000, 4_000
"""Of a connection that writes many rows: its cache, and pages (of 4 KB) until a checkpoint."""


_LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A server that is cut off is noticed within about ten seconds (libpq's parameters), so that a
worker behind a dead line stops leading instead of waiting for an answer."""


@dataclass(frozen=True, slots=True)
class Store:
    """One open store. Made by `store.migrate.open_store`, which also checks its schema.

    `months` remembers which partitions are known to be there (store.partitions).
    """

    engine: Engine
    months: set[int] = field(default_factory=set, compare=False, repr=False)

    @staticmethod
    def needs(
        *capabilities: str,
    ) -> Callable[
        [Callable[Concatenate["Store", Scope, P], R]], Callable[Concatenate["Store", Scope, P], R]
    ]:
        """Marks a function of this room: whose readers need one of these capabilities.

        `clock` is for the steps of the clock, whose scope has no limits; none is for everybody.
        The function raises Denied for any other reader.
        """

        def marked(
            function: Callable[Concatenate["Store", Scope, P], R],
        ) -> Callable[Concatenate["Store", Scope, P], R]:
            @wraps(function)
            def checked(store: "Store", scope: Scope, /, *args: P.args, **given: P.kwargs) -> R:
                if not scope.can(*capabilities):
                    raise Denied("您的角色不能查看或办理这一项。")
                return function(store, scope, *args, **given)

            checked.capabilities = capabilities  # type: ignore[attr-defined]  # read by a test
            return checked

        return marked

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction; raises StoreError when the database fails."""
        with _translated(), self.engine.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def moment(self) -> Iterator[Connection]:
        """A read transaction that sees the store as it stood at one moment, however long it reads.

        SQLite's are so by themselves; in PostgreSQL each statement of an ordinary one sees what
        others have written meanwhile.
        """
        with self.read() as conn:
            if not self.is_sqlite:
                conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield conn

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """A read of a few thousand rows, such as sums of cubes.

        PostgreSQL shall not start further processes for it: that takes longer than the reading
        (40 ms against 1 ms for a year by area).
        """
        with self.read() as conn:
            if not self.is_sqlite:
                conn.exec_driver_sql("SET LOCAL max_parallel_workers_per_gather = 0")
            yield conn

    @contextmanager
    def write(self, *, many: bool = False) -> Iterator[Connection]:
        """A write transaction: all of it happens or nothing.

        SQLite takes its write lock at once (BEGIN IMMEDIATE), so that two writers queue
        instead of failing half-way. For `many` rows its connection keeps more pages at hand from
        now on, and brings them into the file less often.
        """
        with (
            _translated(),
            self.engine.connect().execution_options(minsheng_write=True) as conn,
            conn.begin(),
        ):
            if many and self.is_sqlite:
                conn.exec_driver_sql(f"PRAGMA cache_size = -{_KILOBYTES}")
                conn.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {_PAGES}")
            yield conn

    def close(self) -> None:
        self.engine.dispose()


def connect(url: str) -> Store:
    """Open the store at `url` without looking at its schema.

    Raises ConfigError for an address that SQLAlchemy cannot read.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(url, parsed.database)
        return Store(create_engine(parsed, pool_pre_ping=True, connect_args=_LINE))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            "数据库地址无法识别：请写成 sqlite:///文件路径 或 postgresql+psycopg://用户@主机/库名。"
        ) from error


def _sqlite(url: str, path: str | None) -> Store:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Store(engine)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(conn: Connection) -> None:
    writing = conn.get_execution_options().get("minsheng_write")
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise StoreError("数据库暂时无法读写（忙、已满、只读或连接中断），请稍后再试。") from error
    except DatabaseError as error:
        if _spoiled(error):
            raise DamagedError(
                "数据库文件已损坏；请停止程序，用 minsheng restore 恢复最近的备份。"
            ) from error
        raise StoreError("数据库拒绝了这次操作，详情见日志。") from error
    except SQLAlchemyError as error:
        raise StoreError("数据库操作失败，详情见日志。") from error


def _spoiled(error: DatabaseError) -> bool:
    """SQLITE_CORRUPT and SQLITE_NOTADB, in the low byte of the codes of https://sqlite.org/rescode.html."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in (11, 26)
