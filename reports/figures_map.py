"""Maps that need no network: tiles laid out by us, or polygons of an approved map."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import polars as pl

from core.i18n import gettext as _
from reports import theme

_MOST_NAME = 4


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


def polygons(
    table: pl.DataFrame,
    rings: Mapping[str, Sequence[Sequence[tuple[float, float]]]],
    approval: str,
) -> go.Figure:
    """The regions of an approved map (columns region, name, value, shown), with its 审图号."""
    figure = go.Figure(layout={"template": theme.template(), "height": 560})
    most = max((value for value in table["value"] if value is not None), default=1) or 1
    for region, name, value, shown in table.select("region", "name", "value", "shown").rows():
        points: list[tuple[float | None, float | None]] = []
        for ring in rings.get(region, ()):
            points += [*ring, (None, None)]
        if points:
            figure.add_scatter(
                x=[x for x, _y in points],
                y=[y for _x, y in points],
                mode="lines",
                fill="toself",
                fillcolor=theme.tint(value, most),
                line={"color": theme.PAPER, "width": 1},
                name=name,
                text=f"{name}：{shown}",
                hoverinfo="text",
                hoveron="fills",
            )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=1.15)
    figure.update_layout(showlegend=False, margin={"l": 0, "r": 0, "t": 24, "b": 0})
    return _labelled(figure, _("审图号：{number}", number=approval))


def _labelled(figure: go.Figure, said: str) -> go.Figure:
    figure.add_annotation(
        text=said, x=1, y=1, xref="paper", yref="paper", xanchor="right", yanchor="bottom",
        showarrow=False, font={"size": 12, "color": theme.MUTED},
    )  # fmt: skip
    return figure
