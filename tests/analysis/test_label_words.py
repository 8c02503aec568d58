"""The compiled walk and Polars find the same words, the same clauses and the same labels."""

import random

import numpy as np
import polars as pl
import pytest
import rjieba
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis import grams, lookup, place, reasons
from analysis.clauses import Sieve
from analysis.spoken import spoken

native = pytest.importorskip("analysis._words", reason="installed without a C compiler")

WORDS = ["停水", "水", "停水了", "水费", "居委会", "居", "😀停", "。", "a", "村委会不管", "\0"]
PIECES = [*WORDS, "会不", "！", "\n", "；", "电", "\U0010fffd", "村委", "被", "阳光小区", "路", " "]
SIEVE = Sieve(
    {"office": ["居委会", "村委会"], "mentioned": ["村委", "停水"]},
    {
        "wrong": ("office", "不管|推[诿脱]"),
        "alone": ("水费?了",),
        "both": ("mentioned", "被", "会不"),
    },
)
said = st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), max_size=60).map("".join)


@pytest.fixture(params=[True, False], ids=["compiled", "searched"])
def way(request, monkeypatch):
    if not request.param:
        monkeypatch.setattr(lookup, "native", None)


def both(monkeypatch, work):
    fast = work()
    monkeypatch.setattr(lookup, "native", None)
    monkeypatch.setattr(grams, "native", None)
    return fast, work()


def hits(titles: list[str], texts: list[str]) -> list[tuple[int, str, float]]:
    found = spoken(titles, texts, WORDS)
    names = [WORDS[number] for number in found.numbers]
    return list(zip(found.rows.tolist(), names, found.weights.tolist(), strict=True))


def test_words_are_found_with_their_weight(way):
    titles, texts = ["停水", "", "停"], ["水费停水了停水", "居委会", "水"]
    assert hits(titles, texts) == [
        (0, "停水", 3.0), (0, "水", 3.0), (0, "停水了", 1.0), (0, "水费", 1.0),
        (1, "居委会", 1.0), (1, "居", 1.0), (2, "水", 1.0),
    ]  # fmt: skip


def test_clauses_are_found_where_they_stand(way):
    texts = ["我说。居委会不管！不管", "村委会被推，会不会停水；水了", "", "。居委会。不管"]
    assert SIEVE.sift(texts) == {
        0: {"wrong": [(3, 8)]}, 1: {"both": [(0, 11)], "alone": [(12, 14)]},
    }  # fmt: skip


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(said, said), max_size=8))
def test_both_ways_find_the_same(pairs):
    titles, texts = [title for title, _ in pairs], [text for _, text in pairs]
    with pytest.MonkeyPatch.context() as patch:
        fast, slow = both(
            patch,
            lambda: (hits(titles, texts), SIEVE.sift(texts), place.places_of(titles, texts)),
        )
    assert fast == slow
    assert slow[2] == [place.place_of(title, text) for title, text in pairs]


@pytest.mark.slow
def test_both_ways_give_the_same_labels(materials, monkeypatch):
    chance = random.Random(11)
    pieces = [*PIECES, *materials.words(), "村干部强拆", "没人管", "被城管打了", "，", "举报派出所"]
    made = ["".join(chance.choices(pieces, k=chance.randint(0, 120))) for _ in range(200)]
    odd = [
        "",
        "\0",
        "😀",
        "停水" * 50_000,
        "<b>居委会</b>不管",
        "\x01\x02",
        "\ufffe\u202e",
        "。" * 9,
    ]
    texts = [*made, *odd]
    frame = pl.DataFrame({"title": [text[:9] for text in reversed(texts)], "text": texts})
    fast, slow = both(monkeypatch, lambda: analysis.label(frame, materials))
    exact = [name for name in slow.columns if not name.endswith("score")]
    assert fast.select(exact).equals(slow.select(exact))
    assert slow["accused_unit"].drop_nulls().len() > 0


