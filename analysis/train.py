"""Training: labelled and unlabelled texts in, a linear model out. Needs the extra `train`.

The similarity of two messages is that of their blocks plus that of their topics (200 singular
directions of all texts, labelled or not), so that words nobody labelled take part through the
company they keep. Everything stays linear, hence one weight per feature in the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import svds
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from analysis import grams
from analysis.grams import BATCH, Vocabulary
from analysis.judging import macro_f1
from analysis.linear import Block, Head, Model, cut

LEAST = {1: 5, 2: 8, 3: 14, 4: 14}
"""Runs (by length) seen in fewer texts are dropped: weights hold no text. Never below 5."""

SHARES = {"body": 1.0, "title": 0.5, "tail": 0.2}
TOPICS = {"body": 4.0, "title": 2.0}
"""How much the blocks, and their topics, count in the similarity."""

_DIRECTIONS = 200
_FOLDS = 4
_STEPS = (-1.0, -0.6, -0.3, -0.15, 0.15, 0.3, 0.6, 1.0)
_GAIN = 0.002
_ENOUGH = 20

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Task:
    """One head to train: rows of the corpus with their labels. `strength` is C of the fit."""

    name: str
    rows: Rows
    labels: npt.NDArray[np.str_]
    strength: float = 3.0


@dataclass(frozen=True)
class Corpus:
    """All texts as blocks of unit vectors, with their idf and their topics."""

    vocabulary: Vocabulary
    idf: Mapping[str, npt.NDArray[np.float32]]
    blocks: Mapping[str, Any]
    directions: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)

    def similarity(self, rows: Rows) -> npt.NDArray[np.float64]:
        """How alike the rows are, each with each."""
        total = np.zeros((rows.size, rows.size))
        for name, block in self.blocks.items():
            chosen = block[rows]
            total += SHARES[name] * (chosen @ chosen.T).toarray()
            if name in self.directions:
                topics = chosen @ self.directions[name]
                total += TOPICS[name] * topics @ topics.T
        return total

    def weights(self, rows: Rows, duals: npt.NDArray[np.float64]) -> dict[str, Any]:
        """The weights (features x classes) of each block that give the duals' scores."""
        found = {}
        for name, block in self.blocks.items():
            chosen = block[rows]
            found[name] = SHARES[name] * np.asarray(chosen.T @ duals)
            if name in self.directions:
                directions = self.directions[name]
                found[name] += TOPICS[name] * directions @ ((chosen @ directions).T @ duals)
        return found


def make_vocabulary(texts: Sequence[str], least: Mapping[int, int]) -> Vocabulary:
    """Runs that occur in enough texts and whose beginnings do, the frequent first."""
    plain = ["".join(map(chr, grams.points([text])[0][:-1])) for text in texts]
    counter = CountVectorizer(
        analyzer="char", ngram_range=(1, grams.LONGEST_RUN), min_df=min(least.values()),
        binary=True, lowercase=False,
    )  # fmt: skip
    seen = np.asarray(counter.fit_transform(plain).sum(axis=0)).ravel()
    often = dict(zip(counter.get_feature_names_out(), seen.tolist(), strict=True))
    kept: set[str] = set()
    for run in sorted(often, key=len):
        whole = len(run) == 1 or (run[:-1] in kept and run[-1] in kept)
        if often[run] >= max(5, least[len(run)]) and whole and run.isprintable():
            kept.add(run)
    return Vocabulary(tuple(sorted(kept, key=lambda run: (len(run), -often[run], run))))


def matrix(vocabulary: Vocabulary, texts: Sequence[str]) -> Any:
    """1 + log(count) of each feature in each text: texts x features, sparse."""
    parts = []
    for start in range(0, len(texts), BATCH):
        hits = vocabulary.find(texts[start : start + BATCH])
        shape = (hits.starts.size - 1, len(vocabulary.grams))
        parts.append(sparse.csr_matrix((hits.values, hits.features, hits.starts), shape=shape))
    return sparse.vstack(parts).tocsr()


def make_corpus(
    titles: Sequence[str], texts: Sequence[str], least: Mapping[int, int] = LEAST,
    names: Sequence[str] = tuple(SHARES), topics: bool = True,
) -> Corpus:  # fmt: skip
    """Read all texts once."""
    parts = cut(titles, texts)
    vocabulary = make_vocabulary(parts["body"], least)
    idf, blocks = {}, {}
    for name in names:
        idf[name], blocks[name] = _unit(matrix(vocabulary, parts[name]))
    found = {name: _directions(blocks[name]) for name in TOPICS if topics and name in blocks}
    return Corpus(vocabulary, idf, blocks, found)


