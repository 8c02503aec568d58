"""`minsheng issues`: a table in, issues out; and the replay of the county."""

import json
from datetime import UTC, date, datetime

import polars as pl
import pytest
from typer.testing import CliRunner

from analysis.heat import Temper
from core.errors import InputError
from jobs import backtesting, grouping
from jobs.cli import app

ROWS = [
    (
        "007",
        "云杉小区夜间施工",
        "云杉小区旁边的工地半夜打桩施工，吵得睡不着。",
        "2026/3/1 10:00:00",
    ),
    ("8", "云杉小区工地夜间施工", "云杉小区边上工地半夜打桩，施工噪声睡不着。", "2026-03-02 10:00"),
    ("9", "白鹭雅苑停水三天", "白鹭雅苑停水三天了，没有人通知。", "昨天"),
    ("10", "", "", ""),
    ("11", "云杉小区半夜施工", "云杉小区旁工地夜间打桩施工，睡不着。", "2026-03-03T10:00:00+08:00"),
]


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path / "home"))

    def call(*arguments):
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return call


def table(path, rows=ROWS, columns=("id", "title", "text", "posted_at")):
    frame = pl.DataFrame(rows, schema=list(columns), orient="row")
    writers = {".csv": frame.write_csv, ".xlsx": frame.write_excel}
    writers |= {".jsonl": frame.write_ndjson, ".parquet": frame.write_parquet}
    writers[path.suffix](path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_a_table_becomes_issues(run, tmp_path, suffix):
    out = tmp_path / "out.csv"
    assert run("issues", table(tmp_path / f"in{suffix}"), out).exit_code == 0
    found = pl.read_csv(out, infer_schema=False)
    assert found["id"].to_list() == [row[0] for row in ROWS]
    assert found["issue"].to_list() == ["1", "1", None, None, "1"]
    listed = pl.read_csv(tmp_path / "out.issues.csv")
    assert listed.columns == [
        "issue", "name", "messages", "first_at", "last_at", "heat", "level", "why",
    ]  # fmt: skip
    assert listed["messages"].to_list() == [3]
    assert "云杉" in listed["name"][0]
    assert listed["first_at"][0] == "2026-03-01T10:00:00+08:00"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
@pytest.mark.parametrize(
    "columns",
    [
        ("留言编号", "留言主题", "留言详情", "留言时间"),
        ("工单编号", "标题", "主要内容", "来电时间"),
        ("id", "留言主题", "text", "留言 时间"),
    ],
)
def test_a_table_keeps_the_headings_it_has(run, tmp_path, suffix, columns):
    out = tmp_path / "out.csv"
    assert run("issues", table(tmp_path / f"in{suffix}", columns=columns), out).exit_code == 0
    found = pl.read_csv(out, infer_schema=False)
    assert found["id"].to_list() == [row[0] for row in ROWS]
    assert found["issue"].to_list() == ["1", "1", None, None, "1"]


def test_votes_count_under_their_chinese_heading(run, tmp_path):
    heats = []
    for votes in ("0", "900"):
        rows = [(*row, votes, "0") for row in ROWS]
        columns = ("留言编号", "留言主题", "留言详情", "留言时间", "点赞数", "反对数")
        out = tmp_path / "out.csv"
        assert run("issues", table(tmp_path / "in.csv", rows, columns), out).exit_code == 0
        heats.append(pl.read_csv(tmp_path / "out.issues.csv")["heat"][0])
    assert heats[0] < heats[1]


def test_a_stream_finds_the_same(run, tmp_path):
    out = tmp_path / "out.csv"
    assert run("issues", table(tmp_path / "in.csv"), out, "--stream").exit_code == 0
    assert pl.read_csv(out, infer_schema=False)["issue"].to_list() == ["1", "1", None, None, "1"]


def test_an_empty_table_gives_empty_files(run, tmp_path):
    out = tmp_path / "out.csv"
    assert run("issues", table(tmp_path / "in.csv", rows=[]), out).exit_code == 0
    assert pl.read_csv(out).height == 0


@pytest.mark.parametrize(
    ("name", "columns", "sentence"),
    [("in.csv", ("id", "title", "text", "when"), "posted_at"), ("in.doc", None, "支持")],
)
def test_a_wrong_table_is_told_in_one_sentence(run, tmp_path, name, columns, sentence):
    path = tmp_path / name
    table(path, columns=columns) if columns else path.write_text("x")
    found = run("issues", path, tmp_path / "out.csv")
    assert isinstance(found.exception, InputError)
    assert sentence in str(found.exception)
    assert "--profile" not in str(found.exception), "an option that it does not have"


def test_half_a_character_is_no_obstacle(run, tmp_path):
    """JSON may hold half of a pair; no file can."""
    path = tmp_path / "in.jsonl"
    same = {
        "title": "云杉小区夜间施工",
        "text": "云杉小区半夜施工\ud83d",
        "posted_at": "2026-11-01",
    }
    rows = [{"id": str(number), **same} for number in range(2)]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert run("issues", path, tmp_path / "out.csv").exit_code == 0
    assert pl.read_csv(tmp_path / "out.csv")["issue"].to_list() == [1, 1]


@pytest.mark.slow
def test_a_replay_tells_how_early_each_issue_was_warned_of():
    found = backtesting.replay(3, date(2026, 11, 22), 700, Temper())
    assert len(found.warned) > 5
    assert json.loads(json.dumps(found.as_dict()))["weekly_false"] >= 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_planted_issues_are_warned_of_early_and_decoys_never(office):
    found = backtesting.replay(
        1, date(2026, 11, 22), 20_000, office.temper, office.invented_materials
    )
    assert [row.name for row in found.warned if row.share >= 0.25] == []
    assert found.decoys == []
    assert found.weekly_false < 1.0


def test_one_date_far_in_the_future_does_not_cool_everything():
    days = [datetime(2026, 11, 1 + number % 20, tzinfo=UTC) for number in range(60)]
    frame = pl.DataFrame(
        {
            "id": [str(number) for number in range(60)],
            "title": ["云杉小区夜间施工噪声"] * 60,
            "text": [f"云杉小区旁的工地半夜施工，{number}号楼睡不着。" for number in range(60)],
            "posted_at": [*days[:-1], datetime(2062, 1, 1, tzinfo=UTC)],
            "votes": [0] * 60,
        }
    )
    (found,) = grouping.group(frame).issues
    assert found.heat > 0
    assert found.heat_at == datetime(2026, 11, 20, tzinfo=UTC)
