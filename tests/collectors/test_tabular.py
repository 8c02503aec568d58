"""Tables as offices send them. The cases are files: tests/samples/tabular."""

import json
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
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


def test_limits_can_be_set(profiles):
    with pytest.raises(InputError, match="超过上限"):
        read(SAMPLES / "plain.csv", profiles["message"], limits=Limits(text=10))


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
