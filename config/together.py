"""What several tables of an installation say together."""

from collections.abc import Mapping

from config.tables import Tables
from core.places import Region
from core.sources import ANSWERED


def mapped(tables: Tables, demo: bool) -> list[Region]:
    """The regions on the tile map of a real installation, or of the demonstration county."""
    known: Mapping[str, Region] = tables.rows["region"]
    return [
        region
        for code, region in known.items()
        if region.tile and tables.is_invented("region", code) == demo
    ]


def records_replies(tables: Tables, code: str) -> bool:
    """Whether a source has a place for replies at all; an unknown one is taken to."""
    source = tables.sources.get(code)
    if source is None:
        return True
    profile = tables.profiles.get(source.profile)
    return "reply" in profile.columns if profile else source.record_kind in ANSWERED
