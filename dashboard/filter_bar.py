"""The filter bar of a page: what it shows goes into the address, what was chosen comes from it."""

from collections.abc import Mapping

import streamlit as st

from core.i18n import gettext as _
from core.i18n import mark
from dashboard import deeds, filters, view_shelf
from dashboard.filters import Filter, Period
from dashboard.visit import Visit

Names = Mapping[str, Mapping[str, str]]

USUAL = ("period", "compare", "area", "region", "more", "unit", "channel", "source")
"""What pages made of counts can be filtered by."""


def draw(here: Visit, shown: tuple[str, ...] = USUAL) -> None:
    """Draw the widgets named in `shown`; what stands after "more" is folded away."""
    split = shown.index("more") if "more" in shown else len(shown)
    known = {**filters.CODES, **_choices(here, shown)}
    chosen, period = here.chosen, here.period
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        for name in shown[:split]:
            _widget(name, chosen, period, known)
        folded = shown[split + 1 :]
        if folded:
            used = sum(bool(getattr(chosen, name)) for name in folded)
            label = _("更多筛选（{n}）", n=used) if used else _("更多筛选")
            with st.popover(label):
                for name in folded:
                    _widget(name, chosen, period, known)
        if any(getattr(chosen, name) for name in filters.KEYS):
            st.button(_("清除筛选"), on_click=_clear, type="tertiary", key="filter_clear")
        view_shelf.show(here)
    _idle(chosen, shown)
    deeds.offer_undo(here)


def _idle(chosen: Filter, shown: tuple[str, ...]) -> None:
    """Name what was chosen on another page and does nothing on this one."""
    names = [name for name in _LABELS if name not in (*shown, *filters.DAYS, "compare")]
    told = [_(_LABELS[name]) for name in names if getattr(chosen, name)]
    if told:
        st.caption(_("本页不按“{names}”筛选；已选的仍保留，换页后有效。", names=_("、").join(told)))


def doubt(here: Visit) -> None:
    """Say which parts of the address mean nothing, so that nobody takes this for what was sent."""
    if here.strange:
        names = _("、").join(dict.fromkeys(_(_LABELS[name]) for name in here.strange))
        st.warning(_("网址里的“{names}”不认识，已忽略；下面没有按它筛选。", names=names))


def _choices(here: Visit, shown: tuple[str, ...]) -> Names:
    """Codes and names of what the store holds: a choice that finds nothing is not offered."""
    found: dict[str, Mapping[str, str]] = {"source": here.sources}
    if "channel" in shown:
        found["channel"] = {code: code for code in here.seen("channel")}
    if "region" in shown:
        found["region"] = {code: here.place(code) for code in _places(here)}
    if "unit" in shown:
        found["unit"] = {unit.code: unit.name for unit in here.tables.units}
    return found


def _places(here: Visit) -> list[str]:
    """Regions that occur, and those around them that hold more than one of these."""
    seen = here.seen("region")
    around = [
        code
        for code in here.tables.rows["region"]
        if sum(one.startswith(code) for one in seen) > 1 and len(code) > 2
    ]
    return [code for code in sorted({*seen, *around}) if here.place(code)]


def _clear() -> None:
    filters.keep(Filter())


def _widget(
    name: str, chosen: Filter, period: Period, known: Mapping[str, Mapping[str, str]]
) -> None:
    if name == "words":
        _words(chosen)
        return
    if name == "compare":
        _choice(name, chosen.compare or "before", known)
        return
    _choice(name, period.name if name == "period" else getattr(chosen, name), known)
    if name == "period" and period.name == "custom":
        _dates(period)


_WIDE = {"period": 175, "source": 190, "unit": 190, "region": 140}
_ALWAYS = ("period", "compare")


def _choice(name: str, value: str, choices: Mapping[str, Mapping[str, str]]) -> None:
    names = choices.get(name, {})
    key = f"filter_{name}"
    codes = list(names) if name in _ALWAYS else ["", *names]
    if value and value not in codes:
        codes.append(value)
    st.session_state[key] = value if value in codes else codes[0]
    st.selectbox(
        _(_LABELS[name]),
        codes,
        format_func=lambda code: _(names.get(code, code)) if code else _("全部"),
        key=key,
        on_change=_changed,
        args=(name,),
        width=_WIDE.get(name, 130),
        filter_mode=None if len(codes) <= 20 else "contains",
    )


def _dates(period: Period) -> None:
    st.session_state["filter_dates"] = (period.since, period.until)
    st.date_input(
        _("起止日期"),
        key="filter_dates",
        on_change=_changed_dates,
        format="YYYY-MM-DD",
        width=230,
        min_value=filters.FIRST,
    )


def _words(chosen: Filter) -> None:
    st.session_state["filter_words"] = chosen.words
    st.text_input(
        _("关键词"),
        key="filter_words",
        on_change=_changed,
        args=("words",),
        max_chars=filters.LONGEST,
        placeholder=_("多个词用空格隔开"),
        width=200,
    )


_LABELS = {
    "period": mark("统计期间"),
    "compare": mark("对比"),
    "area": mark("领域"),
    "region": mark("地区"),
    "unit": mark("单位"),
    "channel": mark("渠道"),
    "level": mark("热度等级"),
    "sentiment": mark("情感"),
    "source": mark("信息源"),
    "answered": mark("答复情况"),
    "took": mark("答复时长"),
    "matter": mark("事项或问题类别"),
    "words": mark("关键词"),
    "since": mark("起止日期"),
    "until": mark("起止日期"),
}


def _changed(name: str) -> None:
    value = st.session_state[f"filter_{name}"] or ""
    filters.keep(filters.parse({**filters.current()[0].query(), name: value}))


def _changed_dates() -> None:
    chosen = st.session_state["filter_dates"]
    if len(chosen) == 2:  # after the first click only the first day is known
        since, until = (day.isoformat() for day in chosen)
        filters.keep(
            filters.parse(
                {**filters.current()[0].query(), "period": "custom", "since": since, "until": until}
            )
        )
