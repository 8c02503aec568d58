"""Typed values: one value however it is written, and two that differ."""

import time

import pytest

from core.values import comparable, read, same, values


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("number", "5天", "5日"),
        ("number", "1天", "24小时"),
        ("number", "三百五十户", "350户"),
        ("number", "12.5%", "１２．５％"),
        ("number", "3至5个工作日", "3-5个工作日"),
        ("number", "1亩", "一亩"),
        ("amount", "1.2万元", "12,000元"),
        ("amount", "15万元", "150000元"),
        ("amount", "三万二千元", "3.2万元"),
        ("date", "11月30日", "2026年11月30日"),
        ("date", "2026-11-30", "十一月三十日"),
        ("date", "2026年11月", "11月30日"),
        ("time", "18:00", "下午6点"),
        ("document", "示政办发〔2026〕8号", "根据示政办发[2026]8号"),
        ("unit", "住建局", "县住建局"),
    ],
)
def test_one_value_however_written(kind: str, one: str, other: str) -> None:
    first, second = read(kind, one), read(kind, other)
    assert first is not None
    assert second is not None
    assert comparable(first, second)
    assert same(first, second)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("number", "5日", "5个工作日"),
        ("number", "350户", "360户"),
        ("number", "3至5个工作日", "5个工作日"),
        ("amount", "15万元", "10万元"),
        ("amount", "15元/吨", "15元/户"),
        ("date", "11月30日", "11月29日"),
        ("date", "2026年11月30日", "2025年11月30日"),
        ("time", "18:00", "6点"),
        ("document", "示政办发〔2026〕8号", "示政办发〔2021〕8号"),
        ("document", "示政办发〔2026〕8号", "示教发〔2026〕8号"),
    ],
)
def test_two_values(kind: str, one: str, other: str) -> None:
    first, second = read(kind, one), read(kind, other)
    assert first is not None
    assert second is not None
    assert not same(first, second)


def test_about_is_not_exactly() -> None:
    exact, about, far = (read("number", text) for text in ("348户", "约350户", "约500户"))
    assert exact
    assert about
    assert far
    assert same(exact, about)
    assert not same(exact, far)


def test_every_value_has_its_place() -> None:
    text = "每台补贴15万元，2026年12月31日前申报，20个工作日内办结。"
    found = values(text)
    assert [value.kind for value in found] == ["amount", "date", "number"]
    assert all(text[value.start : value.end] == value.text for value in found)


@pytest.mark.parametrize("text", ["十分感谢", "一定尽快", "第三方", "请您耐心等待", "2026"])
def test_what_is_no_value(text: str) -> None:
    assert values(text) == []


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["1", "1,", "1.", "1-", "一", "一万", "第1条", "1 ", "约", "年1"])
def test_no_text_takes_more_than_in_proportion_to_its_length(piece):
    took = []
    for length in (2_000, 16_000):
        text = (piece * length)[:length]
        began = time.process_time()
        values(text)
        took.append(time.process_time() - began)
    assert took[1] < 24 * took[0] + 0.5  # eight times as long; squared would be 64