def _unit(counted: Any) -> tuple[npt.NDArray[np.float32], Any]:
    """Idf (0 where fewer than 5 texts have the feature), and rows of length one."""
    seen = np.asarray((counted > 0).sum(axis=0)).ravel()
    idf = np.log((counted.shape[0] + 1) / (seen + 1)) + 1
    idf = np.where(seen >= 5, idf, 0).astype(np.float16).astype(np.float32)
    weighted = counted @ sparse.diags(idf)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return idf, (sparse.diags(1 / np.where(length > 0, length, 1)) @ weighted).tocsr()


def _directions(block: Any) -> npt.NDArray[np.float64]:
    return np.asarray(svds(block.astype(np.float64), k=_DIRECTIONS, rng=0)[2].T)


def fit(corpus: Corpus, tasks: Sequence[Task]) -> Model:
    """One model with a head for each task."""
    heads: dict[str, Head] = {}
    parts: list[dict[str, Any]] = []
    biases: list[npt.NDArray[np.float64]] = []
    for task in tasks:
        space, back = _space(corpus.similarity(task.rows))
        fitted = _regress(space, task.labels, task.strength)
        coefficients, bias = _all_classes(fitted)
        parts.append(corpus.weights(task.rows, back @ coefficients.T))
        start = sum(len(head.classes) for head in heads.values())
        offsets, temperature = _calibrate(space, task)
        classes = tuple(str(name) for name in fitted.classes_)
        heads[task.name] = Head(classes, start, offsets, temperature)
        biases.append(bias)
    blocks = {
        name: Block(corpus.idf[name], np.hstack([part[name] for part in parts]).astype(np.float32))
        for name in corpus.blocks
    }
    return Model(corpus.vocabulary, blocks, np.concatenate(biases).astype(np.float32), heads)


def _space(similarity: npt.NDArray[np.float64]) -> tuple[Any, Any]:
    """Coordinates whose inner products are the similarities, and the way back to duals."""
    values, vectors = np.linalg.eigh(similarity)
    kept = values > 1e-6 * values.max()
    roots = np.sqrt(values[kept])
    return vectors[:, kept] * roots, vectors[:, kept] / roots


def _regress(space: Any, labels: npt.NDArray[np.str_], strength: float) -> LogisticRegression:
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=300)
    return model.fit(space, labels)


def _all_classes(fitted: LogisticRegression) -> tuple[Any, Any]:
    """Coefficients and bias with one row a class, also where two classes share one."""
    if len(fitted.classes_) > 2:
        return fitted.coef_, fitted.intercept_
    half, bias = fitted.coef_[0] / 2, fitted.intercept_[0] / 2
    return np.vstack([-half, half]), np.array([-bias, bias])


def _calibrate(space: Any, task: Task) -> tuple[tuple[float, ...], float]:
    """Offsets that raise macro-F1 and the temperature, on folds the fit has not seen."""
    kinds, counts = np.unique(task.labels, return_counts=True)
    if counts.min() < _FOLDS:
        return (0.0,) * len(kinds), 1.0
    scores = np.zeros((len(task.labels), len(kinds)))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for known, held in folds.split(space, task.labels):
        fitted = _regress(space[known], task.labels[known], task.strength)
        coefficients, bias = _all_classes(fitted)
        scores[held] = space[held] @ coefficients.T + bias
    return _offsets(scores, task.labels, kinds), _temperature(scores, task.labels, kinds)


def _offsets(scores: Any, labels: Any, kinds: Any) -> tuple[float, ...]:
    """Moves of the decision; a class with too few labels neither moves nor counts."""
    often = [place for place, kind in enumerate(kinds) if (labels == kind).sum() >= _ENOUGH]
    counted = np.isin(labels, kinds[often])
    scores, labels = scores[counted], labels[counted]
    moved = np.zeros(len(kinds))
    best = macro_f1(labels, kinds[scores.argmax(axis=1)])
    for _ in range(3):
        for place in often:
            for step in _STEPS:
                tried = moved.copy()
                tried[place] += step * scores.std()
                score = macro_f1(labels, kinds[(scores + tried).argmax(axis=1)])
                if score > best + _GAIN:
                    best, moved = score, tried
    return tuple(float(value) for value in moved)


def _temperature(scores: Any, labels: Any, kinds: Any) -> float:
    """The temperature under which the labels are likeliest."""
    places = np.searchsorted(kinds, labels)
    tried = np.geomspace(0.2, 3.0, 40)

    def surprise(temperature: float) -> float:
        scaled = scores / temperature
        tops = scaled.max(axis=1)
        logs = np.log(np.exp(scaled - tops[:, None]).sum(axis=1)) + tops
        return float((logs - scaled[np.arange(len(places)), places]).mean())

    return float(min(tried, key=surprise))
