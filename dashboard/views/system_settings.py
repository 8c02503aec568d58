"""管理: rules, areas and taxonomy, units, what people corrected, and the file of each row."""

import polars as pl
import streamlit as st

from core import labels as words
from core.deadline_rules import limit
from core.i18n import gettext as _
from core.i18n import mark
from dashboard import (
    admin_ways,
    config_forms,
    config_rows,
    corrected_counts,
    deeds,
    pieces,
    rule_wishes,
)
from dashboard.visit import Visit
from reports import numbers

_KINDS = {
    "clock": mark("时限"),
    "note": mark("提示"),
    "target": mark("指标"),
    "scale": mark("分级"),
}


def show(here: Visit) -> None:
    """Draw the page."""
    pieces.heading(here, _("管理"), _("规则、分类和单位都是配置文件里的行，改动立即有据可查"))
    deeds.offer_undo(here)
    admin_ways.show(here)
    folder = here.settings.config_folder
    st.caption(
        pieces.plain(
            _(
                "常用的改动在下面各页修改；其他的在 {folder} 下按编号写同一行，只写要改的字段。",
                folder=folder,
            )
        )  # fmt: skip
    )
    names = (_("时限规则"), _("领域与分类"), _("单位"), _("地区"), _("更正"), _("以往版本"))
    rules, kinds, units, regions, corrected, earlier = st.tabs(names)
    with rules:
        _rules(here)
        _change(here, "rule")
        if here.can("desk"):
            rule_wishes.show(here)
    with kinds:
        _kinds(here)
        for table in ("area", "problem", "topic"):
            _change(here, table)
    with units:
        config_rows.grid(here, "unit", [config_rows.unit(here, unit) for unit in here.tables.units])
        _change(here, "unit")
    with regions:
        config_rows.grid(
            here, "region", [config_rows.region(region) for region in here.tables.regions]
        )
        _change(here, "region")
    with earlier:
        config_forms.versions(here)
    with corrected:
        if here.can("texts"):
            corrected_counts.show(here)
        else:
            st.caption(_("更正情况只给办理和分析的人员看。"))


def _change(here: Visit, table: str) -> None:
    config_forms.edit(here, table, config_forms.NAMES[table](here.tables))


def _rules(here: Visit) -> None:
    off = sum(not rule.enabled for rule in here.tables.rules.values())
    st.caption(_("共 {n} 条，停用 {off} 条。", n=len(here.tables.rules), off=off))
    rows = [
        {
            _("编号"): rule.id,
            _("名称"): rule.name,
            _("种类"): _(_KINDS.get(rule.kind, rule.kind)),
            _("时限"): limit(rule.amount, rule.unit) if rule.amount else "—",
            _("依据"): rule.citation,
            _("状态"): _("启用") if rule.enabled else _("停用"),
        }
        for rule in here.tables.rules.values()
    ]
    config_rows.grid(here, "rule", rows)
    for sentence in here.tables.warnings:
        st.warning(pieces.plain(sentence))


def _kinds(here: Visit) -> None:
    known = here.tables.lexicon.areas
    rows = [
        {_("编号"): code, _("领域"): _(name), _("用语"): numbers.count(len(known.get(code, {})))}
        for code, name in words.AREAS.items()
    ]
    config_rows.grid(here, "area", rows)
    topics = [
        {_("一级"): first, _("二级"): second, _("用语"): numbers.count(len(found))}
        for first, seconds in here.tables.topics.items()
        for second, found in seconds.items()
    ]
    if topics:
        st.subheader(_("平台分类"), anchor=False)
        pieces.grid(pl.DataFrame(topics), height=320)
