"""The row of large figures over the overview, each with the way to its messages."""

from functools import partial

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from dashboard import pieces
from dashboard.filters import Period
from dashboard.visit import Visit
from reports import numbers


def draw(here: Visit, period: Period, days: pl.DataFrame, hours: pl.DataFrame) -> None:
    """Received, answered, how fast, how negative, and what still waits for analysis.

    `days` and `hours` are the cube frames of the period, already filtered.
    """
    with st.container(key="headline"):
        _received(here, period, days)
        _answered(here, period, days)
        _speed(hours)
        _negative(here, period, days)
        pending = here.reader.waiting().get("pending", 0)
        about = _("不分期间，尚未计入其他各数")
        pieces.figure(_("待分析"), numbers.compact(pending), about)


def query(here: Visit, period: Period, **changes: str) -> dict[str, str]:
    """The address of the messages behind a figure: this period and filter, and `changes`."""
    hidden = {"sentiment": "", "answered": "", "words": ""}
    return here.chosen.query(**{**hidden, "period": period.name, **changes})


def _received(here: Visit, period: Period, days: pl.DataFrame) -> None:
    total = int(days["messages"].sum())
    length = (period.until - period.since).days + 1
    about = _("日均 {n} 件", n=f"{total / length:,.1f}")
    to_list = partial(pieces.link, here, "messages", _("查看诉求"), query(here, period))
    pieces.figure(_("受理诉求"), numbers.compact(total), about, to_list)


def _answered(here: Visit, period: Period, days: pl.DataFrame) -> None:
    counted = days.filter(pl.col("source").is_in(here.replying))
    total, replied = int(counted["messages"].sum()), int(counted["replied"].sum())
    address = query(here, period, answered="0")
    to_list = partial(pieces.link, here, "messages", _("查看未答复"), address)
    about = _("{share}（含答复的来源）", share=_of(replied, total))
    pieces.figure(_("已答复"), _rate(replied, total), about, to_list)


def _speed(hours: pl.DataFrame) -> None:
    times = numbers.response_times(hours)
    about = _("九成不超过 {p90}，{n} 件", p90=numbers.duration(times.p90), n=numbers.count(times.n))
    pieces.figure(_("中位答复时长"), numbers.duration(times.median), about)


def _negative(here: Visit, period: Period, days: pl.DataFrame) -> None:
    total = int(days["messages"].sum())
    negative = int(days.filter(pl.col("sentiment") == "neg")["messages"].sum())
    address = query(here, period, sentiment="neg")
    to_list = partial(pieces.link, here, "messages", _("查看负面诉求"), address)
    pieces.figure(_("负面"), _rate(negative, total), _of(negative, total), to_list)


def _rate(part: int, whole: int) -> str:
    enough = whole >= numbers.MIN_N or not whole
    return numbers.percent(part, whole) if enough else _("样本不足")


def _of(part: int, whole: int) -> str:
    return _("{part} / {whole} 件", part=numbers.count(part), whole=numbers.count(whole))
