"""Sheets in, labels out; learning that helps is installed, learning that harms is not."""

import json
import random
from pathlib import Path

import polars as pl
import pytest

from config import settings, tables
from core.errors import InputError
from jobs import learning, sheets
from jobs.office import Office

REAL = Path(__file__).parents[2] / ".." / "shared" / "data" / "messages"

ROWS = {
    "id": ["007", "1e5", "=1+1"],
    "title": ["欠薪", "", "咨询公积金"],
    "text": ["工资", "😀", ""],
}


@pytest.fixture
def office(tmp_path):
    """An installation whose store is never opened."""
    found = settings.load({"MINSHENG_HOME": str(tmp_path / "home")})
    return Office(found, tables.load(found))


def sheet(folder, suffix, rows=ROWS):
    path = folder / f"in{suffix}"
    sheets.write(pl.DataFrame(rows), path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_label_keeps_ids_and_order(office, tmp_path, suffix):
    out = tmp_path / f"out{suffix}"
    assert learning.label_file(office, sheet(tmp_path, suffix), out) == 3
    found = sheets.read(out, learning.LABEL_COLUMNS)
    assert tuple(found.columns) == learning.LABEL_COLUMNS
    assert found["id"].to_list() == ROWS["id"]
    assert found["area"][0] == "wages"
    assert found["intent"][2] == "咨询"


def test_personal_data_is_masked_first(office, tmp_path):
    rows = {"id": ["1"], "text": ["请联系13800138000"]}
    learning.label_file(office, sheet(tmp_path, ".csv", rows), tmp_path / "out.csv")
    assert sheets.read(tmp_path / "out.csv", ["masked_text"])["masked_text"][0] == "请联系〔电话〕"


def test_replies(tmp_path):
    rows = {
        "id": ["1", "2", "3"], "title": [""] * 3, "text": [""] * 3,
        "reply": ["已转有关部门处理。", "", "预计2019年12月底前完成整改，市住建局正在督促。"],
        "posted_at": ["2019/9/1 8:00:00", "", "2019-09-01"],
        "replied_at": ["2019-09-02 08:00", "soon", "2019-09-03"],
    }  # fmt: skip
    assert learning.replies_file(sheet(tmp_path, ".csv", rows), tmp_path / "out.csv") == 3
    found = sheets.read(tmp_path / "out.csv", learning.REPLY_COLUMNS)
    assert tuple(found.columns) == learning.REPLY_COLUMNS
    assert found["outcome"].to_list()[:2] == ["referred", "empty"]
    assert found["hours"].to_list() == ["24.0", "", "48.0"]
    assert found["promised_on"][2] == "2019-12-31"


def test_odd_rows_get_labels_too(office, tmp_path):
    odd = ["", "😀", "停" * 100_000, "<b>停水</b>&nbsp;\0\x07", "\ud83d", "繁體字"]
    rows = [json.dumps({"id": str(at), "text": text}) for at, text in enumerate(odd)]
    (tmp_path / "in.jsonl").write_text("\n".join(rows))
    assert learning.label_file(office, tmp_path / "in.jsonl", tmp_path / "out.csv") == len(odd)
    found = sheets.read(tmp_path / "out.csv", ["id", "area"])
    assert found["id"].to_list() == [str(at) for at in range(len(odd))]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", "id,title\n1,x\n"), ("a.csv", ""), ("a.doc", "x"), ("a.parquet", "x"),
     ("a.jsonl", "{}\n")],
)  # fmt: skip
def test_a_bad_sheet_is_one_sentence(office, tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(InputError):
        learning.label_file(office, path, tmp_path / "out.csv")


def test_a_bad_target_is_told_before_the_work(office, tmp_path):
    with pytest.raises(InputError, match="txt"):
        learning.label_file(office, tmp_path / "absent.csv", tmp_path / "out.txt")


TICKETS = Path(__file__).parents[1] / "analysis" / "short_tickets.csv"
"""Tickets that the shipped model has not learned from."""


def labelled(flipped=0.0):
    """The written samples, some with wrong areas."""
    rng = random.Random(1)
    samples = learning.written()
    names = samples["area"].unique(maintain_order=True).to_list()
    found = {"id": [], "text": [], "area": []}
    for number, (text, area) in enumerate(samples.select("text", "area").rows()):
        found["id"].append(str(number))
        found["text"].append(text)
        told = rng.choice([name for name in names if name != area])
        found["area"].append(told if rng.random() < flipped else area)
    return found


@pytest.mark.slow
def test_learning_from_right_labels_is_installed(office):
    lesson = learning.train(office, TICKETS)
    assert lesson.installed
    assert lesson.after[0].f1 >= lesson.before[0].f1
    assert (office.models_folder / "messages.npz").exists()


@pytest.mark.slow
def test_learning_from_flipped_labels_is_refused(office, tmp_path):
    lesson = learning.train(office, sheet(tmp_path, ".csv", labelled(0.3)))
    assert not lesson.installed
    assert lesson.why
    assert not (office.models_folder / "messages.npz").exists()


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="the shared data is not on this machine")
@pytest.mark.parametrize(("flipped", "installed"), [(0.0, True), (0.3, False)])
def test_real_labels(office, tmp_path, flipped, installed):
    rng = random.Random(2)
    frame = real_labels()
    for name in ("area", "intent", "urgency"):
        kinds = sorted({value for value in frame[name] if value})
        told = [
            rng.choice([kind for kind in kinds if kind != value])
            if value and rng.random() < flipped else value
            for value in frame[name]
        ]  # fmt: skip
        frame = frame.with_columns(pl.Series(name, told))
    sheets.write(frame, tmp_path / "in.csv")
    assert learning.train(office, tmp_path / "in.csv").installed is installed


def real_labels():
    names = {"c3-": "hot", "c4-": "replied", "t2-": "unlabelled"}
    parts = []
    for prefix, name in names.items():
        told = sheets.read(REAL / f"messages_{name}.xlsx", ("留言编号", "留言主题", "留言详情"))
        parts.append(told.select(
            (prefix + pl.col("留言编号")).alias("key"), title="留言主题", text="留言详情"
        ))  # fmt: skip
    labels = sheets.read(REAL / "labels_dev.csv", ("key", "area", "intent", "urgency"))
    return labels.join(pl.concat(parts).unique("key"), on="key").rename({"key": "id"})


def test_too_few_labels_are_told(office, tmp_path):
    with pytest.raises(InputError, match="标注"):
        learning.train(
            office,
            sheet(tmp_path, ".csv", {name: column[:20] for name, column in labelled().items()}),
        )


def test_evaluate(office, tmp_path):
    (score,) = learning.evaluate(office, sheet(tmp_path, ".csv", labelled()))
    assert (score.label, score.rows) == ("area", learning.written().height)
    assert 0 <= score.low <= score.f1 <= score.high <= 1


def test_evaluate_replies(office, tmp_path):
    rows = {"id": ["1", "2"], "reply": ["已转有关部门", ""], "outcome": ["referred", "empty"]}
    (score,) = learning.evaluate(office, sheet(tmp_path, ".csv", rows))
    assert score.f1 == 1.0
