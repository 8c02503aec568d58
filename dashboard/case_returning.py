"""待回填平台: what is finished here and not there yet, told by interface or as a table."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from cases import returning
from core.cases import Case
from core.i18n import gettext as _
from dashboard import case_parts, case_returns, deeds, pieces
from dashboard.visit import Visit
from reports import numbers

_PER_PAGE = 10


def show(here: Visit, found: list[Case]) -> None:
    """The cases with what the interface said of each, and the table to download."""
    st.caption(_("以平台状态为准；下列办理结果只在本系统登记，还须回填平台。"))
    told = here.reader.kept("handbacks", "latest", tuple(case.id for case in found))
    pages = -(-len(found) // _PER_PAGE)
    first = (st.pagination(pages, key="desk_return") - 1) * _PER_PAGE if pages > 1 else 0
    for case in found[first : first + _PER_PAGE]:
        case_parts.row(here, case, [])
        if case.id in told:
            _said(here, told[case.id])
    if found:
        st.download_button(
            _("下载回填表"),
            pieces.later(partial(case_returns.table, here, [case.id for case in found])),
            file_name="return_table.xlsx",
            on_click="ignore",
        )


def _said(here: Visit, row: Mapping[str, Any]) -> None:
    """What came of telling the platform by its interface."""
    if row["state"] == "sent":
        at = numbers.moment(row["sent_at"])
        st.caption(_("{at} 已由接口回填，等平台更新状态", at=at))
    elif row["state"] == "failed":
        st.error(pieces.plain(_("接口回填没有成功：{error}", error=row["error"])))
        if st.button(_("重新回填"), key=f"again_{row['case_id']}"):
            store, actor, case = here.reader.store, here.actor, row["case_id"]
            deeds.do(lambda: returning.again(store, actor, case, here.now))
    elif row["error"]:
        at = numbers.moment(row["next_at"])
        said = _("接口回填第 {n} 次没有成功：{error} {at} 再试", n=row["attempts"],
                 error=row["error"], at=at)  # fmt: skip
        st.warning(pieces.plain(said))
    else:
        st.caption(_("等待由接口回填"))
