"""An assessment as a table: each unit's score and what every figure is made of."""

from typing import Any

import polars as pl
import streamlit as st

from core.assessment import MEASURES, Row, Scheme
from core.i18n import gettext as _
from dashboard import pieces
from dashboard.visit import Visit


def draw(here: Visit, scheme: Scheme, rows: list[Row]) -> None:
    """The rows as a table, each share with what it is made of."""
    columns: dict[str, list[str]] = {_("单位"): [], _("得分"): []}
    for name in scheme.weights:
        columns[_(MEASURES[name])] = []
        if name == "satisfied":
            columns[_("回访覆盖率")] = []
    for row in rows:
        columns[_("单位")].append(here.unit(row.unit) or row.unit)
        score = _("不评分") if row.score is None else f"{row.score:.1f}"
        columns[_("得分")].append(score)
        for name in scheme.weights:
            columns[_(MEASURES[name])].append(_share(row.figures.get(name), scheme.minimum))
        if "satisfied" in scheme.weights:
            columns[_("回访覆盖率")].append(_share(row.coverage, 1))
    pieces.grid(pl.DataFrame(columns))
    st.caption(
        _("满意率须与回访覆盖率一起看；应办不足 {n} 件的指标显示“样本不足”，不加分也不扣分。",
          n=scheme.minimum)
    )  # fmt: skip


def _share(figure: Any, minimum: int) -> str:
    if figure is None or not figure.denominator:
        return "—"
    share = figure.share(minimum)
    made = f"{figure.numerator:g}/{figure.denominator}"
    return _("样本不足（{made}）", made=made) if share is None else f"{share:.1f}%（{made}）"
