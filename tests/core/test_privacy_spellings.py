"""The many ways to write a number, a name, a home; and what only looks like one."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core import masks, privacy
from core.masking import spelling

MASKED = {
    "电话": [
        "联系电话:一三八零零一三八零零零",
        "手机号是1 3 8 0 0 1 3 8 0 0 0",
        "手机：１３８－００１３－８０００",
        "电话138·0013·8000",
        "手机壹叁捌零零壹叁捌零零零",
        "手机幺三八 零零幺三 八零零零",
        "手机138零零13八〇〇〇",
        "（0571）88881234",
        "+86-571-88881234",
        "0086-13800138000",
        "138\n0013\n8000",
        "固话88881234转801",
        "致电 8888 1234",
        "零五七一－八八八八一二三四",
        "①③⑧⓪⓪①③⑧⓪⓪⓪",
        "&#49;38&#48;0138000",
        "138<br>0013<b>8000</b>",
        "1\u200b3\u200c8\u206000138000",
        "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
        "13800138000/13900139000",
        "手机(+86)13800138000、86-13900139000都行",
        "聯絡電話：13800138000",
        "电话138OO138OOO",
        "手机l3800138000",
        "138，0013，8000",
    ],
    "身份证": [
        "身份证 110105 19491231 002x",
        "身份证号１１０１０５１９４９１２３１００２Ｘ",
        "身份证号110105194912310021",
        "證件號碼：11010519491231002X",
        "身份证（110105491231002）",
        "身份证号一一零一零五一九四九一二三一零零二X",
    ],
    "银行卡": ["卡号6222-0212-3456-7890-128", "4111 1111 1111 1111", "储蓄卡6222021234567890127"],
    "车牌": [
        "浙a12345",
        "浙 A 1 2 3 4 5",
        "浙Ａ１２３４５",
        "粤Z1234港",
        "浙A一二三四五",
        "浙A·D1234",
    ],
    "邮箱": ["zhangsan＠qq.com", "zhangsan at 163 dot com", "zhangsan#qq.com", "a.b(at)x.org"],
    "账号": [
        "加微信abc12345",
        "微 信：abc12345",
        "vx abc12345",
        "QQ:123456789",
        "扣扣 123 456 789",
    ],
    "住址": [
        "云杉小区三栋二单元五零一室",
        "云杉小区3-2-501室",
        "云杉路12号3单元402室",
        "家住云杉路12号",
        "住云杉村3组12号",
        "云杉苑5-301",
        "云杉小区12棟3單元402室",
        "云杉小区3幢2-501",
    ],
    "姓名": [
        "本人欧阳修反映",
        "我叫张三丰，",
        "姓 名：王小明",
        "联系人：王 小 明",
        "联系人（王小明）",
        "聯絡人：陳小明",
        "我叫阿卜杜拉·买买提，",
        "请帮忙。\n王小明\n2026年1月1日",
        "此致敬礼！王小明",
        "我姓王，住这里",
        "王小明，男，汉族",
        "找王师傅",
        "尊敬的李书记",
    ],
    "网络地址": [
        "IP：192.168.1.1",
        "ip是192。168。1。100",
        "10.0.0.1:8080",
        "fe80::1ff:fe23:4567:890a",
    ],
    "位置": ["30.2741,120.1551", "北纬30.2741度，东经120.1551度", "N30°16'27\"", "经度：120.1551"],
}
STAYS = """浙政办发〔2021〕28号|国办发[2020]53号文件
400-820-8820|4008208820|967700|13800138000元|订单号13800138000
合同编号330106199003071234
20261123083000|2026-11-23 08:30:15|1,380,013,800.00元|版本10.2.3.4
GB/T 33358-2016|位于解放路12号的示例公司|12栋居民楼|2栋120户|共有10栋460户。|金福超市长期店外经营|1-3号楼、5-8号楼
302国道|8点到17点|2019-2020学年|第三单元测试
张江高科|王府井百货|李宁公司|康师傅方便面|马云路口|陈家村|宋城|江干区教育局|公安局长|任何先生|我是高三学生|我是云南人
本人男，35岁|本人于2020年|我叫他来|联系人：物业办公室|姓名：***|户主为准|业主大会|业主张贴|微信公众号|微信支付|语文老师|班主任|时任书记
货车司机|房东阿姨|感谢书记|此致敬礼|税号913301067109356780|3.1415926535,2.7182818284|12:30:45|GB12345-2006
五一劳动节|十二五规划|一二三产业|302路公交|第402次会议|行政服务中心201室|向城管中队反映|交警大队""".replace(
    "\n", "|"
)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in MASKED.items() for text in texts]
)
def test_every_spelling_is_masked(kind, text):
    found = privacy.masked(text)
    assert found.kinds == (kind,)
    assert f"〔{kind}〕" in found.text


@pytest.mark.parametrize("text", STAYS.split("|"))
def test_what_only_looks_personal_stays(text):
    assert privacy.masked(text) == privacy.Masked(text, ())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("司机姚女士", "司机〔姓名〕女士"),
        ("区余杭张书记", "区余杭〔姓名〕书记"),
        ("业主张女士", "业主〔姓名〕女士"),
        ("本人李强反映噪音", "本人〔姓名〕反映噪音"),
        ("举报人：王强、李小红", "举报人：〔姓名〕、〔姓名〕"),
        ("班主任李小红说", "班主任〔姓名〕说"),
        ("王小明，男，现住王小明路", "〔姓名〕，男，现住王小明路"),
        ("联系人：李副市长", "联系人：〔姓名〕副市长"),
        ("ＡＢＣ公司的王小明先生：Ｏ记", "ＡＢＣ公司的〔姓名〕先生：Ｏ记"),
        ("电话：0571-88881234转8（小王）", "电话：〔电话〕（小〔姓名〕）"),
    ],
)
def test_only_the_personal_part_is_cut(text, masked):
    assert privacy.mask_text(text) == masked


WRITTEN = some.text(
    some.sampled_from(
        list(
            "张王李小明女士先生老师我叫本人联系电话微信住栋单元室号：，。 \n-·.@"
            "x0123456789一二三路〔〕&#;\u200b"
        )
    ),
    max_size=60,
)


@given(WRITTEN)
@settings(max_examples=300, deadline=None)
def test_masking_again_changes_nothing(text):
    once = privacy.mask_text(text)
    assert privacy.mask_text(once) == once


@given(some.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_at_all_is_taken(text):
    found = privacy.masked(text)
    assert set(found.kinds) <= set(masks.KINDS)
    if not found.kinds:
        assert found.text == text


@given(some.text(some.sampled_from("13８①&#49;\u200b<b>電話"), max_size=40))
def test_the_plain_form_leads_back_to_the_source(text):
    plain = spelling.plainly(text)
    if plain.starts is not None and plain.ends is not None:
        assert len(plain.text) == len(plain.starts) == len(plain.ends)
        assert plain.starts == sorted(plain.starts)
    else:
        assert len(plain.text) == len(text)


def test_a_look_at_the_gates_that_fails_opens_all_of_them(monkeypatch):
    class Failing:
        def Match(self, text):  # noqa: N802 - the library's name
            return None

    monkeypatch.setattr(masks, "_GATES", Failing())
    assert privacy.mask_text("１３８00138000，我叫王小明") == "〔电话〕，我叫〔姓名〕"


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "13800138000，" * 8_000,
        "张" * 100_000,
        "王女士" * 30_000,
        "联系人：" * 25_000,
        html.escape("<&'\">") * 3_000,
        "\u200b" * 100_000,
        "3栋2单元" * 20_000,
        "一" * 100_000,
        "1.1." * 25_000,
    ],
)
def test_texts_of_a_hundred_thousand_characters_take_seconds_at_most(text):
    assert isinstance(privacy.mask_text(text), str)
