"""One issue as people read it in lists: its level, name and stage, and a line about it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.i18n import gettext as _
from core.labels import AREAS
from core.retelling import retold
from core.times import local
from dashboard import issue_course, pieces
from dashboard.visit import Visit
from reports import numbers, sparks


def line(here: Visit, issue: Mapping[str, Any]) -> None:
    """One issue in a short list: level, name, stage, and a line about it."""
    with st.container(gap="xxsmall"):
        _name(here, issue)
        st.caption(pieces.plain(summary(issue)))


def row(here: Visit, issue: Mapping[str, Any]) -> None:
    """One issue: level, name, what it is about, and why it is hot."""
    with pieces.card():
        _name(here, issue)
        st.caption(pieces.plain(summary(issue)))
        st.text(retold(issue["why"]))
        _curve(issue)


def _name(here: Visit, issue: Mapping[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pieces.level(issue["level"])
        pieces.link(here, "issue", issue["name"], {"issue": str(issue["id"])})
        if issue_course.stage(issue):
            st.badge(issue_course.stage(issue), color="gray", help=_("事项所处阶段"))


def _curve(issue: Mapping[str, Any]) -> None:
    """People by day, the newest on the right; kept with the issue, nothing is counted here."""
    days = issue_course.of(issue).get("days", [])
    if len(days) > 1:
        said = _("最近 {n} 天每天人次", n=len(days))
        st.image(sparks.spark(days), width=240, caption=said, alt=said)


def summary(issue: Mapping[str, Any]) -> str:
    """Heat, area, number of messages and when they were posted, on one line."""
    return " · ".join(
        (
            _("热度 {heat}", heat=f"{issue['heat']:.0f}"),
            _("{n} 件诉求", n=numbers.count(issue["messages"])),
            _(AREAS.get(issue["area"], issue["area"])),
            _("最近 {day}", day=numbers.day(local(issue["last_at"]).date())),
        )
    )
