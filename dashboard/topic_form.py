"""The form that begins a watched topic, filled from a preset where one is chosen."""

from datetime import date, timedelta

import streamlit as st

from cases import topics as desk
from core.errors import UserError
from core.i18n import gettext as _
from core.labels import AREAS
from core.watched import LONGEST_NAME, Watched, split_words
from dashboard import loaders, pieces
from dashboard.visit import Visit

_MONTHS = timedelta(days=90)


def show(here: Visit) -> None:
    """Choose a preset or none, then say what is watched."""
    presets = here.tables.presets
    with st.expander(_("新建专题")):
        st.caption(_("专题只关注问题，不关注人：出现姓名、账号或指向诉求人的词会被拒绝。"))
        chosen = st.selectbox(
            _("预设"),
            ["", *presets],
            format_func=lambda code: _(presets[code].name) if code else _("不用预设"),
            key="topic_preset",
            width=220,
        )
        preset = presets.get(chosen or "")
        since, until = preset.season(here.today) if preset else (here.today, here.today + _MONTHS)
        start = Watched(
            preset.name if preset else "",
            tuple(preset.words) if preset else (),
            since,
            until,
            tuple(preset.areas) if preset else (),
        )
        with st.form(f"topic_{chosen}", border=False):
            wanted = _fields(here, start, chosen or "none")
            if st.form_submit_button(_("开始关注"), type="primary"):
                _create(here, wanted)


def _fields(here: Visit, start: Watched, key: str) -> Watched:
    name = st.text_input(_("专题名称"), start.name, max_chars=LONGEST_NAME, key=f"topic_name_{key}")
    words = st.text_area(
        _("关键词（出现任何一个即算，用顿号或空格隔开）"),
        "、".join(start.words),
        max_chars=600,
        key=f"topic_words_{key}",
    )
    left, right = st.columns(2)
    areas = left.multiselect(
        _("领域（不选为全部）"),
        list(AREAS),
        [area for area in start.areas if area in AREAS],
        format_func=lambda code: _(AREAS[code]),
        key=f"topic_areas_{key}",
    )
    places = {region.adcode: region.name for region in here.tables.regions}
    regions = right.multiselect(
        _("地区（不选为全部）"),
        list(places),
        format_func=lambda code: places[code],
        key=f"topic_regions_{key}",
    )
    days = st.date_input(
        _("起止日期"),
        (start.since, start.until),
        format="YYYY-MM-DD",
        min_value=date(2000, 1, 1),
        key=f"topic_days_{key}",
        width=260,
    )
    since, until = days if len(days) == 2 else (start.since, start.until)
    return Watched(name or "", split_words(words or ""), since, until, tuple(areas), tuple(regions))


def _create(here: Visit, wanted: Watched) -> None:
    try:
        number = desk.create(here.reader.store, here.actor, wanted, here.now)
    except UserError as error:
        st.error(pieces.plain(error))
        return
    loaders.forget()
    st.switch_page(here.pages["topic"], query_params={"topic": str(number)})
