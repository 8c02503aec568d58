"""Personal data becomes its kind; everything else stays as it was."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import privacy
from core.messages import BadRow, RawMessage
from tests.measure.masking import sentences

KEY = b"k" * 32
AT = datetime(2026, 11, 23, tzinfo=UTC)


def raw(**fields):
    given = {"source": "s", "external_id": "1", "kind": "letter", "title": "", "text": "", **fields}
    return RawMessage(posted_at=given.pop("posted_at", AT), **given)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13800138000联系", "请打〔电话〕联系"),
        ("请打１３８００１３８０００联系", "请打〔电话〕联系"),
        ("手机 138-0013-8000", "手机 〔电话〕"),
        ("手机+8613800138000", "手机〔电话〕"),
        ("座机0571-88881234", "座机〔电话〕"),
        ("身份证号11010519491231002X", "身份证号〔身份证〕"),
        ("卡号4111 1111 1111 1111", "卡号〔银行卡〕"),
        ("车牌浙A12345挡道", "车牌〔车牌〕挡道"),
        ("新能源车浙AD12345", "新能源车〔车牌〕"),
        ("邮箱zhang@example.com", "邮箱〔邮箱〕"),
        ("微信号：abc_123", "微信号：〔账号〕"),
        ("我叫张小明，家住3栋2单元501室", "我叫〔姓名〕，家住〔住址〕"),
        ("联系人：李女士", "联系人：〔姓名〕女士"),
        ("网友“夏天的风”：您好", "网友“〔姓名〕”：您好"),
        ("服务器 10.20.30.40 打不开", "服务器 〔网络地址〕 打不开"),
        ("坐标30.27415,120.15515", "坐标〔位置〕"),
        ("张小明先生来过，张小明又来", "〔姓名〕先生来过，〔姓名〕又来"),
        ("138\u200b0013\u200b8000", "〔电话〕"),
    ],
)
def test_masks(text, masked):
    assert privacy.mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "请拨打12345、110或96345",
        "依据浙政办发〔2021〕28号第三条",
        "统一社会信用代码91330106MA2B1A2B3C",
        "2026年11月23日下午3时，共计1234567.89元",
        "云杉路128号云杉小区旁的示例建设有限公司",
        "版本1.2.3，面积120.5平方米",
        "流水号6222021234567890127",
        "",
    ],
)
def test_what_must_stay(text):
    assert privacy.mask_text(text) == text


def test_a_submitter_is_masked_wherever_the_name_returns():
    message = privacy.mask(
        raw(submitter="小城故事", text="小城故事说停水", reply="网友小城故事您好"), KEY
    )
    assert "小城故事" not in message.text + (message.reply or "")


def test_submitters_are_counted_within_a_month_and_source_only():
    one, again = (privacy.mask(raw(submitter="u1", external_id=n), KEY) for n in "12")
    assert one.submitter_hash == again.submitter_hash
    assert one.submitter_hash != privacy.mask(raw(submitter="u1"), b"x" * 32).submitter_hash
    other = privacy.mask(raw(submitter="u1", source="t"), KEY)
    assert one.submitter_hash != other.submitter_hash
    assert privacy.mask(raw(), KEY).submitter_hash is None


def test_confidential_text_is_never_kept():
    message = privacy.mask(
        raw(title="秘密", text="不可留", reply="也不可留", confidential=True), KEY
    )
    assert {message.title, message.text, message.reply} == {"〔保密〕"}


def test_content_that_differs_only_behind_a_mask_is_the_same():
    one = privacy.mask(raw(text="电话13800138000"), KEY)
    other = privacy.mask(raw(text="电话13900139000"), KEY)
    assert one.content_hash == other.content_hash
    assert one.content_hash != privacy.mask(raw(text="电话 13800138000"), KEY).content_hash


def test_in_a_bad_row_any_column_may_hold_a_name():
    row = privacy.mask_row(
        BadRow(
            3,
            "日期不对：13800138000",
            {"姓名": "欧阳小明", "时间": "张三", "内容": "打13800138000"},
        )
    )
    assert row.cells == {"姓名": "〔姓名〕", "时间": "〔姓名〕", "内容": "打〔电话〕"}
    assert "13800138000" not in row.reason


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://a.gov.cn/art/2026/11/20/art_1229243821_59123456.html", True),
        ("http://10.1.2.3/detail?id=7", True),
        ("https://a.cn/q?tel=13800138000", False),
        ("https://a.cn/q?mail=li.ming@qq.com", False),
        ("https://weibo.com/u/1234567890", False),
        ("https://mp.weixin.qq.com/s/AbCdEfGhIjKl", True),
        (None, False),
    ],
)
def test_a_link_that_holds_personal_data_is_not_kept(link, kept):
    assert privacy.mask(raw(link=link), KEY).link == (link if kept else None)


@pytest.mark.parametrize(
    ("link", "masked"),
    [
        ("https://weibo.com/u/1234567890?from=1", "https://weibo.com/u/〔账号〕?from=1"),
        ("https://m.weibo.cn/profile/1234567890", "https://m.weibo.cn/profile/〔账号〕"),
        ("https://weibo.com/1234567890/AbCdEf", "https://weibo.com/〔账号〕/AbCdEf"),
        ("https://weibo.com/n/快乐小猫", "https://weibo.com/n/〔账号〕"),
        ("https://weibo.com/kuaile_mao", "https://weibo.com/〔账号〕"),
        ("WEIBO.COM/kuailexiaomao?from=1", "WEIBO.COM/〔账号〕?from=1"),
        ("https://weibo.com/kuailexiaomao/home", "https://weibo.com/〔账号〕/home"),
        ("http://t.qq.com/kuailemao", "http://t.qq.com/〔账号〕"),
        ("https://blog.sina.com.cn/u/1234567", "https://blog.sina.com.cn/u/〔账号〕"),
        ("https://x.com/kuailemao/status/1", "https://x.com/〔账号〕/status/1"),
        ("https://www.tiktok.com/@kuailemao", "https://www.tiktok.com/@〔账号〕"),
        ("http://user.qzone.qq.com/87654321", "http://user.qzone.qq.com/〔账号〕"),
        ("http://wpa.qq.com/msgrd?v=3&uin=87654321", "http://wpa.qq.com/msgrd?v=3&uin=〔账号〕"),
        ("https://u.wechat.com/EAbc-1234_x", "https://u.wechat.com/〔账号〕"),
        ("https://space.bilibili.com/87654321/a", "https://space.bilibili.com/〔账号〕/a"),
        ("https://www.zhihu.com/people/li-si-12", "https://www.zhihu.com/people/〔账号〕"),
        ("https://www.douyin.com/user/MS4wLjAB_-1", "https://www.douyin.com/user/〔账号〕"),
        (
            "https://tieba.baidu.com/home/main?un=li_88",
            "https://tieba.baidu.com/home/main?un=〔账号〕",
        ),
        ("https://weibo.com/login.php", "https://weibo.com/login.php"),
        ("https://weibo.com/ttarticle/p/show?id=1", "https://weibo.com/ttarticle/p/show?id=1"),
        ("https://weibo.com/hot/search", "https://weibo.com/hot/search"),
        ("http://blog.sina.com.cn/s/blog_1.html", "http://blog.sina.com.cn/s/blog_1.html"),
        ("https://www.zhihu.com/question/123456", "https://www.zhihu.com/question/123456"),
        ("https://tieba.baidu.com/p/7654321", "https://tieba.baidu.com/p/7654321"),
        ("https://v.qq.com/x/page/a0123456.html", "https://v.qq.com/x/page/a0123456.html"),
    ],
)
def test_the_account_in_a_link_to_its_page_is_masked(link, masked):
    found = privacy.mask_text(f"详见 {link} ，请核实。")
    assert found == f"详见 {masked} ，请核实。"
    assert privacy.mask_text(found) == found


def test_facts_are_masked_one_like_many():
    facts = {"a": "找李明亮律师", "b": "已回访", "c": 3, "d": None, "e": True}
    for message in privacy.mask_all([raw(facts=facts), raw(facts=facts)], [KEY, KEY]):
        assert message.facts == {**facts, "a": "找〔姓名〕律师"}


def test_a_column_is_masked_as_each_of_its_texts():
    texts = [sentence.text for sentence in sentences.generate(400, 7)]
    assert privacy.mask_texts(texts) == [privacy.mask_text(text) for text in texts]
    whole = "\n".join(texts)
    assert privacy.mask_texts([whole, "电话13800138000"]) == [
        privacy.mask_text(whole),
        "电话〔电话〕",
    ]


def test_long_and_odd_texts_are_fast_enough():
    for text in ("1" * 100_000, "张" * 100_000, "138 " * 25_000, "\x00\u202e😀" * 1_000):
        assert isinstance(privacy.mask_text(text), str)


def test_nothing_but_privacy_makes_a_message():
    rooms = Path(privacy.__file__).parents[1]
    makers = {
        str(path.relative_to(rooms))
        for room in ("core", "collectors", "store", "jobs", "analysis", "cases", "dashboard")
        for path in (rooms / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"Message", "MaskedRow"}
    }
    assert makers == {"core/privacy.py"}


def test_cells_of_a_bad_row_go_by_their_kind():
    cells = {
        "来电号码": "虚拟号段",
        "证件号": "见附件",
        "电子邮箱": "没有",
        "家庭住址": "云杉小区旁边",
        "承办单位": "王小明",
        "主要内容": "请王小明回电，13812345678",
        "是否解决": "1",
        "空": " ",
    }
    row = privacy.mask_row(BadRow(3, "“承办单位”应为是或否：王小明", cells), "board")
    assert row.cells == {
        "来电号码": "〔电话〕",
        "证件号": "〔身份证〕",
        "电子邮箱": "〔邮箱〕",
        "家庭住址": "〔住址〕",
        "承办单位": "〔姓名〕",
        "主要内容": privacy.mask_text(cells["主要内容"]),
        "是否解决": "1",
        "空": " ",
    }
    assert "王小明" not in row.reason
    assert privacy.is_hidden(row.cells["承办单位"])
    assert not privacy.is_hidden(row.cells["主要内容"])


def test_the_submitters_hash_is_taken_before_a_row_is_masked():
    bad = BadRow(3, "日期不对", {"来电号码": "13812345678"}, "7", "13812345678")
    row = privacy.mask_row(bad, "board", KEY, 202611)
    good = privacy.mask(raw(source="board", submitter="13812345678"), KEY)
    assert row.submitter_hash == good.submitter_hash
    assert (row.hash_month, row.external_id) == (202611, "7")
    assert privacy.mask_row(bad).submitter_hash is None
