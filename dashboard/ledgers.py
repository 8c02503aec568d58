"""A 台账 of any list of a page: cases, issues, messages, as a sheet to print and hand round."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.alarms import STATES as ALARM_STATES
from core.case_clocks import Clock
from core.cases import SOLVED, STATES, Case
from core.i18n import gettext as _
from core.life import STAGES
from dashboard import case_parts, pieces
from dashboard.visit import Visit
from reports import ledger_sheet, numbers
from reports.ledger_sheet import Matter

Row = tuple[Case, Sequence[Clock]]
_MOST = 2_000


def button(
    here: Visit,
    title: str,
    matters: Callable[[], Sequence[Matter]],
    key: str,
    most: int = _MOST,
) -> None:
    """A download of the list; it is made when it is pressed. One that holds `most` lines says
    that there may be more."""
    st.download_button(
        _("台账"),
        pieces.later(partial(_write, here, title, matters, most), f"{key}_ledger.xlsx"),
        file_name=f"{title}_{here.today:%Y%m%d}.xlsx",
        icon=":material/print:",
        type="tertiary",
        on_click="ignore",
        help=_("下载台账，A4 横向，可直接打印"),
        key=f"ledger_{key}",
    )


def _write(here: Visit, title: str, matters: Callable[[], Sequence[Matter]], most: int) -> bytes:
    found, at = matters(), numbers.moment(here.now)
    if len(found) < min(most, _MOST):
        about = _("共 {n} 项，{at} 制表", n=numbers.count(len(found)), at=at)
    else:
        found = found[:_MOST]
        about = _("只列前 {n} 项，{at} 制表", n=numbers.count(len(found)), at=at)
    return ledger_sheet.write(title, about, found)


def of_cases(here: Visit, rows: Sequence[Row]) -> list[Matter]:
    """Cases as they stand."""
    return [_case(here, case.title, (case, clocks)) for case, clocks in rows]


def of_issues(here: Visit, found: pl.DataFrame) -> list[Matter]:
    """Issues with the case on each; one without a case has no unit and no limit yet."""
    on = _cases_on(here, "issue", found["id"].to_list())
    return [
        _case(here, row["name"], on[row["id"]])
        if row["id"] in on
        else Matter(row["name"], _("尚未交办"), "—", _(STAGES.get(row["stage"], "")) or "—")
        for row in found.iter_rows(named=True)
    ]


def of_messages(here: Visit, found: pl.DataFrame) -> list[Matter]:
    """Messages by their titles and own numbers, with the case on each."""
    on = _cases_on(here, "message", found["id"].to_list())
    return [_message(here, row, on.get(row["id"])) for row in found.iter_rows(named=True)]


def of_unsolved(here: Visit, found: pl.DataFrame) -> list[Matter]:
    """What was answered and is not solved."""
    return [
        Matter(
            f"{row['title']}（{row['ref']}）",
            here.unit(row["unit"]) or _("未注明"),
            "—",
            _("已答复 {at}", at=numbers.moment(row["replied_at"])) + _("，未解决"),
        )
        for row in found.iter_rows(named=True)
    ]


def of_alarms(here: Visit, found: pl.DataFrame) -> list[Matter]:
    """Alarms; one that is over is off the list."""
    return [
        Matter(
            row["title"],
            here.unit(row["unit"]) or _("未注明"),
            "—",
            _(ALARM_STATES[row["state"]]),
            row["state"] == "resolved",
        )
        for row in found.iter_rows(named=True)
    ]


def _message(here: Visit, row: dict[str, Any], case: Row | None) -> Matter:
    title = f"{row['title']}（{row['ref']}）"
    if case is not None:
        return _case(here, title, case)
    replied = row["replied_at"] or row["reply"]
    at = numbers.moment(row["replied_at"]) if row["replied_at"] else ""
    said = _("已答复 {at}", at=at) if replied else _("未答复")
    return Matter(title, here.unit(row["unit"]) or _("未注明"), "—", said)


def _cases_on(here: Visit, subject: str, numbers_: list[int]) -> dict[int, Row]:
    if not here.can("cases"):
        return {}
    found = here.reader.desk("of_subjects", subject, tuple(numbers_[:_MOST]))
    clocks = {case.id: running for case, running in here.reader.desk("open_cases")}
    return {number: (case, clocks.get(case.id, ())) for number, case in found.items()}


def _case(here: Visit, title: str, row: Row) -> Matter:
    case, clocks = row
    due = case_parts.due(here, clocks)
    limit = numbers.moment(due[0][1].due_at) if due else "—"
    late = [_(case_parts.STANDINGS[due[0][2]][0])] if due and due[0][2] == "overdue" else []
    solved = [_(SOLVED[case.solved])] if case.solved else []
    progress = "；".join([_(STATES[case.state]), *late, *solved])
    unit = here.unit(case.handler) or _("尚无承办单位")
    return Matter(title, unit, limit, progress, case.is_closed and case.solved == "yes")
