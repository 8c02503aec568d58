"""The regions of this installation's map and their counts."""

from collections.abc import Callable
from functools import partial

import plotly.graph_objects as go
import polars as pl

from config import together
from core.places import Region
from dashboard import loaders
from dashboard.visit import Visit
from reports import figures_map, region_counts


def regions(here: Visit) -> list[Region]:
    """The regions that have a place on the tile map of this installation."""
    demo = here.reader.note("demo") is not None
    return together.mapped(here.tables, demo)


def drawer(here: Visit) -> Callable[[pl.DataFrame], go.Figure]:
    """How a table of regions is drawn: in the approved outlines that were loaded, else as tiles."""
    shape = loaders.boundaries(here.settings)
    if shape is None:
        return figures_map.tiles
    return partial(figures_map.polygons, rings=shape.rings, approval=shape.approval)


def counted(here: Visit, days: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """reports.region_counts.counted for the regions and sources of this reader."""
    return region_counts.counted(regions(here), here.replying, days, before)
