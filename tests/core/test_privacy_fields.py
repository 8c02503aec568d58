"""Names in the fields, rows and tables of forms, and what stands there and is none."""

import pytest

from core.masked import mask_text

MARK = "〔姓名〕"
FOUND = [
    "举报人→【姚立松】→手机",
    "反映人->【姚立松】，",
    "户主、【姚立松】；路灯坏了",
    "业主，【姚立松】，电梯停了",
    "群众——【姚立松】。",
    "介绍人<【姚 立 松】>，",
    "收款人《【贺江】》，",
    "姓名\t电话\n【江山】\t100\n【笪立松】\t200\n",
    "房号,业主,电话\n3栋,【白雪】,1\n4栋,【姚立松】,2\n",
    "户主姓名|关系|姓名\n【姚立松】|妻|【温玉】\n",
    "姓  名  【姚  松】\n住  址  云杉小区",
    "姓 名：【姚 松】 电 话：",
    "经办人为【姚立\n松】，已办",
    "已办结。\n【姚\n立松】\n2026年11月2日",
    "盼复。\n      【常立松】\n2026年11月2日\n附：照片两张",
    "来电人：【江山】；电话：不详",
    "代理人（系【管立松】之子）",
    "【姚立松】【杜玉梅】夫妇摆摊",
    "证人：【姚立松】、【江平】、【杜玉梅】、【成方】，可以作证",
    "村民代表：【姚立松】 【杜玉梅】 【江帆】 【邹玉】\n",
    "学生【安立松】的家长",
    "收据（0098112（【姚立松】））",
    "【姚方立松】签了字",
    "投诉人：【何常雨松】，",
    "村民【扎西顿珠】反映",
    "负责人是【佐藤健一】，",
    "【次仁卓玛】家的房子",
    "登记人写的是【朴松】，",
    "【邓局】您好".replace("局】", "】局"),
    "上周【司】经理来过",
    "感谢【石】市长到村里",
]
STAYS = [
    "业主，万一停电，",
    "业主缴纳的维修基金",
    "教师《商调函》已寄",
    "联系人，电话，地址，",
    "员工、职工、业主、租户，",
    "姓名\t电话\n不详\t100\n",
    "品名\t数量\n白糖\t100\n盐\t2\n请按这张表核对数量和价格。",
    "大户，楚政发（2008）15号文",
    "居民代表全家以及小区业主",
    "市场上有白菜、黄瓜、金针菇、江米、方糖，",
    "沈阳人夫妇",
    "小贩：“孔明灯”",
    "刘禹锡公园晚上没有灯",
    "毛源昌眼镜门口",
    "王家塆的路",
    "我们找过交警大队",
    "大学生和本地的孩子",
    "高峰 2026年11月2日",
]


@pytest.mark.parametrize("text", FOUND)
def test_a_name_in_its_field_is_masked(text):
    written = text.replace("【", "").replace("】", "")
    expected = ""
    for piece in text.split("【"):
        name, closed, rest = piece.partition("】")
        expected += MARK + rest if closed else name
    assert mask_text(written) == expected


@pytest.mark.parametrize("text", STAYS)
def test_what_stands_in_a_field_and_is_no_name_stays(text):
    assert mask_text(text) == text


def test_a_place_is_masked_whole_and_an_address_behind_its_cue():
    point = "定位：27°57′40″N, 120°25′32″E，"
    assert mask_text(point) == "定位：〔位置〕，"
    assert mask_text("提示IP192.0.2.17访问过于频繁") == "提示IP〔网络地址〕访问过于频繁"
    assert mask_text("真实姓名<小刘>。") == "真实姓名<〔姓名〕>。"


@pytest.mark.parametrize(
    "unit", ["姓名\t", "户主、", "王、", "姚\n", "姓  名  ", "人：王明 ", "（", " \t"]
)
def test_long_rows_take_time_in_proportion(unit):
    """Linear: a hundred thousand characters of one sign end at all."""
    assert mask_text(unit * (100_000 // len(unit))) is not None
