"""The moves of a case as buttons, and what each asks to be filled in."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from cases import handling
from cases.handling import Desk
from core.case_moves import CHOICES, MOVES, NEEDS, ROLES, Given, Move
from core.case_rules import LONGEST, possible
from core.cases import Case
from core.i18n import gettext as _
from core.i18n import mark
from core.ladder import barred, superior
from dashboard import acting, case_history, deeds, overtaken, pieces, reply_check
from dashboard.visit import Visit
from store.case_lists import File

_OPTIONAL: dict[str, tuple[str, ...]] = {
    "assign": ("text", "day"),
    "decide": ("day",),
    "consult": ("day",),
    "co_handle": ("day",),
    "reopen": ("day",),
    "archive": ("text",),
    "recuse": ("unit",),
}
"""What a move takes beyond what it needs."""


def desk(here: Visit) -> Desk:
    """The desk of this installation, for a deed."""
    work = here.work
    return Desk(
        here.reader.store, work, tuple(here.tables.rules.values()), tuple(here.tables.units)
    )


def moves(here: Visit, found: File) -> None:
    """Buttons for what the actor may do now; the chosen one opens its form."""
    st.subheader(_("办理"), anchor=False)
    acting.bar(here.tables.units)
    case = found.case
    was = overtaken.look(_matter(case), case.revision, lambda: case_history.newest(found))
    partners = frozenset(row["unit"] for row in found.partners)
    offered = possible(case, here.actor, desk(here).house(partners))
    overtaken.spare(_matter(case), [move.name for move in offered])
    if not offered:
        st.caption(_("以这个身份现在没有可办的。"))
        st.caption(pieces.plain(_who(case)))
        return
    titles = {move.name: _(move.title) for move in offered}
    key = f"move_{overtaken.key(_matter(case))}"
    overtaken.stand(key, titles)
    chosen = st.pills(
        _("可办事项"), list(titles), format_func=lambda name: titles[name], key=key
    )  # fmt: skip
    if chosen:
        move = next(move for move in offered if move.name == chosen)
        _form(here, found, move, was)
    else:
        st.caption(pieces.plain(_who(case)))


def _matter(case: Case) -> str:
    return f"case{case.id}"


def _who(case: Case) -> str:
    """Which roles can do what from here."""
    by_role: dict[str, list[str]] = {}
    for move in MOVES:
        if case.flow in move.flows and case.state in move.states:
            for role in move.roles:
                by_role.setdefault(role, []).append(_(move.title))
    return "；".join(
        _("{role}可以：{moves}", role=_(ROLES[role]), moves="、".join(names))
        for role, names in by_role.items()
    )


def _form(here: Visit, found: File, move: Move, was: int) -> None:
    case = found.case
    with st.form(f"form_{overtaken.key(_matter(case))}_{move.name}"):
        filled: dict[str, Any] = {}
        optional = _OPTIONAL.get(move.name, ())
        for name in dict.fromkeys((*move.needs, *optional)):
            filled[name] = _FIELDS[name](here, found, move)
        with st.container(horizontal=True):
            sent = st.form_submit_button(_(move.title), type="primary")
            checked = move.name == "reply" and st.form_submit_button(_("先检查答复"))
        if sent:
            _submit(here, case, was, move, filled)
    if checked:
        reply_check.show(here, filled.get("text") or "")


def _submit(here: Visit, case: Case, was: int, move: Move, filled: dict[str, Any]) -> None:
    given = Given(**{name: value for name, value in filled.items() if value is not None})

    def act() -> None:
        handling.act(desk(here), here.actor, case.id, move.name, given, here.now, seen=was)

    def fresh() -> int:
        found = here.reader.desk("file", case.id)
        return found.case.revision if found else 0

    deeds.do(lambda: overtaken.act(_matter(case), was, act, fresh))


_TEXTS = {
    "return": mark("退单依据（职责、条款）"),
    "reply": mark("答复内容"),
    "consult": mark("会商纪要"),
    "instruct": mark("批示要求"),
    "assign": mark("交办意见（可不填）"),
}


def _text(here: Visit, found: File, move: Move) -> str | None:
    label = _(_TEXTS.get(move.name, NEEDS["text"]))
    key = overtaken.text_key(_matter(found.case), move.name)
    return st.text_area(label, max_chars=LONGEST, height=90, key=key)


def _unit(here: Visit, found: File, move: Move) -> str | None:
    if move.name == "recuse":
        return _accused(here)
    house = desk(here).house()
    accused = found.case.accused
    names = {
        unit.code: unit.name
        for unit in here.tables.units
        if not barred(house.parents, accused, unit.code)
    }
    wished = superior(house.parents, accused) if accused else _suggested(here, found.case)
    codes = list(names)
    place: Any = codes.index(wished) if wished in names else None
    unit: str | None = st.selectbox(
        _("单位"), codes, place, format_func=lambda code: names[code], placeholder=_("请选择单位")
    )
    return unit


def _accused(here: Visit) -> str | None:
    """Whom the message accuses, as a person reads it."""
    names = {"": _("没有被反映的单位")} | {unit.code: unit.name for unit in here.tables.units}
    unit: str | None = st.selectbox(
        _("被反映的单位"), list(names), format_func=lambda code: names[code]
    )
    return unit


def _suggested(here: Visit, case: Case) -> str:
    """The unit that the message's label names; a suggestion, never an assignment."""
    if case.subject != "message":
        return ""
    message = here.reader.message(here.reader.desk("message_ref", case.subject_id) or "")
    return str(message["unit"] or "") if message else ""


def _day(here: Visit, found: File, move: Move) -> date | None:
    needed = "day" in move.needs
    label = _("期限") if needed else _("期限（不填则按规则）")
    chosen: Any = st.date_input(
        label,
        here.today + timedelta(days=5) if needed else None,
        min_value=here.today,
        format="YYYY-MM-DD",
    )
    return chosen if isinstance(chosen, date) else None


def _choice(here: Visit, found: File, move: Move) -> str | None:
    names = CHOICES[move.name]
    return st.radio(
        _("结果"), list(names), format_func=lambda code: _(names[code]), horizontal=True
    )


def _number(here: Visit, found: File, move: Move) -> int | None:
    if move.name == "feed_back":
        waiting = [row for row in found.instructions if row["answered_at"] is None]
        names = {row["id"]: f"{row['post']}：{row['requirement'][:30]}" for row in waiting}
        one: int | None = st.selectbox(_("批示"), list(names), format_func=lambda code: names[code])
        return one
    labels = {"merge": _("并入的交办件编号"), "ask_extension": _("延长（按规则的单位）"),
              "rerate": _("追评星级")}  # fmt: skip
    return int(st.number_input(labels[move.name], min_value=1, step=1))


def _post(here: Visit, found: File, move: Move) -> str | None:
    return st.text_input(_("批示人职务（不写姓名）"), max_chars=60)


_FIELDS: dict[str, Callable[[Visit, File, Move], Any]] = {
    "text": _text,
    "unit": _unit,
    "day": _day,
    "choice": _choice,
    "number": _number,
    "post": _post,
}


def names_of(here: Visit, codes: Sequence[str]) -> str:
    """Units by name."""
    return "、".join(here.unit(code) or code for code in codes)
