"""Changing rows of the configuration on a page: a form, what would change, and the way back.

A change is tried as the file is read, before anything is written (config.overlay).
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from cases import configuring
from config import overlay
from config import tables as tables_module
from config.tables import Tables
from core.errors import UserError
from core.i18n import gettext as _
from core.i18n import mark
from core.labels import AREAS
from dashboard import deeds, loaders, pieces
from dashboard.deeds import Undo
from dashboard.visit import Visit

_DRAFT = "config_draft"
FIELDS = {
    "enabled": mark("启用"),
    "amount": mark("时限"),
    "name": mark("名称"),
    "areas": mark("领域"),
    "words": mark("用语"),
    "aliases": mark("别名"),
}
TABLES = {
    "rule": mark("时限规则"),
    "area": mark("领域"),
    "problem": mark("问题类别"),
    "topic": mark("平台分类"),
    "unit": mark("单位"),
    "region": mark("地区"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """A row to change: the fields as they are and as they would be, and the file they are in."""

    table: str
    key: str
    fields: Mapping[str, Any]
    was: Mapping[str, Any]
    before: str
    after: str


def edit(here: Visit, table: str, names: Mapping[str, str]) -> None:
    """The form for one row of a table (key -> name); nothing for whoever may not change it."""
    if not here.can("operate") or not names:
        return
    with st.expander(_("修改{table}", table=_(TABLES[table]))):
        key = st.selectbox(
            _(TABLES[table]), list(names), format_func=lambda code: f"{names[code]}（{code}）",
            key=f"config_{table}", filter_mode="contains",
        )  # fmt: skip
        row = here.tables.rows[table].get(key)
        if row is None:
            return
        with st.form(f"config_{table}_{key}", border=False):
            fields = {
                name: _field(row, table, name, f"config_{table}_{key}_{name}")
                for name in overlay.SAFE[table][1]
            }
            if st.form_submit_button(_("预览")):
                _prepare(here, table, str(key), fields)
        _preview(here, table, str(key))


def _field(row: Any, table: str, name: str, key: str) -> Any:
    """The widget of a field, and what it says in the shape that the file has."""
    value, label = getattr(row, name), _(FIELDS[name])
    if isinstance(value, bool):
        return st.checkbox(label, value, key=key)
    if isinstance(value, int):
        return int(st.number_input(label, 0, 10_000, value, key=key, width=160))
    if isinstance(value, str):
        return (st.text_input(label, value, max_chars=80, key=key) or "").strip()
    if name == "areas":
        return st.multiselect(
            label, list(AREAS), list(value), format_func=lambda code: _(AREAS[code]), key=key
        )
    if isinstance(value, Mapping):
        weights = sorted(value, key=float, reverse=True)
        return {
            weight: _words(
                _("分量 {n} 的用语，用空格或换行隔开", n=weight), value[weight], f"{key}_{weight}"
            )
            for weight in weights
        }
    return _words(_("{label}，用空格或换行隔开", label=label), value, key)


def _words(label: str, value: list[str], key: str) -> list[str]:
    said = st.text_area(label, " ".join(value), key=key) or ""
    return list(dict.fromkeys(said.split()))


def _prepare(here: Visit, table: str, key: str, fields: Mapping[str, Any]) -> None:
    """Try the change as the files are read, and keep it for the preview."""
    st.session_state.pop(_DRAFT, None)
    row, settings = here.tables.rows[table][key], here.settings
    was = {name: _plain(getattr(row, name)) for name in fields}
    changed = {name: value for name, value in fields.items() if value != was[name]}
    if not changed:
        st.info(_("没有改动。"))
        return
    try:
        before = overlay.text(settings)
        after = overlay.changed(before, table, key, changed)
        tables_module.load(settings, after)
    except UserError as error:
        st.error(pieces.plain(error))
        return
    st.session_state[_DRAFT] = Wish(table, key, changed, was, before, after)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): list(one) for name, one in value.items()}
    return list(value) if isinstance(value, list | tuple) else value


def _preview(here: Visit, table: str, key: str) -> None:
    wish: Wish | None = st.session_state.get(_DRAFT)
    if wish is None or (wish.table, wish.key) != (table, key):
        return
    st.subheader(_("改动预览"), anchor=False)
    pieces.grid(pl.DataFrame(_lines(wish)))
    for sentence in _effects(here, wish):
        st.caption(pieces.plain(sentence))
    reason = st.text_input(_("理由"), max_chars=500, key="config_reason")
    with st.container(horizontal=True):
        if st.button(_("确认修改"), type="primary", key="config_yes"):
            _carry_out(here, wish, reason or "")
        if st.button(_("放弃"), key="config_no"):
            del st.session_state[_DRAFT]
            st.rerun()


def _lines(wish: Wish) -> list[dict[str, str]]:
    return [
        {
            _("字段"): _(FIELDS[name]),
            _("现在"): _said(wish.was[name], value),
            _("改后"): _said(value, wish.was[name]),
        }
        for name, value in wish.fields.items()
    ]


def _said(value: Any, other: Any) -> str:
    """A value for the preview; of a long list what the other one lacks."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Mapping):
        told = [
            f"{weight}：{_said(words, other.get(weight, []))}"
            for weight, words in value.items()
            if words != other.get(weight)
        ]
        return "；".join(told)
    if isinstance(value, list):
        own = [_(AREAS.get(str(one), str(one))) for one in value if one not in other]
        kept = len(value) - len(own)
        return "、".join([*own, _("另 {n} 个相同", n=kept)] if kept else own) or "—"
    return str(value)


