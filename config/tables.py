"""The TOML tables: shipped defaults, overlaid by an operator's files, row by row by id.

Order, later wins: the files of this package, `$MINSHENG_HOME/config/**.toml`, then
`$MINSHENG_CONFIG`. A row with a known id changes the fields it names and keeps the others.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from config.settings import Settings
from core.errors import ConfigError
from core.labels import AREAS, LEVELS
from core.messages import KINDS
from core.places import Lexicon, Region, Unit
from core.sources import FIELDS, PUBLISHERS, Profile, Source


@dataclass(frozen=True, slots=True)
class AreaWords:
    """The words that speak for one area, by weight (as text, because TOML keys are text)."""

    code: str
    words: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem that issues are made of, and the words that tell it."""

    name: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class AlertRule:
    """Who is told when an issue reaches a level (I is the highest)."""

    id: str
    level: str
    to: list[str] = field(default_factory=list)
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class HeatRow:
    """How heat is weighed, where its levels begin, and when a burst is called."""

    id: str
    weights: Mapping[str, float]
    levels: Mapping[str, float]
    intents: Mapping[str, float]
    hysteresis: float
    half_people: float
    half_votes: float
    burst_people: int
    burst_chance: float


_TABLES: dict[str, tuple[str, TypeAdapter[Any]]] = {
    "area": ("code", TypeAdapter(AreaWords)),
    "problem": ("name", TypeAdapter(Problem)),
    "region": ("adcode", TypeAdapter(Region)),
    "unit": ("code", TypeAdapter(Unit)),
    "source": ("id", TypeAdapter(Source)),
    "profile": ("name", TypeAdapter(Profile)),
    "alert": ("id", TypeAdapter(AlertRule)),
    "heat": ("id", TypeAdapter(HeatRow)),
}


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of one installation, each row validated; `origins` tells the file of each."""

    rows: Mapping[str, Mapping[str, Any]]
    origins: Mapping[tuple[str, str], str]

    def for_demo(self, demo: bool) -> "Tables":
        """The tables of a real installation, or those of the demonstration county.

        Invented units never judge real messages, and the general ones never invented messages.
        """

        def stays(table: str, key: str) -> bool:
            invented = self.origins[table, key].endswith("_demo.toml")
            return not invented if not demo else invented or table != "unit"

        rows = {
            table: {key: row for key, row in found.items() if stays(table, key)}
            for table, found in self.rows.items()
        }
        return Tables(rows, self.origins)

    @property
    def regions(self) -> list[Region]:
        return list(self.rows["region"].values())

    @property
    def units(self) -> list[Unit]:
        return list(self.rows["unit"].values())

    @property
    def sources(self) -> dict[str, Source]:
        return dict(self.rows["source"])

    @property
    def profiles(self) -> dict[str, Profile]:
        return dict(self.rows["profile"])

    @property
    def alerts(self) -> list[AlertRule]:
        return list(self.rows["alert"].values())

    @property
    def heat(self) -> HeatRow:
        row: HeatRow = self.rows["heat"]["default"]
        return row

    @property
    def lexicon(self) -> Lexicon:
        areas = {
            row.code: {word: float(weight) for weight, words in row.words.items() for word in words}
            for row in self.rows["area"].values()
        }
        problems = {row.name: list(row.words) for row in self.rows["problem"].values()}
        return Lexicon(areas, problems)


def load(settings: Settings) -> Tables:
    """Read and validate every table; raises ConfigError that names file, row and field."""
    raw: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in _TABLES}
    origins: dict[tuple[str, str], str] = {}
    for path in _files(settings):
        for table, key, row in _rows(path):
            raw[table][key] = {**raw[table].get(key, {}), **row}
            origins[table, key] = str(path)
    rows = {
        table: {key: _valid(table, key, row, origins[table, key]) for key, row in found.items()}
        for table, found in raw.items()
    }
    _check(rows, origins)
    _check_levels(rows, origins)
    return Tables(rows, origins)


def _files(settings: Settings) -> Iterator[Traversable | Path]:
    package = resources.files("config")
    for folder in (package, package / "profiles"):
        items = [item for item in folder.iterdir() if item.name.endswith(".toml")]
        yield from sorted(items, key=lambda item: item.name)
    for path in (settings.config_folder, settings.extra):
        if path is None or not path.exists():
            if path is not None and path == settings.extra:
                raise ConfigError("找不到 MINSHENG_CONFIG 指定的配置：{path}。", path=path)
            continue
        yield from sorted(path.rglob("*.toml")) if path.is_dir() else [path]


def _rows(path: Traversable | Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError("配置文件 {path} 读不懂：{reason}。", path=path, reason=error) from error
    for table, rows in content.items():
        if table not in _TABLES or not isinstance(rows, list):
            raise ConfigError(
                "配置文件 {path} 里有不认识的表“{table}”，可用的表：{known}。",
                path=path,
                table=table,
                known="、".join(_TABLES),
            )
        for row in rows:
            yield table, _key(path, table, row), row


def _key(path: Traversable | Path, table: str, row: dict[str, Any]) -> str:
    name = _TABLES[table][0]
    if not isinstance(row.get(name), str) or not row[name]:
        raise ConfigError(
            "配置文件 {path} 的表“{table}”里有一行缺少“{name}”。", path=path, table=table, name=name
        )
    return str(row[name])


def _valid(table: str, key: str, row: dict[str, Any], origin: str) -> Any:
    try:
        adapter = _TABLES[table][1]
        unknown = set(row) - set(getattr(adapter._type, "__slots__", ()))
        if unknown:
            raise _wrong(table, key, "、".join(sorted(unknown)), "没有这个字段", origin)
        return adapter.validate_python(row)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or key
        raise _wrong(table, key, place, first["msg"], origin) from error


def _wrong(table: str, key: str, place: str, reason: str, origin: str) -> ConfigError:
    return ConfigError(
        "配置文件 {path} 的 {table}“{key}”有误：{place}：{reason}。",
        path=origin,
        table=table,
        key=key,
        place=place,
        reason=reason,
    )


def _check(rows: Mapping[str, Mapping[str, Any]], origins: Mapping[tuple[str, str], str]) -> None:
    """What one row cannot know by itself: names that must exist elsewhere."""

    def need(table: str, key: str, place: str, value: str, allowed: object) -> None:
        if value not in allowed:  # type: ignore[operator]
            raise _wrong(table, key, place, f"没有“{value}”", origins[table, key])

    for key, profile in rows["profile"].items():
        need("profile", key, "kind", profile.kind, KINDS)
        for name in profile.columns:
            need("profile", key, "columns", name, FIELDS)
    for key, source in rows["source"].items():
        need("source", key, "publisher", source.publisher, PUBLISHERS)
        need("source", key, "record_kind", source.record_kind, KINDS)
        if source.profile:
            need("source", key, "profile", source.profile, rows["profile"])
    for key in rows["area"]:
        need("area", key, "code", key, AREAS)
    for key, unit in rows["unit"].items():
        for code in unit.areas:
            need("unit", key, "areas", code, AREAS)


def _check_levels(
    rows: Mapping[str, Mapping[str, Any]], origins: Mapping[tuple[str, str], str]
) -> None:
    for key, heat in rows["heat"].items():
        missing = [level for level in LEVELS if level not in heat.levels]
        if missing:
            raise _wrong("heat", key, "levels", f"没有“{missing[0]}”", origins["heat", key])
