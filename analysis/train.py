"""Training: labelled and unlabelled texts in, a linear model out. Needs the extra `train`.

Besides the runs of its blocks a message has topics (its place along 200 singular directions of
all texts, labelled or not), so that words nobody labelled take part through the company they
keep. Everything stays linear, hence one weight per feature in the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.utils.extmath import randomized_svd

from analysis import grams, linear
from analysis.grams import BATCH, BLOCKS, Vocabulary
from analysis.judging import macro_f1
from analysis.linear import Block, Head, Model

LEAST = {1: 5, 2: 8, 3: 14, 4: 14}
"""Runs (by length) seen in fewer texts are dropped: weights hold no text. Never below 5."""

SHARES = {"body": 1.0, "title": 0.5, "tail": 0.2}
TOPICS = {"body": 4.0, "title": 2.0}
"""How much the blocks, and their topics, count in the similarity of two messages."""

BALANCE = 0.7
"""How far rare classes are raised unless told: 0 not at all, 1 until all count the same."""

_DIRECTIONS = 200
_FOLDS = 4
_STEPS = (-1.0, -0.6, -0.3, -0.15, 0.15, 0.3, 0.6, 1.0)
_GAIN = 0.002
_ENOUGH = 20
_HALVINGS = 10

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Task:
    """One head to train: rows of the corpus with their labels and how much each counts.

    `strength` is C of the fit. Only rows whose place is in `judged` choose offsets and
    temperature: labels that are weak may teach, but not judge.
    """

    name: str
    rows: Rows
    labels: npt.NDArray[np.str_]
    strength: float = 3.0
    counts: npt.NDArray[np.float64] | None = None
    judged: Rows | None = None
    balance: float = BALANCE

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """How much each row counts, rare classes raised by `balance`."""
        given = np.ones(self.rows.size) if self.counts is None else self.counts
        kinds, places = np.unique(self.labels, return_inverse=True)
        totals = np.bincount(places, given, len(kinds))
        raised = (given.sum() / (len(kinds) * totals))[places] ** self.balance
        return np.asarray(given * raised, np.float64)

    def only(self, places: Rows) -> "Task":
        """The task with these places of its rows; none of them judges."""
        counts = None if self.counts is None else self.counts[places]
        return replace(
            self, rows=self.rows[places], labels=self.labels[places], counts=counts, judged=None
        )


@dataclass(frozen=True)
class Corpus:
    """All texts as blocks of unit vectors, with their idf and their topics."""

    vocabulary: Vocabulary
    idf: Mapping[str, npt.NDArray[np.float32]]
    blocks: Mapping[str, Any]
    directions: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)

    @cached_property
    def features(self) -> Any:
        """Blocks and topics side by side, scaled by the roots of their shares: sparse."""
        parts = [np.sqrt(SHARES[name]) * block for name, block in self.blocks.items()]
        topics = [
            sparse.csr_matrix(np.sqrt(TOPICS[name]) * (self.blocks[name] @ directions))
            for name, directions in self.directions.items()
        ]
        return sparse.hstack([*parts, *topics]).tocsr().astype(np.float64)

    def weights(self, coefficients: npt.NDArray[np.float64]) -> dict[str, Any]:
        """The weights (features x classes) of each block that give these scores."""
        found, start, size = {}, 0, len(self.vocabulary.grams)
        for name in self.blocks:
            found[name] = np.sqrt(SHARES[name]) * coefficients[:, start : start + size].T
            start += size
        for name, directions in self.directions.items():
            end = start + directions.shape[1]
            found[name] += np.sqrt(TOPICS[name]) * directions @ coefficients[:, start:end].T
            start = end
        return found


def make_vocabulary(
    titles: Sequence[str], texts: Sequence[str], least: Mapping[int, int]
) -> Vocabulary:
    """Runs that occur in enough messages and whose beginnings do, the frequent first."""
    plain = [
        "".join(map(chr, grams.points([title], [linear.cut(text)])[:-1]))
        for title, text in zip(titles, texts, strict=True)
    ]
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


def matrix(vocabulary: Vocabulary, titles: Sequence[str], texts: Sequence[str]) -> Any:
    """1 + log(count) of each feature of each block in each message, sparse."""
    parts = []
    for start in range(0, len(texts), BATCH):
        part = slice(start, start + BATCH)
        hits = vocabulary.find(titles[part], [linear.cut(text) for text in texts[part]])
        bounds = hits.starts[:: len(BLOCKS)]
        shape = (bounds.size - 1, len(vocabulary.grams) * len(BLOCKS))
        parts.append(sparse.csr_matrix((hits.values, hits.features, bounds), shape=shape))
    return sparse.vstack(parts).tocsc()


def make_corpus(
    titles: Sequence[str], texts: Sequence[str], least: Mapping[int, int] = LEAST,
    names: Sequence[str] = tuple(SHARES), topics: bool = True, onto: Model | None = None,
) -> Corpus:  # fmt: skip
    """Read all texts once: the runs they share, or those of a model as it weighs them."""
    vocabulary = onto.vocabulary if onto else make_vocabulary(titles, texts, least)
    counted, size = matrix(vocabulary, titles, texts), len(vocabulary.grams)
    idf, blocks = {}, {}
    for place, name in enumerate(BLOCKS):
        if name in names:
            part = slice(place * size, (place + 1) * size)
            given = onto.blocks[name].idf if onto else None
            idf[name], blocks[name] = _unit(counted[:, part].tocsr(), given)
    found = {name: _directions(blocks[name]) for name in TOPICS if topics and name in blocks}
    return Corpus(vocabulary, idf, blocks, found)


def _unit(
    counted: Any, given: npt.NDArray[np.float32] | None = None
) -> tuple[npt.NDArray[np.float32], Any]:
    """Idf (0 where fewer than 5 texts have the feature), and rows of length one."""
    seen = np.asarray((counted > 0).sum(axis=0)).ravel()
    idf = np.log((counted.shape[0] + 1) / (seen + 1)) + 1
    idf = np.where(seen >= 5, idf, 0).astype(np.float16).astype(np.float32)
    idf = idf if given is None else given
    weighted = counted @ sparse.diags(idf)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return idf, (sparse.diags(1 / np.where(length > 0, length, 1)) @ weighted).tocsr()


def _directions(block: Any) -> npt.NDArray[np.float64]:
    found = randomized_svd(block, _DIRECTIONS, n_iter=4, random_state=0)
    return np.asarray(found[2].T, np.float64)


def grouped(corpus: Corpus, groups: Sequence[Sequence[str]], share: float) -> Corpus:
    """The corpus with one direction more for each group of words, in the blocks that have topics:
    all its words count alike, so that a rare one is known by the common ones of its group."""
    places = {run: place for place, run in enumerate(corpus.vocabulary.grams)}
    found = dict(corpus.directions)
    for block in TOPICS:
        if block in corpus.blocks:
            idf, columns = corpus.idf[block], np.zeros((len(places), len(groups)))
            for group, words in enumerate(groups):
                known = [places[word] for word in map(str.lower, words) if word in places]
                known = [at for at in known if len(corpus.vocabulary.grams[at]) > 1 and idf[at] > 0]
                columns[known, group] = share / idf[known]
            found[block] = np.hstack([found[block], columns]) if block in found else columns
    return replace(corpus, directions=found)


def fit(corpus: Corpus, tasks: Sequence[Task]) -> Model:
    """One model with a head for each task."""
    heads: dict[str, Head] = {}
    parts: list[dict[str, Any]] = []
    biases: list[npt.NDArray[np.float64]] = []
    for task in tasks:
        kinds, coefficients, bias = regress(corpus, task)
        parts.append(corpus.weights(coefficients))
        start = sum(len(head.classes) for head in heads.values())
        offsets, temperature = calibrate(corpus, task)
        heads[task.name] = Head(tuple(map(str, kinds)), start, offsets, temperature)
        biases.append(bias)
    blocks = {
        name: Block(corpus.idf[name], np.hstack([part[name] for part in parts]).astype(np.float32))
        for name in corpus.blocks
    }
    return Model(corpus.vocabulary, blocks, np.concatenate(biases).astype(np.float32), heads)


def regress(corpus: Corpus, task: Task) -> tuple[npt.NDArray[np.str_], Any, Any]:
    """Classes, coefficients (classes x features) and bias: each class against the rest."""
    kinds = np.unique(task.labels)
    seen, weights = corpus.features[task.rows], task.weights
    fitted = [
        LogisticRegression(
            C=task.strength, solver="liblinear", dual=True, max_iter=60, tol=0.01, random_state=0
        ).fit(seen, task.labels == kind, sample_weight=weights)
        for kind in kinds
    ]
    coefficients = np.vstack([model.coef_ for model in fitted])
    return kinds, coefficients, np.concatenate([model.intercept_ for model in fitted])


def held_scores(
    corpus: Corpus, task: Task, judged: Rows, folds: int = _FOLDS, seed: int = 0
) -> npt.NDArray[np.float64]:
    """Scores of the judged places, each by a fit that has not seen its fold."""
    kinds = np.unique(task.labels)
    scores = np.zeros((judged.size, kinds.size))
    split = StratifiedKFold(folds, shuffle=True, random_state=seed)
    for _, held in split.split(judged, task.labels[judged]):
        known = np.setdiff1d(np.arange(task.rows.size), judged[held])
        found, coefficients, bias = regress(corpus, task.only(known))
        part = corpus.features[task.rows[judged[held]]] @ coefficients.T + bias
        scores[np.ix_(held, np.searchsorted(kinds, found))] = part
    return scores


def calibrate(corpus: Corpus, task: Task) -> tuple[tuple[float, ...], float]:
    """Offsets that raise macro-F1 and the temperature, on folds the fit has not seen."""
    judged = np.arange(task.rows.size) if task.judged is None else task.judged
    kinds, labels = np.unique(task.labels), task.labels[judged]
    if np.unique(labels, return_counts=True)[1].max() < _FOLDS:
        return (0.0,) * len(kinds), 1.0
    scores = held_scores(corpus, task, judged)
    offsets = offsets_of(scores, labels, kinds)
    if any(offsets) and not they_help(scores, labels, kinds):
        offsets = (0.0,) * len(kinds)
    return offsets, temperature_of(scores, labels, kinds)


def they_help(scores: Any, labels: Any, kinds: Any) -> bool:
    """Whether offsets chosen on one half of the rows raise macro-F1 on the other, on the whole."""
    gains = []
    for seed in range(_HALVINGS):
        order = np.random.default_rng(seed).permutation(len(labels))
        for part in (0, 1):
            here, there = order[part::2], order[1 - part :: 2]
            moved = scores[there] + np.array(offsets_of(scores[here], labels[here], kinds))
            plain, after = (kinds[given.argmax(axis=1)] for given in (scores[there], moved))
            gains.append(macro_f1(labels[there], after) - macro_f1(labels[there], plain))
    return float(np.mean(gains)) > _GAIN


def offsets_of(scores: Any, labels: Any, kinds: Any) -> tuple[float, ...]:
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


def temperature_of(scores: Any, labels: Any, kinds: Any) -> float:
    """The temperature under which the labels are likeliest."""
    places = np.searchsorted(kinds, labels)
    tried = np.geomspace(0.2, 3.0, 40)

    def surprise(temperature: float) -> float:
        scaled = scores / temperature
        tops = scaled.max(axis=1)
        logs = np.log(np.exp(scaled - tops[:, None]).sum(axis=1)) + tops
        return float((logs - scaled[np.arange(len(places)), places]).mean())

    return float(min(tried, key=surprise))
