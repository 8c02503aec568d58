"""A policy document handed in on the page is read by the clock, and the file is not kept."""

import io
import zipfile

import pytest
from typer.testing import CliRunner

from cases import documents as deeds
from cases.documents import LARGEST, REQUEST, Upload
from core.errors import InputError
from core.scope import Actor, Scope
from jobs import handed_in
from jobs.cli import app
from store import documents, requests

ALL, LI = Scope.ALL, Actor("李")
TEXT = """示例县既有住宅加装电梯补贴实施办法
示例县政办发〔2026〕8号
第一条 为改善群众居住条件，制定本办法。
第二条 每台补贴十五万元，同一单元只补贴一次。
""".encode()


def test_a_file_is_entered_in_the_name_of_who_handed_it_in(office, now):
    deeds.hand_in(office.store, LI, Upload("办法.txt", TEXT, aliases=("电梯补贴",)), now)
    (waits,) = requests.waiting(office.store, ALL, REQUEST)
    assert waits["source"] == "办法.txt"
    assert "body" not in waits
    assert handed_in.due(office, now) == [""]
    assert handed_in.run(office, "", now) == {"files": 1, "failed": 0}
    assert handed_in.due(office, now) == []
    (row,) = documents.listed(office.store, ALL)
    assert row["number"] == "示例县政办发〔2026〕8号"
    ((_at, outcome),) = requests.latest(office.store, ALL, REQUEST).values()
    assert "已录入" in outcome
    assert row["title"] in outcome


def test_what_cannot_be_read_says_why_and_holds_nothing_up(office, now):
    for name, body in (
        ("甲.pdf", b"%PDF-1.4 broken"),
        ("乙.txt", "太短".encode()),
        ("丙.txt", TEXT),
    ):
        deeds.hand_in(office.store, LI, Upload(name, body), now)
    assert handed_in.run(office, "", now) == {"files": 1, "failed": 2}
    told = requests.latest(office.store, ALL, REQUEST)
    assert "没有文字" in told["乙.txt"][1]
    assert "已录入" in told["丙.txt"][1]


def word_file(document: bytes, parts: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
        for number in range(parts):
            archive.writestr(f"word/media/{number}.png", b"x")
    return out.getvalue()


HOSTILE = {
    "大.docx": (word_file(b"<a>" + b" " * 50_000_000 + b"</a>"), "异常巨大"),
    "多.docx": (word_file(b"<a/>", 3_000), "异常巨大"),
    "外.docx": (
        word_file(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        "外部定义",
    ),
    "坏.docx": (word_file(b"<a"), "完好的 Word"),
}


def test_hostile_word_files_are_refused_with_a_sentence_on_the_page(office, now):
    for name, (body, _said) in HOSTILE.items():
        deeds.hand_in(office.store, LI, Upload(name, body), now)
    assert handed_in.run(office, "", now) == {"files": 0, "failed": len(HOSTILE)}
    assert handed_in.due(office, now) == []
    told = requests.latest(office.store, ALL, REQUEST)
    for name, (_body, said) in HOSTILE.items():
        assert said in told[name][1]
        assert told[name][1].count("。") == 1
    assert documents.listed(office.store, ALL) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_word_files_are_refused_on_the_command_line(tmp_path, monkeypatch, name):
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path))
    body, said = HOSTILE[name]
    (tmp_path / name).write_bytes(body)
    found = CliRunner().invoke(app, ["documents", "import", str(tmp_path / name)])
    assert isinstance(found.exception, InputError)
    assert said in str(found.exception)


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.exe", b"x"), ("a", b"x"), ("a.txt", b""), ("a.txt", b"x" * (LARGEST + 1))],
)
def test_other_files_are_refused_at_once(office, now, name, body):
    with pytest.raises(InputError):
        deeds.hand_in(office.store, LI, Upload(name, body), now)
    assert requests.waiting(office.store, ALL, REQUEST) == []
