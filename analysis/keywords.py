"""The words that tell what a message is about."""

import polars as pl

from analysis.features import Features

_MOST = 6


def label(features: Features) -> pl.DataFrame:
    """`keywords` joined by |: known words of areas and problems, the weightiest first."""
    lexicon = features.materials.lexicon
    known = {word for words in lexicon.areas.values() for word in words}
    known |= {word for words in lexicon.problems.values() for word in words}
    found: list[list[str]] = [[] for _ in range(len(features.frame))]
    hits = features.hits(sorted(known)) if known else pl.DataFrame(schema=["row", "word", "weight"])
    ranked = sorted(hits.iter_rows(), key=lambda hit: (hit[0], -hit[2], -len(hit[1]), hit[1]))
    for row, word, _ in ranked:
        if len(found[row]) < _MOST and not any(word in other for other in found[row]):
            found[row].append(word)
    return pl.DataFrame(
        {"keywords": ["|".join(words) for words in found]}, schema={"keywords": pl.String}
    )
