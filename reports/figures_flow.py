"""Figures of work: Sankey of cases, funnel of a ticket's way, ranks by month, spread of times."""

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from core.i18n import gettext as _
from core.labels import AREAS
from reports import numbers, theme

_TINTS = (theme.MAIN, "#C4622D", "#2C7FB8", "#7A8793", "#8C6BB1", "#41875A", "#9A7B1F", "#4B8E96")
_LIGHT, _DARK = "#FDFDFD", "#1F2932"
"""Text on the steps of the funnel, which keep their colours in every look."""

_DASHES = ("solid", "dash", "dot", "dashdot")


_LONG_NAME = 6


def sankey(table: pl.DataFrame) -> go.Figure:
    """Cases from what they are to where they stand (columns source, target, cases, layer).

    Names are already in the reader's language; a node's name carries how many pass through it.
    """
    names = list(dict.fromkeys([*table["source"], *table["target"]]))
    through = {
        name: max(
            float(table.filter(pl.col("source") == name)["cases"].sum()),
            float(table.filter(pl.col("target") == name)["cases"].sum()),
        )
        for name in names
    }
    figure = go.Figure(layout={"template": theme.template(), "height": 360})
    figure.add_sankey(
        arrangement="snap",
        node={
            "label": [f"{_broken(name)} {numbers.told(through[name])}" for name in names],
            "color": [_TINTS[place % len(_TINTS)] for place in range(len(names))],
            "pad": 16,
            "thickness": 14,
            "align": "left",
            "line": {"width": 0},
            "hovertemplate": "%{label}<extra></extra>",
        },
        link={
            "source": [names.index(name) for name in table["source"]],
            "target": [names.index(name) for name in table["target"]],
            "value": table["cases"].to_list(),
            "color": theme.RAMP[1],
            "hovertemplate": _("%{source.label} → %{target.label}：%{value} 件<extra></extra>"),
        },
    )
    return figure


def _broken(name: str) -> str:
    """A long name on two lines, so that on a phone it keeps off the one before it."""
    if not name.isascii():
        return name if len(name) <= _LONG_NAME else f"{name[:4]}<br>{name[4:]}"
    return "<br>".join(wrap(name, 3 * _LONG_NAME))


def funnel(table: pl.DataFrame) -> go.Figure:
    """How many records reach each stage (columns stage, records), the first on top."""
    counts = table["records"].to_list()
    whole = counts[0] if counts else 0
    figure = go.Figure(layout={"template": theme.template(), "height": 260})
    figure.add_funnel(
        y=table["stage"].to_list(),
        x=counts,
        text=[numbers.told_with_share(n, whole) for n in counts],
        textinfo="text",
        textposition="auto",
        insidetextfont={"color": [_LIGHT] * 3 + [_DARK] * 2},
        marker={"color": ["#1F4E78", "#3A6A97", "#4F7FA8", "#7AA1C4", "#A9C4DE"][: len(counts)]},
        connector={"fillcolor": theme.SOFT, "line": {"width": 0}},
        hovertemplate="%{y}：%{x}<extra></extra>",
    )
    figure.update_layout(showlegend=False)
    figure.update_xaxes(visible=False)
    return figure


def bump(table: pl.DataFrame, periods: Sequence[str]) -> go.Figure:
    """Ranks of groups by period (columns group, period, rank, value, n); 1 is on top.

    A group without a rank in a period (too few cases) has a gap there, never a guess.
    """
    figure = go.Figure(layout={"template": theme.template(), "height": 340})
    groups = list(dict.fromkeys(table["group"]))
    for place, group in enumerate(groups):
        mine = {row["period"]: row for row in table.iter_rows(named=True) if row["group"] == group}
        ranks = [mine[at]["rank"] if at in mine else None for at in periods]
        figure.add_scatter(
            x=list(periods),
            y=ranks,
            name=group,
            mode="lines+markers",
            connectgaps=False,
            line={
                "color": _TINTS[place % len(_TINTS)],
                "width": 2,
                "dash": _DASHES[place // len(_TINTS) % len(_DASHES)],
            },
            marker={"size": 9},
            customdata=[
                [f"{mine[at]['value']:.1f}", mine[at]["n"]] if at in mine else ["", 0]
                for at in periods
            ],
            hovertemplate=_("第 %{y} 位，综合 %{customdata[0]}，有效回访 %{customdata[1]} 件"),
        )
    last = max((rank for rank in table["rank"].to_list() if rank), default=1)
    figure.update_yaxes(
        range=[last + 0.5, 0.5], dtick=1, title={"text": _("档内位次"), "standoff": 14}
    )
    figure.update_xaxes(type="category", showgrid=False)
    return figure


def spread(table: pl.DataFrame) -> go.Figure:
    """Response times of each area (columns of chart_tables.spread_table) as boxes.

    Box: the middle half; line: median; whiskers: 10th and 90th percentile. In days.
    """
    figure = go.Figure(layout={"template": theme.template(), "height": 60 + 42 * table.height})
    shown = table.sort("median", descending=True)
    columns = ("p10", "p25", "median", "p75", "p90")
    days = {name: [value / 24 for value in shown[name]] for name in columns}
    figure.add_box(
        y=[
            f"{_(AREAS.get(code, code))}（{n}）"
            for code, n in shown.select("area", "replies").rows()
        ],
        lowerfence=days["p10"],
        q1=days["p25"],
        median=days["median"],
        q3=days["p75"],
        upperfence=days["p90"],
        orientation="h",
        width=0.55,
        fillcolor=theme.SOFT,
        line={"color": theme.MAIN, "width": 2},
        hoverinfo="x",
    )
    figure.update_xaxes(title=_("天"), rangemode="tozero", ticksuffix="")
    figure.update_yaxes(showgrid=False)
    figure.update_layout(showlegend=False)
    return figure
