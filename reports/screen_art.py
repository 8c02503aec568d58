"""Figures as pictures of a big screen: dark, without title, without a cell under five."""

import re
from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl
from mirage import core as mirage
from mirage import fonts as mirage_fonts
from pylopdf_fonts_zh_cn import sans_path

from core import people
from reports import export, looks

_ENTITY = re.compile(r"<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in the picture's own units; it scales with the screen."""

    width: int = 1000
    height: int = 520


def large(table: pl.DataFrame, column: str = "messages") -> pl.DataFrame:
    """A table whose counts of 1 to 4 are told by their bound: no cell under five is on a screen."""
    least = people.SMALLEST_SHOWN
    small = (pl.col(column) > 0) & (pl.col(column) < least)
    return table.with_columns(pl.when(small).then(least).otherwise(pl.col(column)).alias(column))


def picture(figure: go.Figure, size: Size) -> str:
    """An SVG element in the dark look, scaling to the box it stands in."""
    shown = looks.recoloured(figure, "dark")
    shown.update_layout(
        width=size.width,
        height=size.height,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": 17},
        margin={"l": 16, "r": 24, "t": 40, "b": 16},
    )
    shown.update_xaxes(tickfont={"size": 16})
    shown.update_yaxes(tickfont={"size": 16})
    shown.update_traces(textfont={"size": 17}, selector={"type": "bar"})
    shown.update_annotations(font={"size": 15})
    with export.one_at_a_time:
        mirage_fonts.get_default_font_manager()._default_system_font_path = str(sans_path())
        drawn: str = mirage.to_svg(shown, width=size.width, height=size.height)
    return _scaling(_ENTITY.sub("", drawn), size)


def _scaling(svg: str, size: Size) -> str:
    head, rest = svg.split(">", 1)
    head = re.sub(r'\s(width|height|style|viewBox)="[^"]*"', "", head)
    return f'{head} viewBox="0 0 {size.width} {size.height}" role="img">{rest}'