def _effects(here: Visit, wish: Wish) -> list[str]:
    """What follows from a change, and what does not."""
    settings = here.settings
    tables = tables_module.load(settings, wish.after)
    said = [one for one in tables.warnings if one not in here.tables.warnings]
    if wish.table == "rule" and here.can("cases"):
        demo = here.reader.note("demo") is not None
        found = here.reader.rule_changes("differing", tables.for_demo(demo).rules)
        if found.get(wish.key):
            said.append(
                _("{n} 个在走的时限仍按原规则，须第二人批准后才改按新规则。", n=found[wish.key])
            )
    if wish.table in ("area", "problem", "topic"):
        said.append(_("只影响以后的研判；以前的诉求可用 minsheng reanalyse 重新研判。"))
    said.append(_("写入 {file}；后台程序重新启动后按新配置运行。", file=overlay.FILE))
    return said


def _carry_out(here: Visit, wish: Wish, reason: str) -> None:
    settings, store = here.settings, here.reader.store
    put = partial(overlay.put, settings, wish.before, wish.after, here.now)
    told = {"table": wish.table, "key": wish.key, "fields": dict(wish.fields),
            "was": {name: wish.was[name] for name in wish.fields}}  # fmt: skip
    back = Undo(
        _("已修改{table}“{key}”。", table=_(TABLES[wish.table]), key=wish.key),
        here.page,
        lambda _gave, there: _restore(there, wish.after, wish.before, ""),
    )

    def deed() -> None:
        configuring.change(store, here.actor, told, reason, put, here.now)
        st.session_state.pop(_DRAFT, None)
        loaders.tables.clear()

    deeds.do(deed, undo=back)


def _restore(here: Visit, present: str, wanted: str, version: str) -> None:
    """Bring an earlier text back, if it still makes a valid configuration."""
    settings = here.settings
    tables_module.load(settings, wanted)
    put = partial(overlay.put, settings, present, wanted, here.now)
    configuring.take_back(here.reader.store, here.actor, version or _("上一版"), put, here.now)
    loaders.tables.clear()


def versions(here: Visit) -> None:
    """Earlier versions of what was changed on pages: what would change, and the way back."""
    found = overlay.versions(here.settings) if here.can("operate") else {}
    if not found:
        st.caption(_("页面上还没有改过配置。"))
        return
    version = st.selectbox(
        _("以往版本"), list(found), format_func=lambda at: _("{at} 以前", at=at),
        key="config_version", width=320,
    )  # fmt: skip
    present, wanted = overlay.text(here.settings), found[version].read_text("utf-8")
    lines = list(_difference(present, wanted))
    if not lines:
        st.caption(_("这一版与现在相同。"))
        return
    st.code("\n".join(lines), language="diff")
    if st.button(_("恢复到这一版"), key="config_restore"):
        deeds.do(lambda: _restore(here, present, wanted, version))


def _difference(present: str, wanted: str) -> list[str]:
    told = difflib.unified_diff(present.splitlines(), wanted.splitlines(), lineterm="", n=1)
    return [line for line in told if not line.startswith(("---", "+++", "@@"))]


Names = Callable[[Tables], Mapping[str, str]]
NAMES: dict[str, Names] = {
    "rule": lambda tables: {rule.id: rule.name for rule in tables.rules.values()},
    "area": lambda tables: {code: _(AREAS[code]) for code in tables.rows["area"]},
    "problem": lambda tables: {name: name for name in tables.rows["problem"]},
    "topic": lambda tables: {
        code: f"{row.first} / {row.second}" for code, row in tables.rows["topic"].items()
    },
    "unit": lambda tables: {unit.code: unit.name for unit in tables.units},
    "region": lambda tables: {row.adcode: row.name for row in tables.regions},
}
"""Table -> what a row is called in the choice."""
