"""The look of our charts: one plotly template, colours, fonts and sizes."""

from typing import Any

import plotly.graph_objects as go

FONTS = (
    "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, "
    "WenQuanYi Micro Hei, Minsheng Sans SC, sans-serif"
)
"""System fonts first; `Minsheng Sans SC` is the font that the pages bring with them."""

INK = "#1F2933"
MUTED = "#5B6773"
LINE = "#D9DEE4"
PAPER = "#FFFFFF"
MAIN = "#1F4E79"
ACCENT = "#B5541C"
SOFT = "#E6EDF5"
GOOD = "#2F7D57"
RAMP = (SOFT, "#C9D9E9", "#8FB2D3", "#4F86B7", MAIN)
"""From none to most, one hue: read in print and by readers who do not see red and green."""

SENTIMENT_COLOURS = {"neg": "#C4622D", "neu": "#B8C1CA", "pos": "#2C7FB8"}
"""Orange against blue: told apart by readers who do not see red and green."""

LEVEL_COLOURS = {"I": "red", "II": "orange", "III": "yellow", "IV": "blue"}
"""Colour names of badges; a level is always shown with its word as well."""

WIDTH = 1000
HEIGHT = 520


def tint(value: float | None, most: float) -> str:
    """The colour of RAMP for a value between 0 and `most`; grey where it is not told."""
    if value is None:
        return LINE
    share = min(1.0, max(0.0, value / most))
    return RAMP[min(len(RAMP) - 1, int(share * len(RAMP)))]


def template() -> Any:
    """The plotly template of all our figures."""
    axis = {
        "gridcolor": LINE,
        "linecolor": LINE,
        "zeroline": False,
        "tickfont": {"color": MUTED, "size": 12},
        "automargin": True,
        "ticklabelstandoff": 6,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONTS, "size": 13, "color": INK},
            "title": {"font": {"size": 18, "color": INK}, "x": 0, "xref": "container"},
            "colorway": [MAIN, "#C4622D", "#2C7FB8", "#7A8793", "#8C6BB1", "#41875A"],
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "xaxis": axis,
            "yaxis": axis,
            "separators": ".,",
            "bargap": 0.18,
            "hoverlabel": {"font": {"family": FONTS, "size": 13}, "bgcolor": PAPER},
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            "margin": {"l": 8, "r": 16, "t": 32, "b": 8},
        }
    )
