"""Write SnowNLP's Bayes counts as the plain table that `analysis.sentiment` reads.

python -m analysis.snow_counts > analysis/models/sentiment_counts.tsv
"""

import sys
from typing import TextIO

LEAST = 5
"""Words seen less often are left out, so that the table holds no text."""


def write(out: TextIO) -> None:
    """One line per word: word, count in negative, count in positive reviews."""
    from snownlp import sentiment

    counts = sentiment.classifier.classifier.d
    for name in ("neg", "pos"):
        out.write(f"#\t{name}\t{int(counts[name].total)}\n")
    words = sorted({*counts["neg"].d, *counts["pos"].d})
    for word in words:
        negative, positive = (counts[name].d.get(word, 1) for name in ("neg", "pos"))
        if negative + positive >= LEAST and word.strip() and "\t" not in word:
            out.write(f"{word}\t{negative}\t{positive}\n")


if __name__ == "__main__":
    write(sys.stdout)
