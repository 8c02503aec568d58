"""The TOML tables: shipped defaults, overlaid by an operator's files, row by row by id.

Order, later wins: the files of this package, `$MINSHENG_HOME/config/**.toml`, what was changed
on pages (config.overlay), then `$MINSHENG_CONFIG`. A row with a known id changes the fields it
names and keeps the others.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from config.checks import faults
from config.overlay import SHIPPED, File, files
from config.rows import AreaWords, Channel, HeatRow, Problem, Topic
from config.settings import Settings
from config.spots import Spot, Spots, line_of
from core.alarm_rules import (
    AlertRule,
    Ladder,
    Quiet,
    ladder_problems,
    quiet_problems,
    rule_problems,
)
from core.assessment import Scheme, scheme_problems
from core.briefings import Masthead, Plan, Watched, plan_problems, watched_problems
from core.deadline_rules import Rule, overlaps, problems
from core.draft_check import WordRule
from core.errors import ConfigError, DeliveryError
from core.i18n import gettext as _
from core.items import Item
from core.places import Lexicon, Region, Unit
from core.rates import Policy, policy_problems
from core.sources import Profile, Sender, Source
from core.watched import Preset, preset_problems
from core.website import WebRule

_TABLES: dict[str, tuple[str, TypeAdapter[Any]]] = {
    "area": ("code", TypeAdapter(AreaWords)),
    "problem": ("name", TypeAdapter(Problem)),
    "topic": ("code", TypeAdapter(Topic)),
    "region": ("adcode", TypeAdapter(Region)),
    "unit": ("code", TypeAdapter(Unit)),
    "item": ("code", TypeAdapter(Item)),
    "source": ("id", TypeAdapter(Source)),
    "profile": ("name", TypeAdapter(Profile)),
    "sender": ("id", TypeAdapter(Sender)),
    "alert": ("id", TypeAdapter(AlertRule)),
    "rule": ("id", TypeAdapter(Rule)),
    "web_check": ("id", TypeAdapter(WebRule)),
    "rates": ("id", TypeAdapter(Policy)),
    "heat": ("id", TypeAdapter(HeatRow)),
    "channel": ("id", TypeAdapter(Channel)),
    "ladder": ("id", TypeAdapter(Ladder)),
    "quiet": ("id", TypeAdapter(Quiet)),
    "watched": ("id", TypeAdapter(Preset)),
    "word": ("id", TypeAdapter(WordRule)),
    "briefing": ("id", TypeAdapter(Plan)),
    "masthead": ("id", TypeAdapter(Masthead)),
    "urgent": ("id", TypeAdapter(Watched)),
    "assessment": ("id", TypeAdapter(Scheme)),
}


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of one installation, each row validated; `origins` tells the last file
    of each, `first` the first."""

    rows: Mapping[str, Mapping[str, Any]]
    origins: Mapping[tuple[str, str], str]
    first: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def is_invented(self, table: str, key: str) -> bool:
        """Whether a row belongs to the demonstration county, wherever it was changed later."""
        place = (table, key)
        return self.first.get(place, self.origins[place]).endswith("_demo.toml")

    def for_demo(self, demo: bool) -> "Tables":
        """The tables of a real installation, or those of the demonstration county.

        Invented units never judge real messages, and the general ones never invented messages.
        """

        def stays(table: str, key: str) -> bool:
            invented = self.is_invented(table, key)
            return not invented if not demo else invented or table not in ("unit", "item")

        rows = {
            table: {key: row for key, row in found.items() if stays(table, key)}
            for table, found in self.rows.items()
        }
        return Tables(rows, self.origins, self.first)

    @property
    def regions(self) -> list[Region]:
        return list(self.rows["region"].values())

    @property
    def units(self) -> list[Unit]:
        return list(self.rows["unit"].values())

    @property
    def items(self) -> list[Item]:
        return list(self.rows["item"].values())

    @property
    def sources(self) -> dict[str, Source]:
        return dict(self.rows["source"])

    @property
    def profiles(self) -> dict[str, Profile]:
        return dict(self.rows["profile"])

    @property
    def senders(self) -> dict[str, Sender]:
        return dict(self.rows["sender"])

    @property
    def web_rule(self) -> WebRule:
        row: WebRule = self.rows["web_check"]["R-WEB-CHECK"]
        return row

    @property
    def alerts(self) -> list[AlertRule]:
        return list(self.rows["alert"].values())

    def channel(self, kind: str, name: str) -> Channel:
        """The channel of this kind that contacts name. Raises DeliveryError."""
        found: Channel | None = self.rows["channel"].get(name)
        if found is None or found.kind != kind:
            raise DeliveryError(
                "配置里没有名为“{name}”的{kind}渠道。", permanent=True, name=name, kind=kind
            )
        return found

    @property
    def ladders(self) -> list[Ladder]:
        return list(self.rows["ladder"].values())

    @property
    def quiet(self) -> Quiet:
        return next(iter(self.rows["quiet"].values()), Quiet())

    @property
    def scheme(self) -> Scheme:
        """The first scheme of assessment."""
        found: Scheme = next(iter(self.rows["assessment"].values()))
        return found

    @property
    def masthead(self) -> Masthead:
        return next(iter(self.rows["masthead"].values()), Masthead())

    @property
    def rules(self) -> dict[str, Rule]:
        return dict(self.rows["rule"])

    @property
    def policy(self) -> Policy:
        return next(iter(self.rows["rates"].values()), Policy())

    @property
    def presets(self) -> dict[str, Preset]:
        return dict(self.rows["watched"])

    @property
    def warnings(self) -> list[str]:
        """Sentences about rows that are valid but hardly meant so: clocks that overlap."""
        return [
            _(
                "规则 {one} 与 {other} 对同一事项规定了同一时限，请停用其一（{path}）。",
                one=one.id,
                other=other.id,
                path=self.origins["rule", other.id],
            )
            for one, other in overlaps(self.rules.values())
        ]

    @property
    def topics(self) -> dict[str, dict[str, list[str]]]:
        """First level -> second level -> words."""
        found: dict[str, dict[str, list[str]]] = {}
        for row in self.rows["topic"].values():
            found.setdefault(row.first, {})[row.second] = list(row.words)
        return found

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


