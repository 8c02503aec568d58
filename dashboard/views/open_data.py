"""公开数据: the file of each closed month, small cells hidden so that nothing can be subtracted;
and the tables of the annual report."""

from typing import Any

import polars as pl
import streamlit as st

from cases import opening_data
from core.i18n import gettext as _
from core.open_data import FEWEST, HIDDEN, Table
from dashboard import acting, annual_words, deeds, pieces
from dashboard.visit import Visit
from reports import numbers


def show(here: Visit) -> None:
    """Draw the page."""
    about = _("按月公开件数；少于 {n} 件的格和与之相关的格不公开，生成后不再改动", n=FEWEST)
    pieces.heading(here, _("公开数据"), about)
    acting.bar(here.tables.units)
    tabs = st.tabs([_("月度数据"), _("年度报告数据表")])
    with tabs[0]:
        _months(here)
    with tabs[1]:
        _annual(here)


def _months(here: Visit) -> None:
    made: dict[int, dict[str, Any]] = here.reader.kept("open_months", "made")
    month = st.text_input(_("月份（如 202610）"), str(_last(here)), max_chars=6, key="open_month")
    if st.button(_("生成"), type="primary", key="open_go"):
        number = int(month) if (month or "").isdecimal() else 0
        places = {code: row.name for code, row in here.tables.rows["region"].items()}
        store = here.reader.store
        deeds.do(lambda: opening_data.make(store, here.actor, number, places, here.now))
    if not made:
        pieces.empty(_("还没有公开数据"), _("每月结束 5 天以后生成上月的文件。"))
    for number, row in made.items():
        with pieces.card():
            _month(number, row)


def _last(here: Visit) -> int:
    year, month = here.today.year, here.today.month - 1
    return year * 100 + month if month else (year - 1) * 100 + 12


def _month(number: int, row: dict[str, Any]) -> None:
    name = f"{number // 100}-{number % 100:02}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(name, anchor=False, width="stretch")
        st.download_button(
            "CSV", opening_data.as_csv(number, row["tables"]), file_name=f"{name}.csv",
            mime="text/csv", key=f"open_{number}", on_click="ignore",
        )  # fmt: skip
    st.caption(_("生成于 {at}", at=numbers.moment(row["made_at"])))
    if not row["tables"]:
        st.caption(_("这个月件数太少，不公开。"))
    for table in row["tables"]:
        with st.expander(pieces.plain(table.name)):
            pieces.grid(_grid(table))


def _grid(table: Table) -> pl.DataFrame:
    columns: dict[str, list[str]] = {"": [*table.rows, _("合计")]}
    for name, total in table.columns.items():
        cells = [table.cells[row, name] for row in table.rows]
        columns[name] = [HIDDEN if cell is None else str(cell) for cell in cells] + [str(total)]
    columns[_("合计")] = [*(str(total) for total in table.rows.values()), str(table.total)]
    return pl.DataFrame(columns)


def _annual(here: Visit) -> None:
    years = here.reader.kept("annual", "years")
    if not years:
        pieces.nothing_imported(here)
        return
    year = st.selectbox(_("年度"), years, key="annual_year")
    for name, frame in here.reader.kept("annual", "tables", year).items():
        st.subheader(_(annual_words.TABLES[name]), anchor=False)
        shown = frame.select(
            pl.col("item").replace_strict(annual_words.items()).alias(_("项目")),
            pl.col("count").alias(_("数量")),
        )
        pieces.grid(shown)
