"""Opening a database so that nothing can be written to it, and nothing takes for ever."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from core.errors import FetchError
from core.i18n import mark
from core.sources import Opened, secret_name

_CONNECT_SECONDS = 10
_STEPS = 10_000
"""SQLite asks this often (in steps of its machine) whether it should stop."""

_CODES = {
    "57014": mark("数据源“{name}”的查询超过 {seconds} 秒，已中止；请给增量列建索引或缩小查询。"),
    "SQLITE_INTERRUPT": mark(
        "数据源“{name}”的查询超过 {seconds} 秒，已中止；请给增量列建索引或缩小查询。"
    ),
    "25006": mark("数据源“{name}”的查询要写入数据，已被拒绝。"),
    "SQLITE_READONLY": mark("数据源“{name}”的查询要写入数据，已被拒绝。"),
    "SQLITE_BUSY": mark("数据源“{name}”的数据库正忙，稍后再试。"),
    "SQLITE_CANTOPEN": mark("数据源“{name}”的数据库文件打不开，请核对路径和权限。"),
    "SQLITE_NOTADB": mark("数据源“{name}”的文件不是 SQLite 数据库。"),
}
_LOGIN = ("28", "3D")
"""Classes of SQLSTATE: the login was refused, or there is no such database."""


@contextmanager
def reading(source: Opened, seconds: float) -> Iterator[Connection]:
    """A connection that cannot write; each statement ends after `seconds`.

    Raises FetchError. Neither address, query nor data are in its sentence.
    """
    engine = _engine(source, seconds)
    try:
        with engine.connect() as conn, conn.begin():
            yield conn
    except DBAPIError as error:
        raise _translated(error, source, seconds) from error
    except SQLAlchemyError as error:
        raise FetchError("数据源“{name}”的查询没有成功。", name=source.name) from error
    finally:
        engine.dispose()


def _engine(source: Opened, seconds: float) -> Engine:
    try:
        url = make_url(source.secret)
    except ArgumentError as error:
        raise FetchError(
            "数据源“{name}”没有可用的数据库地址：请在环境变量 {variable}"
            "（或 {variable}_FILE 指定的文件）里写 sqlite:///文件路径 或 "
            "postgresql://用户:口令@主机/库名。",
            name=source.name,
            variable=f"MINSHENG_SECRET_{secret_name(source)}",
            permanent=True,
        ) from error
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, seconds)
    if url.get_backend_name() == "postgresql":
        return _postgres(url, seconds)
    raise FetchError(
        "数据源“{name}”的数据库类型“{kind}”还不支持，可用 SQLite 和 PostgreSQL。",
        name=source.name,
        kind=url.get_backend_name(),
        permanent=True,
    )


def _sqlite(url: URL, seconds: float) -> Engine:
    """`mode=ro` opens no file for writing and makes none; `query_only` refuses the rest."""

    def connect() -> sqlite3.Connection:
        path = quote(url.database or "")
        opened = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=_CONNECT_SECONDS)
        opened.text_factory = lambda said: said.decode("utf-8", "replace")
        opened.execute("PRAGMA query_only = ON")
        ends = time.monotonic() + seconds
        opened.set_progress_handler(lambda: int(time.monotonic() > ends), _STEPS)
        return opened

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def _postgres(url: URL, seconds: float) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "minsheng"},
        execution_options={"postgresql_readonly": True},
    )

    @event.listens_for(engine, "connect")
    def _limit(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", (_ms(seconds),))
        connection.commit()

    return engine


def _ms(seconds: float) -> str:
    return str(max(1, round(seconds * 1000)))


def _translated(error: DBAPIError, source: Opened, seconds: float) -> FetchError:
    """The sentence of a database's error, by its code; its own words may quote data."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    code = str(code or "")
    sentence = _CODES.get(code) or _CODES.get("_".join(code.split("_")[:2]))
    if sentence:
        return FetchError(sentence, name=source.name, seconds=round(seconds, 1))
    if not code:
        return FetchError("连不上数据源“{name}”的数据库，稍后再试。", name=source.name)
    if code[:2] in _LOGIN:
        return FetchError(
            "登录不上数据源“{name}”的数据库（{code}），请核对地址、用户和口令。",
            name=source.name,
            code=code,
        )
    return FetchError(
        "数据库没有接受数据源“{name}”的查询（{code}），请核对查询、since 和 key 的列名。",
        name=source.name,
        code=code,
    )
