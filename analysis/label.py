"""One pass over a batch of messages gives every label."""

from collections.abc import Iterable, Sequence
from importlib import import_module

import polars as pl

from analysis.features import Features, Materials
from core.places import Lexicon, Region, Unit

MODEL = "linear-1"
"""Stored with each label, so that labels of an older model can be found again."""

LABELLERS: dict[str, str] = {
    "area": "analysis.area",
    "topic": "analysis.topic",
    "sentiment": "analysis.sentiment",
    "intent": "analysis.intent",
    "urgency": "analysis.urgency",
    "region": "analysis.region",
    "unit": "analysis.unit",
    "accused": "analysis.accused",
    "place": "analysis.place",
    "keywords": "analysis.keywords",
}
"""label -> module with `label(features) -> frame of its columns`, imported on first use."""

COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "area": pl.String,
    "area_score": pl.Float64,
    "area_unsure": pl.Int8,
    "topic1": pl.String,
    "topic2": pl.String,
    "sentiment": pl.String,
    "sentiment_score": pl.Float64,
    "intent": pl.String,
    "urgency": pl.Int8,
    "region": pl.String,
    "unit": pl.String,
    "accused_unit": pl.String,
    "place": pl.String,
    "problem": pl.String,
    "keywords": pl.String,
}


def prepare(lexicon: Lexicon, regions: Sequence[Region], units: Sequence[Unit]) -> Materials:
    """Materials for `label`, from what the switchboard hands in."""
    return Materials(lexicon, regions, units)


def label(frame: pl.DataFrame, materials: Materials) -> pl.DataFrame:
    """The frame with every label column (COLUMNS) added, one row per row, in order.

    `frame` needs `title` and `text` (String); `region` and `unit` as the source gave them are
    used where present, and replaced by what the label found.
    """
    return label_features(Features(frame, materials))


def label_features(features: Features, only: Iterable[str] = LABELLERS) -> pl.DataFrame:
    """`label` for a batch whose features are at hand; with `only` (names of LABELLERS) those labels
    are worked out and no others."""
    frame = features.frame
    found = [import_module(LABELLERS[name]).label(features) for name in only]
    every = pl.concat(found, how="horizontal")
    labels = every.select(
        pl.col(name).cast(kind) for name, kind in COLUMNS.items() if name in every.columns
    )
    return frame.drop(set(frame.columns) & set(labels.columns)).hstack(labels)
