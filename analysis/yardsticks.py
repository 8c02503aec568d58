"""What the program is measured against: segmentation by jieba-rs, sentiment by SnowNLP, groups by
TF-IDF and average linkage."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import rjieba

_APART = 0.7
"""Groups further apart than this (1 less the cosine) stay two."""


def segment(texts: Sequence[str]) -> int:
    """Cut each text into words; returns how many."""
    return sum(len(rjieba.cut(text)) for text in texts)


def sentiment(texts: Sequence[str]) -> float:
    """SnowNLP's own sentiment of each text (0 to 1); returns the sum. It takes seconds to load."""
    from snownlp import SnowNLP

    return float(sum(SnowNLP(text).sentiments for text in texts if text.strip()))


def linked(texts: Sequence[str]) -> list[int]:
    """The group of each text, by TF-IDF of its words and average linkage.

    It compares each text with each: memory and time grow with the square of their number. Raises
    ImportError without SciPy, which comes with the extra `train`.
    """
    from scipy import sparse
    from scipy.cluster.hierarchy import fcluster, linkage

    counted = [Counter(rjieba.cut(text)) for text in texts]
    numbers = {word: number for number, word in enumerate(sorted(set().union(*counted)))}
    rows = np.repeat(np.arange(len(texts)), [len(words) for words in counted])
    columns = [numbers[word] for words in counted for word in words]
    times = np.array([many for words in counted for many in words.values()], float)
    idf = np.log((1 + len(texts)) / (1 + np.bincount(columns, minlength=len(numbers)))) + 1
    weights = times * idf[columns]
    weights /= np.sqrt(np.bincount(rows, weights**2, len(texts)))[rows]
    vectors = sparse.csr_array((weights, (rows, columns)), (len(texts), len(numbers)))
    near = (vectors @ vectors.T).toarray()[np.triu_indices(len(texts), 1)]
    apart = np.clip(1 - near, 0, 1)
    return [int(group) for group in fcluster(linkage(apart, "average"), _APART, "distance")]
