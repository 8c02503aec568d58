"""Labels of a batch: each message gets every label, whatever it says."""

from importlib import import_module
from pathlib import Path

import polars as pl
import pytest

import analysis
from analysis.features import Features
from analysis.label import label_features
from core.labels import AREAS, INTENTS, SENTIMENTS


def label(materials, *pairs, **columns):
    titles, texts = zip(*pairs, strict=True)
    frame = pl.DataFrame({"title": titles, "text": texts, **columns})
    return analysis.label(frame, materials)


def one(materials, title, text="", **columns):
    given = {name: [value] for name, value in columns.items()}
    return label(materials, (title, text), **given).row(0, named=True)


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("健身房关门不退会员卡的钱", "business"),
        ("开发商延期交房，房产证办不下来", "housing_finance"),
        ("工地拖欠工资三个月", "wages"),
        ("饭店油烟直排，臭味扰民", "environment"),
        ("超市卖过期食品，食品安全没人管", "food_drug"),
        ("孩子小学入学的学区怎么划分", "edu_med_elder"),
        ("楼道堵塞消防通道，有安全隐患", "safety"),
        ("申请低保和残疾补助被拒", "hardship"),
        ("路灯坏了", "other"),
    ],
)
def test_areas(materials, title, area):
    assert one(materials, title)["area"] == area


def test_short_tickets_of_a_hotline(materials):
    """360 tickets of 16 to 127 characters that were written apart from the samples."""
    sheet = pl.read_csv(Path(__file__).with_name("short_tickets.csv"))
    found = label(materials, *[("", text) for text in sheet["text"]])
    least = {"area": 0.85, "intent": 0.8, "sentiment": 0.87, "urgency": 0.7}
    right = {name: (found[name] == sheet[name]).mean() for name in least}
    assert all(right[name] >= share for name, share in least.items()), right


@pytest.mark.parametrize(
    ("title", "intent"),
    [
        ("咨询公积金提取政策", "咨询"),
        ("举报某厂非法排污", "举报"),
        ("建议增设公交站点", "建议"),
        ("表扬社区工作人员", "表扬"),
        ("求助：老人走失请帮帮我们", "求助"),
        ("投诉夜间施工", "投诉"),
    ],
)
def test_intents(materials, title, intent):
    assert one(materials, title)["intent"] == intent


@pytest.mark.parametrize(
    ("text", "urgency"), [("路灯坏了", 0), ("工地拖欠工资三个月", 1), ("煤气泄漏，随时会爆炸", 2)]
)
def test_urgency(materials, text, urgency):
    assert one(materials, "", text)["urgency"] == urgency


def test_sentiment_tells_anger_from_thanks(materials):
    bad = one(materials, "", "太差了，垃圾，失望，没有人管，骗子，恶心")
    good = one(materials, "", "非常感谢，很满意，服务热情，温暖，感动")
    assert (bad["sentiment"], good["sentiment"]) == ("neg", "pos")
    assert -1 <= bad["sentiment_score"] < 0 < good["sentiment_score"] <= 1


def test_the_deepest_region_wins(materials):
    assert one(materials, "浙江省杭州市临平区停水")["region"] == "330113"
    assert one(materials, "杭州停水")["region"] == "3301"
    assert one(materials, "停水")["region"] is None


def test_the_sources_own_region_and_unit_come_first(materials):
    row = one(materials, "杭州市停水", region="宁波市", unit="教育局")
    assert (row["region"], row["unit"]) == ("3302", "education")


def test_units_by_words_and_by_area(materials):
    assert one(materials, "医保报销不下来")["unit"] == "medical_security"
    assert one(materials, "拖欠工资")["unit"] == "human_resources"


@pytest.mark.parametrize(
    ("title", "place", "problem"),
    [
        ("投诉云杉小区夜间施工噪声扰民", "云杉", "噪声扰民"),
        ("关于白鹭雅苑延期交房的问题", "白鹭雅苑", "延期交房办证"),
        ("望江路路灯坏了", "望江路", "道路交通"),
        ("小区停水", "", "供水供电"),
        ("反映村里道路不通", "", "道路交通"),
    ],
)
def test_place_and_problem(materials, title, place, problem):
    row = one(materials, title)
    assert (row["place"], row["problem"]) == (place, problem)


def test_every_row_keeps_its_place_and_its_other_columns(materials):
    frame = pl.DataFrame({"id": ["007", "8"], "title": ["欠薪", "停水"], "text": ["", ""]})
    found = analysis.label(frame, materials)
    assert found["id"].to_list() == ["007", "8"]
    assert set(analysis.COLUMNS) <= set(found.columns)
    assert found["area"].to_list() == ["wages", "other"]


@pytest.mark.parametrize(
    "text", ["", "😀", "\x00\x07", "a" * 100_000, "停" * 100_000, "<b>停水</b>&nbsp;", "停車場臺灣"]
)
def test_odd_texts_get_labels_too(materials, text):
    row = one(materials, text[:50], text)
    assert row["area"] in AREAS
    assert row["sentiment"] in SENTIMENTS
    assert row["intent"] in INTENTS
    assert row["urgency"] in (0, 1, 2)


def test_an_empty_batch(materials):
    frame = pl.DataFrame(schema={"title": pl.String, "text": pl.String})
    assert analysis.label(frame, materials).columns == ["title", "text", *analysis.COLUMNS]


def test_missing_texts_are_empty_ones(materials):
    schema = {"title": pl.String, "text": pl.String}
    frame = pl.DataFrame({"title": [None, "欠薪"], "text": [None, None]}, schema=schema)
    assert analysis.label(frame, materials)["area"].to_list() == ["other", "wages"]


def test_labels_do_not_depend_on_the_neighbours(materials):
    pairs = [("欠薪", "工资"), ("停水", "三天"), ("油烟", "臭味"), ("", "")]
    together = label(materials, *pairs)
    alone = pl.concat([label(materials, pair) for pair in pairs])
    assert together.equals(alone)


def test_some_labels_alone_are_the_same(materials):
    frame = pl.DataFrame({"title": ["欠薪", "停水"], "text": ["工资", "三天"]})
    some = label_features(Features(frame, materials), ("urgency", "area"))
    assert set(some.columns) == {"title", "text", "urgency", "area", "area_score", "area_unsure"}
    assert analysis.label(frame, materials).select(some.columns).equals(some)


@pytest.mark.parametrize("name", analysis.LABELLERS)
def test_each_labeller_fills_columns_of_its_own(materials, name):
    module = import_module(analysis.LABELLERS[name])
    assert Path(module.__file__).stem == name
    frame = pl.DataFrame({"title": ["停水"], "text": ["三天"]})
    found = module.label(Features(frame, materials))
    assert found.height == 1
    assert set(found.columns) <= set(analysis.COLUMNS)
