"""Tables as offices send them. The cases are files: tests/samples/tabular."""

import io
import json
import struct
import tracemalloc
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from collectors import tabular
from collectors.tables import MEGABYTE, Limits
from config import settings, tables
from core.errors import InputError
from core.messages import BadRow, RawMessage

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "samples" / "tabular"
CASES = sorted(path.name.removesuffix(".expected.json") for path in SAMPLES.glob("*.expected.json"))


@pytest.fixture(scope="module")
def profiles():
    return tables.load(settings.load({"MINSHENG_HOME": "/nowhere"})).profiles


def read(path, profile, **options):
    return list(tabular.read(path, profile, "board", NOW, **options).records)


def told(found):
    return [
        [record.external_id, record.title, record.posted_at.isoformat()]
        for record in found
        if isinstance(record, RawMessage)
    ]


@pytest.mark.parametrize("name", CASES)
def test_sample(name, profiles):
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))
    if "error" in expected:
        with pytest.raises(InputError, match=expected["error"]):
            read(SAMPLES / name, profiles["message"])
        return
    found = read(SAMPLES / name, profiles["message"])
    assert told(found) == expected["records"]
    bad = [record for record in found if isinstance(record, BadRow)]
    assert [row.row_no for row in bad] == [number for number, _ in expected["bad"]]
    for row, (_, reason) in zip(bad, expected["bad"], strict=True):
        assert reason in row.reason


def test_every_sample_has_its_expectation():
    files = {
        path.name for path in SAMPLES.iterdir() if not path.name.endswith((".json", "README.md"))
    }
    assert files == set(CASES)


def workbook(path, *rows, sheets=()):
    book = openpyxl.Workbook()
    for title in sheets:
        book.create_sheet(title, 0).append(["说明"])
    for row in rows:
        book.worksheets[-1].append(row)
    book.save(path)
    return path


HEADER = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"]


def test_workbooks_with_real_dates_numbers_and_replies(tmp_path, profiles):
    path = workbook(
        tmp_path / "t.xlsx",
        ["示例县网络问政答复表"],
        HEADER,
        [
            7,
            "U1",
            "路灯",
            datetime(2026, 3, 5, 8, 30),
            "正文",
            "已修复",
            datetime(2026, 3, 6, 8, 30),
        ],
        [8, "U1", "路灯", "2026/3/5 8:30:00", "正文", "已_x000D_\n修复", "2026/3/7"],
        sheets=["填表说明"],
    )
    first, second = read(path, profiles["message_reply"])
    assert first.external_id == "7"
    assert (first.replied_at - first.posted_at).total_seconds() == 86_400
    assert second.replied_day_only
    assert second.reply == "已\n修复"


def test_each_month_may_have_a_sheet_and_what_is_hidden_is_not_read(tmp_path, profiles):
    book = openpyxl.Workbook()
    book.active.append(HEADER[:5])
    book.active.append([1, "U", "旧", "2026/3/5", "旧的内容"])
    book.active.sheet_state = "hidden"
    for month in (3, 4):
        sheet = book.create_sheet(f"{month}月")
        sheet.append(HEADER[:5])
        sheet.append([month, "U", "路灯", f"2026/{month}/5", "路灯不亮"])
    book.save(tmp_path / "t.xlsx")
    found = tabular.read(tmp_path / "t.xlsx", profiles["message"], "board", NOW)
    assert (found.total, [record.external_id for record in found.records]) == (2, ["3", "4"])
    book.create_sheet("超期").append([*HEADER[:5], "超期天数"])
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(InputError, match="表头不同"):
        tabular.read(tmp_path / "t.xlsx", profiles["message"], "board", NOW)


def test_numbers_and_characters_that_no_store_can_hold(tmp_path, profiles):
    path = tmp_path / "t.jsonl"
    row = '{"留言编号": "%s", "留言时间": "2026-03-05", "留言详情": "%s", "点赞数": "%s"}\n'
    path.write_text(row % ("1", "半个字\\ud83d", "3") + row % ("2", "灯坏了", "1e30"), "utf-8")
    half, many = read(path, profiles["message_votes"])
    assert "无法解码" in half.reason
    assert "不是数字" in many.reason


def test_the_number_of_rows_is_known_for_the_progress_bar(tmp_path, profiles):
    path = workbook(tmp_path / "t.xlsx", HEADER[:5], [7, "U", "t", "2026/3/5", "x"])
    assert tabular.read(path, profiles["message"], "board", NOW).total == 1


def test_too_large_a_file_is_refused_with_advice(tmp_path, profiles):
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * MEGABYTE)
    with pytest.raises(InputError, match="拆成几个文件"):
        read(path, profiles["message"])


def test_a_zip_bomb_is_refused(tmp_path, profiles):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 100_000_000)
    with pytest.raises(InputError, match="异常巨大"):
        read(path, profiles["message"])


