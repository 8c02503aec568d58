"""Terms: the same one by one and many at once, the same for transposed names."""

import numpy as np
import pytest

from analysis.tally import BITS, Beside, Likening, Tally, Vector, numbers_of
from analysis.terms import BATCH, said, spelled, terms


def number_of(term):
    return int(numbers_of([term])[0])


TOLD = [
    ("云杉小区夜间施工", "云杉小区旁边的工地半夜打桩施工，吵得睡不着。"),
    ("", ""),
    ("？？？", "😀"),
    ("A3区富瑞苑停水三天", "尊敬的领导：\n\n\t您好！富瑞苑停水三天，XX公司没有人通知。"),
    ("Wi-Fi 5G基站", "a b c 123 没有信号\x00"),
    ("中", "文" * 2_000),
]
PLACES = ["云杉小区", "", "", "富瑞苑", "", ""]


def same(one, two):
    ours, theirs = ((each.title, each.topics, *each.words, *each.names) for each in (one, two))
    return one.read == two.read and all(map(np.array_equal, ours, theirs))


def test_many_messages_are_read_as_each_alone():
    titles, texts = (list(column) for column in zip(*TOLD, strict=True))
    many = said(titles, texts, PLACES)
    alone = [terms(*each) for each in zip(titles, texts, PLACES, strict=True)]
    assert all(same(one, two) for one, two in zip(many, alone, strict=True))


def test_more_messages_than_one_batch_keep_their_order():
    titles = [f"{number}号楼停水" for number in range(BATCH + 3)]
    found = list(said(titles, [""] * len(titles), [""] * len(titles)))
    assert [each.read.strip() for each in found] == titles
    assert same(found[-1], terms(titles[-1], "", ""))


def test_terms_are_spelled_as_they_were_written():
    found = spelled("富瑞苑停水", "富瑞苑停水三天", "富瑞苑")
    assert {"富瑞", "瑞苑", "富瑞苑"} <= found["title"]
    assert "停水" in found["words"]
    assert {number_of(piece) for piece in found["title"]} == set(
        terms("富瑞苑停水", "富瑞苑停水三天", "富瑞苑").title.tolist()
    )


def test_what_tells_a_problem_is_neither_the_place_nor_its_kind():
    found = terms("云杉小区停水", "小区停水三天", "云杉小区")
    topics = set(found.words.terms[found.topics].tolist())
    assert number_of("停水") in topics
    assert number_of("小区") not in topics
    assert number_of("云杉") not in topics


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("请依法调查佳穗贷非法集资", {"佳穗贷"}),
        ("佳穗贷受害人期盼返回血汗钱", {"佳穗贷"}),
        ("夜间施工噪声扰民没有人管", set()),
        ("", set()),
    ],
)
def test_what_no_dictionary_knows_is_mostly_a_name(title, names):
    found = terms(title, "佳穗贷平台不兑付，乐米贷也一样。", "")
    told = zip(found.pieces, found.coined.tolist(), strict=True)
    assert {piece for piece, is_name in told if is_name} == names, "names of the text do not count"


def test_a_transposed_name_has_the_same_number():
    assert number_of("富瑞苑") == number_of("瑞富苑")
    assert number_of("富瑞苑") != number_of("富瑞园")
    assert 0 <= number_of("富瑞苑") < 1 << BITS


def test_different_words_seldom_share_a_number():
    words = {f"{chr(0x4E00 + one)}{chr(0x6000 + two)}" for one in range(100) for two in range(200)}
    assert len({number_of(word) for word in words}) > 0.985 * len(words)


def test_a_tally_forgets_what_left():
    tally = Tally([("停水", 2.5)])
    numbers = np.array([number_of("停水"), number_of("云杉")])
    tally.count(numbers)
    assert tally.used[numbers].tolist() == [3.5, 1.0]
    tally.uncount(numbers)
    assert tally.used[numbers].tolist() == [2.5, 0.0]


def vector(**weights):
    numbers = np.array([number_of(word) for word in weights], np.int32)
    return Vector(numbers, np.array(list(weights.values())))


def test_messages_are_alike_by_each_of_their_vectors():
    one = Beside.of(vector(停水=0.6, 云杉=0.8), vector(停水=1.0))
    others = [
        Beside.of(vector(停水=1.0), vector()),
        Beside.of(vector(), vector()),
        Beside.of(vector(云杉=0.5, 停水=0.5), vector(停水=0.5, 云杉=0.5)),
    ]
    found = Likening(2).alike(one.all, others)
    assert found == pytest.approx(np.array([[0.6, 0.0], [0.0, 0.0], [0.7, 0.5]]), abs=1e-6)
