"""The row of large figures over the overview, each with the way to its messages."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from dashboard import pieces
from dashboard.definitions import FIGURES
from dashboard.filters import Period
from dashboard.pieces import Figure
from dashboard.visit import Visit
from reports import changes, numbers

_SETTLED = timedelta(days=15)

HIDDEN = {"sentiment": "", "answered": "", "took": "", "words": "", "matter": ""}
"""What figures do not follow, and so leave out of the way to their list."""


@dataclass(frozen=True, slots=True)
class Side:
    """The cube frames of one period, filtered: messages by day, response times by hour."""

    days: pl.DataFrame
    hours: pl.DataFrame


def draw(here: Visit, period: Period, found: Side, other: Side | None) -> None:
    """Received, answered, how fast, how negative; each against `other` where there is one."""
    with st.container(key="headline"):
        _received(here, period, found, other)
        _answered(here, period, found, other)
        _speed(here, period, found, other)
        _negative(here, period, found, other)
        pending = here.reader.waiting().get("pending", 0)
        if pending:
            figure = Figure(_("待分析"), numbers.compact(pending), help=_(FIGURES["pending"]))
            pieces.framed(figure)


def query(here: Visit, period: Period, **changes: Any) -> dict[str, str]:
    """The address of the messages behind a figure: this period and filter, and `changes`."""
    return here.chosen.query(**{**HIDDEN, "period": period.name, **changes})


def _received(here: Visit, period: Period, found: Side, other: Side | None) -> None:
    total = _messages(found)
    length = (period.until - period.since).days + 1
    to_list = partial(pieces.link, here, "messages", _("查看诉求"), query(here, period))
    change = changes.growth(total, _messages(other)) if other else None
    pieces.framed(
        Figure(
            _("受理诉求"),
            numbers.compact(total),
            _("日均 {n} 件", n=f"{total / length:,.1f}"),
            delta=change,
            help=_(FIGURES["received"]),
            link=to_list,
        )
    )


def _answered(here: Visit, period: Period, found: Side, other: Side | None) -> None:
    part, whole = _replied(here, found)
    address = query(here, period, answered="0")
    settled = here.today - period.until > _SETTLED  # newer ones have not had time for an answer
    before = _replied(here, other) if other and settled else (0, 0)
    pieces.framed(
        Figure(
            _("已答复"),
            _rate(part, whole),
            _("{share}（含答复的来源）", share=_of(part, whole)),
            delta=changes.points((part, whole), before),
            help=_(FIGURES["answered"]),
            link=partial(pieces.link, here, "messages", _("查看未答复"), address),
        )
    )


def _speed(here: Visit, period: Period, found: Side, other: Side | None) -> None:
    times = numbers.response_times(found.hours)
    about = _("九成不超过 {p90}，{n} 件", p90=numbers.duration(times.p90), n=numbers.count(times.n))
    before = numbers.response_times(other.hours) if other else None
    address = query(here, period, answered="1")
    pieces.framed(
        Figure(
            _("中位答复时长"),
            numbers.duration(times.median),
            about,
            delta=changes.hours(times, before),
            help=_(FIGURES["speed"]),
            link=partial(pieces.link, here, "messages", _("查看已答复"), address),
        )
    )


def _negative(here: Visit, period: Period, found: Side, other: Side | None) -> None:
    part, whole = _bad(found), _messages(found)
    before = (_bad(other), _messages(other)) if other else (0, 0)
    address = query(here, period, sentiment="neg")
    pieces.framed(
        Figure(
            _("负面"),
            _rate(part, whole),
            _of(part, whole),
            delta=changes.points((part, whole), before),
            help=_(FIGURES["negative"]),
            link=partial(pieces.link, here, "messages", _("查看负面诉求"), address),
        )
    )


def _messages(side: Side) -> int:
    return int(side.days["messages"].sum())


def _bad(side: Side) -> int:
    return int(side.days.filter(pl.col("sentiment") == "neg")["messages"].sum())


def _replied(here: Visit, side: Side) -> tuple[int, int]:
    counted = side.days.filter(pl.col("source").is_in(here.replying))
    return int(counted["replied"].sum()), int(counted["messages"].sum())


def _rate(part: int, whole: int) -> str:
    enough = whole >= numbers.MIN_N or not whole
    return numbers.percent(part, whole) if enough else _("样本不足")


def _of(part: int, whole: int) -> str:
    return _("{part} / {whole} 件", part=numbers.count(part), whole=numbers.count(whole))
