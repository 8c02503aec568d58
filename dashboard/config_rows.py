"""Rows of the configuration as tables on the page 管理, each with the file that it stands in."""

from pathlib import Path

import polars as pl
import streamlit as st

from core import labels as words
from core.i18n import gettext as _
from core.places import Region, Unit
from dashboard import pieces
from dashboard.visit import Visit


def unit(here: Visit, one: Unit) -> dict[str, str]:
    """A unit as a line."""
    return {
        _("编号"): one.code,
        _("单位"): one.name,
        _("上级"): here.unit(one.parent) or "—",
        _("领域"): "、".join(_(words.AREAS.get(code, code)) for code in one.areas) or "—",
    }


def region(one: Region) -> dict[str, str]:
    """A region as a line."""
    tile = "，".join(map(str, one.tile)) or "—"
    return {
        _("编号"): one.adcode,
        _("地区"): one.name,
        _("别名"): "、".join(one.aliases) or "—",
        _("图上位置（列，行）"): tile,
    }


def grid(here: Visit, table: str, rows: list[dict[str, str]]) -> None:
    """Rows of a configuration table, each with the file that it stands in."""
    if not rows:
        st.caption(_("没有记录。"))
        return
    told = [{**row, _("来自"): _origin(here, table, row[_("编号")])} for row in rows]
    pieces.grid(pl.DataFrame(told), key=f"table_{table}")


def _origin(here: Visit, table: str, key: str) -> str:
    path = here.tables.origins.get((table, key), "")
    own = path.startswith(str(here.settings.home))
    return _("本地：{file}", file=Path(path).name) if own else _("随程序")