@pytest.mark.parametrize("crc", ["as it is", "of what it says"])
def test_a_workbook_that_says_less_than_it_unpacks_to_is_refused(tmp_path, profiles, crc):
    path = workbook(tmp_path / "t.xlsx", HEADER[:5], [7, "U", "t", "2026/3/5", "x"])
    name, made = "xl/worksheets/sheet1.xml", io.BytesIO()
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bad:
        for part in good.namelist():
            sheet = good.read(part)
            bad.writestr(part, sheet + b" " * 20_000_000 if part == name else sheet)
        info, sheet = bad.getinfo(name), good.read(name)
    body = made.getvalue().replace(struct.pack("<I", info.file_size), struct.pack("<I", len(sheet)))
    if crc == "of what it says":
        body = body.replace(struct.pack("<I", info.CRC), struct.pack("<I", zlib.crc32(sheet)))
        with zipfile.ZipFile(io.BytesIO(body)) as lying:
            assert lying.testzip() is None
    path.write_bytes(body)
    with pytest.raises(InputError, match="不完整或不是 Excel"):
        read(path, profiles["message"])


@pytest.mark.parametrize("place", ["XFD1048576", "xfd1048576", "A99999999999", "ZZ400000"])
@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_a_workbook_with_a_cell_far_away_is_refused(tmp_path, profiles, place, quote):
    path = workbook(tmp_path / "t.xlsx", HEADER[:5], [7, "U", "t", "2026/3/5", "x"])
    with zipfile.ZipFile(path) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    cell = b"<row><c r = " + quote + place.encode() + quote + b"><v>1</v></c></row></sheetData>"
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", cell)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bad:
        for name, body in parts.items():
            bad.writestr(name, body)
    with pytest.raises(InputError, match="大得异常"):
        read(path, profiles["message"])


def test_a_workbook_whose_parts_lie_before_the_file_is_refused(tmp_path, profiles):
    path = workbook(tmp_path / "t.xlsx", HEADER[:5], [7, "U", "t", "2026/3/5", "x"])
    body = path.read_bytes()
    path.write_bytes(body[: len(body) // 3] + body[len(body) // 3 + 50 :])
    with pytest.raises(InputError, match="不完整或不是 Excel"):
        read(path, profiles["message"])


def test_a_workbook_with_a_tag_that_never_ends_is_refused(tmp_path, profiles):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as bad:
        bad.writestr("xl/worksheets/sheet1.xml", b"<c r" + b" " * 2_100_000 + b"='XFD1048576'/>")
    with pytest.raises(InputError, match="大得异常"):
        read(path, profiles["message"])


def test_limits_can_be_set(profiles):
    with pytest.raises(InputError, match="超过上限"):
        read(SAMPLES / "plain.csv", profiles["message"], limits=Limits(text=10))


@pytest.mark.slow
def test_a_long_file_is_read_in_a_stream(tmp_path, profiles):
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEADER[:5]) + "\n")
        for number in range(20_000):
            file.write(f"{number},U,路灯,2026/3/5 8:30,{'正文' * 200}\n")
    records = tabular.read(path, profiles["message"], "board", NOW).records
    tracemalloc.start()
    assert sum(1 for _ in records) == 20_000
    assert tracemalloc.get_traced_memory()[1] < 8 * MEGABYTE
    tracemalloc.stop()


def test_a_folder_and_a_missing_file_are_named(tmp_path, profiles):
    with pytest.raises(InputError, match="找不到文件"):
        read(tmp_path / "gone.csv", profiles["message"])
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="文件夹"):
        read(tmp_path / "folder.csv", profiles["message"])


def test_parquet_with_real_times_and_nested_columns(tmp_path, profiles):
    path = tmp_path / "t.parquet"
    at = datetime(2026, 3, 5, 0, 30, tzinfo=UTC)
    pl.DataFrame(
        {
            "留言编号": [7, 8],
            "留言用户": ["U1", "U2"],
            "留言主题": ["路灯", "停水"],
            "留言时间": [at, None],
            "留言详情": ["正文", "正文"],
            "附件": [["a.jpg"], []],
        }
    ).write_parquet(path)
    good, bad = read(path, profiles["message"])
    assert (good.external_id, good.title, good.posted_at) == ("7", "路灯", at)
    assert isinstance(bad, BadRow)
    assert bad.row_no == 2
    assert "附件" not in bad.cells
    assert tabular.read(path, profiles["message"], "board", NOW).total == 2


def test_what_is_no_parquet_is_one_sentence(tmp_path, profiles):
    path = tmp_path / "t.parquet"
    for content in (b"PAR1", b"PAR1" + b"x" * 500 + b"PAR1", b"a,b\n1,2\n"):
        path.write_bytes(content)
        with pytest.raises(InputError, match="Parquet"):
            read(path, profiles["message"])
    pl.DataFrame({"a": [1]}).write_parquet(path)
    with pytest.raises(InputError, match="缺少列"):
        read(path, profiles["message"])


def test_a_parquet_file_cut_in_two(tmp_path, profiles):
    path = tmp_path / "t.parquet"
    pl.DataFrame({name: ["x"] * 500 for name in HEADER}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="Parquet"):
        read(path, profiles["message"])