def load(settings: Settings, draft: str | None = None) -> Tables:
    """Read and validate every table; raises ConfigError that names file, row and field.

    `draft`: as if the file of the pages (config.overlay) had this text.
    """
    raw: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in _TABLES}
    spots: Spots = {}
    first: dict[tuple[str, str], str] = {}
    for path in files(settings, draft):
        for table, key, row, spot in _rows(path):
            first.setdefault((table, key), spot.path)
            raw[table][key] = {**raw[table].get(key, {}), **row}
            spots.update({(table, key, name): spot for name in ("", *row)})
    rows = {
        table: {key: _valid(table, key, row, spots) for key, row in found.items()}
        for table, found in raw.items()
    }
    for fault in faults(rows):
        raise _wrong(*fault, spots)
    _check_each("rule", rows["rule"], problems, spots)
    _check_each("alert", rows["alert"], rule_problems, spots)
    _check_each("ladder", rows["ladder"], ladder_problems, spots)
    _check_each("quiet", rows["quiet"], quiet_problems, spots)
    _check_each("briefing", rows["briefing"], plan_problems, spots)
    _check_each("urgent", rows["urgent"], watched_problems, spots)
    _check_each("rates", rows["rates"], policy_problems, spots)
    _check_each("assessment", rows["assessment"], scheme_problems, spots)
    _check_each("watched", _own("watched", rows, spots), preset_problems, spots)
    origins = {place[:2]: spot.path for place, spot in spots.items() if not place[2]}
    return Tables(rows, origins, first)


def _own(table: str, rows: Mapping[str, Mapping[str, Any]], spots: Spots) -> dict[str, Any]:
    """The rows that an operator wrote or changed; a test looks at the shipped ones, for what is
    slow to look at."""
    shipped = str(SHIPPED)
    return {
        key: row
        for key, row in rows[table].items()
        if not spots[table, key, ""].path.startswith(shipped)
    }


def _rows(path: File) -> Iterator[tuple[str, str, dict[str, Any], Spot]]:
    try:
        text = path.read_text("utf-8")
        content = tomllib.loads(text)
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
        for number, row in enumerate(rows):
            yield table, _key(path, table, row), row, Spot(str(path), text, number)


def _key(path: File, table: str, row: dict[str, Any]) -> str:
    name = _TABLES[table][0]
    if not isinstance(row.get(name), str) or not row[name]:
        raise ConfigError(
            "配置文件 {path} 的表“{table}”里有一行缺少“{name}”。", path=path, table=table, name=name
        )
    return str(row[name])


def _valid(table: str, key: str, row: dict[str, Any], spots: Spots) -> Any:
    try:
        adapter = _TABLES[table][1]
        unknown = set(row) - set(getattr(adapter._type, "__slots__", ()))
        if unknown:
            raise _wrong(table, key, min(unknown), "没有这个字段", spots)
        return adapter.validate_python(row)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or key
        unexpected = first["type"] == "unexpected_keyword_argument"
        reason = "没有这个字段" if unexpected else first["msg"]
        raise _wrong(table, key, place, reason, spots) from error


def _wrong(table: str, key: str, place: str, reason: str, spots: Spots) -> ConfigError:
    field_name = place.split(".")[0]
    spot = spots.get((table, key, field_name)) or spots[table, key, ""]
    return ConfigError(
        "配置文件 {path} 第 {line} 行的 {table}“{key}”有误：{place}：{reason}。",
        path=spot.path,
        line=line_of(spot.text, table, spot.number, place),
        table=table,
        key=key,
        place=place,
        reason=reason,
    )


def _check_each(
    table: str,
    rows: Mapping[str, Any],
    examine: Callable[[Any], Iterator[tuple[str, str]]],
    spots: Spots,
) -> None:
    for key, row in rows.items():
        for place, reason in examine(row):
            raise _wrong(table, key, place, reason, spots)
