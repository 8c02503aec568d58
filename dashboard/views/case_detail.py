"""交办件: one case with its clocks, what can be done with it, and all that was done."""

import streamlit as st

from core.cases import SUBJECTS, Case
from core.i18n import gettext as _
from dashboard import (
    cards,
    case_forms,
    case_history,
    case_opening,
    case_papers,
    case_parts,
    case_proof,
    pieces,
)
from dashboard.visit import Visit
from reports import numbers
from store.case_lists import File


def show(here: Visit) -> None:
    """Draw the case that the address names, or offer to open one on what it names."""
    number = st.query_params.get("case", "")
    wanted = int(number) if number.isdecimal() and len(number) < 16 else case_opening.known(here)
    found: File | None = here.reader.desk("file", wanted) if wanted else None
    if found is not None:
        _case(here, found)
    elif number or not case_opening.offer(here):
        pieces.heading(here, _("交办件"))
        pieces.empty(_("没有这个交办件"), _("请从办件工作台里选择一个。"))
        pieces.link(here, "desk", _("办件工作台"), {})


def _case(here: Visit, found: File) -> None:
    case = found.case
    pieces.heading(here, pieces.plain(case.title), _("交办件 {id}", id=case.id))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        case_parts.badges(here, case, case_parts.due(here, found.clocks))
    case_parts.stages(case)
    st.caption(pieces.plain(" · ".join(_about(here, found))))
    if case.merged_into:
        pieces.link(here, "case", _("已并入交办件 {id}", id=case.merged_into),
                    {"case": str(case.merged_into)})  # fmt: skip
    case_parts.two_clocks(here, case, found.clocks)
    case_forms.moves(here, found)
    case_proof.show(here, case)
    case_papers.buttons(here, found)
    case_history.instructions(found)
    case_history.partners(here, found)
    case_history.history(here, found)
    _subject(here, case)


def _about(here: Visit, found: File) -> list[str]:
    case = found.case
    said = [_("承办：{unit}", unit=here.unit(case.handler) or _("尚无承办单位"))]
    if case.lead:
        said.append(_("牵头：{unit}", unit=here.unit(case.lead) or case.lead))
    if found.partners:
        helpers = case_forms.names_of(here, [row["unit"] for row in found.partners])
        said.append(_("协办：{units}", units=helpers))
    said.append(_("首次受理 {at}", at=numbers.moment(case.first_at)))
    if case.returns:
        said.append(_("退单 {n} 次", n=case.returns))
    if case.reopened:
        said.append(_("重新办理 {n} 次", n=case.reopened))
    if case.asked_days:
        said.append(_("申请延期 {n}（待批）", n=case.asked_days))
    if case.excluded:
        said.append(_("已剔除：{reason}", reason=case.excluded))
    return said


def _subject(here: Visit, case: Case) -> None:
    st.subheader(_(SUBJECTS[case.subject]), anchor=False)
    if case.subject == "issue":
        pieces.link(here, "issue", case.title, {"issue": str(case.subject_id)})
    elif case.subject == "message":
        message = here.reader.message(here.reader.desk("message_ref", case.subject_id) or "")
        if message:
            number = here.reader.desk("source_ticket", case.subject_id)
            st.caption(pieces.plain(_("来源工单号 {number}（只在本页显示）", number=number)))
            cards.card(here, message)
