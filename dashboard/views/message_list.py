"""诉求列表: messages by filter, page by page, as cards or as a file."""

from functools import partial

import streamlit as st

from cases import desk
from core.i18n import gettext as _
from dashboard import cards, filter_bar, ledgers, pieces
from dashboard.visit import Visit
from reports import export, numbers
from reports.ledger_sheet import Matter
from store.frames import Filter

_PER_PAGE = 20
_MOST_ROWS = 5_000
_MOST_LISTED = 2_000
_SEARCHED = "searched"
_SHOWN = (
    "period", "area", "region", "words",
    "more", "unit", "channel", "sentiment", "source", "answered", "took", "matter",
)  # fmt: skip


def show(here: Visit) -> None:
    """Draw the page."""
    period = here.period
    pieces.heading(here, _("诉求列表"), period.shown)
    if pieces.nothing_imported(here):
        return
    if "ref" in st.query_params:
        _single(here, st.query_params["ref"])
        return
    filter_bar.draw(here, _SHOWN)
    if period.fallback:
        st.info(_("近 30 天没有诉求，下面是最近有数据的 30 天。"))
    if here.chosen.answered == "0":
        st.caption(_("不含答复的信息源，其诉求也列在这里。"))
    wanted = here.chosen.for_store(period)
    total = here.reader.count(wanted)
    _write_down(here, total)
    if not total:
        pieces.empty(_("没有符合条件的诉求"), _("换一个统计期间，或者清除筛选。"))
        return
    first = _page(here, wanted, total)
    for message in here.reader.messages(wanted, _PER_PAGE, first).iter_rows(named=True):
        cards.card(here, message)


def _write_down(here: Visit, total: int) -> None:
    """A search stands in the history, once and not at each redraw."""
    words = here.chosen.words
    if words and st.session_state.get(_SEARCHED) != words:
        desk.search(here.reader.store, here.actor, words, total, here.now)
    st.session_state[_SEARCHED] = words


def _single(here: Visit, ref: str) -> None:
    """The one message that a link from another page names by its public number."""
    found = here.reader.message(ref)
    if found is None:
        pieces.empty(_("没有这件诉求"), _("它可能已被删除，或编号写错。"))
    else:
        cards.card(here, found)
    pieces.link(here, "messages", _("全部诉求"), {})


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
        ledgers.button(
            here, _("诉求台账"), partial(_ledger, here, wanted), "messages", _MOST_LISTED
        )
        key = f"messages_page_{hash(wanted)}"  # another filter begins at its first page
        return (st.pagination(pages, key=key) - 1) * _PER_PAGE if pages > 1 else 0


def _ledger(here: Visit, wanted: Filter) -> list[Matter]:
    return ledgers.of_messages(here, here.reader.messages(wanted, _MOST_LISTED))


def _csv(here: Visit, wanted: Filter) -> bytes:
    found = here.reader.messages(wanted, _MOST_ROWS)
    return export.table_csv(cards.table(here, found))
