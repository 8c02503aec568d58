"""One source on the page 信息源: its state, its last days against what is usual, what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cases import desk
from core.i18n import gettext as _
from core.labels import KIND_NAMES
from core.sources import Source
from dashboard import loaders, pieces
from dashboard.visit import Visit
from reports import numbers, sparks
from reports.freshness import State, by_file

_COUNTS = ("accepted", "duplicate", "updated", "quarantined")


@dataclass(frozen=True, slots=True)
class Fares:
    """All that is known of how one source fares; `days` are its last days, today last."""

    code: str
    source: Source | None
    row: Mapping[str, Any]
    volume: Mapping[str, Any] | None
    state: State
    days: Sequence[int]


def card(here: Visit, fares: Fares, waiting: bool) -> None:
    """One source in full."""
    with pieces.card():
        left, right = st.columns([5, 2], vertical_alignment="center", gap="medium")
        with left:
            _title(here, fares, waiting)
            st.caption(pieces.plain(_times(here, fares)))
            st.caption(pieces.plain(_counted(fares.row)))
            if sentence := _trouble(fares):
                st.text(sentence)
        with right:
            _days(fares)


def _title(here: Visit, fares: Fares, waiting: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(fares.state.word, color=fares.state.colour)
        st.markdown(f"**{pieces.plain(here.sources[fares.code])}**", width="content")
        if fares.source is not None:
            kind = _(KIND_NAMES.get(fares.source.record_kind, ""))
            st.caption(pieces.plain(kind), width="content")
            if fares.source.enabled:
                _collect_now(here, fares.code, waiting)


def _collect_now(here: Visit, code: str, waiting: bool) -> None:
    if waiting:
        st.caption(_("已提交，等待后台执行"), width="content")
    elif st.button(_("立即采集"), key=f"collect_{code}", type="tertiary"):
        desk.ask(here.reader.store, here.actor, "collect", {"source": code}, here.now)
        loaders.forget()
        st.rerun()


def _days(fares: Fares) -> None:
    """Bars of the last fourteen days, today's number, and what is usual by this hour."""
    st.metric(
        _("今天"),
        numbers.count(fares.days[-1]),
        help=_("柱形为近 14 天每天新增件数；“往常”按最近八周同一星期几、截至此刻的件数估计。"),
    )
    told = _("、").join(map(numbers.count, fares.days))
    st.image(
        sparks.spark(fares.days), width=240,
        alt=_("近 {n} 天每天新增件数：{told}", n=len(fares.days), told=told),
    )  # fmt: skip
    st.caption(pieces.plain(usual(fares.volume)))


def usual(volume: Mapping[str, Any] | None) -> str:
    """The band as a sentence; without enough past it says so."""
    told = band(volume)
    return _("往常此时 {band} 件", band=told) if told else _("往常：记录还不够，满两周后给出")


def band(volume: Mapping[str, Any] | None) -> str:
    """From the least to the most that is usual by this hour; empty where nothing is known."""
    if volume is None or volume["usual"] is None:
        return ""
    return f"{numbers.count(round(volume['low']))}–{numbers.count(round(volume['high']))}"


def _counted(row: Mapping[str, Any]) -> str:
    accepted, duplicate, updated, quarantined = (numbers.count(row[name]) for name in _COUNTS)
    return _(
        "累计：新增 {accepted} · 重复 {duplicate} · 更新 {updated} · 待核 {quarantined}",
        accepted=accepted,
        duplicate=duplicate,
        updated=updated,
        quarantined=quarantined,
    )


def _times(here: Visit, fares: Fares) -> str:
    row, at = fares.row, fares.row["last_success_at"]
    said = [_("上次成功 {at}（{ago}）", at=numbers.moment(at), ago=numbers.ago(at, here.now))
            if at else _("从未成功")]  # fmt: skip
    if row["next_at"] is not None and not by_file(fares.source):
        is_soon = row["next_at"] <= here.now
        said.append(
            _("下次：即将") if is_soon else _("下次 {at}", at=numbers.moment(row["next_at"]))
        )
    if fares.source is not None and fares.source.owner:
        said.append(_("负责人 {owner}", owner=fares.source.owner))
    return " · ".join(said)


def _trouble(fares: Fares) -> str:
    """What is wrong, in one sentence."""
    row, volume = fares.row, fares.volume
    if row["failures"]:
        since = row["failing_since"] or row["last_try_at"]
        return _(
            "自 {at} 起连续失败 {n} 次：{error}",
            at=numbers.moment(since),
            n=row["failures"],
            error=row["error"],
        )
    if volume is not None and volume["state"] == "quiet":
        at = numbers.moment(volume["last_at"])
        return _("读取正常，但自 {at} 起没有新数据，按往常早该有了。", at=at)
    if volume is not None and volume["state"] == "flood":
        return _("今天的数据远多于往常，请核对是否重复推送或一次补录。")
    return str(row["error"])
