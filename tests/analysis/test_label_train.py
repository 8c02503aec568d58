"""Training from scratch gives a model that tells its classes apart and holds no text."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="training needs the extra `train`")
pytest.importorskip("scipy", reason="training needs the extra `train`")

from analysis import linear, train

SAID = {"water": "小区停水没有水用", "power": "小区停电没有电用"}


@pytest.fixture(scope="module")
def model():
    rows = [(name, f"{said}，第{number}天") for number in range(30) for name, said in SAID.items()]
    titles = [text[:4] for _, text in rows]
    corpus = train.make_corpus(titles, [text for _, text in rows], topics=False)
    labels = np.array([name for name, _ in rows])
    return train.fit(corpus, [train.Task("what", np.arange(len(rows)), labels)])


def test_it_works(model):
    again = linear.parse(linear.dump(model))
    scores = again.scores(["停水", "停电"], ["家里停水", "家里停电"])
    names, chances = again.decide("what", scores)
    assert names == ["water", "power"]
    assert (chances > 0.5).all()


def test_rare_runs_are_dropped():
    texts = ["停水", "停水", "停水", "停水", "停水", "漏电"]
    kept = train.make_vocabulary([""] * 6, texts, {1: 1, 2: 1, 3: 1, 4: 1}).grams
    assert "停水" in kept
    assert "漏" not in kept
