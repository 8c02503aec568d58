"""Figures over time: calendar heat map, control chart, small multiples, an annotated timeline.

Pure: the same table always gives the same figure; every date is handed over as ISO text.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from core.i18n import gettext as _
from core.labels import AREAS
from core.times import WEEKDAYS
from reports import theme

_POINT = 4
"""Of a line whose days can be chosen: plotly chooses points, not lines."""

_FIELD = 0.9
"""The side of a field of the calendar; its place is 1."""

_COLUMNS = 3


def calendar(table: pl.DataFrame) -> go.Figure:
    """Messages by day (columns day, messages): a column a week, a row a weekday.

    The fields are bars, so that they can be chosen and stay sharp in print.
    """
    first = table["day"][0]
    monday = first - timedelta(first.weekday())
    most = max(table["messages"].to_list(), default=1) or 1
    figure = go.Figure(layout={"template": theme.template(), "height": 230})
    figure.add_bar(
        x=[(day - monday).days // 7 for day in table["day"]],
        y=[_FIELD] * table.height,
        base=[-day.weekday() - _FIELD / 2 for day in table["day"]],
        width=_FIELD,
        marker={
            "color": [theme.tint(value, most) for value in table["messages"]],
            "line": {"width": 0},
        },
        customdata=[[day.isoformat()] for day in table["day"]],
        hovertext=[
            _("{day}：{n} 件", day=day.isoformat(), n=messages)
            for day, messages in table.select("day", "messages").iter_rows()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    weeks = (table["day"][-1] - monday).days // 7 + 1
    figure.update_xaxes(
        showgrid=False, tickangle=0, range=[-0.6, weeks - 0.4],
        **_weeks([monday + timedelta(7 * week) for week in range(weeks)]),
    )  # fmt: skip
    figure.update_yaxes(
        showgrid=False, range=[-6.6, 0.6], tickvals=[-row for row in range(7)],
        ticktext=[_(name) for name in WEEKDAYS],
    )  # fmt: skip
    figure.update_layout(showlegend=False, bargap=0)
    figure.add_annotation(
        text=_("颜色由浅到深：0 至 {most} 件", most=most), x=1, y=1, xref="paper", yref="paper",
        xanchor="right", yanchor="bottom", showarrow=False,
        font={"size": 12, "color": theme.MUTED},
    )  # fmt: skip
    return figure


def _weeks(starts: Sequence[date]) -> dict[str, list[Any]]:
    step = max(1, -(-len(starts) // 5))
    chosen = range(0, len(starts), step)
    return {
        "tickvals": list(chosen),
        "ticktext": [starts[week].strftime(_("%m月%d日")) for week in chosen],
    }


def control(table: pl.DataFrame) -> go.Figure:
    """Messages by day with their usual band (columns of chart_tables.control_table).

    Days outside the band have another mark and another colour.
    """
    days = [day.isoformat() for day in table["day"]]
    figure = go.Figure(layout={"template": theme.template(), "height": 300})
    figure.add_scatter(
        x=days, y=table["high"].to_list(), mode="lines", line={"width": 0}, hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip
    figure.add_scatter(
        x=days, y=table["low"].to_list(), mode="lines", line={"width": 0}, fill="tonexty",
        fillcolor=theme.SOFT, name=_("往常范围"), hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=days, y=table["usual"].to_list(), mode="lines", name=_("往常水平"),
        line={"color": theme.MUTED, "width": 1, "dash": "dot"},
        hovertemplate=_("往常：%{y:.0f} 件"),
    )  # fmt: skip
    figure.add_scatter(
        x=days, y=table["messages"].to_list(), mode="lines+markers", name=_("当日件数"),
        line={"color": theme.MAIN, "width": 2}, marker={"size": _POINT},
        hovertemplate=_("当日：%{y} 件"), customdata=[[day] for day in days],
    )  # fmt: skip
    out = table.filter(pl.col("outside") == 1)
    figure.add_scatter(
        x=[day.isoformat() for day in out["day"]], y=out["messages"].to_list(), mode="markers",
        name=_("超出往常范围"), hoverinfo="skip",
        marker={"color": theme.ACCENT, "size": 10, "symbol": "diamond"},
    )  # fmt: skip
    figure.update_xaxes(type="date", tickformat=_("%m月%d日"), showgrid=False, nticks=10)
    figure.update_yaxes(rangemode="tozero")
    figure.update_layout(hovermode="x unified")
    return figure


def multiples(table: pl.DataFrame) -> go.Figure:
    """One small curve for each area (columns area, day, messages), all on one scale."""
    names = [_(name) for name in AREAS.values()]
    rows = -(-len(AREAS) // _COLUMNS)
    figure = make_subplots(
        rows, _COLUMNS, subplot_titles=names, shared_xaxes=True, shared_yaxes=True,
        vertical_spacing=0.14, horizontal_spacing=0.04,
    )  # fmt: skip
    figure.update_layout(template=theme.template(), height=120 * rows + 40, showlegend=False)
    most = max(table["messages"].to_list(), default=1) or 1
    for place, area in enumerate(AREAS):
        mine = table.filter(pl.col("area") == area)
        figure.add_scatter(
            x=[day.isoformat() for day in mine["day"]],
            y=mine["messages"].to_list(),
            mode="lines+markers",
            fill="tozeroy",
            fillcolor=theme.SOFT,
            line={"color": theme.MAIN, "width": 2},
            marker={"size": _POINT},
            name=names[place],
            customdata=[[day.isoformat(), area] for day in mine["day"]],
            hovertemplate=_("%{x|%m月%d日}起一周：%{y} 件<extra></extra>"),
            row=place // _COLUMNS + 1,
            col=place % _COLUMNS + 1,
        )
    figure.update_xaxes(type="date", tickformat=_("%m月%d日"), showgrid=False, nticks=4)
    figure.update_yaxes(range=[0, most * 1.1], nticks=3)
    figure.update_annotations(font={"size": 13, "color": theme.INK})
    return figure


_SHORT_NOTE = 16
"""Characters that a phone shows on one line beside a day."""


def annotated(figure: go.Figure, events: Sequence[tuple[date, str]]) -> go.Figure:
    """A copy of a figure by day with what happened written over its days, stepping down."""
    shown = go.Figure(figure)
    if not events:
        return shown
    most = max((value or 0 for trace in shown.data for value in trace.y), default=1) or 1
    shown.update_yaxes(range=[0, most * 1.75])
    by_day: dict[date, list[str]] = {}
    for day, said in events:
        by_day.setdefault(day, []).append(said)
    step = 0
    for day, texts in sorted(by_day.items()):
        height = 1.0 - 0.1 * (step % 4)
        short = sum(map(len, texts)) <= _SHORT_NOTE
        step += 1 if short else len(texts)
        shown.add_shape(
            type="line", x0=day.isoformat(), x1=day.isoformat(), y0=0, y1=height, yref="paper",
            line={"color": theme.ACCENT, "width": 1, "dash": "dot"},
        )  # fmt: skip
        shown.add_annotation(
            x=day.isoformat(), y=height, yref="paper", text=("、" if short else "<br>").join(texts),
            showarrow=False, align="left", xanchor="left", yanchor="top", xshift=4,
            font={"size": 12, "color": theme.ACCENT}, bgcolor=theme.PAPER,
        )  # fmt: skip
    return shown
