"""What was done with cases: moves, instructions, helping units, and what was set aside."""

from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from cases import handling
from cases.recusing import STEP
from core.case_moves import CHOICES, ROLES
from core.cases import STATES, Case
from core.i18n import gettext as _
from core.i18n import mark
from dashboard import pieces
from dashboard.visit import Visit
from reports import numbers
from store.case_lists import File

_ASIDE_DAYS = 90


def instructions(found: File) -> None:
    """批示 and whether each was answered."""
    if not found.instructions:
        return
    st.subheader(_("批示"), anchor=False)
    rows = [
        {
            _("编号"): str(row["id"]),
            _("批示人职务"): row["post"],
            _("日期"): row["given_on"].isoformat(),
            _("要求"): row["requirement"],
            _("反馈时限"): row["due_on"].isoformat(),
            _("反馈"): row["answer"] or _("尚未反馈"),
        }
        for row in found.instructions
    ]
    pieces.grid(pl.DataFrame(rows))


def partners(here: Visit, found: File) -> None:
    """协办单位 and whether each gave its opinion."""
    for row in found.partners:
        at = row["answered_at"]
        said = _("{at} 已反馈", at=numbers.moment(at)) if at else _("尚未反馈")
        st.caption(pieces.plain(_("协办：{units}", units=here.unit(row["unit"])) + f"　{said}"))


def history(here: Visit, found: File) -> None:
    """Every move, the newest first."""
    st.subheader(_("办理记录"), anchor=False)
    pieces.grid(pl.DataFrame([_line(here, found.case, row) for row in reversed(found.moves)]))


def newest(found: File) -> str:
    """What was done last, as a sentence for somebody who had the case open meanwhile."""
    row = found.moves[-1]
    return _(
        "您打开此件以后，{actor}于 {at} 办理了“{move}”，现为“{state}”。",
        actor=_actor(row),
        at=numbers.moment(row["at"]),
        move=handling.title_of(found.case.flow, row["move"]),
        state=_(STATES[row["after"]]),
    )


def _actor(row: dict[str, Any]) -> str:
    return row["actor"] if row["actor"] != STEP.name else _("系统")


def _line(here: Visit, case: Case, row: dict[str, Any]) -> dict[str, str]:
    return {
        _("时间"): numbers.moment(row["at"]),
        _("事项"): handling.title_of(case.flow, row["move"]),
        _("状态"): _(STATES[row["after"]]),
        _("办理人"): _actor(row),
        _("单位"): here.unit(row["actor_unit"]),
        _("身份"): _(ROLES.get(row["role"], "")) if row["role"] else "",
        _("内容"): _given(here, row["move"], row["given"]),
    }


def _given(here: Visit, move: str, given: dict[str, Any]) -> str:
    parts = [here.unit(given.get("unit")), given.get("post", ""), given.get("day", "")]
    choice = given.get("choice")
    parts.append(_(CHOICES.get(move, {}).get(choice, "")) if choice else "")
    parts.append(_(STATES.get(given.get("text", ""), given.get("text", ""))) if given else "")
    return " · ".join(str(part) for part in parts if part)


def set_aside(here: Visit) -> None:
    """What could bury a matter, with the reason, open to whoever stands above."""
    st.caption(
        _(
            "不予受理、剔除、中止、延期、并案、申诉成立，以及搁置事项、不予公开回应、撤回认定和暂停提醒"
            "都须写明理由，在这里对上一级公开。"
        )
    )
    found = [_aside(here, row) for row in here.reader.desk("burying", _since(here))]
    found += [_beside(row) for row in here.reader.kept("aside", "deeds", _since(here))]
    if found:
        found.sort(key=lambda line: line[_("时间")], reverse=True)
        pieces.grid(pl.DataFrame(found))


_DEEDS: dict[str, str] = {
    "dismiss": mark("搁置事项"),
    "decline": mark("不予公开回应"),
    "withdraw": mark("撤回认定"),
    "silence": mark("暂停提醒"),
}


def _beside(row: dict[str, Any]) -> dict[str, str]:
    return {
        _("时间"): numbers.moment(row["at"]),
        _("事项"): _(_DEEDS[row["action"]]),
        _("对象"): row["title"],
        _("承办单位"): "",
        _("办理人"): row["actor"],
        _("理由"): row["reason"],
    }


def _since(here: Visit) -> Any:
    """Cut at the day, so that the answer can be kept for a while."""
    start = here.now - timedelta(days=_ASIDE_DAYS)
    return start.replace(hour=0, minute=0, second=0, microsecond=0)


def _aside(here: Visit, row: dict[str, Any]) -> dict[str, str]:
    return {
        _("时间"): numbers.moment(row["at"]),
        _("事项"): handling.title_of("ticket", row["move"]),
        _("对象"): f"{row['case_id']} {row['title']}",
        _("承办单位"): here.unit(row["handler"]),
        _("办理人"): row["actor"],
        _("理由"): row["given"].get("text", ""),
    }
