"""关注专题: what may be watched, and that nobody ever is."""

from datetime import date

import pytest

from config import settings, tables
from core.errors import InputError
from core.watched import Preset, Watched, checked, named, split_words

SINCE, UNTIL = date(2026, 11, 1), date(2027, 3, 31)


def topic(*words, name="供暖", **more):
    return Watched(name, words, more.pop("since", SINCE), more.pop("until", UNTIL), **more)


@pytest.mark.parametrize(
    "word",
    [
        "张伟", "王小明", "李建国", "欧阳娜娜", "诸葛亮", "刘德华", "张局长", "王某某", "小李",
        "微信号abc123", "@青石镇的人", "抖音号小鱼儿", "网名小鱼儿", "xiaoyu_1990", "QQ123456",
        "13812345678", "someone@example.com", "11010519491231002X",
        "投诉人", "上访", "信访老户", "缠访", "举报者", "网民",
    ],
)  # fmt: skip
def test_a_topic_that_points_to_somebody_is_refused(word):
    for made in (topic("供暖", word), topic("供暖", name=f"{word}专题")):
        with pytest.raises(InputError, match="指向个人或账号"):
            checked(made)


@pytest.mark.parametrize(
    "word",
    [
        "供暖", "台风", "高考", "开学", "公共卫生", "马拉松", "夏令营", "龙卷风", "石油", "温度",
        "万达广场", "白云小区", "马路", "高速", "施工", "流感", "5G", "PM2.5", "H7N9", "COVID19",
        "A3区", "ETC", "信访", "投诉电话打不通", "方便面", "金融",
    ],
)  # fmt: skip
def test_a_matter_may_be_watched(word):
    assert checked(topic(word)).words == (word,)


def test_no_word_of_our_own_tables_is_taken_for_a_person(tmp_path):
    found = tables.load(settings.load({"MINSHENG_HOME": str(tmp_path)}))
    told = {word for words in found.lexicon.problems.values() for word in words}
    told |= {word for words in found.lexicon.areas.values() for word in words}
    told |= {region.name for region in found.regions}
    assert len(told) > 400
    assert named(sorted(told)) == ""
    for preset in found.presets.values():
        since, until = preset.season(SINCE)
        assert checked(Watched(preset.name, tuple(preset.words), since, until)).name == preset.name
    assert {"供暖", "台风", "开学", "高考", "公共卫生"} <= {p.name for p in found.presets.values()}


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (topic(), "关键词"),
        (topic(*(f"供暖{n}期" for n in range(31))), "关键词"),
        (topic("水"), "关键词“水”"),
        (topic("!!"), "关键词"),
        (topic("供" * 61), "关键词"),
        (topic("供暖", name=" "), "专题名称"),
        (topic("供暖", name="供" * 31), "专题名称"),
        (topic("供暖", until=date(2026, 10, 31)), "结束日期"),
        (topic("供暖", until=date(2028, 1, 1)), "结束日期"),
        (topic("供暖", areas=("weather",)), "没有领域“weather”"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(made, sentence):
    with pytest.raises(InputError, match=sentence) as told:
        checked(made)
    assert str(told.value).count("。") == str(told.value).endswith("。")


def test_words_are_parted_and_tidied():
    assert split_words("供暖、暖气，地暖 暖气\n取暖费;停暖") == (
        "供暖", "暖气", "地暖", "取暖费", "停暖",
    )  # fmt: skip
    assert checked(topic(" 供 暖 ", "供暖")).words == ("供暖",)


def test_a_season_may_run_over_the_new_year():
    heating = Preset("h", "供暖", ["供暖"], "11-15", "03-15")
    winter = (date(2026, 11, 15), date(2027, 3, 15))
    assert heating.season(date(2026, 12, 1)) == winter
    assert heating.season(date(2027, 2, 1)) == winter
    assert heating.season(date(2026, 7, 1)) == winter
    typhoon = Preset("t", "台风", ["台风"], "06-01", "10-31")
    assert typhoon.season(date(2026, 12, 1)) == (date(2027, 6, 1), date(2027, 10, 31))
