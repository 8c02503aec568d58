"""Words by the company they keep: near which others each stands, in a hundred numbers, so that
words that nobody labelled count like their neighbours. Only for training; needs the extra `train`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import rjieba
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from analysis.train import TOPICS, Corpus

LEAST = 8
"""A word that all texts together have less often has no company worth counting."""

_NEAR = 5
"""How many words on each side are company."""

_NUMBERS = 100
_SMOOTH = 0.75
"""The power of a neighbour's count: rare neighbours would weigh too much (Levy and Goldberg)."""

Vectors = Mapping[str, npt.NDArray[np.float64]]


def company(texts: Sequence[str]) -> Vectors:
    """Each word of two characters or more, in small letters, and its numbers: the first singular
    directions of the positive mutual information of words and neighbours."""
    spoken = [[word.lower() for word in rjieba.cut(text) if _told(word)] for text in texts]
    counts = Counter(word for words in spoken for word in words)
    kept = sorted(word for word, count in counts.items() if count >= LEAST)
    beside = _beside(spoken, {word: place for place, word in enumerate(kept)})
    left, strength, _ = randomized_svd(_surprise(beside), _NUMBERS, n_iter=4, random_state=0)
    rows = zip(kept, left * np.sqrt(strength), strict=True)
    return {word: row for word, row in rows if len(word) > 1}


def joined(corpus: Corpus, vectors: Vectors, share: float) -> Corpus:
    """The corpus with these numbers as directions more, in the blocks that have topics: those of
    a text have the length `share` on the average."""
    places = {run: place for place, run in enumerate(corpus.vocabulary.grams)}
    known = sorted(vectors.keys() & places.keys())
    rows = np.array([vectors[word] for word in known])
    rows -= rows.mean(axis=0)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    columns = np.zeros((len(places), rows.shape[1]))
    columns[[places[word] for word in known]] = rows
    found = dict(corpus.directions)
    for name in TOPICS:
        if name in corpus.blocks:
            lengths = ((corpus.blocks[name] @ columns) ** 2).sum(axis=1)
            scaled = columns * (share / (np.sqrt(lengths.mean()) or 1.0))
            found[name] = np.hstack([found[name], scaled]) if name in found else scaled
    return replace(corpus, directions=found)


def _told(word: str) -> bool:
    """Whether it has a letter that is no number: Chinese or not."""
    return any(sign.isalpha() for sign in word)


def _beside(spoken: Sequence[Sequence[str]], places: Mapping[str, int]) -> sparse.csr_matrix:
    """How often each word stands near each other one, words x words."""
    gap = [-1] * _NEAR
    row = np.array([at for words in spoken for at in [*(places.get(w, -1) for w in words), *gap]])
    total = sparse.csr_matrix((len(places), len(places)))
    for distance in range(1, _NEAR + 1):
        first, second = row[:-distance], row[distance:]
        both = (first >= 0) & (second >= 0)
        pairs = (np.ones(both.sum()), (first[both], second[both]))
        total = total + sparse.csr_matrix(pairs, shape=total.shape)
    return total + total.T


def _surprise(beside: sparse.csr_matrix) -> sparse.csr_matrix:
    """Positive pointwise mutual information."""
    pairs, seen = beside.tocoo(), np.asarray(beside.sum(axis=1)).ravel()
    expected = seen**_SMOOTH / (seen**_SMOOTH).sum()
    values = np.log(pairs.data / (seen[pairs.row] * expected[pairs.col]))
    kept = values > 0
    return sparse.csr_matrix((values[kept], (pairs.row[kept], pairs.col[kept])), beside.shape)
