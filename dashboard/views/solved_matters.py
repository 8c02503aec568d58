"""解决情况: what was answered but not solved, beside typical cases that were."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.cases import SOLVED
from core.i18n import gettext as _
from core.i18n import mark
from dashboard import filter_bar, ledgers, pieces, typical_cases
from dashboard.visit import Visit
from reports import numbers
from store import solutions


def show(here: Visit) -> None:
    """Draw the page."""
    period = here.period
    about = _("已答复不等于已解决")
    pieces.heading(here, _("解决情况"), about)
    if pieces.nothing_imported(here):
        return
    filter_bar.draw(here, ("period",))
    bounds = period.moments
    answered, unsolved, typical = here.reader.solutions("overview", *bounds, here.today)
    _figures(here, answered)
    _unsolved(here, unsolved)
    typical_cases.show(here, typical)


def _figures(here: Visit, answered: dict[str, int]) -> None:
    counts: dict[str, int] = here.reader.solutions("outcomes")
    total = _("已答复 {n} 件", n=numbers.count(answered["answered"]))
    with st.container(key="headline"):
        pieces.figure(_("已答复而未解决"), numbers.count(answered["unsolved"]), total)
        for name, sign in SIGNS.items():
            pieces.figure(_(sign), numbers.count(answered[name]), "")
        for code, name in {**SOLVED, "": _("是否解决待认定")}.items():
            pieces.figure(_(name), numbers.count(counts.get(code, 0)), _("已办结的交办件"))


SIGNS: dict[str, str] = {
    "called": mark("回访说未解决"),
    "reopened": mark("重新办理"),
    "again": mark("答复后 30 天内又有反映"),
    "thin": mark("答复没有实质内容"),
    "promised": mark("承诺日期已过"),
}


def _unsolved(here: Visit, found: pl.DataFrame) -> None:
    st.subheader(_("已答复而未解决"), anchor=False)
    st.caption(_("最多列出最近 300 件；答复的内容由程序判断（参照），以回访和复核为准。"))
    if found.is_empty():
        st.caption(_("这段时间没有。"))
        return
    matters = partial(ledgers.of_unsolved, here, found)
    ledgers.button(here, _("已答复而未解决台账"), matters, "unsolved", 300)
    pieces.grid(
        pl.DataFrame([_line(here, row) for row in found.iter_rows(named=True)]),
        column_config={_("诉求"): st.column_config.LinkColumn(display_text=_("查看"))},
    )


def _line(here: Visit, row: dict[str, Any]) -> dict[str, str]:
    signs = [_("回访：{solved}", solved=_(row["solved"]))] if row["solved"] in _UNSOLVED else []
    if row["reopened_at"]:
        signs.append(_("已重新办理"))
    if row["again"]:
        signs.append(_("答复后同一事项又有 {n} 件", n=row["again"]))
    signs += _of_reply(here, row)
    return {
        _("标题"): row["title"],
        _("单位"): here.unit(row["unit"]) or row["unit"],
        _("答复时间"): numbers.moment(row["replied_at"]),
        _("为何算未解决"): "；".join(signs),
        _("诉求"): f"/messages?ref={row['ref']}",
    }


def _of_reply(here: Visit, row: dict[str, Any]) -> list[str]:
    """What the answer itself gives away."""
    if row["solved"] == "解决":
        return []
    signs = []
    if row["outcome"] in solutions.THIN:
        signs.append(_(_OUTCOMES[row["outcome"]]))
    promised = row["promised_on"]
    if promised and promised < here.today and row["outcome"] != "resolved":
        signs.append(_("承诺 {day} 办好，已过", day=promised.isoformat()))
    return signs


_UNSOLVED = ("未解决", "部分解决")
_OUTCOMES: dict[str, str] = {
    "referred": mark("答复只说转给别的单位"),
    "empty": mark("答复没有实质内容"),
}
