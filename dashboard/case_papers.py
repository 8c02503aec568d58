"""交办单, 督办通知单 and 反馈单 of a case, as Word files to print and sign."""

from functools import partial

import streamlit as st

from core.cases import FLOWS, SOLVED, STATES
from core.deadline_words import explain
from core.i18n import gettext as _
from core.i18n import mark
from dashboard import case_parts, pieces
from dashboard.visit import Visit
from reports import numbers, paper
from reports.paper import Paper
from store.case_lists import File

PAPERS: dict[str, str] = {
    "assignment": mark("交办单"),
    "supervision": mark("督办通知单"),
    "answer": mark("反馈单"),
}
_MOST = 1_500


def buttons(here: Visit, found: File) -> None:
    """A button for each sheet; it is made when it is pressed."""
    st.subheader(_("打印"), anchor=False)
    with st.container(horizontal=True):
        for kind, title in PAPERS.items():
            st.download_button(
                _(title),
                pieces.later(partial(make, here, found, kind)),
                file_name=f"{_(title)}_{found.case.id}.docx",
                icon=":material/description:",
                on_click="ignore",
                key=f"paper_{kind}",
            )


def make(here: Visit, found: File, kind: str) -> bytes:
    """One sheet as a Word file."""
    case = found.case
    blanks = {
        "assignment": (_("承办单位签收"), _("办理意见")),
        "supervision": (_("承办单位签收"), _("整改措施")),
        "answer": (_("承办人"), _("单位负责人审核")),
    }[kind]
    number = _("交办件 {id}", id=case.id)
    handler = here.unit(case.handler)
    return paper.write(
        Paper(
            title=_(PAPERS[kind]),
            number=_("编号：{number}", number=number),
            addressee=_("{unit}：", unit=handler) if handler and kind != "answer" else "",
            facts=_facts(here, found),
            paragraphs=_paragraphs(here, found, kind),
            blanks=blanks,
            issuer=here.unit(here.actor.unit) or (handler if kind == "answer" else ""),
            day=here.today.strftime("%Y-%m-%d"),
        )
    )


def _facts(here: Visit, found: File) -> list[tuple[str, str]]:
    case = found.case
    due = case_parts.due(here, found.clocks)
    said = [
        (_("事项"), case.title),
        (_("类别"), _(FLOWS[case.flow])),
        (_("承办单位"), here.unit(case.handler) or _("尚无承办单位")),
        (_("状态"), _(STATES[case.state])),
        (_("首次受理"), numbers.moment(case.first_at)),
        (_("群众等待时长"), case_parts.length(case.waited(here.now))),
    ]
    if due:
        said.append((_("办理期限"), numbers.moment(due[0][1].due_at)))
    return said


def _paragraphs(here: Visit, found: File, kind: str) -> list[tuple[str, str]]:
    parts = {
        "assignment": (_content, _requirements),
        "supervision": (_reasons, _requirements),
        "answer": (_answer, _outcome),
    }[kind]
    headed = [part(here, found) for part in parts]
    return [(f"{_ordinal(place)}、{head}", text) for place, (head, text) in enumerate(headed)]


def _ordinal(place: int) -> str:
    return (_("一"), _("二"), _("三"))[place]


def _content(here: Visit, found: File) -> tuple[str, str]:
    case = found.case
    if case.subject == "message":
        message = here.reader.message(here.reader.desk("message_ref", case.subject_id) or "")
        text = message["text"] if message else case.title
    else:
        issue = here.reader.issue(case.subject_id) if case.subject == "issue" else None
        text = issue["why"] if issue else case.title
    return _("反映内容（已脱敏）"), text[:_MOST]


def _requirements(here: Visit, found: File) -> tuple[str, str]:
    calendar = here.work.calendar
    said = [explain(row[1], calendar) for row in case_parts.due(here, found.clocks)]
    asked = [_last(found, "assign"), _last(found, "decide")]
    asked += [f"{row['post']}：{row['requirement']}" for row in found.instructions]
    return _("办理要求"), "\n".join([*filter(None, asked), *said]) or _("请依法依规办理。")


def _reasons(here: Visit, found: File) -> tuple[str, str]:
    due = case_parts.due(here, found.clocks)
    said = [_last(found, "supervise")]
    for _clock, deadline, standing in due:
        if standing == "overdue":
            time = case_parts.length(here.now - deadline.due_at)
            said.append(_("{id} 已超期 {time}。", id=deadline.rule.id, time=time))
    if found.case.returns:
        said.append(_("退单 {n} 次", n=found.case.returns))
    if found.case.reopened:
        said.append(_("重新办理 {n} 次", n=found.case.reopened))
    return _("督办原因"), "\n".join(filter(None, said)) or _("未按要求办理。")


def _answer(here: Visit, found: File) -> tuple[str, str]:
    return _("办理结果"), _last(found, "reply") or _last(found, "rectify") or _("尚未答复。")


def _outcome(here: Visit, found: File) -> tuple[str, str]:
    case = found.case
    solved = _(SOLVED[case.solved]) if case.solved else _("是否解决待认定")
    said = [_("办结时间：{at}", at=numbers.moment(case.finished_at)), solved]
    return _("办结与解决"), "\n".join([*said, _last(found, "verify"), _last(found, "solve")])


def _last(found: File, move: str) -> str:
    """What was written with the latest move of this name."""
    said = [row["given"].get("text", "") for row in found.moves if row["move"] == move]
    return said[-1] if said else ""