SAID = ["停水", "停电", "水费", "小区", "停水了", "拖欠", "工资", "农民工", "a1", "姓名", "没人管"]
MARKS = [*"，。！？；：、\n\r\t .-%（）〔〕…", "\r\n", "〔姓名〕", "〔电话〕", "😀", "停停", "水水"]
sentence = st.lists(st.sampled_from([*SAID, *MARKS]), max_size=40).map("".join)
runs = st.lists(st.lists(st.integers(0, 200), max_size=10), max_size=4)


def run_of(text, at, length):
    """A run as vocabularies hold them: without line breaks."""
    run = text[at : at + length]
    return run if run.strip() and run.isprintable() else "停水"


@settings(deadline=None, max_examples=200)
@given(sentence, runs, st.integers(1, 4))
def test_both_ways_tell_the_same_words_of_a_run(text, places, length):
    heads = [[run_of(text, at, length) for at in row] for row in places]
    words = reasons._Words(text)
    slow = [reasons._as_words(row, words) for row in heads]
    assert native.told(text, heads, rjieba.cut, reasons._NO_WORDS, 4) == slow


def test_only_clauses_with_a_run_are_cut():
    cut = []

    def noted(clause):
        cut.append(clause)
        return rjieba.cut(clause)

    text = "小区停水三天，电梯坏了。没人管；还停电"
    assert native.told(text, [["停水"], ["没人"]], noted, frozenset(), 4) == [["停水"], ["没人管"]]
    assert cut == ["小区停水三天", "没人管"]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"heads": "停水"}, ValueError),
        ({"heads": [["停" * 40]]}, ValueError),
        ({"heads": [[7]]}, ValueError),
        ({"cut": lambda clause: [clause, "more"]}, ValueError),
        ({"cut": lambda clause: [clause[:-1]]}, ValueError),
        ({"cut": lambda clause: 1 / 0}, ZeroDivisionError),
        ({"kinds": 5}, TypeError),
    ],
)
def test_what_is_no_text_cut_into_words_is_refused(given, problem):
    usual = {"text": "小区停水", "heads": [["停水"]], "cut": rjieba.cut, "kinds": (), "most": 4}
    assert native.told(*usual.values()) == [["停水"]]
    with pytest.raises(problem):
        native.told(*(usual | given).values())


def test_half_a_character_is_no_word():
    tree = lookup.numbered(["水"])
    assert tree
    assert lookup.said(["\ud800"], ["\udc00水"], tree, 1, 2).tolist() == [[0, 0, 1]]


def test_more_letters_than_a_tree_holds_are_left_to_the_search():
    assert lookup.numbered([chr(0x10000 + at) for at in range(70_000)]) is None


def called(**changed: object) -> object:
    tree = lookup.numbered(["停水"])
    assert tree
    letters, bounds = lookup.letters_of(["停水", "停水"])
    given = {
        "letters": letters, "bounds": bounds, "codes": tree.codes, "first": tree.first,
        "slots": tree.slots, "ends": tree.ends, "weights": np.arange(4, dtype=np.int32),
        "bits": tree.code_bits, "words": 1,
    }  # fmt: skip
    return native.said(*(given | changed).values())


@pytest.mark.parametrize(
    "changed",
    [
        {"bounds": np.array([0, 2], np.int64)},
        {"bounds": np.array([0, 3, 2], np.int64)},
        {"bounds": np.array([0, 2, 9], np.int64)},
        {"codes": np.zeros(9, np.uint16)},
        {"first": np.array([0, 99], np.int32)},
        {"slots": np.zeros((3, 2), np.uint32)},
        {"ends": np.array([-1, 5, 5], np.int32)},
        {"weights": np.zeros(3, np.int32)},
        {"bits": 0},
        {"words": 0},
    ],
)
def test_arrays_that_do_not_fit_are_refused(changed):
    assert np.frombuffer(called(), np.int32).tolist() == [0, 0, 3]
    with pytest.raises(ValueError, match="tree|range"):
        called(**changed)


def test_a_full_table_ends_the_search():
    full = np.full((4, 2), 7, np.uint32)
    assert called(slots=full) == b""
