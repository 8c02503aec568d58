"""Runs of characters are found in any text, and a model survives its file."""

from itertools import pairwise

import numpy as np
import pytest

from analysis import linear
from analysis.grams import BATCH, BLOCKS, TAIL, Vocabulary
from analysis.linear import Block, Head, Model

GRAMS = ("停", "水", "电", "0", "a", "停水", "停电", "00", "停水0", "停水00")


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary(GRAMS)


def found(vocabulary, text):
    hits = vocabulary.find([""], [text])
    body = slice(hits.starts[0], hits.starts[1])
    pairs = zip(hits.features[body], hits.values[body], strict=True)
    return {GRAMS[number]: float(value) for number, value in pairs}


def test_longer_runs_stand_under_shorter_ones(vocabulary):
    assert vocabulary.reachable.all()
    assert set(found(vocabulary, "停水12")) == {"停", "水", "0", "停水", "00", "停水0", "停水00"}


def test_a_feature_counts_by_its_logarithm(vocabulary):
    assert found(vocabulary, "停电停停")["停"] == pytest.approx(1 + np.log(3))
    assert found(vocabulary, "停电")["停电"] == 1


@pytest.mark.parametrize("text", ["停 水", "停\n水", "停\x07水", "停\u3000水"])
def test_white_space_parts_no_word(vocabulary, text):
    assert "停水" in found(vocabulary, text)


def test_full_width_and_capitals_are_plain(vocabulary):
    assert set(found(vocabulary, "Ａ９")) == {"a", "0"}


@pytest.mark.parametrize("text", ["", "😀", "\x01\x01", "\ud800", "\uffff", "猫" * 10])
def test_odd_texts_have_no_features(vocabulary, text):
    assert found(vocabulary, text) == {}


def test_a_text_never_runs_into_the_next(vocabulary):
    hits = vocabulary.find([""] * 4, ["停", "", "水", "停水"])
    assert np.diff(hits.starts)[:: len(BLOCKS)].tolist() == [1, 0, 1, 3]


def test_a_title_and_the_end_of_a_text_are_blocks_of_their_own(vocabulary):
    hits = vocabulary.find(["停水"], ["停电" + "。" * TAIL + "水"])
    blocks = [hits.features[start:end] for start, end in pairwise(hits.starts)]
    size = len(GRAMS)
    named = [
        {GRAMS[number - place * size] for number in block} for place, block in enumerate(blocks)
    ]
    assert named == [{"停", "水", "电", "停水", "停电"}, {"停", "水", "停水"}, {"水"}]


def test_no_texts(vocabulary):
    assert vocabulary.find([], []).starts.tolist() == [0]


@pytest.fixture
def model(vocabulary):
    weights = np.zeros((len(GRAMS), 2), np.float32)
    weights[GRAMS.index("停水"), 0] = 2
    weights[GRAMS.index("停电"), 1] = 2
    block = Block(np.ones(len(GRAMS), np.float32), weights)
    head = Head(("water", "power"), 0, (0.0, 0.0), 0.5)
    return Model(vocabulary, {"body": block}, np.zeros(2, np.float32), {"what": head})


def test_it_decides_and_says_why(model):
    scores = model.scores(["停水了", "停电了"], ["", ""])
    names, chances = model.decide("what", scores)
    assert names == ["water", "power"]
    assert (chances > 0.8).all()
    assert model.reasons("what", "停水了", "") == ["停水"]


def test_a_model_survives_its_file(model):
    again = linear.parse(linear.dump(model))
    texts = ["停水停电", "停水", ""]
    assert np.allclose(model.scores(texts, texts), again.scores(texts, texts), atol=0.05)
    assert again.heads == model.heads


@pytest.mark.parametrize("content", [b"", b"PK", b"not a model", b"\x93NUMPY"])
def test_other_files_are_refused(content):
    with pytest.raises(ValueError, match="model"):
        linear.parse(content)


@pytest.mark.parametrize("name", ["messages", "posts", "replies"])
def test_shipped_models_are_small_and_hold_no_text(name):
    shipped = linear.shipped(name)
    assert max(map(len, shipped.vocabulary.grams)) <= 4
    assert shipped.vocabulary.reachable.mean() > 0.9


def test_rows_do_not_depend_on_their_batch():
    shipped = linear.shipped("messages")
    texts = [f"第{number}号楼停水" for number in range(BATCH + 5)]
    together = shipped.scores(texts, texts)
    assert np.allclose(together[-1], shipped.scores(texts[-1:], texts[-1:])[0], atol=1e-5)
