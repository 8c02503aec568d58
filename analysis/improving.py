"""Learning from labelled messages: the installed model plus a correction, by numpy alone.

The vocabulary stays (it was counted on enough texts to hold none), the old scores are the
starting point, and the correction is a regularised multinomial regression in the space of
the messages at hand: nothing learned before is forgotten without reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analysis.grams import BATCH, BLOCKS, Floats
from analysis.linear import Block, Model, softmax

SHARES = {"body": 1.0, "title": 0.5, "tail": 0.2}
MOST = 4_000
"""Messages that take part in one correction; more are dropped, the first stay."""

_STRENGTH = 1.0
_ROUNDS = 150

Wide = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Rows:
    """Vectors of all rows, one after the other; their products are the similarity."""

    features: npt.NDArray[np.int32]
    values: Floats
    starts: npt.NDArray[np.int64]

    def similarity(self, size: int) -> Wide:
        total = np.zeros((self.starts.size - 1,) * 2)
        dense = np.zeros(size, np.float32)
        for row, (start, end) in enumerate(pairwise(self.starts.tolist())):
            dense[self.features[start:end]] = self.values[start:end]
            sums = np.append(0.0, np.cumsum(self.values * dense[self.features], dtype=np.float64))
            total[row] = np.diff(sums[self.starts])
            dense[self.features[start:end]] = 0
        return total


def improve(
    model: Model, titles: Sequence[str], texts: Sequence[str], labels: Mapping[str, Sequence[str]]
) -> Model:
    """The model corrected for the heads in `labels` (head -> label of each row, "" unknown).

    Labels that the head does not know count as unknown.
    """
    titles, texts = titles[:MOST], texts[:MOST]
    if not titles:
        return model
    rows = _read(model, titles, texts)
    similarity = rows.similarity(model.stacked.idf.size)
    scores = model.scores(titles, texts)
    blocks = {name: Block(block.idf, block.weights.copy()) for name, block in model.blocks.items()}
    for name, given in labels.items():
        head = model.heads[name]
        places = np.array([_place(head.classes, label) for label in given[:MOST]])
        known = np.flatnonzero(places >= 0)
        if known.size < 2:
            continue
        columns = head.columns()
        start = scores[known][:, columns].astype(np.float64)
        duals = _correct(similarity[np.ix_(known, known)], start, places[known])
        _add(blocks, rows, known, duals, columns)
    return replace(model, blocks=blocks)


def _place(classes: Sequence[str], label: str) -> int:
    return classes.index(label) if label in classes else -1


def _read(model: Model, titles: Sequence[str], texts: Sequence[str]) -> _Rows:
    roots = np.sqrt([SHARES[name] for name in BLOCKS]).astype(np.float32)
    features, values, starts = [], [], [np.zeros(1, np.int64)]
    for first in range(0, len(titles), BATCH):
        hits = model.read(titles[first : first + BATCH], texts[first : first + BATCH])
        shares = np.tile(roots, hits.starts.size // len(BLOCKS))
        features.append(hits.features)
        values.append(hits.values * np.repeat(shares, np.diff(hits.starts)))
        starts.append(hits.starts[len(BLOCKS) :: len(BLOCKS)] + starts[-1][-1])
    return _Rows(np.concatenate(features), np.concatenate(values), np.concatenate(starts))


def _correct(similarity: Wide, start: Wide, places: npt.NDArray[np.int64]) -> Wide:
    """Duals of the correction: accelerated descent on the regularised likelihood.

    No bias moves, so that a sheet with few areas says nothing about the others.
    """
    values, vectors = np.linalg.eigh(similarity)
    kept = values > 1e-6 * values.max()
    roots = np.sqrt(values[kept])
    space = vectors[:, kept] * roots
    wanted = np.eye(start.shape[1])[places]
    weights = np.zeros((space.shape[1], start.shape[1]))
    ahead, speed = weights.copy(), 1.0
    step = 1.0 / (1.0 / _STRENGTH + 0.5 * values.max())
    for _ in range(_ROUNDS):
        wrong = softmax(start + space @ ahead) - wanted
        slope = space.T @ wrong + ahead / _STRENGTH
        following = ahead - step * slope
        faster = (1 + np.sqrt(1 + 4 * speed**2)) / 2
        ahead = following + (speed - 1) / faster * (following - weights)
        weights, speed = following, faster
    return np.asarray((vectors[:, kept] / roots) @ weights)


def _add(
    blocks: Mapping[str, Block], rows: _Rows, known: npt.NDArray[np.int64], duals: Wide,
    columns: slice,
) -> None:  # fmt: skip
    size = next(iter(blocks.values())).idf.size
    added = np.zeros((size * len(BLOCKS), duals.shape[1]), np.float32)
    roots = np.repeat(np.sqrt([SHARES[name] for name in BLOCKS]), size).astype(np.float32)
    for row, dual in zip(known.tolist(), duals, strict=True):
        part = slice(rows.starts[row], rows.starts[row + 1])
        features = rows.features[part]
        added[features] += np.outer(rows.values[part] * roots[features], dual).astype(np.float32)
    for place, name in enumerate(BLOCKS):
        if name in blocks:
            blocks[name].weights[:, columns] += added[place * size : (place + 1) * size]
