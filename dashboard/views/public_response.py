"""公开回应: what waits for a person's 研判认定, and the clocks of what was judged."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from core import judgement as words
from core.i18n import gettext as _
from core.judgement import PUBLICATIONS
from core.retelling import retold
from dashboard import pieces, response_clocks, response_deeds
from dashboard.visit import Visit
from reports import numbers


def show(here: Visit) -> None:
    """Draw the page."""
    about = _("时限自有权限的人员研判认定起算；系统只提示，不代为认定")
    pieces.heading(here, _("公开回应"), about)
    waiting, judged = here.reader.judged("proposals"), here.reader.judged("judged")
    if waiting.is_empty() and judged.is_empty():
        pieces.empty(
            _("没有待研判的事项"), _("热点事项达到橙色热度时列在这里，由人研判是否须公开回应。")
        )
        return
    _waiting(here, waiting)
    _judged(here, judged)


def _waiting(here: Visit, waiting: pl.DataFrame) -> None:
    st.subheader(_("待研判（{n} 个）", n=waiting.height), anchor=False)
    for row in waiting.iter_rows(named=True):
        with pieces.card():
            _head(here, row)
            st.caption(pieces.plain(_ages(here, row["found_at"], None)))
            st.text(retold(row["why"]))
            with st.expander(_("研判认定")):
                response_deeds.judge(here, row)
                response_deeds.decline(here, row)


def _head(here: Visit, row: Mapping[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if "level" in row:
            pieces.level(row["level"])
        pieces.link(here, "issue", row["name"], {"issue": str(row["issue"])})


def _ages(here: Visit, found_at: datetime, judged_at: datetime | None) -> str:
    """Hours since 发现 and since 认定, side by side."""
    return _(
        "发现 {found}，已 {since_found}；认定：{judged}",
        found=numbers.moment(found_at),
        since_found=_hours(here.now - found_at),
        judged=_("尚未认定")
        if judged_at is None
        else _(
            "{at}，已 {since}", at=numbers.moment(judged_at), since=_hours(here.now - judged_at)
        ),
    )


def _hours(span: Any) -> str:
    return _("{n} 小时", n=f"{span.total_seconds() / 3600:.1f}")


def _judged(here: Visit, judged: pl.DataFrame) -> None:
    if judged.is_empty():
        return
    st.subheader(_("已认定（{n} 个）", n=judged.height), anchor=False)
    told = here.reader.judged("published")
    for row in judged.iter_rows(named=True):
        with pieces.card():
            _head(here, row)
            st.caption(pieces.plain(_ages(here, row["found_at"], row["judged_at"])))
            st.caption(pieces.plain(_said(row)))
            mine = told.filter(pl.col("judgement") == row["id"])
            response_clocks.show(here, row, mine)
            _published(here, row, mine)


def _said(row: Mapping[str, Any]) -> str:
    return _(
        "{who} 认定：{type}；{grade}；依据：{basis}",
        who=row["judged_by"],
        type=_(words.TYPES[row["type"]]),
        grade=_(row["grade"]),
        basis=row["basis"],
    )


def _published(here: Visit, row: Mapping[str, Any], told: pl.DataFrame) -> None:
    for one in told.iter_rows(named=True):
        kind = _(PUBLICATIONS[one["kind"]][0])
        st.caption(pieces.plain(f"{numbers.moment(one['published_at'])} {kind}：{one['title']}"))
    if told.height:
        since = _hours(here.now - told["published_at"][-1])
        st.caption(
            pieces.plain(
                _(
                    "距上次发布 {since}；首次回应后应随工作进展持续发布（{rule}）。",
                    since=since,
                    rule="R-RESP-CONT",
                )
            )
        )
    with st.expander(_("登记发布")):
        response_deeds.publish(here, row)
        response_deeds.withdraw(here, row)
