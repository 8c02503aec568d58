"""Linear models over runs of characters: one pass over a batch gives the scores of all heads.

A model is an npz file without pickle. It reads up to three blocks of a message: `body` (title
and text), `title`, and `tail` (the end of the text, where people say what they want). Each
block is a vector of 1 + log(count) x idf, of length one; a head's score is the sum of the
blocks' weights, and its probabilities are the softmax of (score + offset) / temperature.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from analysis import grams
from analysis.grams import BATCH, BLOCKS, TAIL, Floats, Hits, Ints, Vocabulary

READ = 1_000
"""Characters of a text that a model reads; what a letter is about stands at its beginning."""

_LEVELS = 127.0
_LANES = 16
"""Columns that a processor adds at once."""

Packed = tuple[npt.NDArray[np.int8], Floats]

Vector = tuple[Ints, Floats]
"""The features of one message, as in `Hits`, and the value of each."""


@dataclass(frozen=True, slots=True)
class Head:
    """One label of a model: its classes, the columns of its scores, and how to read them.

    `offsets` move the decision where classes are rare; `temperature` makes scores probable.
    """

    classes: tuple[str, ...]
    start: int
    offsets: tuple[float, ...]
    temperature: float = 1.0

    def columns(self) -> slice:
        """Where this head's scores stand."""
        return slice(self.start, self.start + len(self.classes))


@dataclass(frozen=True)
class Block:
    """`idf` (features) and weights (features x columns) of one part of a message.

    They are given as `given` (float32), or as the file of a model has them: `levels`, 8-bit
    numbers and the scale of each column.
    """

    idf: Floats
    given: Floats | None = None
    levels: Packed | None = None

    @cached_property
    def weights(self) -> Floats:
        """Weights, float32."""
        if self.given is not None:
            return self.given
        assert self.levels
        return self.levels[0].astype(np.float32) * self.levels[1]

    @property
    def packed(self) -> Packed:
        """Weights as 8-bit numbers, and the scale of each column."""
        return self.levels or _packed(self.weights)


