"""What one row of a table cannot know by itself: names that must exist elsewhere."""

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from core.i18n import gettext as _
from core.labels import AREAS, LEVELS
from core.messages import KINDS
from core.sources import FIELDS, PUBLISHERS, Profile, Source

Fault = tuple[str, str, str, str]
"""Table, key of the row, field, and why it is wrong."""


def faults(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Everything that does not fit together, table by table."""
    for key, profile in rows["profile"].items():
        yield from _told("profile", key, _of_profile(profile))
    for key, source in rows["source"].items():
        yield from _told("source", key, _of_source(source, rows["profile"]))
    for key, rule in rows["alert"].items():
        yield from _told("alert", key, _of_alert(rule.level, rule.to))
    for key, heat in rows["heat"].items():
        for level in LEVELS:
            yield from _told("heat", key, _unknown("levels", level, heat.levels))
    for key in rows["area"]:
        yield from _told("area", key, _unknown("code", key, AREAS))
    for key, unit in rows["unit"].items():
        for code in unit.areas:
            yield from _told("unit", key, _unknown("areas", code, AREAS))


def _told(table: str, key: str, found: Iterator[tuple[str, str]]) -> Iterator[Fault]:
    for place, reason in found:
        yield table, key, place, reason


def _unknown(place: str, value: str, known: Container[str]) -> Iterator[tuple[str, str]]:
    if value not in known:
        yield place, _("没有“{value}”", value=value)


def _of_profile(profile: Profile) -> Iterator[tuple[str, str]]:
    yield from _unknown("kind", profile.kind, KINDS)
    for name in profile.columns:
        yield from _unknown("columns", name, FIELDS)


def _of_alert(level: str, addresses: list[str]) -> Iterator[tuple[str, str]]:
    yield from _unknown("level", level, LEVELS)
    for address in addresses:
        if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", address):
            yield "to", _("“{address}”不是邮箱地址", address=address)


def _of_source(source: Source, profiles: Container[str]) -> Iterator[tuple[str, str]]:
    yield from _unknown("publisher", source.publisher, PUBLISHERS)
    yield from _unknown("record_kind", source.record_kind, KINDS)
    if source.profile:
        yield from _unknown("profile", source.profile, profiles)
    if source.enabled:
        yield from _unreadable(source)


def _unreadable(source: Source) -> Iterator[tuple[str, str]]:
    if source.every_minutes <= 0:
        yield "every_minutes", _("应大于 0")
    if source.kind == "tabular" and not source.profile:
        yield "profile", _("表格来源要写明列映射")
    if source.kind == "rss" and not source.location.startswith(("http://", "https://")):
        yield "location", _("订阅源要写 http:// 或 https:// 开头的地址")
