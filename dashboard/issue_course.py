"""The course of an issue on its page: stage, heat in parts, timeline, effect of the answer."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.life import EVENTS, PARTS, STAGES
from core.rates import Ratio
from dashboard import pieces
from reports import numbers

_SMALL = ("", "IV")
"""Levels of what is still small."""


def of(issue: Mapping[str, Any]) -> dict[str, Any]:
    """The course kept with an issue; empty for one not judged since the last upgrade."""
    found: dict[str, Any] = json.loads(issue["life"]) if issue["life"] else {}
    return found


def stage(issue: Mapping[str, Any]) -> str:
    """The stage in words, empty where it is not known."""
    return _(STAGES[issue["stage"]]) if issue["stage"] in STAGES else ""


def first_signs(found: pl.DataFrame) -> pl.DataFrame:
    """苗头性问题 of a frame of issues: still small, but fast, and not set aside by a person."""
    small, fast = pl.col("level").is_in(_SMALL), pl.col("life").str.contains('"sign"')
    return found.filter(small, fast, pl.col("dismissed_at").is_null())


def show(issue: Mapping[str, Any]) -> None:
    """Draw heat in parts, timeline and effect."""
    course = of(issue)
    _parts(issue)
    if not course.get("timeline"):
        return
    left, right = st.columns(2)
    with left:
        _timeline(course["timeline"])
    with right:
        _effect(course["effect"])


def _parts(issue: Mapping[str, Any]) -> None:
    found = json.loads(issue["parts"]) if issue["parts"] else {}
    if not found:
        return
    rows = [(_(PARTS[name]), value) for name, value in found.items() if name in PARTS]
    st.subheader(_("热度构成"), anchor=False)
    pieces.typed(
        pl.DataFrame(rows, schema=["part", "value"], orient="row"),
        column_config={
            "part": st.column_config.TextColumn(_("分项")),
            "value": st.column_config.ProgressColumn(
                _("得分（0–100）"), min_value=0, max_value=100, format="%.0f"
            ),
        },
    )


def told(issue: Mapping[str, Any], least: int = 0) -> list[tuple[date, str]]:
    """What happened to an issue, in order: the day and a sentence.

    A count under `least` is told by its bound, for screens that everybody passes.
    """
    rows = of(issue).get("timeline") or []
    return [
        (date.fromisoformat(row["day"]), _(EVENTS[row["kind"]], told=_count(row["told"], least)))
        for row in rows
        if row["kind"] in EVENTS
    ]


def _count(value: Any, least: int) -> str:
    text = str(value or _("未注明"))
    return f"<{least}" if text.isdecimal() and 0 < int(text) < least else text


def _timeline(rows: list[dict[str, Any]]) -> None:
    st.subheader(_("脉络"), anchor=False)
    for row in rows:
        if row["kind"] in EVENTS:
            day = numbers.day(date.fromisoformat(row["day"]))
            told = row["told"] or _("未注明")
            st.text(f"{day}　{_(EVENTS[row['kind']], told=told)}")


def _effect(effect: Mapping[str, Any]) -> None:
    st.subheader(_("答复效果"), anchor=False)
    st.text(_solved(effect.get("solved")))
    days = effect.get("days")
    if not days:
        st.caption(_("首次答复后满三天再比较诉求量和情感。"))
        return
    for sentence in (_volume(effect.get("volume"), days), _negative(effect.get("negative"), days)):
        if sentence:
            st.text(sentence)
    st.caption(_("声量下降≠问题解决：是否解决以回访为准。"))


def _solved(counted: list[int] | None) -> str:
    if not counted:
        return _("回访确认解决：还没有回访")
    ratio = Ratio(counted[0], counted[1])
    low, high = ratio.interval or (0.0, 0.0)
    return _(
        "回访确认解决 {solved} / {asked} 件（{value}，95% 区间 {low}–{high}）",
        solved=counted[0],
        asked=counted[1],
        value=f"{ratio.value:.0f}%",
        low=f"{low:.0f}%",
        high=f"{high:.0f}%",
    )


def _volume(change: Mapping[str, Any] | None, days: int) -> str:
    if change is None:
        return ""
    high = "∞" if change["high"] is None else f"{change['high']:.2f}"
    return _(
        "诉求量：答复前 {days} 天 {before} 件，后 {days} 天 {after} 件，"
        "为此前的 {low}–{high} 倍（95%）",
        days=days,
        before=f"{change['before']:.0f}",
        after=f"{change['after']:.0f}",
        low=f"{change['low']:.2f}",
        high=high,
    )


def _negative(change: Mapping[str, Any] | None, days: int) -> str:
    if change is None:
        return ""
    return _(
        "负面占比：{before} → {after}，相差 {low} 至 {high} 个百分点（95%）",
        before=f"{100 * change['before']:.0f}%",
        after=f"{100 * change['after']:.0f}%",
        low=numbers.signed(100 * change["low"], 0),
        high=numbers.signed(100 * change["high"], 0),
    )
