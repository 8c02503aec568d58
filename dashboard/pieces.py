"""Small parts that pages share: escaped text, badges, headings, empty states, downloads."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.labels import LEVELS
from dashboard import looks, trail
from dashboard.visit import Visit
from reports import looks as palettes
from reports import numbers, theme
from reports.freshness import newest_success

Colour = Literal["red", "orange", "yellow", "blue", "green", "gray"]

_STATIC = Path(__file__).with_name("static")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINKLIKE = re.compile(r"(?<=[:@])|(?<=www)(?=\.)", re.IGNORECASE)
_BLIND = "\u200b"
_STALE_HOURS = 24
_STILL = timedelta(minutes=5)
"""A worker that is started anew needs less."""

_ROW, _HEAD = 33, 36
_MOST_ROWS = 20
"""Heights of a row and of the head of a table in pixels; more rows than this scroll."""

_SENTIMENTS: dict[str, Colour] = {"neg": "orange", "neu": "gray", "pos": "blue"}


def plain(text: object) -> str:
    """Text that Markdown shows as it is written, on one line: no markup, links or emoji codes.

    A zero-width space breaks what Streamlit turns into links after parsing.
    """
    line = " ".join(str(text).split())
    return _PUNCTUATION.sub(r"\\\1", _LINKLIKE.sub(_BLIND, line))


def marked(pieces: Iterable[tuple[str, bool]]) -> str:
    """Pieces of a text as Markdown, those found by a search on a coloured ground."""
    return "".join(
        f":orange-background[{plain(piece)}]" if found else plain(piece) for piece, found in pieces
    )


_numbers: ContextVar[Iterator[int]] = ContextVar("cards")
"""Each card of a page has a name of its own, by which the style sheet knows it."""


def begin_cards() -> None:
    """Number the cards of a page from the first again."""
    _numbers.set(count())


def style() -> None:
    """Our own style sheet: static text, never data."""
    st.html(f"<style>{palettes.styles(looks.look())}</style>")
    st.html(_STATIC / "pages.css")
    name = "minsheng-dark.svg" if looks.look() == "dark" else "minsheng.svg"
    st.logo(str(_STATIC / name), size="large")


def banner(here: Visit) -> None:
    """Say on every page that a store holds demonstration data."""
    if here.reader.note("demo"):
        with st.container(key="demo_banner"):
            st.warning(_("演示数据：示例县为虚构，所有诉求、单位和地名均非真实。"))
    stopped = still_since(here)
    if stopped:
        told = _(
            "后台程序自 {at} 起没有运行：不再采集和分析，也不发提醒，页面停在那时。"
            "请系统管理员启动后台（minsheng worker）。",
            at=numbers.moment(stopped),
        )
        st.warning(plain(told))


def still_since(here: Visit) -> datetime | None:
    """When the worker stopped that once ran here; None while one runs, or none ever did."""
    ended: datetime | None = here.reader.kept("leases", "ends_at", "leader")
    return ended if ended and here.now - ended > _STILL else None


def choices() -> None:
    """Light, dark, high contrast; Chinese or English: links that set a cookie."""
    with st.sidebar, st.container(key="looks"):
        shown = [f"[{_(name)}](/look/{code})" for code, name in looks.LOOKS.items()]
        spoken = [f"[{name}](/look/{code})" for code, name in looks.LANGUAGES.items()]
        st.markdown(" · ".join(shown))
        st.markdown(" · ".join(spoken))


def card(**more: Any) -> Any:
    """A framed part of a page on a ground of its own; `more` goes to Streamlit's container."""
    number = next(_numbers.get(count()))
    return st.container(**{"gap": "xsmall", "key": f"card_{number}", **more})


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
    with card(horizontal_alignment="center"):
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
        st.badge(
            _("{level}（参照）", level=_(LEVELS[code])),
            color=colours[code],
            help=_("热度等级（参照）"),
        )
    else:
        st.badge(_("未定级"), color="gray", help=_("热度等级（参照）"))


def sentiment(code: str | None, name: str) -> None:
    """A sentiment as a badge."""
    st.badge(name, color=_SENTIMENTS.get(code or "", "gray"))


@dataclass(frozen=True, slots=True)
class Figure:
    """One large figure: what it is made of, its change, its definition, the way to its list."""

    label: str
    value: str
    detail: str = ""
    delta: str | None = None
    help: str | None = None
    link: Callable[[], object] | None = None


def framed(shown: Figure) -> None:
    """A figure in a card of its own. A change is neither good nor bad, so it has no colour."""
    with card(height="stretch"):
        arrow: Any = {"+": "up", "-": "down"}.get((shown.delta or " ")[0], "off")
        st.metric(shown.label, shown.value, shown.delta, "off", delta_arrow=arrow, help=shown.help)
        if shown.detail:
            st.caption(plain(shown.detail))
        if shown.link:
            shown.link()


def figure(label: str, value: str, detail: str, link: Callable[[], object] | None = None) -> None:
    """One large figure of a header row, what it is made of, and the way to its messages."""
    framed(Figure(label, value, detail, link=link))


def link(here: Visit, page: str, label: str, query: Mapping[str, str]) -> None:
    """A link to another page, where the reader may open it; `label` is shown as written."""
    if page in here.pages:
        st.page_link(here.pages[page], label=plain(label), query_params=dict(query))


def address(page: str, query: Mapping[str, str]) -> str:
    """The address of another page inside this installation, for links in tables."""
    return f"/{page}?{urlencode(query)}"


def later(make: Callable[[], bytes], name: str = "") -> Callable[[], bytes]:
    """The same work for another thread, in the language of this page.

    The audit notes that a file was made, under its `name` or that of what makes it.
    """
    context = copy_context()
    made = make.func if isinstance(make, partial) else make
    called = name or getattr(made, "__name__", "").strip("_")
    return lambda: context.copy().run(trail.export, called, make)


def grid(table: pl.DataFrame, **more: Any) -> None:
    """A table of text, as high as its rows up to _MOST_ROWS; what is not known shows as a dash."""
    shown = table.with_columns(pl.all().cast(pl.String).fill_null("—"))
    typed(shown, **{"height": _HEAD + _ROW * min(table.height, _MOST_ROWS), **more})


def typed(table: pl.DataFrame, **more: Any) -> None:
    """A table whose columns keep their types; `more` goes to Streamlit.

    It goes whole and as Arrow: Streamlit would load pandas to look at anything else.
    """
    st.dataframe(table.to_arrow(), hide_index=True, lazy=False, **more)
