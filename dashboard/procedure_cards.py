"""A statutory procedure on a page: its clocks, its steps, what may be done now."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import streamlit as st

from cases import proceeding
from core.i18n import gettext as _
from core.i18n import mark
from core.ladder import parents_of
from core.procedure_steps import CHOICES, OUTCOMES, RESULTS, STATES, Step, step_of
from core.procedures import Given, Procedure, is_ours, possible, standings
from core.times import SHANGHAI, as_utc
from dashboard import case_forms, deeds, overtaken, pieces
from dashboard.visit import Visit
from reports import numbers

STANDINGS: dict[str, tuple[str, Any]] = {
    "normal": (mark("正常"), "green"),
    "soon": (mark("临期"), "orange"),
    "overdue": (mark("超期"), "red"),
    "suspended": (mark("不计时"), "gray"),
    "in_time": (mark("按期办结"), "green"),
    "late": (mark("超期办结"), "red"),
    "ended": (mark("终止"), "gray"),
    "passed": (mark("已过期限"), "gray"),
}


def card(here: Visit, found: Procedure, done: list[dict[str, Any]]) -> None:
    """One procedure in a box."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(pieces.plain(found.title or _("（已删除）")), anchor=False, width="stretch")
        if found.outcome:
            st.badge(_(OUTCOMES.get(found.outcome, found.outcome)), color="blue")
        st.badge(_(STATES[found.state]), color="gray" if found.state == "closed" else "blue")
    told = _(
        "编号 {number}　承办：{unit}　收到：{at}",
        number=found.id,
        unit=here.unit(found.unit) or found.unit,
        at=numbers.moment(found.opened_at),
    )
    if found.region:
        told += "　" + _("区域：{place}", place=here.place(found.region) or found.region)
    st.caption(pieces.plain(told))
    if found.text:
        st.text(found.text)
    _facts(found)
    _clocks(here, found)
    with st.expander(_("经过（{n} 步）", n=len(done))):
        for row in done:
            st.caption(pieces.plain(_line(here, found.flow, row)))
    _moves(here, found, done)


_FACTS = {
    "draft": mark("征求意见稿"),
    "notes": mark("起草说明"),
    "way": mark("意见方式"),
    "short_reason": mark("缩短理由"),
    "consultation_id": mark("征集编号"),
    "review": mark("行政复议"),
    "court": mark("行政诉讼"),
}


def _facts(found: Procedure) -> None:
    for name, title in _FACTS.items():
        value = found.facts.get(name)
        if value:
            shown = _(RESULTS[value]) if value in RESULTS else value
            st.caption(pieces.plain(f"{_(title)}：{shown}"))
    days = [found.facts.get(name) for name in ("opens_at", "closes_at")]
    if all(days):
        since, until = (numbers.day(datetime.fromisoformat(str(day)).date()) for day in days)
        st.caption(pieces.plain(_("征集期：{since} 至 {until}", since=since, until=until)))


def _clocks(here: Visit, found: Procedure) -> None:
    work = here.work
    for clock, deadline, code in standings(found, work, here.now):
        title, colour = STANDINGS[code if is_ours(clock) or code != "overdue" else "passed"]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(_(title), color=colour if is_ours(clock) else "gray")
            said = _(
                "{name}：{at} 前　{rule}，{citation}",
                name=clock.rule.name,
                at=numbers.moment(deadline.due_at),
                rule=clock.rule.id,
                citation=clock.rule.citation,
            )
            st.caption(pieces.plain(said))


def _line(here: Visit, flow: str, row: Mapping[str, Any]) -> str:
    step = step_of(flow, row["step"])
    title = _(step.title) if step else _("登记")
    given = row["given"]
    parts = [numbers.moment(row["at"]), title, row["actor"]]
    choices = CHOICES.get((flow, row["step"]), {})
    if given.get("choice"):
        parts.append(_(choices.get(given["choice"], given["choice"])))
    if given.get("result"):
        parts.append(_(RESULTS[given["result"]]))
    if given.get("unit"):
        parts.append(here.unit(given["unit"]) or given["unit"])
    return "　".join([*parts, given.get("text", "")])


def _moves(here: Visit, found: Procedure, done: list[dict[str, Any]]) -> None:
    matter = _matter(found)
    was = overtaken.look(
        matter, found.revision, lambda: f"{_line(here, found.flow, done[-1])}。" if done else ""
    )
    offered = possible(found, here.actor, done, parents_of(here.tables.units))
    overtaken.spare(matter, [step.name for step in offered])
    if not offered:
        st.caption(_("以这个身份现在没有可办的。"))
        return
    titles = {step.name: _(step.title) for step in offered}
    key = f"step_{overtaken.key(matter)}"
    overtaken.stand(key, titles)
    chosen = st.pills(
        _("可办事项"), list(titles), format_func=lambda name: titles[name], key=key
    )  # fmt: skip
    if chosen:
        step = next(step for step in offered if step.name == chosen)
        _form(here, found, step, was == found.revision)


def _matter(found: Procedure) -> str:
    return f"procedure{found.id}"


def _form(here: Visit, found: Procedure, step: Step, is_newest: bool) -> None:
    with st.form(f"form_{overtaken.key(_matter(found))}_{step.name}"):
        given = Given(
            unit=_unit(here) if "unit" in step.needs else "",
            choice=_choice(_("结果"), CHOICES.get((step.flow, step.name), {}), step.needs),
            result=_choice(_("审理结果"), RESULTS, step.needs, "result"),
            text=_text(step, overtaken.text_key(_matter(found), step.name)),
        )
        at = day_and_time(here, st.date_input(
            _("办理日期"), here.today, max_value=here.today, format="YYYY-MM-DD"
        ))  # fmt: skip
        if st.form_submit_button(_(step.title), type="primary") and is_newest:
            deeds.do(lambda: _act(here, found, step, given, at))


def _act(here: Visit, found: Procedure, step: Step, given: Given, at: datetime) -> None:
    desk = case_forms.desk(here)
    proceeding.act(desk, here.actor, found.id, step.name, given, at, here.now)
    overtaken.done(_matter(found))


def day_and_time(here: Visit, chosen: Any) -> datetime:
    """A day that was filled in as a moment: today is now, another day its noon."""
    if not isinstance(chosen, date) or chosen >= here.today:
        return here.now
    return as_utc(datetime.combine(chosen, time(12), SHANGHAI))


def _text(step: Step, key: str) -> str:
    if "text" not in step.needs:
        return ""
    label = _("内容或理由（不写姓名和联系方式）")
    return st.text_area(label, height=90, max_chars=4000, key=key) or ""


def _choice(
    label: str, names: Mapping[str, str], needs: tuple[str, ...], name: str = "choice"
) -> str:
    if name not in needs or not names:
        return ""
    return (
        st.radio(label, list(names), format_func=lambda code: _(names[code]), horizontal=True) or ""
    )


def _unit(here: Visit) -> str:
    names = {unit.code: unit.name for unit in here.tables.units}
    chosen = st.selectbox(
        _("单位"), list(names), None, format_func=lambda code: names[code],
        placeholder=_("请选择单位"),
    )  # fmt: skip
    return chosen or ""
