"""Why a message got its labels: the words of it that weighed most.

The models read runs of characters; what a person is told are the words around them.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache, partial

import numpy as np
import polars as pl
import rjieba

from analysis import grams, lookup
from analysis.features import Features, Materials
from analysis.grams import BLOCKS, Floats, Ints
from analysis.label import label_features
from analysis.linear import Model, Vector, vectors
from analysis.urgency import ALARMS
from core.masking import KINDS

HEADS = ("area", "intent", "sentiment", "urgency")
_MOST = 4
_RUNS = 10
_MOST_FEATURES = 3 * _RUNS
"""Each run stands in three blocks at most."""

_ROUTINE = "0"
_NO_WORDS = frozenset(KINDS)
_JSON = json.JSONEncoder(ensure_ascii=False)

Chosen = tuple[str | None, ...]
"""The labels of one message, in the order of HEADS."""


def explain(labelled: pl.DataFrame, materials: Materials) -> pl.Series:
    """`why`: for each message JSON text, label -> up to four words, the heaviest first.

    `labelled` has `title`, `text` and the labels of HEADS. A routine urgency has no words, and
    neither has a label that nothing in the message speaks for.
    """
    return _explained(labelled, Features(labelled, materials))


def label_and_explain(frame: pl.DataFrame, materials: Materials) -> pl.DataFrame:
    """`analysis.label` and `why`, reading the messages once."""
    features = Features(frame, materials)
    found = label_features(features)
    return found.with_columns(_explained(found, features))


def _explained(labelled: pl.DataFrame, features: Features) -> pl.Series:
    titles, texts = features.listed
    chosen = list(zip(*(labelled[head].cast(pl.String) for head in HEADS), strict=True))
    weighed = (_counted if grams.native else _searched)(features, chosen)
    told = []
    for title, text, runs in zip(titles, texts, weighed, strict=True):
        if "urgency" in runs:
            alarms = [alarm for alarm in ALARMS if alarm in title or alarm in text]
            runs["urgency"] = alarms + runs["urgency"]
        heads = [name for name, found in runs.items() if found]
        words = _words(f"{title}\n{text}", [runs[name] for name in heads])
        told.append(_JSON.encode(dict(zip(heads, words, strict=True))))
    return pl.Series("why", told, dtype=pl.String)


def _counted(features: Features, chosen: Sequence[Chosen]) -> Iterator[dict[str, list[str]]]:
    """For each message: head -> runs of two characters and more that speak for its class rather
    than for the others, each once, the heaviest first; by the compiled loop."""
    model, names = features.model, features.model.vocabulary.grams
    heads, row = _places(model, chosen), 0
    for hits in features.hits:
        rows = hits.starts.size // len(BLOCKS)
        found = model.heaviest(hits, heads[row : row + rows], _RUNS).tolist()
        for classes, numbers in zip(chosen[row : row + rows], found, strict=True):
            yield {
                head: [names[number] for number in runs if number >= 0]
                for head, label, runs in zip(HEADS, classes, numbers, strict=True)
                if _is_told(model, head, label)
            }
        row += rows


def _places(model: Model, chosen: Sequence[Chosen]) -> Ints:
    """For each message and head: its first column, how many it has, which is chosen or -1."""
    known = {}
    for name in HEADS:
        head = model.heads[name]
        for label in (*head.classes, None):
            place = head.classes.index(label) if label and _is_told(model, name, label) else -1
            known[name, label] = (head.start, len(head.classes), place)
    rows = [
        [
            known.get((name, label), known[name, None])
            for name, label in zip(HEADS, row, strict=True)
        ]
        for row in chosen
    ]
    return np.array(rows, np.int32).reshape(len(chosen), len(HEADS), 3)


def _is_told(model: Model, head: str, label: str | None) -> bool:
    return label in model.heads[head].classes and (head, label) != ("urgency", _ROUTINE)


def _searched(features: Features, chosen: Sequence[Chosen]) -> Iterator[dict[str, list[str]]]:
    """`_counted` by operations on whole arrays."""
    pulls = cache(partial(_pulls, features.model))
    for vector, classes in zip(vectors(features.hits), chosen, strict=True):
        yield _heaviest(features.model, vector, *pulls(classes))


def _heaviest(
    model: Model, vector: Vector, heads: Sequence[str], columns: Floats
) -> dict[str, list[str]]:
    """Head -> runs of two characters and more that speak for its class rather than for the
    others, each once, the heaviest first."""
    size = len(model.vocabulary.grams)
    features, values = vector
    long = features % size >= model.vocabulary.single
    features, values = features[long], values[long]
    speaks = (values[:, None] * (model.stacked.weights.take(features, 0) @ columns)).T
    if features.size > _MOST_FEATURES:
        heavy = np.argpartition(speaks, -_MOST_FEATURES, axis=1)[:, -_MOST_FEATURES:]
    else:
        heavy = np.broadcast_to(np.arange(features.size), speaks.shape)
    speaks = np.take_along_axis(speaks, heavy, 1)
    order = np.take_along_axis(heavy, np.argsort(-speaks, axis=1), 1)
    numbers, positive = (features.take(order) % size).tolist(), (speaks > 0).sum(axis=1).tolist()
    return {
        head: _runs(model, found[:most])
        for head, found, most in zip(heads, numbers, positive, strict=True)
    }


def _runs(model: Model, numbers: Sequence[int]) -> list[str]:
    grams = model.vocabulary.grams
    return list(dict.fromkeys(grams[number] for number in numbers))[:_RUNS]


def _pulls(model: Model, chosen: Chosen) -> tuple[list[str], Floats]:
    """The heads whose label has reasons, and for each of them a column that takes the weights
    of its class less the mean of all its classes."""
    found = {}
    for name, label in zip(HEADS, chosen, strict=True):
        head = model.heads[name]
        if label is not None and _is_told(model, name, label):
            column = np.zeros(model.bias.size, np.float32)
            column[head.columns()] = -1 / len(head.classes)
            column[head.start + head.classes.index(label)] += 1
            found[name] = column
    columns = np.array(list(found.values()), np.float32).reshape(-1, model.bias.size)
    return list(found), np.ascontiguousarray(columns.T)


def _words(text: str, heads: list[list[str]]) -> list[list[str]]:
    """For each list of runs the words of the text that are told, at most _MOST."""
    if lookup.native:  # cuts into words only the clauses that the runs stand in
        found: list[list[str]] = lookup.native.told(text, heads, rjieba.cut, _NO_WORDS, _MOST)
        return found
    word_of = _Words(text)
    return [_as_words(runs, word_of) for runs in heads]


class _Words(dict[str, str]):
    """Run -> the longest word of a text that it is part of, or else made of; empty without."""

    def __init__(self, text: str) -> None:
        self.words = "\n".join(["", *rjieba.cut(text), ""])

    def __missing__(self, run: str) -> str:
        self[run] = word = _longest_with(run, self.words) or _longest_in(run, self.words)
        return word


def _as_words(runs: Sequence[str], word_of: _Words) -> list[str]:
    """Words for runs; a run over two words tells nobody much."""
    told: list[str] = []
    for run in runs:
        word = word_of[run]
        if not word or word in told:
            continue
        for other in told:  # no generator: this is asked twenty times a message
            if word in other or other in word:
                break
        else:
            told.append(word)
            if len(told) == _MOST:
                break
    return told


def _longest_with(run: str, words: str) -> str:
    """`words` stand between line breaks."""
    found, longest, at = "", 0, words.find(run)
    while at >= 0:
        end = words.index("\n", at)
        start = words.rindex("\n", 0, at) + 1
        if end - start > longest and _is_word(words[start:end]):
            found, longest = words[start:end], end - start
        at = words.find(run, end)
    return found


def _longest_in(run: str, words: str) -> str:
    for length in range(len(run) - 1, 1, -1):
        for start in range(len(run) - length + 1):
            word = run[start : start + length]
            if f"\n{word}\n" in words and _is_word(word):
                return word
    return ""


def _is_word(word: str) -> bool:
    """A mask is none, and neither is a mark with letters behind it."""
    return word[0].isalnum() and word not in _NO_WORDS
