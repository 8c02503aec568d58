"""Carrying everything from one store into another: `minsheng db copy`."""

from pathlib import Path

from core.errors import InputError
from core.scope import Scope
from jobs.importing import Progress
from store import copying
from store.copying import Copied
from store.migrate import open_store


def run(source: str, target: str, told: Progress) -> list[Copied]:
    """Copy between two addresses; an absent SQLite file or empty database gets its tables, but
    one that is to be copied must be there: a misspelt path would be copied as an empty store.

    Raises ConfigError, SchemaError, StoreError and InputError, one sentence each.
    """
    path = source.removeprefix("sqlite:///")
    if path != source and not Path(path).is_file():
        raise InputError("找不到数据库文件 {path}，请检查路径。", path=path)
    old, new = open_store(source), open_store(target)
    try:
        return copying.copy(old, new, Scope.ALL, told)
    finally:
        old.close()
        new.close()
