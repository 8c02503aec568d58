"""What one row of a table cannot know by itself: names that must exist elsewhere."""

import base64
import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from config import doors
from core.alarm_rules import AlertRule
from core.i18n import gettext as _
from core.kinds import about_a_person, traces_a_person
from core.labels import AREAS, LEVELS
from core.messages import KINDS
from core.places import Unit
from core.sources import FIELDS, PUBLISHERS, Profile, Sender, Source

_KEY_BYTES = 32

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")

Fault = tuple[str, str, str, str]
"""Table, key of the row, field, and why it is wrong."""


def faults(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Everything that does not fit together, table by table."""
    for key, profile in rows["profile"].items():
        yield from _told("profile", key, _of_profile(profile))
    for key, source in rows["source"].items():
        yield from _told("source", key, _of_source(source, rows["profile"]))
    for key, sender in rows["sender"].items():
        yield from _told("sender", key, _of_sender(sender, rows["source"]))
    for key, rule in rows["alert"].items():
        yield from _told("alert", key, _of_alert(rule, rows))
    for key, heat in rows["heat"].items():
        for level in LEVELS:
            yield from _told("heat", key, _unknown("levels", level, heat.levels))
    for key in rows["area"]:
        yield from _told("area", key, _unknown("code", key, AREAS))
    for key, unit in rows["unit"].items():
        yield from _told("unit", key, _of_unit(unit))


def _told(table: str, key: str, found: Iterator[tuple[str, str]]) -> Iterator[Fault]:
    for place, reason in found:
        yield table, key, place, reason


def _unknown(place: str, value: str, known: Container[str]) -> Iterator[tuple[str, str]]:
    if value not in known:
        yield place, _("没有“{value}”", value=value)


def _of_unit(unit: Unit) -> Iterator[tuple[str, str]]:
    if not unit.name.strip():
        yield "name", _("不能为空")
    for code in unit.areas:
        yield from _unknown("areas", code, AREAS)


def _of_profile(profile: Profile) -> Iterator[tuple[str, str]]:
    yield from _unknown("kind", profile.kind, KINDS)
    for name in profile.columns:
        yield from _unknown("columns", name, FIELDS)
    for name in profile.identity:
        yield from _unknown("identity", name, FIELDS)
    if profile.handback:
        yield from doors.of_handback(profile.handback)
    for name in profile.words:
        yield from _unknown("words", name, profile.facts)
    for place, mapped in (("columns", profile.columns), ("facts", profile.facts)):
        for name, headers in mapped.items():
            yield from _personal(place, name, headers)


def _personal(place: str, name: str, headers: list[str]) -> Iterator[tuple[str, str]]:
    """Who wrote serves the monthly hash and nothing else."""
    forbidden = traces_a_person if name == "submitter" else about_a_person
    for header in headers:
        if forbidden(header):
            yield place, _("“{header}”是个人信息，不能导入", header=header)


def _of_sender(sender: Sender, sources: Container[str]) -> Iterator[tuple[str, str]]:
    try:
        length = len(base64.b64decode(sender.key, validate=True))
    except ValueError:
        length = 0
    if length != _KEY_BYTES:
        yield "key", _("不是公钥，请照发送端 collect --to-package 显示的原样填写")
    for source in sender.sources:
        yield from _unknown("sources", source, sources)


def _of_alert(rule: AlertRule, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for name in rule.inhibits:
        yield from _unknown("inhibits", name, rows["alert"])
    if rule.rule:
        yield from _unknown("rule", rule.rule, rows["rule"])
    if rule.ladder:
        yield from _unknown("ladder", rule.ladder, rows["ladder"])


def _of_source(source: Source, profiles: Mapping[str, Profile]) -> Iterator[tuple[str, str]]:
    if source.publisher not in PUBLISHERS:
        yield (
            "publisher",
            _(
                "“{value}”不能作为来源，只能是 {known} 之一；不接入个人账号、聊天群和评论区",
                value=source.publisher,
                known="、".join(PUBLISHERS),
            ),
        )
    yield from _unknown("record_kind", source.record_kind, KINDS)
    if source.profile:
        yield from _unknown("profile", source.profile, profiles)
    if source.enabled:
        yield from _unreadable(source)
        yield from doors.unusable(source, profiles.get(source.profile))


def _unreadable(source: Source) -> Iterator[tuple[str, str]]:
    if source.every_minutes < 0:
        yield "every_minutes", _("不应小于 0")
    if source.owner and not _ADDRESS.fullmatch(source.owner):
        yield "owner", _("“{address}”不是邮箱地址", address=source.owner)
    if source.kind == "tabular" and not source.profile:
        yield "profile", _("表格来源要写明列映射")
    if source.kind == "rss" and not source.location.startswith(("http://", "https://")):
        yield "location", _("订阅源要写 http:// 或 https:// 开头的地址")
