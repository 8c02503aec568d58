"""Rows in quarantine are tried again: what is readable passes, the rest says what it lacks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases import desk
from config import tables
from core.scope import Actor, Scope
from jobs import importing, retry
from jobs.office import Office
from store import frames, history, messages, requests, waiting_rows
from store.frames import Filter

ALL = Scope.ALL
HEADER = "工单编号,来电号码,工单标题,主要内容,来电时间,是否解决,是否保密"
ROWS = (
    "T1,13812345678,路灯不亮很久了,云杉路的路灯坏了三天，没有人修,2026/11/5 8:00,9,",
    "T2,13812345678,停水,云杉小区停水两天，请尽快处理,2026/11/6 8:00,基本解决,",
    "T3,13812345678,停电的事情,云杉小区停电两天，请尽快处理,2026/13/45 8:00,1,",
    "T4,13812345678,停气的事情,云杉小区停气两天，请尽快处理,2026/11/6 8:00,8,是",
)


@pytest.fixture
def take(office, tmp_path, now):
    path = tmp_path / "tickets.csv"
    path.write_text("\n".join([HEADER, *ROWS, ""]), "utf-8")

    def through(which: Office):
        profile = importing.profile_named(which, "hotline_ticket")
        return importing.import_file(which, path, profile, "hotline", now)

    return through


@pytest.fixture
def mended(office):
    """The same office after its operator taught it three more words."""
    known = dict(office.tables.rows)
    profile = known["profile"]["hotline_ticket"]
    words = {"solved": {"9": "未解决", "8": "未解决", "基本解决": "部分解决"}}
    known["profile"] = {**known["profile"], "hotline_ticket": replace(profile, words=words)}
    found = Office(office.settings, tables.Tables(known, office.tables.origins))
    found.__dict__["store"] = office.store
    return found


def reasons(office):
    return frames.quarantined(office.store, ALL).sort("row_no")["reason"].to_list()


def ask(office, now, source="hotline"):
    return desk.ask(office.store, Actor("tester"), "retry", {"source": source}, now)


def test_rows_that_pass_now_leave_and_the_others_say_why(office, mended, take, now):
    assert take(office).quarantined == 4
    ask(office, now)
    assert retry.due(mended, now) == [""]
    assert retry.run(mended, "", now) == {"passed": 1, "kept": 3}
    found = frames.messages_page(office.store, ALL, Filter()).row(0, named=True)
    assert found["title"] == "路灯不亮很久了"
    hidden, bad_day, secret = reasons(office)
    assert "是否解决" in hidden
    assert "已隐去" in hidden
    assert "来电时间" in bad_day
    assert "已隐去" in secret
    (outcome,) = [said for _, said in requests.latest(office.store, ALL, "retry").values()]
    assert outcome.startswith("1 行通过；3 行仍待核")
    assert "重新导入原文件" in outcome
    assert retry.due(mended, now) == []


def test_people_are_still_counted_once(office, mended, take, now):
    take(office)
    retry.again(mended, "hotline", now)
    with office.store.read() as conn:
        before = conn.exec_driver_sql("SELECT submitter_hash FROM messages").scalar_one()
    take(mended)
    with office.store.read() as conn:
        hashes = conn.exec_driver_sql("SELECT submitter_hash FROM messages").scalars().all()
    assert before is not None
    assert set(map(bytes, hashes)) == {bytes(before)}


def test_the_file_again_under_the_mended_mapping_empties_the_quarantine(office, mended, take, now):
    take(office)
    retry.again(mended, "hotline", now)
    counts = take(mended)
    assert (counts.accepted, counts.quarantined) == (2, 1)  # one by now, one confidential
    assert [reason for reason in reasons(office) if "来电时间" not in reason] == []


def test_a_source_that_is_polled_is_read_from_the_beginning(office, mended, take, now):
    known = dict(mended.tables.rows)
    row = known["source"]["hotline"]
    polled = replace(row, kind="rest", location="https://platform.example/api")
    known["source"] = {**known["source"], "hotline": polled}
    polling = Office(mended.settings, tables.Tables(known, {}))
    polling.__dict__["store"] = office.store
    take(office)
    messages.add(office.store, ALL, messages.Batch("hotline", "b", checkpoint="page 9"), now)
    ask(office, now)
    retry.run(polling, "", now + timedelta(minutes=1))
    assert messages.checkpoint(office.store, ALL, "hotline") is None
    outcome = requests.latest(office.store, ALL, "retry")["hotline"][1]
    assert "从头重新读取" in outcome


def test_a_source_without_a_mapping_is_told_so(office, now):
    ask(office, now, "unknown")
    assert retry.run(office, "", now) == {"passed": 0, "kept": 0}
    assert "0 行通过" in requests.latest(office.store, ALL, "retry")["unknown"][1]


def test_reasons_are_counted(office, take):
    take(office)
    found = waiting_rows.by_reason(office.store, ALL)
    assert found["rows"].sum() == 4
    assert set(found["source"]) == {"hotline"}


def test_rows_of_a_real_source_stay_beside_the_demonstration(office, mended, take, now):
    take(office)
    history.note(office.store, ALL, "demo", "{}")
    vars(mended).pop("is_demo", None)
    ask(office, now)
    assert retry.run(mended, "", now) == {"passed": 0, "kept": 0}
    assert frames.count_messages(office.store, ALL, Filter()) == 0
    (outcome,) = [said for _, said in requests.latest(office.store, ALL, "retry").values()]
    assert "不接收真实数据" in outcome
    assert len(reasons(office)) == 4
