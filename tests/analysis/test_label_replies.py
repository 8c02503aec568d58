"""What a reply does, and by when it promises it."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from analysis import promises, replies

DONE = (
    "您好，经查，您反映的路灯问题属实，市城管局已于昨日修复，路灯已恢复照明。A市城管局2019年9月1日"
)
PROMISED = (
    "经市住建局现场调查，该项目已列入2019年建设计划，"
    "预计2019年12月底前完成道路硬化，联系电话0571-88888888。"
)
SENT_ON = "网友您好，您反映的问题已转交有关单位调查处理。"


def one(reply, **columns):
    frame = pl.DataFrame({"reply": [reply], **{name: [value] for name, value in columns.items()}})
    return replies.label(frame).row(0, named=True)


def test_outcomes():
    assert one(PROMISED)["outcome"] == "committed"
    assert one(SENT_ON)["outcome"] == "referred"
    assert one("")["outcome"] == "empty"
    assert one(DONE)["relevant"] == 1
    assert one(SENT_ON)["relevant"] == 0


def test_short_replies_with_substance_are_not_called_empty():
    """200 replies of 10 to 140 characters that were written apart from the samples."""
    sheet = pl.read_csv(Path(__file__).with_name("short_replies.csv"))
    found = replies.label(sheet.rename({"outcome": "truth"}))
    thin = pl.col("outcome").is_in(replies.THIN), pl.col("truth").is_in(replies.THIN)
    right = found.select(wrongly=thin[0] & ~thin[1], missed=~thin[0] & thin[1])
    assert right["wrongly"].sum() <= 15
    assert right["missed"].sum() <= 15


def test_a_promise_has_a_date_and_a_score():
    asked, told = datetime(2019, 8, 20, 9), datetime(2019, 8, 22, 9)
    row = one(PROMISED, posted_at=asked, replied_at=told)
    assert (row["deadline"], row["contact"], row["promised_on"]) == (1, 1, "2019-12-31")
    assert row["hours"] == 48.0
    assert one(SENT_ON)["score"] < row["score"] <= 100


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("预计2020年3月15日完成", date(2020, 3, 15)),
        ("将于10月底前完工", date(2019, 10, 31)),
        ("力争年底通车", date(2019, 12, 31)),
        ("预计明年启动", date(2020, 12, 31)),
        ("计划十月中旬开工", date(2019, 10, 20)),
        ("将在3月份动工", date(2020, 3, 31)),
        ("15个工作日内办结", date(2019, 9, 22)),
        ("三天内答复", date(2019, 9, 4)),
        ("2018年已完成", None),
        ("预计2019年13月45日", None),
        ("没有日期", None),
    ],
)
def test_dates(text, day):
    assert promises.date_of(text, date(2019, 9, 1)) == day


@pytest.mark.parametrize("text", ["😀", "\x00", "a" * 100_000, "<b>已转</b>", "２０１９年９月"])
def test_odd_replies_get_labels_too(text):
    row = one(text)
    assert row["outcome"]
    assert 0 <= row["score"] <= 100


def test_the_answer_may_not_come_before_the_question():
    row = one(DONE, posted_at=datetime(2019, 9, 2), replied_at=datetime(2019, 9, 1))
    assert row["hours"] is None


def test_rows_keep_their_order_and_columns():
    frame = pl.DataFrame({"id": ["2", "1"], "reply": [SENT_ON, None]})
    found = replies.label(frame)
    assert found["id"].to_list() == ["2", "1"]
    assert found.columns == ["id", "reply", *replies.COLUMNS]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("已责成区城管局和明珠街道办事处联合整治，由区住建局督促物业公司落实。", 1),
        ("我们将督促有关部门尽快处理，谢谢您的理解。", 0),
    ],
)
def test_an_owner_is_an_office_that_is_named(text, owner):
    assert one(text)["owner"] == owner


def test_a_day_after_the_signature_is_a_deadline():
    said = "项目已经开工，预计2019年11月30日前完成。区住建局2019年9月2日"
    assert one(said)["deadline"] == 1
    assert one(DONE)["deadline"] == 0
