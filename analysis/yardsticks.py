"""What the labels are measured against: segmentation by jieba-rs, sentiment by SnowNLP."""

from collections.abc import Sequence

import rjieba


def segment(texts: Sequence[str]) -> int:
    """Cut each text into words; returns how many."""
    return sum(len(rjieba.cut(text)) for text in texts)


def sentiment(texts: Sequence[str]) -> float:
    """SnowNLP's own sentiment of each text (0 to 1); returns the sum. It takes seconds to load."""
    from snownlp import SnowNLP

    return float(sum(SnowNLP(text).sentiments for text in texts if text.strip()))
