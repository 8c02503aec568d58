"""An issue in the words of its own messages: sentences, and words that return."""

import polars as pl

from reports import gist

TEXTS = (
    ("a", "您好，云杉小区旁边的工地半夜打桩施工吵得睡不着。我家孩子明天还要考试。请尽快处理。"),
    ("b", "云杉小区旁边的工地夜间打桩施工，吵得老人睡不着！希望有人管一管。"),
    ("c", "工地半夜打桩施工吵得睡不着，云杉小区居民都受不了。路边还有人卖西瓜占道经营。"),
    ("d", "云杉小区旁边的工地半夜打桩施工吵得睡不着。工地没有公示夜间施工许可证。"),
    ("e", "夜间施工许可证有没有公示？云杉小区旁边的工地没有公示夜间施工许可证。"),
)


def members(texts=TEXTS, keywords="施工|噪声"):
    return pl.DataFrame(
        {
            "ref": [ref for ref, _text in texts],
            "text": [text for _ref, text in texts],
            "keywords": pl.Series([keywords] * len(texts), dtype=pl.String),
        }
    )


def test_the_sentences_stand_in_the_messages_and_say_what_many_say():
    found = gist.sentences(members())
    texts = dict(TEXTS)
    assert all(one.text in texts[one.ref] for one in found)
    assert "打桩施工" in found[0].text
    assert any("许可证" in one.text for one in found), "the second matter, not the first one again"
    assert not any("西瓜" in one.text for one in found[:2]), "what one person says alone is no sum"


def test_a_flood_of_one_text_does_not_outweigh_what_others_say():
    flood = [(f"f{n}", "广告刷屏内容请大家都来看一看啊。") for n in range(50)]
    assert "打桩施工" in gist.sentences(members([*flood, *TEXTS]))[0].text


def test_empty_texts_and_missing_keywords_tell_nothing():
    empty = members([("a", ""), ("b", "短")], keywords=None)
    assert gist.sentences(empty) == []
    assert gist.words(empty) == []


def test_words_of_several_messages_are_counted_once_a_message():
    assert gist.words(members(keywords="噪声|噪声|施工")) == [("噪声", 5), ("施工", 5)]
    assert gist.words(members(TEXTS[:1])) == []


def test_what_stands_in_one_message_alone_sums_up_nothing():
    assert gist.sentences(members([("a", "云杉小区旁边的工地半夜打桩施工吵得睡不着。")])) == []


def test_one_text_of_several_sums_them_up():
    text = "云杉小区旁边的工地半夜打桩施工吵得睡不着。"
    assert [one.ref for one in gist.sentences(members([("a", text), ("b", text)]))] == ["a"]
