"""The place of a message on the map: the adcode of the deepest region it names."""

import polars as pl

from analysis.features import Features


def label(features: Features) -> pl.DataFrame:
    """`region`: an adcode, from the source's own field first, then from the text; or null."""
    codes = _codes(features)
    found = _from_text(features, codes)
    if "region" in features.frame.columns:
        known = set(codes.values())
        for row, given in enumerate(features.frame["region"]):
            if given:
                found[row] = codes.get(given, given if given in known else found[row])
    return pl.DataFrame({"region": found}, schema={"region": pl.String})


def _codes(features: Features) -> dict[str, str]:
    """name or alias -> adcode; a name that two regions share stands for neither."""
    pairs = [
        (name, region.adcode)
        for region in features.materials.regions
        for name in (region.name, *region.aliases)
    ]
    names = [name for name, _ in pairs]
    shared = {name for name in names if names.count(name) > 1}
    return {name: code for name, code in pairs if name not in shared}


def _from_text(features: Features, codes: dict[str, str]) -> list[str | None]:
    found: list[str | None] = [None] * len(features.frame)
    if not codes:
        return found
    best = [(0, 0.0, "")] * len(features.frame)
    for row, word, weight in sorted(features.hits(list(codes)).iter_rows()):
        code = codes[word]
        best[row] = max(best[row], (len(code), weight, code))
    return [code or None for _, _, code in best]
