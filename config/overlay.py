"""What was changed on pages: one TOML file over the operator's own, with its earlier versions.

The file is read like every other, after them and before `$MINSHENG_CONFIG`; whoever prefers files
edits or deletes it. Only what SAFE names can be changed on a page.
"""

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from config import calendar
from config.settings import Settings
from core.errors import ConfigError, InputError
from core.i18n import gettext as _
from core.times import local

SHIPPED = resources.files("config")
"""The folder of the tables that come with the program."""

FILE = "changed-on-pages.toml"
_EARLIER = "changed-on-pages"
_SUFFIX = ".toml.old"
_MOST = 50

SAFE: dict[str, tuple[str, tuple[str, ...]]] = {
    "rule": ("id", ("enabled", "amount")),
    "area": ("code", ("words",)),
    "problem": ("name", ("words",)),
    "topic": ("code", ("words",)),
    "unit": ("code", ("name", "areas", "words")),
    "region": ("adcode", ("aliases",)),
}
"""Table -> its key, and the fields that a page may change; all else is changed in files."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text that the file would have; read in its place."""

    path: Path
    text: str

    def read_text(self, encoding: str) -> str:
        """As a path has it."""
        return self.text

    def __str__(self) -> str:
        return str(self.path)


File = Traversable | Path | Draft


def files(settings: Settings, draft: str | None = None) -> Iterator[File]:
    """All configuration files, later ones win; `draft` stands for the file of the pages."""
    for folder in (SHIPPED, SHIPPED / "profiles", SHIPPED / "rules"):
        items = [item for item in folder.iterdir() if item.name.endswith(".toml")]
        yield from sorted(items, key=lambda item: item.name)
    own = settings.config_folder
    found = sorted(own.rglob("*.toml")) if own.is_dir() else []
    yield from (at for at in found if at.parent != own / calendar.FOLDER and at != own / FILE)
    if draft is not None:
        yield Draft(own / FILE, draft)
    elif (own / FILE).exists():
        yield own / FILE
    extra = settings.extra
    if extra is not None and not extra.exists():
        raise ConfigError("找不到 MINSHENG_CONFIG 指定的配置：{path}。", path=extra)
    if extra is not None:
        yield from sorted(extra.rglob("*.toml")) if extra.is_dir() else [extra]


def text(settings: Settings) -> str:
    """The file as it is; empty where nothing was changed on pages yet."""
    path = settings.config_folder / FILE
    try:
        return path.read_text("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("配置文件 {path} 读不懂：{reason}。", path=path, reason=error) from error


def changed(before: str, table: str, key: str, fields: Mapping[str, Any]) -> str:
    """The text of the file with these fields of a row changed.

    Raises InputError for a field that pages do not change.
    """
    name, allowed = SAFE.get(table, ("", ()))
    refused = sorted(set(fields) - set(allowed))
    if not allowed or refused:
        raise InputError(
            "页面上不能修改 {table} 的 {names}，请改配置文件。",
            table=table,
            names="、".join(refused) or key,
        )
    content: dict[str, list[dict[str, Any]]] = tomllib.loads(before)
    rows = content.setdefault(table, [])
    mine = next((row for row in rows if row.get(name) == key), None)
    if mine is None:
        rows.append({name: key, **fields})
    else:
        mine.update(fields)
    head = "# " + _(
        "由看板的“管理”页面写入，可以修改或删除；旧版本在文件夹 {folder}。", folder=_EARLIER
    )
    parts = [head]
    for code, found in content.items():
        for row in found:
            lines = [f"{field} = {toml(value)}" for field, value in row.items()]
            parts.append("\n".join(["", f"[[{code}]]", *lines]))
    return "\n".join(parts) + "\n"


def toml(value: Any) -> str:
    """Texts, numbers, lists and tables of them; JSON's texts are TOML's but for one character."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{toml(str(name))} = {toml(one)}" for name, one in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def put(settings: Settings, before: str, after: str, now: datetime) -> None:
    """Write the file; what it was goes to its earlier versions, the newest fifty stay.

    Raises InputError where somebody changed it meanwhile, or where it cannot be written.
    """
    if text(settings) != before:
        raise InputError("配置刚被别人改过，请重新查看后再改。")
    path = settings.config_folder / FILE
    old = settings.config_folder / _EARLIER
    try:
        old.mkdir(parents=True, exist_ok=True)
        (old / f"{local(now):%Y%m%dT%H%M%S%f}{_SUFFIX}").write_text(before, "utf-8")
        write(path, after)
        for gone in sorted(old.glob(f"*{_SUFFIX}"))[:-_MOST]:
            gone.unlink()
    except OSError as error:
        raise InputError("写不了文件 {path}，请检查文件夹和权限。", path=path) from error


def write(path: Path, text: str) -> None:
    """Write a file of the configuration whole, beside the old one, which it then replaces.

    Raises InputError where it cannot be written.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, "utf-8")
        fresh.replace(path)
    except OSError as error:
        raise InputError("写不了文件 {path}，请检查文件夹和权限。", path=path) from error


def versions(settings: Settings) -> dict[str, Path]:
    """Earlier texts of the file by the moment until which each was in use, the newest first."""
    old = settings.config_folder / _EARLIER
    found = sorted(old.glob(f"*{_SUFFIX}"), reverse=True)
    return {_moment(path.name.removesuffix(_SUFFIX)): path for path in found}


def _moment(stamp: str) -> str:
    """20261127T223000123456 as 2026-11-27 22:30:00.123."""
    day, _sep, clock = stamp.partition("T")
    return f"{day[:4]}-{day[4:6]}-{day[6:]} {clock[:2]}:{clock[2:4]}:{clock[4:6]}.{clock[6:9]}"
