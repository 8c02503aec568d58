"""Linear models over runs of characters: one pass over a batch gives the scores of all heads.

A model is an npz file without pickle. It reads up to three blocks of a message: `body` (title
and text), `title`, and `tail` (the end of the text, where people say what they want). Each
block is a vector of 1 + log(count) x idf, of length one; a head's score is the sum of the
blocks' weights, and its probabilities are the softmax of (score + offset) / temperature.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from analysis.grams import BATCH, Floats, Hits, Vocabulary

READ = 1_000
"""Characters of a text that a model reads; what a letter is about stands at its beginning."""

TAIL = 80
BLOCKS = ("body", "title", "tail")
_LEVELS = 127.0


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


@dataclass(frozen=True, slots=True)
class Block:
    """`idf` (features) and `weights` (features x columns, float32) of one part of a message."""

    idf: Floats
    weights: Floats


@dataclass(frozen=True)
class Model:
    """Vocabulary, blocks, bias and heads."""

    vocabulary: Vocabulary
    blocks: Mapping[str, Block]
    bias: Floats
    heads: Mapping[str, Head]

    def scores(self, titles: Sequence[str], texts: Sequence[str]) -> Floats:
        """Scores of all heads: rows x columns."""
        total = np.tile(self.bias, (len(titles), 1)).astype(np.float32)
        for start in range(0, len(titles), BATCH):
            part = slice(start, start + BATCH)
            parts = cut(titles[part], texts[part])
            for name, block in self.blocks.items():
                total[part] += project(self.vocabulary.find(parts[name]), block)
        return total

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
        body = self.blocks["body"]
        hits = self.vocabulary.find([cut([title], [text])["body"][0]])
        mean = body.weights[:, found.columns()].mean(axis=1)
        worth = hits.values * body.idf[hits.features]
        worth = worth * (body.weights[hits.features, chosen] - mean[hits.features])
        return _apart([self.vocabulary.grams[hits.features[i]] for i in np.argsort(-worth)
                       if worth[i] > 0], most)  # fmt: skip


def _apart(runs: Sequence[str], most: int) -> list[str]:
    kept: list[str] = []
    for run in runs:
        if len(run) > 1 and not any(run in other or other in run for other in kept):
            kept.append(run)
        if len(kept) == most:
            break
    return kept


def cut(titles: Sequence[str], texts: Sequence[str]) -> dict[str, list[str]]:
    """The three blocks of each message."""
    return {
        "body": [f"{title}\n{text[:READ]}" for title, text in zip(titles, texts, strict=True)],
        "title": list(titles),
        "tail": [text[-TAIL:] for text in texts],
    }


def project(hits: Hits, block: Block) -> Floats:
    """Scores of a block: its vector, made one long, times its weights."""
    if not hits.features.size:
        return np.zeros((hits.starts.size - 1, block.weights.shape[1]), np.float32)
    lengths = norms(hits, block.idf)
    weighted = replace(hits, values=hits.values * block.idf.take(hits.features))
    return weighted.sums(block.weights) / lengths[:, None]


def norms(hits: Hits, idf: Floats) -> Floats:
    """The length of each row's vector, 1 where it is empty."""
    squares = (hits.values * idf.take(hits.features)) ** 2
    sums = np.diff(np.append(0.0, np.cumsum(squares, dtype=np.float64))[hits.starts])
    return np.sqrt(np.where(sums > 0, sums, 1.0)).astype(np.float32)


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
        scale = np.maximum(np.abs(block.weights).max(axis=0), 1e-6) / _LEVELS
        arrays[f"{name}_idf"] = block.idf.astype(np.float16)
        arrays[f"{name}_scale"] = scale.astype(np.float32)
        arrays[f"{name}_weights"] = np.rint(block.weights / scale).astype(np.int8)
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def parse(content: bytes) -> Model:
    """A model from the bytes of its file. Raises ValueError for anything else."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        blocks = {
            name: Block(
                arrays[f"{name}_idf"].astype(np.float32),
                arrays[f"{name}_weights"].astype(np.float32) * arrays[f"{name}_scale"],
            )
            for name in BLOCKS if f"{name}_idf" in arrays
        }  # fmt: skip
        heads = {row[0]: _head(*row[1:]) for row in arrays["heads"].tolist()}
        grams = arrays["grams"].tobytes().decode().split("\n")
    except (OSError, KeyError, EOFError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError("not a model file") from error
    return Model(Vocabulary(tuple(grams)), blocks, arrays["bias"].astype(np.float32), heads)


def _head(classes: str, start: str, offsets: str, temperature: str) -> Head:
    moved = tuple(float(offset) for offset in offsets.split("|"))
    return Head(tuple(classes.split("|")), int(start), moved, float(temperature))


@cache
def shipped(name: str) -> Model:
    """The model of this name that comes with the program."""
    return parse((resources.files("analysis") / "models" / f"{name}.npz").read_bytes())
