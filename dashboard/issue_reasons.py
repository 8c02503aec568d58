"""Which messages an issue's heat is made from: each count of the sentence with its numbers.

The numbers are our own random ones (`ref`), and each leads to its message.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.life import LATE
from dashboard import issue_course, topic_parts
from dashboard.visit import Visit
from reports import numbers

_WEEK = timedelta(days=7)
_MOST = 40


def show(here: Visit, issue: Mapping[str, Any], members: pl.DataFrame) -> None:
    """Draw the counts behind the sentence, and where its messages come from."""
    at = issue["heat_at"]
    if at is None:
        return
    recent = members.filter(pl.col("posted_at") > at - _WEEK, pl.col("posted_at") <= at)
    if recent.height:
        with st.expander(_("依据的诉求")):
            _line(_("近 7 天"), recent)
            _line(_("较急或紧急"), recent.filter(pl.col("urgency") >= 1))
            _line(_("负面"), recent.filter(pl.col("sentiment") == "neg"))
            _line(_("有点赞或反对"), recent.filter(pl.col("votes_up") + pl.col("votes_down") > 0))
            course = issue_course.of(issue)
            for code, behind in course.get("late", {}).items():
                count = course.get("late_counts", {}).get(code, 0)
                _line(_(LATE[code]), members.filter(pl.col("id").is_in(behind)), count)
    counted = Counter(here.place(code) or _("未识别") for code in members["region"])
    if len(counted) > 1:
        topic_parts.shares(_("地区"), counted.most_common())


def _line(title: str, found: pl.DataFrame, count: int = 0) -> None:
    """Links to the messages; `count` where there are more than were kept by number."""
    if found.is_empty():
        return
    links = [f"[{ref}](messages?ref={ref})" for ref in found["ref"][:_MOST]]
    count = max(count, found.height)
    more = _("等 {n} 件", n=numbers.count(count)) if count > len(links) else ""
    st.markdown(f"{title}：" + "、".join(links) + more)
