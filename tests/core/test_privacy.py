"""Personal data becomes its kind; everything else stays as it was."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import privacy
from core.messages import BadRow, RawMessage

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
