"""The compiled loops and numpy find the same features and the same scores."""

import random
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

import analysis
from analysis import grams, linear
from analysis.grams import BLOCKS, Vocabulary

native = pytest.importorskip("analysis._runs", reason="installed without a C compiler")

WORDS = [
    "停水",
    "噪音",
    "拖欠工资",
    "小区",
    "物业",
    "领导",
    "。",
    "，",
    "\n",
    "A1市",
    "　",
    "😀",
    "龘",
    "\x02",
]


def letters(count: int) -> tuple[list[str], list[str]]:
    chance = random.Random(7)
    titles, texts = (
        ["".join(chance.choices(WORDS, k=chance.randint(0, most))) for _ in range(count)]
        for most in (8, 300)
    )
    return [*titles, "", "停水停水"], [*texts, "", ""]


def blocks(vocabulary: Vocabulary, titles: list[str], texts: list[str]) -> list[dict[int, float]]:
    hits = vocabulary.find(titles, texts)
    assert hits.starts[-1] == hits.features.size == hits.values.size
    return [
        dict(zip(hits.features[start:end].tolist(), hits.values[start:end].tolist(), strict=True))
        for start, end in pairwise(hits.starts)
    ]


@pytest.mark.parametrize("name", ["messages", "posts"])
def test_both_ways_find_the_same(name, monkeypatch):
    model, (titles, texts) = linear.shipped(name), letters(40)
    fast, scores = blocks(model.vocabulary, titles, texts), model.scores(titles, texts)
    monkeypatch.setattr(grams, "native", None)
    assert blocks(model.vocabulary, titles, texts) == fast
    assert any(fast)
    assert np.abs(model.scores(titles, texts) - scores).max() < 1e-5


def test_both_ways_give_the_same_reasons(materials, monkeypatch):
    titles, texts = letters(40)
    labelled = analysis.label(pl.DataFrame({"title": titles, "text": texts}), materials)
    fast = analysis.explain(labelled, materials).to_list()
    monkeypatch.setattr(grams, "native", None)
    assert analysis.explain(labelled, materials).to_list() == fast
    assert any("area" in why for why in fast)


def test_a_run_that_is_told_a_thousand_times_counts_alike(monkeypatch):
    vocabulary = Vocabulary(("停", "水", "停水"))
    fast = blocks(vocabulary, ["停"], ["停水" * 1_000])
    monkeypatch.setattr(grams, "native", None)
    assert blocks(vocabulary, ["停"], ["停水" * 1_000]) == fast


def called(**changed: object) -> object:
    """`find` for one message, with some arguments changed."""
    given = {
        "points": np.array([5, 2, 5, 1], np.uint16),
        "codes": np.full(1 << 16, -1, np.int32),
        "slots": np.full((2, 2), 0xFFFFFFFF, np.uint32),
        "logs": np.ones(2, np.float32),
        "features": np.zeros(48, np.int32),
        "values": np.zeros(48, np.float32),
        "starts": np.zeros(len(BLOCKS) + 1, np.int64),
        "size": 1, "bits": 13, "tail": 80,
    }  # fmt: skip
    return native.find(*(given | changed).values())


@pytest.mark.parametrize(
    "changed",
    [
        {"codes": np.zeros(10, np.int32)},
        {"slots": np.zeros((3, 2), np.uint32)},
        {"slots": np.zeros(5, np.uint32)},
        {"logs": np.zeros(0, np.float32)},
        {"features": np.zeros(47, np.int32)},
        {"values": np.zeros(47, np.float32)},
        {"starts": np.zeros(3, np.int64)},
        {"points": np.array([5, 5], np.uint16)},
        {"size": -1},
        {"bits": 0},
    ],
)
def test_arrays_that_do_not_fit_are_refused(changed):
    assert called() == 0
    with pytest.raises(ValueError, match=r"wrong size|whole messages"):
        called(**changed)


def test_numbers_beyond_the_vocabulary_are_left_out():
    codes = np.full(1 << 16, 7, np.int32)
    assert called(codes=codes) == 0
    assert called(codes=codes, size=8) > 0


STARTS = np.array([0, 1, 1, 1])
ONE = np.ones(1, np.float32)


def weighed(features: list[int]) -> list[list[float]]:
    """What one feature of one message weighs by levels of 1 and scales of 2."""
    levels, scales = np.ones((3, 16), np.int8), np.full((3, 16), 2, np.float32)
    out = np.zeros((1, 2), np.float32)
    native.weigh(np.array(features, np.int32), ONE, STARTS, levels, scales, out, 2)
    return out.tolist()


@pytest.mark.parametrize("feature", [-1, 3])
def test_features_beyond_the_weights_are_refused(feature):
    assert weighed([2]) == [[2.0, 2.0]]
    with pytest.raises(ValueError, match="out of range"):
        weighed([feature])
    with pytest.raises(ValueError, match="out of range"):
        native.scale(np.array([feature], np.int32), STARTS, np.ones(3, np.float32), ONE.copy())


def test_more_features_than_values_are_refused():
    with pytest.raises(ValueError, match="wrong size"):
        weighed([1, 2])
    with pytest.raises(ValueError, match="wrong size"):
        native.scale(np.zeros(2, np.int32), STARTS, np.ones(3, np.float32), ONE.copy())


@pytest.mark.parametrize(
    "head", [[0, 17, 0], [-1, 2, 0], [0, 0, 0], [0, 2, 2]], ids=["wide", "before", "none", "class"]
)
def test_heads_beyond_the_columns_are_refused(head):
    levels, scales = np.ones((3, 16), np.int8), np.ones((3, 16), np.float32)
    levels[0, 0] = 9
    given = (np.zeros(1, np.int32), ONE, STARTS, levels, scales)
    out = np.zeros((1, 1, 2), np.int32)
    native.heaviest(*given, np.array([[[0, 2, 0]]], np.int32), out, 1, 0, 2)
    assert out.tolist() == [[[0, -1]]]
    with pytest.raises(ValueError, match="out of range"):
        native.heaviest(*given, np.array([[head]], np.int32), out, 1, 0, 2)
    with pytest.raises(ValueError, match="wrong size"):
        native.heaviest(*given, np.array([[[0, 2, 0]]], np.int32), out, 1, 0, 3)
