"""The unit responsible for a message: by its words, its area, and both together."""

import polars as pl

from analysis.features import Features


def label(features: Features) -> pl.DataFrame:
    """`unit`: a code of units.toml, the source's own where it gave one; or null."""
    units = features.materials.units
    areas, _ = features.decide("area")
    by_area = {code: unit.code for unit in reversed(units) for code in unit.areas}
    words = {unit.code: dict.fromkeys(unit.words, 1.0) for unit in units}
    by_words, _ = features.best(words)
    found = [
        told or named or by_area.get(code)
        for told, named, code in zip(_given(features), by_words, areas, strict=True)
    ]
    return pl.DataFrame({"unit": found}, schema={"unit": pl.String})


def _given(features: Features) -> list[str | None]:
    if "unit" not in features.frame.columns:
        return [None] * len(features.frame)
    codes = {unit.code for unit in features.materials.units}
    codes_by_name = {unit.name: unit.code for unit in features.materials.units}
    return [
        given if given in codes else codes_by_name.get(given or "")
        for given in features.frame["unit"]
    ]
