"""A chart on a page: its title, its figures as a table, its downloads, and how fresh it is.

A picture is not for everybody: beside it stands the same as a table, and where its marks lead
somewhere a list of them, for the keyboard, a screen reader or a finger.
"""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from core.i18n import gettext as _
from core.i18n import mark
from dashboard import looks, pieces
from reports import export
from reports import looks as palettes
from reports.charts import Drawing

Mark = tuple[str, str]
"""What a mark of a chart is called, and the code that it carries, parts joined by a bar."""


def chart(drawing: Drawing, marks: Sequence[Mark] = (), **more: Any) -> tuple[Any, str]:
    """Draw it; what was chosen in the picture, and the code of what was chosen from the list.

    `more` goes to Streamlit (on_select, key).
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(pieces.plain(drawing.caption.title), anchor=False, width="stretch")
        listed = _rows(drawing, marks)
        downloads(drawing)
    chosen: Any = st.plotly_chart(
        palettes.recoloured(drawing.figure, looks.look()),
        theme=None,
        config={"displayModeBar": False, "scrollZoom": False},
        alt=_described(drawing),
        **{"key": f"chart_{drawing.name}", **more},
    )
    if drawing.caption.fresh:
        st.caption(pieces.plain(drawing.caption.fresh))
    return chosen, listed


def _described(drawing: Drawing) -> str:
    caption = drawing.caption
    return _(
        "{title}，{period}，共 {n} 件；数字见“数据”", title=caption.title, period=caption.period,
        n=caption.n,
    )  # fmt: skip


def _rows(drawing: Drawing, marks: Sequence[Mark]) -> str:
    """The figures as a table, made when it is opened; the code of a mark chosen from the list."""
    name = f"rows_{drawing.name}"
    label, about = _("数据"), _("{title}：数据", title=drawing.caption.title)
    opened = st.popover(
        label, icon=":material/table:", type="tertiary", key=name, on_change="rerun", help=about
    )
    if not opened.open:
        return ""
    with opened:
        codes = {code: said for said, code in marks}
        chosen = None
        if codes:
            chosen = st.selectbox(
                _("查看其中一项的诉求"), list(codes), None, format_func=lambda code: codes[code],
                placeholder=_("选择一项"), key=f"{name}_mark",
            )  # fmt: skip
        pieces.grid(drawing.table)
    return chosen or ""


_FILES = (
    ("png", mark("图片（PNG）"), "image/png"),
    ("svg", mark("矢量图（SVG）"), "image/svg+xml"),
    ("pdf", mark("PDF"), "application/pdf"),
    ("html", mark("可交互网页（单个文件，离线可用）"), "text/html"),
    ("xlsx", mark("Excel（含图表和数据）"), "application/octet-stream"),
    ("csv", mark("数据（CSV）"), "text/csv"),
)
"""Suffix, what people call it, its type."""


def downloads(drawing: Drawing) -> None:
    """Buttons that make the file when they are pressed, not before."""
    caption = drawing.caption
    name = re.sub(r"[^\w-]+", "_", f"{caption.title}_{caption.period}")
    with st.popover(_("导出"), icon=":material/download:", type="tertiary"):
        for suffix, label, mime in _FILES:
            st.download_button(
                _(label),
                pieces.later(partial(export.export, drawing, suffix), f"{drawing.name}.{suffix}"),
                file_name=f"{name}.{suffix}",
                mime=mime,
                type="tertiary",
                on_click="ignore",
                key=f"{drawing.name}_{suffix}",
            )
