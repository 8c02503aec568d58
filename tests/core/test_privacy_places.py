"""Names that the place they stand in makes names, whatever their characters are."""

import pytest

from core import privacy


def named(text):
    """The text with names shown as 〇."""
    return privacy.mask_text(text).replace("〔姓名〕", "〇")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系人：党建江", "联系人：〇"),
        ("举报人：和玉海，停水三天", "举报人：〇，停水三天"),
        ("姓名：佟当归性别：女", "姓名：〇性别：女"),
        ("户主：暴宏生", "户主：〇"),
        ("落款人：支若信", "落款人：〇"),
        ("申请人：皇 甫 轩 晨", "申请人：〇"),
        ("负责人：容**", "负责人：〇"),
        ("投诉人：阿依努尔", "投诉人：〇"),
        ("姓名|庄卫红|电话", "姓名|〇|电话"),
        ("[联系人]苏海燕", "[联系人]〇"),
        ("舉報人：農學東", "舉報人：〇"),
    ],
)
def test_what_fills_the_field_of_a_name_is_one(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("本人水玉梅，住在村口", "本人〇，住在村口"),
        ("实名举报人和春海，停水", "实名举报人〇，停水"),
        ("我女儿党建江今年八岁", "我女儿〇今年八岁"),
        ("我叫格桑梅朵，停水三天", "我叫〇，停水三天"),
        ("本人古丽娜尔·阿不都热合曼，停水", "本人〇，停水"),
        ("我是石马村的方德功，路坏了", "我是石马村的〇，路坏了"),
        ("举报史××，乱收费", "举报〇，乱收费"),
        ("控告尤春梅诈骗", "控告〇诈骗"),
        ("村民衣根仙、杨进辉联名反映", "村民〇、〇联名反映"),
        ("尊敬的向书记：停水", "尊敬的〇书记：停水"),
        ("昌女士反映停水", "〇女士反映停水"),
        ("免贵姓支，想问一下", "免贵姓〇，想问一下"),
        ("停水三天，谢谢！\n和睿香", "停水三天，谢谢！\n〇"),
        ("停水。\n付卫民、蓝寿立、谷如勇\n2019年2月14日", "停水。\n〇、〇、〇\n2019年2月14日"),
        ("Complainant: Li Xiaoming", "Complainant: 〇"),
        ("My name is Anna Petrova and I", "My name is 〇 and I"),
    ],
)
def test_behind_a_cue_a_rare_family_name_and_a_given_name_that_is_a_word_are_found(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("张三13800138000", "〇〔电话〕"),
        ("李四 13800138000", "〇 〔电话〕"),
        ("13800138000（尤春梅）", "〔电话〕（〇）"),
        ("工资卡6222021234567894一直没到账", "工资卡〔银行卡〕一直没到账"),
        ("我的手机13800138000一直打不通", "我的手机〔电话〕一直打不通"),
    ],
)
def test_a_phone_tells_whose_it_is_and_a_digit_of_the_word_beside_it_is_none_of_it(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "法人：蓝天幼儿园",
        "负责人：高峰建材厂",
        "甲方（盖章）",
        "联系人：同上",
        "投诉人：热心市民",
        "我是今年的毕业生，",
        "我是1996年购的安居房，",
        "村民（高家冲）都知道",
        "本人曾在外地上学",
        "业主和家人都不同意",
        "居民楼生活用水",
        "摊贩销售“孔明灯”",
        "严令校长不得收费",
        "举报和平医院乱收费",
        "投诉高峰建材厂",
        "联系黄河社区",
        "职工花名册",
        "学生安全要重视",
        "Contact: see attachment",
        "I am Chinese Citizen",
    ],
)
def test_what_fills_such_a_place_and_names_nobody_stays(text):
    assert named(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("涉及小区：\n万科城、金色湖、梅溪湖", "涉及小区：\n万科城、金色湖、梅溪湖"),
        ("请处理。\n万科城、万达里", "请处理。\n万科城、万达里"),
        ("联名业主：\n王建国、李秀英", "联名业主：\n〇、〇"),
        ("请处理。\n王建国、李秀英\n2026年3月1日", "请处理。\n〇、〇\n2026年3月1日"),
    ],
)
def test_a_row_in_the_last_line_is_of_names_unless_its_heading_says_otherwise(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "投诉廉租房，漏水",
        "举报江景房，违建",
        "举报牟利，请查处",
        "被投诉人：文明办",
        "联系人：计生办",
        "投诉人：拆迁办",
        "被投诉人：党总支",
        "联系全能师傅",
        "联系安检师傅",
        "投诉金茂，",
        "投诉武广，",
        "投诉曹操出行",
        "房东常换锁",
        "老板常拖工资",
    ],
)
def test_offices_houses_trades_and_firms_behind_a_cue_stay(text):
    assert named(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("房东常建国不退押金", "房东〇不退押金"),
        ("本人常志强", "本人〇"),
        ("邻居常宝山养鸡", "邻居〇养鸡"),
        ("举报常丽，", "举报〇，"),
        ("投诉金茂林，", "投诉〇，"),
        ("投诉牟建国，", "投诉〇，"),
        ("联系张建国师傅", "联系〇师傅"),
        ("联系人：文静电话13800138000", "联系人：〇电话〔电话〕"),
        ("联系人：文静手机13800138000", "联系人：〇手机〔电话〕"),
        ("联系人：张文化", "联系人：〇"),
    ],
)
def test_names_that_begin_like_such_words_are_found_whole(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("sender: China Post", "sender: China Post"),
        ("applicant: Hangzhou Bank", "applicant: Hangzhou Bank"),
        ("owner: Vanke Property", "owner: Vanke Property"),
        ("contact: WeChat", "contact: WeChat"),
        ("联系人：China Post", "联系人：China Post"),
        ("Regards, Thanks", "Regards, Thanks"),
        ("This is Wuhan Metro Line.", "This is Wuhan Metro Line."),
        ("This is East Lake.", "This is East Lake."),
        ("I am Very Disappointed", "I am Very Disappointed"),
        ("name: Li Wei Company: Acme", "name: 〇 Company: Acme"),
        ("contact: Zhang Wei", "contact: 〇"),
        ("Regards, Li Wei", "Regards, 〇"),
        ("I am Wang Xiaoming from Wuhan", "I am 〇 from Wuhan"),
        ("I'm John Smith, a resident", "I'm 〇, a resident"),
        ("I am Li Na - flat 3", "I am 〇 - flat 3"),
        ("contact: Happy Singh", "contact: 〇"),
        ("This is Zhang Wei.", "This is 〇."),
        ("I am Wang Fang的邻居", "I am 〇的邻居"),
    ],
)
def test_of_capitalised_words_behind_an_english_cue_a_firm_or_a_feeling_stays(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize(
    "word", ["周三", "周末", "高三生", "高中生", "高温", "夏季", "楼栋", "社区卫生"]
)
def test_a_day_a_pupil_or_a_season_beside_a_phone_stays(word):
    assert named(f"{word}13800138000") == f"{word}〔电话〕"
    assert named(f"{word} 13800138000") == f"{word} 〔电话〕"


@pytest.mark.parametrize("name", ["周三强", "高峰", "高文生", "汪洋", "周建国", "夏季春", "夏天"])
def test_who_is_called_like_a_word_is_found_beside_a_phone(name):
    assert named(f"{name} 13800138000") == "〇 〔电话〕"


def test_with_an_age_and_a_sex_even_a_word_is_a_name():
    assert named("周一，男，45岁") == "〇，男，45岁"
