"""How the sources fare: the rows behind the page of sources and the overview's short list."""

from datetime import timedelta

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.times import day_start
from dashboard import pieces
from dashboard.source_cards import Fares
from dashboard.visit import Visit
from reports import numbers
from reports.freshness import state_of

_DAYS = 14


def brief(here: Visit) -> None:
    """The sources in short, for the overview: state and last success, trouble first."""
    found = fares(here)
    for one in found[:8]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(one.state.word, color=one.state.colour)
            at = one.row["last_success_at"]
            ago = numbers.ago(at, here.now) if at else _("从未成功")
            st.caption(pieces.plain(f"{here.sources[one.code]} · {ago}"), width="content")
    pieces.link(here, "sources", _("全部信息源"), {})


def fares(here: Visit) -> list[Fares]:
    """Every source that was ever read, those in trouble first."""
    volumes = here.volumes
    since = day_start(here.today - timedelta(days=_DAYS - 1))
    daily = here.reader.kept("volumes", "daily", since)
    by_source = {
        str(key[0]): part for key, part in daily.partition_by("source", as_dict=True).items()
    }
    found = [
        Fares(
            code,
            source := here.tables.sources.get(code),
            row,
            volumes.get(code),
            state_of(row, source, here.now, volumes.get(code)),
            _counts(here, by_source.get(code)),
        )
        for code, row in here.source_rows.items()
    ]
    return sorted(found, key=lambda one: (not one.state.trouble, here.sources[one.code]))


def _counts(here: Visit, part: pl.DataFrame | None) -> list[int]:
    known = dict(part.select("day", "accepted").iter_rows()) if part is not None else {}
    days = [here.today - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]
    return [known.get(day, 0) for day in days]
