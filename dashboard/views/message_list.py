"""诉求列表: messages by filter, page by page, as cards or as a file."""

from functools import partial

import streamlit as st

from core.i18n import gettext as _
from dashboard import cards, filters, pieces
from dashboard.visit import Visit
from reports import export, numbers
from store.frames import Filter

_PER_PAGE = 20
_MOST_ROWS = 5_000
_SHOWN = ("period", "area", "sentiment", "source", "answered", "words")


def show(here: Visit) -> None:
    """Draw the page."""
    period = here.period
    pieces.heading(here, _("诉求列表"), numbers.period(period.since, period.until))
    if pieces.nothing_imported(here):
        return
    filters.bar(here.chosen, period, here.sources, _SHOWN)
    if period.fallback:
        st.info(_("近 30 天没有诉求，下面是最近有数据的 30 天。"))
    if here.chosen.answered == "0":
        st.caption(_("不含答复的信息源，其诉求也列在这里。"))
    wanted = here.chosen.for_store(period)
    total = here.reader.count(wanted)
    if not total:
        pieces.empty(_("没有符合条件的诉求"), _("换一个统计期间，或者清除筛选。"))
        return
    first = _page(here, wanted, total)
    for message in here.reader.messages(wanted, _PER_PAGE, first).iter_rows(named=True):
        cards.card(here, message)


def _page(here: Visit, wanted: Filter, total: int) -> int:
    """Draw the line over the list; returns the first row of the chosen page."""
    pages = -(-total // _PER_PAGE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("共 {n} 件", n=numbers.count(total)), width="content")
        st.download_button(
            _("下载列表 CSV"),
            pieces.later(partial(_csv, here, wanted)),
            file_name="messages.csv",
            mime="text/csv",
            type="tertiary",
            on_click="ignore",
            help=_("最多 {n} 件", n=numbers.count(_MOST_ROWS)),
        )
        key = f"messages_page_{hash(wanted)}"  # another filter begins at its first page
        return (st.pagination(pages, key=key) - 1) * _PER_PAGE if pages > 1 else 0


def _csv(here: Visit, wanted: Filter) -> bytes:
    found = here.reader.messages(wanted, _MOST_ROWS)
    return export.table_csv(cards.table(here, found))