@dataclass(frozen=True)
class Model:
    """Vocabulary, blocks, bias and heads."""

    vocabulary: Vocabulary
    blocks: Mapping[str, Block]
    bias: Floats
    heads: Mapping[str, Head]

    @cached_property
    def stacked(self) -> Block:
        """All blocks as one, in the order of BLOCKS; a missing block weighs nothing."""
        size, columns = len(self.vocabulary.grams), self.bias.size
        idf = np.zeros(size * len(BLOCKS), np.float32)
        weights = np.zeros((size * len(BLOCKS), columns), np.float32)
        for place, name in enumerate(BLOCKS):
            if name in self.blocks:
                part = slice(place * size, (place + 1) * size)
                idf[part], weights[part] = self.blocks[name].idf, self.blocks[name].weights
        return Block(idf, weights)

    @cached_property
    def _idf(self) -> Floats:
        """idf of all blocks, in the order of BLOCKS."""
        absent = np.zeros(len(self.vocabulary.grams), np.float32)
        return np.concatenate(
            [self.blocks[name].idf if name in self.blocks else absent for name in BLOCKS]
        ).astype(np.float32)

    @cached_property
    def _levels(self) -> tuple[npt.NDArray[np.int8], Floats]:
        """Weights as the file of the model has them, and their scales (blocks x columns), in the
        order of BLOCKS; rows are filled up to a multiple of _LANES."""
        size, columns = len(self.vocabulary.grams), self.bias.size
        width = -(-columns // _LANES) * _LANES
        levels = np.zeros((size * len(BLOCKS), width), np.int8)
        scales = np.zeros((len(BLOCKS), width), np.float32)
        for place, name in enumerate(BLOCKS):
            if name in self.blocks:
                part = slice(place * size, (place + 1) * size)
                levels[part, :columns], scales[place, :columns] = self.blocks[name].packed
        return levels, scales

    def read(self, titles: Sequence[str], texts: Sequence[str]) -> Hits:
        """The unit vectors of all blocks of at most BATCH messages."""
        hits = self.vocabulary.find(titles, [cut(text) for text in texts])
        return scaled(hits, self._idf)

    def hits(self, titles: Sequence[str], texts: Sequence[str]) -> list[Hits]:
        """`read` for any number of messages, BATCH at a time, in order."""
        parts = [slice(start, start + BATCH) for start in range(0, len(titles), BATCH)]
        return [self.read(titles[part], texts[part]) for part in parts]

    def scores(self, titles: Sequence[str], texts: Sequence[str]) -> Floats:
        """Scores of all heads: rows x columns."""
        return self.weigh(self.hits(titles, texts))

    def weigh(self, read: Sequence[Hits]) -> Floats:
        """Scores of all heads for messages that were read: rows x columns."""
        sizes = [hits.starts.size // len(BLOCKS) for hits in read]
        total = np.tile(self.bias, (sum(sizes), 1)).astype(np.float32)
        for hits, size, end in zip(read, sizes, accumulate(sizes), strict=True):
            self._weigh(hits, total[end - size : end])
        return total

    def _weigh(self, hits: Hits, total: Floats) -> None:
        """Add to each row of `total` what its features weigh."""
        if grams.native:
            levels, scales = self._levels
            grams.native.weigh(
                hits.features, hits.values, hits.starts, levels, scales, total, total.shape[1]
            )
            return
        weights = self.stacked.weights
        for row, (features, values) in zip(total, vectors([hits]), strict=True):
            row += values @ weights.take(features, 0)

    def heaviest(self, hits: Hits, heads: Ints, most: int) -> Ints:
        """Numbers of the runs, two characters and longer, that speak for what was chosen in each
        of some heads: messages x heads x most, the heaviest first, then -1. `heads` (messages x
        heads x 3) has the first column, how many there are, and which was chosen, or -1. Only
        where the loops were compiled."""
        assert grams.native
        levels, scales = self._levels
        found = np.empty((*heads.shape[:2], most), np.int32)
        if len(heads):
            grams.native.heaviest(
                hits.features, hits.values, hits.starts, levels, scales, heads, found,
                len(self.vocabulary.grams), self.vocabulary.single, most,
            )  # fmt: skip
        return found

    def probabilities(self, head: str, scores: Floats) -> Floats:
        """Calibrated probabilities of one head's classes: rows x classes."""
        found = self.heads[head]
        return softmax(scores[:, found.columns()] / np.float32(found.temperature))

    def decide(self, head: str, scores: Floats) -> tuple[list[str], Floats]:
        """The class of each row and its probability."""
        found = self.heads[head]
        offsets = np.array(found.offsets, np.float32)
        chosen = (scores[:, found.columns()] + offsets).argmax(axis=1)
        chances = self.probabilities(head, scores)
        return [found.classes[place] for place in chosen], chances[np.arange(len(chosen)), chosen]

    def reasons(self, head: str, title: str, text: str, most: int = 5) -> list[str]:
        """The runs that weighed most for the class chosen, none inside another."""
        scores = self.scores([title], [text])
        found = self.heads[head]
        chosen = found.start + found.classes.index(self.decide(head, scores)[0][0])
        hits = self.read([title], [text])
        weights = self.stacked.weights[hits.features]
        worth = hits.values * (weights[:, chosen] - weights[:, found.columns()].mean(axis=1))
        total: dict[str, float] = {}
        for feature, value in zip(hits.features.tolist(), worth.tolist(), strict=True):
            run = self.vocabulary.grams[feature % len(self.vocabulary.grams)]
            total[run] = total.get(run, 0.0) + value
        heavy = sorted(total, key=lambda run: -total[run])
        return _apart([run for run in heavy if total[run] > 0], most)


def _apart(runs: Sequence[str], most: int) -> list[str]:
    kept: list[str] = []
    for run in runs:
        if len(run) > 1 and not any(run in other or other in run for other in kept):
            kept.append(run)
        if len(kept) == most:
            break
    return kept


def cut(text: str) -> str:
    """What is read of a text: all of it, or its beginning and its end."""
    return text if len(text) <= READ else text[: READ - TAIL] + text[-TAIL:]


def vectors(read: Sequence[Hits]) -> Iterator[Vector]:
    """What each message holds, in order."""
    for hits in read:
        for first, end in pairwise(hits.starts[:: len(BLOCKS)].tolist()):
            yield hits.features[first:end], hits.values[first:end]


def scaled(hits: Hits, idf: Floats) -> Hits:
    """Values times idf, each block of each row made one long."""
    if grams.native:
        values = hits.values.copy()
        grams.native.scale(hits.features, hits.starts, idf, values)
        return Hits(hits.features, values, hits.starts)
    values = hits.values * idf.take(hits.features)
    sums = np.diff(np.append(0.0, np.cumsum(values * values, dtype=np.float64))[hits.starts])
    lengths = np.sqrt(np.where(sums > 0, sums, 1.0)).astype(np.float32)
    whole = np.repeat(lengths, np.diff(hits.starts))
    return Hits(hits.features, (values / whole).astype(np.float32), hits.starts)


def softmax(scores: Floats) -> Floats:
    """Rows that sum to one."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def dump(model: Model) -> bytes:
    """The model as an npz file: weights as 8-bit numbers with one scale a column."""
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "grams": np.frombuffer("\n".join(model.vocabulary.grams).encode(), np.uint8),
        "bias": model.bias,
        "heads": np.array([
            [name, "|".join(head.classes), str(head.start),
             "|".join(f"{offset:.4f}" for offset in head.offsets), f"{head.temperature:.4f}"]
            for name, head in model.heads.items()
        ]),
    }  # fmt: skip
    for name, block in model.blocks.items():
        arrays[f"{name}_idf"] = block.idf.astype(np.float16)
        arrays[f"{name}_weights"], arrays[f"{name}_scale"] = block.packed
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def _packed(weights: Floats) -> Packed:
    """Weights as 8-bit numbers, and the scale of each column."""
    scale = np.maximum(np.abs(weights).max(axis=0, initial=0.0), 1e-6) / _LEVELS
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


def parse(content: bytes) -> Model:
    """A model from the bytes of its file. Raises ValueError for anything else."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        blocks = {
            name: Block(
                arrays[f"{name}_idf"].astype(np.float32),
                levels=(arrays[f"{name}_weights"], arrays[f"{name}_scale"]),
            )
            for name in BLOCKS if f"{name}_idf" in arrays
        }  # fmt: skip
        heads = {row[0]: _head(*row[1:]) for row in arrays["heads"].tolist()}
        runs = arrays["grams"].tobytes().decode().split("\n")
    except (OSError, KeyError, EOFError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError("not a model file") from error
    return Model(Vocabulary(tuple(runs)), blocks, arrays["bias"].astype(np.float32), heads)


def _head(classes: str, start: str, offsets: str, temperature: str) -> Head:
    moved = tuple(float(offset) for offset in offsets.split("|"))
    return Head(tuple(classes.split("|")), int(start), moved, float(temperature))


@cache
def shipped(name: str) -> Model:
    """The model of this name that comes with the program."""
    return parse((resources.files("analysis") / "models" / f"{name}.npz").read_bytes())
