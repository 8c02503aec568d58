"""Sentiment: letters by the model of letters, public posts by the model of posts.

A message without a title may be a post; the model of posts also tells posts from letters.
The engine `snownlp` uses SnowNLP's Bayes counts fed with jieba-rs words instead: the field's
usual choice, 200 times faster, and the same on about 94 of 100 labels.
"""

import math
from functools import cache
from importlib import resources

import numpy as np
import polars as pl

from analysis.features import Features
from analysis.grams import Floats
from analysis.linear import Model

_NEGATIVE = -0.2
_POSITIVE = 0.2


@cache
def _weights() -> tuple[dict[str, float], float]:
    """Log-odds (positive over negative) by word, and of the prior."""
    file = resources.files("analysis") / "models" / "sentiment_counts.tsv"
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
    totals = {name: float(count) for name, count in (row[1:] for row in rows if row[0] == "#")}
    prior = math.log(totals["pos"] / totals["neg"])
    odds = {
        word: math.log(int(positive) / int(negative)) - prior
        for word, negative, positive in (row for row in rows if row[0] != "#")
    }
    return odds, prior


def score(words: list[str]) -> float:
    """SnowNLP's opinion from -1 (negative) to 1 (positive); 0 where no word is known."""
    odds, prior = _weights()
    known = [odds[word] for word in words if word in odds]
    if not known:
        return 0.0
    total = prior + sum(known)
    return math.tanh(max(-40.0, min(40.0, total)) / 2)


def label(features: Features) -> pl.DataFrame:
    """`sentiment` (neg, neu, pos) and `sentiment_score` in [-1, 1]."""
    names, scores = _snow(features) if features.materials.engine == "snownlp" else _model(features)
    return pl.DataFrame(
        {"sentiment": names, "sentiment_score": scores},
        schema={"sentiment": pl.String, "sentiment_score": pl.Float64},
    )


def _snow(features: Features) -> tuple[list[str], list[float]]:
    scores = [score(words) for words in features.tokens]
    return [_name(value) for value in scores], scores


def _name(value: float) -> str:
    if value < _NEGATIVE:
        return "neg"
    return "pos" if value > _POSITIVE else "neu"


def _model(features: Features) -> tuple[list[str], list[float]]:
    names, _ = features.decide("sentiment")
    scores = _balance(features.model, features.scores)
    untitled = np.flatnonzero(features.titles.str.strip_chars().str.len_chars().to_numpy() == 0)
    if untitled.size:
        posts = features.materials.model("posts")
        texts = features.texts.gather(untitled).to_list()
        found = posts.scores([""] * len(texts), texts)
        kinds, _ = posts.decide("kind", found)
        for row, kind, name, value in zip(
            untitled.tolist(), kinds, posts.decide("sentiment", found)[0],
            _balance(posts, found), strict=True,
        ):  # fmt: skip
            if kind == "post":
                names[row], scores[row] = name, value
    return names, scores


def _balance(model: Model, scores: Floats) -> list[float]:
    """Probability of positive less that of negative."""
    chances = model.probabilities("sentiment", scores)
    places = {name: place for place, name in enumerate(model.heads["sentiment"].classes)}
    values = (chances[:, places["pos"]] - chances[:, places["neg"]]).astype(np.float64)
    return [round(float(value), 4) for value in values]
