"""典型案例: drafts of what was solved, for a person to check before anything is published."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.cases import SOLVED
from core.i18n import gettext as _
from dashboard import case_parts, pieces
from dashboard.visit import Visit
from reports import numbers, paper
from reports.paper import Paper


def show(here: Visit, called: pl.DataFrame) -> None:
    """The list, and the drafts to download; `called` are rows of `store.solutions.TYPICAL`."""
    st.subheader(_("典型案例（草稿）"), anchor=False)
    st.caption(
        _(
            "只取经承办单位以外的人复核、认定已解决的交办件，以及回访认定已解决、"
            "答复写明了做法且此后无人再反映的诉求；内容已脱敏，发布前须人工审核。"
        )
    )
    found: list[dict[str, Any]] = here.reader.solutions("solved_cases")
    if not found and called.is_empty():
        st.caption(_("这段时间还没有认定已解决的。"))
        return
    lines = [_case(here, row) for row in found]
    lines += [_message(here, row) for row in called.iter_rows(named=True)]
    pieces.grid(
        pl.DataFrame(lines),
        column_config={
            _("详情"): st.column_config.LinkColumn(display_text=_("查看")),
            _("答复"): st.column_config.TextColumn(width="large"),
        },
    )
    st.download_button(
        _("下载典型案例草稿"),
        pieces.later(partial(_draft, here, found, called)),
        file_name="typical_cases.docx",
        on_click="ignore",
    )


def _case(here: Visit, row: dict[str, Any]) -> dict[str, str]:
    ended = row["finished_at"] or row["verified_at"]
    return {
        _("标题"): row["title"],
        _("单位"): here.unit(row["handler"]),
        _("用时"): case_parts.length(ended - row["first_at"]),
        _("由谁认定"): _("复核"),
        _("答复"): (row["given"] or {}).get("text", ""),
        _("详情"): f"/case?case={row['id']}",
    }


def _message(here: Visit, row: dict[str, Any]) -> dict[str, str]:
    return {
        _("标题"): row["title"],
        _("单位"): here.unit(row["unit"]) or row["unit"],
        _("用时"): case_parts.length(row["replied_at"] - row["posted_at"]),
        _("由谁认定"): _("回访"),
        _("答复"): row["reply"],
        _("详情"): f"/messages?ref={row['ref']}",
    }


def _draft(here: Visit, found: list[dict[str, Any]], called: pl.DataFrame) -> bytes:
    stories = [(row["title"], _story(here, row)) for row in found]
    stories += [(row["title"], _called(here, row)) for row in called.iter_rows(named=True)]
    told = [(f"{place}. {title}", story) for place, (title, story) in enumerate(stories, 1)]
    unsolved = here.reader.solutions("outcomes")
    facts = [
        (_(name), numbers.count(unsolved.get(code, 0)))
        for code, name in {**SOLVED, "": _("是否解决待认定")}.items()
    ]
    day = here.today.isoformat()
    title = _("典型案例（草稿）")
    return paper.write(Paper(title, _("未经审核，不得发布"), "", facts, told, (), "", day))


def _story(here: Visit, row: dict[str, Any]) -> str:
    said = (row["given"] or {}).get("text", "")
    waited = case_parts.length(row["finished_at"] - row["first_at"]) if row["finished_at"] else "—"
    return _(
        "{unit}办理，{time}后办结，经复核已解决。{said}",
        unit=here.unit(row["handler"]) or _("承办单位"),
        time=waited,
        said=said,
    )


def _called(here: Visit, row: dict[str, Any]) -> str:
    return _(
        "{unit}办理，{time}后答复，回访认定已解决。{said}",
        unit=here.unit(row["unit"]) or _("承办单位"),
        time=case_parts.length(row["replied_at"] - row["posted_at"]),
        said=row["reply"],
    )
