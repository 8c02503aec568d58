"""Training from scratch gives a model that tells its classes apart and holds no text."""

import numpy as np
import polars as pl
import pytest

pytest.importorskip("sklearn", reason="training needs the extra `train`")
pytest.importorskip("scipy", reason="training needs the extra `train`")

from analysis import company, linear, train
from tools import label_models, post_models

SAID = {"water": "小区停水没有水用", "power": "小区停电没有电用"}


@pytest.fixture(scope="module")
def rows():
    return [(name, f"{said}，第{number}天") for number in range(30) for name, said in SAID.items()]


@pytest.fixture(scope="module")
def corpus(rows):
    texts = [text for _, text in rows]
    return train.make_corpus([text[:4] for text in texts], texts, topics=False)


@pytest.fixture(scope="module")
def model(corpus, rows):
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


def test_a_model_is_fitted_onto_the_runs_of_another(model):
    again = train.make_corpus(["停水"] * 6, ["小区停电了"] * 6, topics=False, onto=model)
    assert again.vocabulary == model.vocabulary
    assert (again.idf["body"] == model.blocks["body"].idf).all()


def test_offsets_stay_only_where_they_help_rows_that_did_not_choose_them():
    rng = np.random.default_rng(1)
    labels = np.array(["a", "b"] * 200)
    right = np.where(labels[:, None] == np.array(["a", "b"]), 1.0, 0.0)
    noise = rng.normal(size=(400, 2))
    kinds = np.array(["a", "b"])
    assert train.they_help(right + 0.4 * noise + np.array([2.0, 0.0]), labels, kinds)
    assert not train.they_help(noise, labels, kinds)


def test_a_head_is_fitted_anew_and_the_others_stay(corpus, rows, model):
    places, labels = np.arange(len(rows)), np.array([name for name, _ in rows])
    late = np.where(places < 30, "early", "late")
    old = train.fit(corpus, [train.Task("when", places, late), train.Task("what", places, labels)])
    new = label_models.grafted(model, old)
    asked = (["停水", ""], ["家里停水", "家里停电，第29天"])
    before, after = old.scores(*asked), new.scores(*asked)
    when, what = old.heads["when"].columns(), new.heads["what"].columns()
    assert np.allclose(before[:, when], after[:, when], atol=0.02)
    assert np.allclose(model.scores(*asked), after[:, what], atol=0.02)
    other = train.fit(
        train.make_corpus([""] * 60, ["全是别的字句"] * 60, topics=False),
        [train.Task("what", places, labels)],
    )
    with pytest.raises(ValueError, match="different runs"):
        label_models.grafted(other, old)


def test_a_text_that_fits_no_class_neither_teaches_nor_judges():
    texts = pl.DataFrame({"key": ["1", "2"], "title": ["", ""], "text": ["停水", "停电"]})
    ours = pl.DataFrame({"key": ["1"], "topic1": [label_models.NONE]})
    weak = pl.DataFrame({"key": ["1", "2"], "topic1": ["water", "power"]})
    kept = label_models.labelled(texts, [(ours, 1.0), (weak, 0.9)], "topic1")
    assert kept["key"].to_list() == ["2"]


def test_a_word_that_nobody_labelled_is_known_by_its_group():
    said = {"开心": "good", "难过": "bad", "高兴": None, "伤心": None}
    texts = [f"{word}{number}" for word in said for number in range(10)]
    groups = [["开心", "高兴", "没有的词"], ["难过", "伤心"]]
    corpus = train.make_corpus([""] * 40, texts, topics=False)
    task = train.Task("mood", np.arange(20), np.array([said[text[:2]] for text in texts[:20]]))
    model = train.fit(train.grouped(corpus, groups, 1.5), [task])
    names, _ = model.decide("mood", model.scores([""] * 2, ["高兴", "伤心"]))
    assert names == ["good", "bad"]


def test_posts_that_are_held_back_do_not_teach():
    posts = pl.DataFrame({"text": ["甲", "乙"], "sentiment": ["pos", "neg"]})
    words = pl.DataFrame({"text": ["开心"], "sentiment": ["pos"]})
    task = post_models.task_of(posts, words, held=3)
    assert task.rows.tolist() == [0, 1, 5]
    assert task.labels.tolist() == ["pos", "neg", "pos"]
    assert task.judged.tolist() == [0, 1]


def test_a_word_that_nobody_labelled_counts_like_those_that_stand_where_it_stands():
    said = ["餐馆油烟排放扰民", "饭店油烟排放扰民", "员工拖欠工资讨要", "民工拖欠工资讨要"]
    places = ["城东", "城西", "城南", "城北", "河东", "河西"]
    texts = [place + text for place in places for text in said] * 3
    corpus = train.make_corpus([""] * len(texts), texts, topics=False)
    task = train.Task("what", np.array([0, 2]), np.array(["smoke", "pay"]))
    gaps = []
    for given in (corpus, company.joined(corpus, company.company(texts), 3.0)):
        scores = train.fit(given, [task]).scores([""] * 2, ["饭店", "民工"])
        gaps.append(scores[:, 1] - scores[:, 0])
    assert abs(gaps[0][0]) < 0.1
    assert gaps[1][0] > 1
    assert gaps[1][1] < -1


def test_without_a_title_no_company_is_asked_of_it():
    texts = ["餐馆油烟排放扰民", "员工拖欠工资讨要"] * 10
    corpus = train.make_corpus([""] * len(texts), texts, topics=False)
    near = company.joined(corpus, company.company(texts), 1.0)
    assert np.isfinite(near.directions["title"]).all()
    long = ((near.blocks["body"] @ near.directions["body"]) ** 2).sum(axis=1).mean()
    assert long == pytest.approx(1.0)
