"""Maps that need no network: tiles laid out by us, or polygons of an approved map."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import polars as pl

from core.i18n import gettext as _
from reports import theme

_MOST_NAME = 4
_MOST_NAMED = 40
"""Regions whose names fit on an approved map; of more they are told under the pointer."""

_STRETCH = 1.15
"""A degree of latitude against one of longitude, about where 30 degrees north are."""

_WIDTH, _DOTS = 520, 2_400
"""The usual width of such a map on a page; what is finer than its 2,400th part no screen shows."""

Ring = Sequence[tuple[float, float]]
"""Longitude and latitude of the corners of an outline."""


def tiles(table: pl.DataFrame) -> go.Figure:
    """One tile for each region (columns region, name, column, row, value, shown).

    `value` gives the colour and may be null (not told), `shown` is what stands on the tile. The
    tiles are bars, so that they scale with the page and can be chosen.
    """
    figure = go.Figure(layout={"template": theme.template(), "height": _height(table)})
    told = [value for value in table["value"] if value is not None]
    most = max(told, default=1) or 1
    figure.add_bar(
        x=table["column"].to_list(),
        y=[0.94] * table.height,
        base=[-row - 0.47 for row in table["row"]],
        width=0.94,
        marker={
            "color": [theme.tint(value, most) for value in table["value"]],
            "line": {"width": 0},
        },
        text=[
            f"{name[:_MOST_NAME]}<br>{shown}"
            for name, shown in table.select("name", "shown").rows()
        ],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={
            "size": 12,
            "color": [_ink(value, most) for value in table["value"]],
        },
        customdata=table["region"].to_list(),
        hovertext=[f"{name}：{shown}" for name, shown in table.select("name", "shown").rows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.update_layout(showlegend=False, margin={"l": 0, "r": 0, "t": 24, "b": 0})
    return _labelled(figure, _("示意图，不作为划界依据"))


def _height(table: pl.DataFrame) -> int:
    rows = table["row"].max()
    return 70 + 46 * (int(rows) + 1 if isinstance(rows, int) else 1)


def _ink(value: float | None, most: float) -> str:
    return theme.PAPER if value is not None and value >= 0.6 * most else theme.INK


def polygons(table: pl.DataFrame, rings: Mapping[str, Sequence[Ring]], approval: str) -> go.Figure:
    """The regions of an approved map (columns region, name, value, shown), with its 审图号.

    In the middle of each stands a point that can be chosen; regions without an outline are named.
    """
    drawn = table.filter(pl.col("region").is_in([code for code, shape in rings.items() if shape]))
    wide, high = _extent([ring for code in drawn["region"] for ring in rings[code]])
    height = min(640, max(260, round(80 + _WIDTH * _STRETCH * high / max(wide, 1e-6))))
    figure = go.Figure(layout={"template": theme.template(), "height": height})
    most = max((value for value in table["value"] if value is not None), default=1) or 1
    step = max(wide / _DOTS, 1e-6)
    for region, name, value, shown in drawn.select("region", "name", "value", "shown").rows():
        figure.add_scatter(
            **_outline([_coarse(ring, step) for ring in rings[region]]),
            mode="lines",
            fill="toself",
            fillcolor=theme.tint(value, most),
            line={"color": theme.MUTED, "width": 0.6},
            name=name,
            text=f"{name}：{shown}",
            hoverinfo="skip",
        )
    _points(figure, drawn, [max(rings[code], key=len) for code in drawn["region"]])
    figure.update_xaxes(visible=False)
    figure.update_yaxes(
        visible=False, scaleanchor="x", scaleratio=_STRETCH,
        constrain="domain", constraintoward="top",
    )  # fmt: skip
    missing = table.filter(~pl.col("region").is_in(drawn["region"].implode()))["name"].to_list()
    figure.update_layout(showlegend=False, margin={"l": 0, "r": 0, "t": 24, "b": 24})
    if missing:
        said = _("图中没有边界：{names}", names=_("、").join(missing[:8]))
        said += _(" 等 {n} 地", n=len(missing)) if len(missing) > 8 else ""
        _labelled(figure, said, y=0, yanchor="top")
    number = _("审图号：{number}", number=approval)
    return _labelled(figure, f"{_('示意图，不作为划界依据')}　{number}")


def _points(figure: go.Figure, table: pl.DataFrame, outer: Sequence[Ring]) -> None:
    """Name and number of each region in the middle of its largest ring."""
    middles = [_middle(ring) for ring in outer]
    figure.add_scatter(
        x=[x for x, _y in middles],
        y=[y for _x, y in middles],
        mode="markers+text" if table.height <= _MOST_NAMED else "markers",
        marker={"size": 9, "color": theme.INK, "opacity": 0.55},
        text=table["name"].to_list(),
        textposition="top center",
        textfont={"size": 11, "color": theme.INK},
        customdata=table["region"].to_list(),
        hovertext=[f"{name}：{shown}" for name, shown in table.select("name", "shown").rows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _outline(rings: Sequence[Ring]) -> dict[str, list[float | None]]:
    points = [(x, y) for ring in rings for x, y in (*ring, (None, None))]
    return {"x": [x for x, _y in points], "y": [y for _x, y in points]}


def _extent(rings: Sequence[Ring]) -> tuple[float, float]:
    """From the westernmost to the easternmost corner, and from south to north, in degrees."""
    east = [x for ring in rings for x, _y in ring] or [0.0]
    north = [y for ring in rings for _x, y in ring] or [0.0]
    return max(east) - min(east), max(north) - min(north)


def _coarse(ring: Ring, step: float) -> list[tuple[float, float]]:
    """The ring without points that fall on the one before them: full maps are ten times finer."""
    kept = [ring[0]] if ring else []
    for point in ring[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= step:
            kept.append(point)
    return kept if len(kept) > 2 else list(ring)


def _middle(ring: Ring) -> tuple[float, float]:
    """The centroid of a ring; of one without area the mean of its points."""
    area = east = north = 0.0
    for (x, y), (u, v) in pairwise([*ring, ring[0]]):
        part = x * v - u * y
        area += part
        east += (x + u) * part
        north += (y + v) * part
    if abs(area) < 1e-12:
        return sum(x for x, _y in ring) / len(ring), sum(y for _x, y in ring) / len(ring)
    return east / (3 * area), north / (3 * area)


def _labelled(figure: go.Figure, said: str, **where: Any) -> go.Figure:
    place = {"y": 1, "yanchor": "bottom", **where}
    figure.add_annotation(
        text=said, x=1, xref="paper", yref="paper", xanchor="right", **place,
        showarrow=False, font={"size": 12, "color": theme.MUTED},
    )  # fmt: skip
    return figure
