"""`minsheng mask` and `minsheng erase`, as a person or a script calls them."""

import csv
import json

import polars as pl
import pytest
from typer.testing import CliRunner

from core.errors import InputError
from jobs import masking
from jobs.cli import app
from jobs.commands import privacy as commands
from store import erase

ROWS = [
    ("007", "请打13800138000，王女士"),
    ("8", "没有个人信息"),
    ("1.20", ""),
    ("工单-9", "家住3栋2单元501室\n第二行"),
]
MASKED = [
    ("007", "请打〔电话〕，〔姓名〕女士", "电话|姓名"),
    ("8", "没有个人信息", ""),
    ("1.20", "", ""),
    ("工单-9", "家住〔住址〕\n第二行", "住址"),
]


def given(path):
    frame = pl.DataFrame(
        {"id": [row[0] for row in ROWS], "text": [row[1] for row in ROWS], "其他": ["x"] * 4}
    )
    writers = {
        ".csv": frame.write_csv,
        ".xlsx": frame.write_excel,
        ".jsonl": frame.write_ndjson,
        ".parquet": frame.write_parquet,
    }
    writers[path.suffix](path)
    return path


def read(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
            return header, [tuple(row) for row in rows]
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return list(rows[0]), [tuple(row.values()) for row in rows]
    reader = pl.read_parquet if path.suffix == ".parquet" else pl.read_excel
    frame = reader(path).cast(pl.String).fill_null("")
    return frame.columns, frame.rows()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_one_row_out_for_each_row_in(tmp_path, suffix):
    target = tmp_path / f"out{suffix}"
    tally = masking.mask_file(given(tmp_path / f"in{suffix}"), target)
    assert tally.as_dict() == {"rows": 4, "masked": 2, "kinds": {"电话": 1, "姓名": 1, "住址": 1}}
    assert read(target) == (["id", "masked_text", "kinds"], MASKED)


def test_progress_is_told(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("id,text\n" + "".join(f"{n},停水\n" for n in range(2_500)), "utf-8")
    told = []
    masking.mask_file(path, tmp_path / "out.csv", lambda done, total: told.append(done))
    assert told == [1_000, 2_000]


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("none.csv", "out.csv", "none.csv"),
        ("in.csv", "out.docx", ".docx"),
        ("wrong.csv", "out.csv", "text"),
        ("wrong.parquet", "out.csv", "Parquet"),
        ("in.csv", "no/such/out.csv", "写不了"),
    ],
)
def test_each_mistake_is_one_sentence(tmp_path, source, target, sentence):
    given(tmp_path / "in.csv")
    (tmp_path / "wrong.csv").write_text("id,body\n1,a\n", "utf-8")
    (tmp_path / "wrong.parquet").write_text("no", "utf-8")
    with pytest.raises(InputError, match=sentence):
        masking.mask_file(tmp_path / source, tmp_path / target)


def test_the_command_prints_an_object(tmp_path):
    path = given(tmp_path / "in.csv")
    done = CliRunner().invoke(app, ["mask", str(path), str(tmp_path / "o.csv"), "--json"])
    assert json.loads(done.stdout)["rows"] == 4
    done = CliRunner().invoke(app, ["mask", str(path), str(tmp_path / "o.csv")])
    assert "共 4 行，2 行有遮盖" in done.stdout


def test_erase_says_what_it_did(office, make_message, now, monkeypatch):
    from core.scope import Scope
    from store import messages

    messages.add(office.store, Scope.ALL, messages.Batch("board", "f", [make_message("1")]), now)
    monkeypatch.setattr(commands, "open_office", lambda: office)
    words = ["erase", "--source", "board", "--ticket", "1"]
    done = CliRunner().invoke(app, [*words, "--json"])
    assert json.loads(done.stdout) == erase.Erased(messages=1).as_dict()
    assert "没有这件诉求" in CliRunner().invoke(app, words).stdout
