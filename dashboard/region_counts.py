"""The regions of this installation's map and their counts."""

import polars as pl

from config import together
from core.places import Region
from dashboard.visit import Visit
from reports import region_counts


def regions(here: Visit) -> list[Region]:
    """The regions that have a place on the tile map of this installation."""
    demo = here.reader.note("demo") is not None
    return together.mapped(here.tables, demo)


def counted(here: Visit, days: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """reports.region_counts.counted for the regions and sources of this reader."""
    return region_counts.counted(regions(here), here.replying, days, before)
