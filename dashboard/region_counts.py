"""The regions of this installation's map and their counts."""

from collections.abc import Callable
from functools import partial

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from config import together
from core.errors import ConfigError
from core.i18n import gettext as _
from core.places import Region
from dashboard import loaders, pieces
from dashboard.visit import Visit
from reports import figures_map, region_counts


def regions(here: Visit) -> list[Region]:
    """The regions that have a place on the tile map of this installation."""
    demo = here.reader.note("demo") is not None
    return together.mapped(here.tables, demo)


def drawer(here: Visit) -> Callable[[pl.DataFrame], go.Figure]:
    """How a table of regions is drawn: in the approved outlines that were loaded, else as tiles.

    What is wrong with a map file is told where the map would stand, and tiles stand there.
    """
    try:
        shape = loaders.boundaries(here.settings)
    except ConfigError as error:
        st.warning(pieces.plain(_("{reason}下面画的是瓦片示意图。", reason=error)))
        return figures_map.tiles
    if shape is None:
        return figures_map.tiles
    return partial(figures_map.polygons, rings=shape.rings, approval=shape.approval)


def counted(here: Visit, days: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """reports.region_counts.counted for the regions and sources of this reader."""
    return region_counts.counted(regions(here), here.replying, days, before)
