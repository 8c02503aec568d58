"""Opening a case on an issue or a message from the page that shows it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cases import handling
from cases.handling import Matter
from core.case_moves import OPENERS
from core.cases import Case
from core.i18n import gettext as _
from core.ladder import UNKNOWN
from dashboard import acting, case_forms, deeds, pieces
from dashboard.visit import Visit

_FLOWS = {"ticket": "ticket", "letter": "ticket", "rating": "rating"}


def link(here: Visit, issue: int) -> None:
    """The way from an issue to its case."""
    pieces.link(here, "case", _("交办与办理"), {"issue": str(issue)})


def known(here: Visit) -> int | None:
    """The number of the open case on what the address names."""
    matter = _matter(here)
    case = _newest(here, matter) if matter else None
    return case.id if case and not case.is_closed else None


def offer(here: Visit) -> bool:
    """The form that opens a case on what the address names; false where it names nothing."""
    matter = _matter(here)
    if matter is None or here.actor.role not in OPENERS:
        return False
    pieces.heading(here, pieces.plain(matter.title), _("交办件"))
    before = _newest(here, matter)
    if before is not None:
        label = _("以前的交办件 {id}（已办完）", id=before.id)
        pieces.link(here, "case", label, {"case": str(before.id)})
    _form(here, matter)
    return True


def _newest(here: Visit, matter: Matter) -> Case | None:
    cases: dict[int, Case] = here.reader.desk("of_subjects", matter.subject, (matter.subject_id,))
    return cases.get(matter.subject_id)


def _matter(here: Visit) -> Matter | None:
    number, ref = st.query_params.get("issue", ""), st.query_params.get("message", "")
    if number.isdecimal() and len(number) < 16:
        issue = here.reader.issue(int(number))
        return _of_issue(here, issue) if issue else None
    message = here.reader.message(ref) if ref else None
    return _of_message(here, message) if message else None


def _of_issue(here: Visit, issue: Mapping[str, Any]) -> Matter:
    accused = here.reader.desk("accused_in", "issue", issue["id"])
    return Matter(
        "opinion", "issue", issue["id"], issue["name"], issue["first_at"], accused=accused
    )


def _of_message(here: Visit, message: Mapping[str, Any]) -> Matter:
    flow = _FLOWS.get(message["kind"], "opinion")
    accused = here.reader.desk("accused_in", "message", message["id"])
    return Matter(
        flow, "message", message["id"], message["title"], message["posted_at"],
        kind=message["kind"], accused=accused,
    )  # fmt: skip


def _form(here: Visit, matter: Matter) -> None:
    acting.bar(here.tables.units)
    if matter.accused:
        unit = _("某个单位") if matter.accused == UNKNOWN else here.unit(matter.accused)
        st.info(pieces.plain(_("诉求反映的是{unit}，依规回避：不派给它，由上级办理。", unit=unit)))
    with st.form("open_case"):
        st.caption(_("立项后有承办单位、时限和全程记录。"))
        if st.form_submit_button(_("立项"), type="primary"):
            deeds.do(
                lambda: handling.open_case(case_forms.desk(here), here.actor, matter, here.now)
            )
