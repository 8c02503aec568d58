"""Small parts that pages share: escaped text, badges, headings, empty states, downloads."""

import re
from collections.abc import Callable, Mapping
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any, Literal

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.labels import LEVELS
from dashboard.freshness import newest_success
from dashboard.visit import Visit
from reports import export, numbers, theme
from reports.charts import Drawing

Colour = Literal["red", "orange", "yellow", "blue", "green", "gray"]

_STATIC = Path(__file__).with_name("static")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINKLIKE = re.compile(r"(?<=[:@])|(?<=www)(?=\.)", re.IGNORECASE)
_BLIND = "\u200b"
_STALE_HOURS = 24

_SENTIMENTS: dict[str, Colour] = {"neg": "orange", "neu": "gray", "pos": "blue"}


def plain(text: object) -> str:
    """Text that Markdown shows as it is written, on one line: no markup, links or emoji codes.

    A zero-width space breaks what Streamlit turns into links after parsing.
    """
    line = " ".join(str(text).split())
    return _PUNCTUATION.sub(r"\\\1", _LINKLIKE.sub(_BLIND, line))


def style() -> None:
    """Our own style sheet: static text, never data."""
    st.html(_STATIC / "pages.css")
    st.logo(str(_STATIC / "minsheng.svg"), size="large")


def banner(here: Visit) -> None:
    """Say on every page that a store holds demonstration data."""
    if here.reader.note("demo"):
        st.warning(_("演示数据：示例县为虚构，所有诉求、单位和地名均非真实。"))


def heading(here: Visit, title: str, about: str = "") -> None:
    """The page's title and how fresh its data are."""
    st.title(title, anchor=False)
    st.caption(" · ".join(part for part in (about, _freshness(here)) if part))


def _freshness(here: Visit) -> str:
    newest, span = newest_success(here.reader.log("sources")), here.reader.span()
    if newest is None or span is None:
        return ""
    said = _(
        "数据截至 {at}（{ago}），最新诉求 {day}",
        at=numbers.moment(newest),
        ago=numbers.ago(newest, here.now),
        day=numbers.day(span[1]),
    )
    if (here.now - newest).total_seconds() > _STALE_HOURS * 3600:
        return said + _("，已超过 {n} 小时没有新采集", n=_STALE_HOURS)
    return said


def footer(here: Visit) -> None:
    """What the machine's labels are worth."""
    st.caption(_("研判标签由程序给出，供参考；热度等级为内部参照，不是突发事件等级。"))


def empty(title: str, advice: str) -> None:
    """What a page shows instead of an empty box."""
    with st.container(border=True, horizontal_alignment="center", key="empty"):
        st.subheader(title, anchor=False, text_alignment="center")
        st.markdown(advice, text_alignment="center")


def nothing_imported(here: Visit) -> bool:
    """Show how to begin where the store has no message yet; true if it did."""
    if here.reader.span() is not None:
        return False
    pending = here.reader.waiting().get("pending", 0)
    if pending:
        empty(
            _("{n} 件诉求等待分析", n=numbers.count(pending)),
            _("后台程序会自动分析；也可以运行 `minsheng analyse`。"),
        )
    else:
        empty(
            _("还没有数据"),
            _(
                "导入一份表格：`minsheng import 文件.xlsx --profile message_reply`　"
                "或者装入演示数据：`minsheng demo`"
            ),
        )
    return True


def level(code: str) -> None:
    """热度等级（参照）: always the word with its colour."""
    colours: dict[str, Any] = theme.LEVEL_COLOURS
    if code in LEVELS:
        st.badge(_(LEVELS[code]), color=colours[code], help=_("热度等级（参照）"))
    else:
        st.badge(_("未定级"), color="gray", help=_("热度等级（参照）"))


def sentiment(code: str | None, name: str) -> None:
    """A sentiment as a badge."""
    st.badge(name, color=_SENTIMENTS.get(code or "", "gray"))


def figure(label: str, value: str, detail: str, link: Callable[[], object] | None = None) -> None:
    """One large figure of a header row, what it is made of, and the way to its messages."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(label, value)
        st.caption(plain(detail))
        if link:
            link()


def link(here: Visit, page: str, label: str, query: Mapping[str, str]) -> None:
    """A link to another page; `label` is shown as written."""
    st.page_link(here.pages[page], label=plain(label), query_params=dict(query))


def chart(drawing: Drawing, **more: Any) -> Any:
    """A chart with its downloads; `more` goes to Streamlit (on_select, key)."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(plain(drawing.caption.title), anchor=False, width="stretch")
        downloads(drawing)
    chosen: Any = st.plotly_chart(
        drawing.figure,
        theme=None,
        config={"displayModeBar": False, "scrollZoom": False},
        alt=_described(drawing),
        **{"key": f"chart_{drawing.name}", **more},
    )
    return chosen


def _described(drawing: Drawing) -> str:
    caption = drawing.caption
    return _(
        "{title}，{period}，共 {n} 件", title=caption.title, period=caption.period, n=caption.n
    )


def downloads(drawing: Drawing) -> None:
    """Buttons that make the file when they are pressed, not before."""
    caption = drawing.caption
    name = re.sub(r"[^\w-]+", "_", f"{caption.title}_{caption.period}")
    for suffix, label, about, mime in (
        ("png", "PNG", _("下载图片"), "image/png"),
        ("csv", "CSV", _("下载数据"), "text/csv"),
        ("xlsx", "Excel", _("下载数据"), "application/octet-stream"),
    ):
        st.download_button(
            label,
            later(partial(export.export, drawing, suffix)),
            file_name=f"{name}.{suffix}",
            mime=mime,
            type="tertiary",
            icon=":material/download:" if suffix == "png" else None,
            help=about,
            on_click="ignore",
            key=f"{drawing.name}_{suffix}",
        )


def later(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """The same work for another thread, in the language of this page."""
    context = copy_context()
    return lambda: context.copy().run(make)


def grid(table: pl.DataFrame, **more: Any) -> None:
    """A table of text; what is not known shows as a dash."""
    shown = table.with_columns(pl.all().cast(pl.String).fill_null("—"))
    st.dataframe(shown, hide_index=True, **more)
