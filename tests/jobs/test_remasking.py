"""Stored texts of an earlier mask version, masked anew: nothing lost, everything follows."""

import json

import pytest
from sqlalchemy import JSON, BigInteger, Boolean, Integer, func, select, update
from typer.testing import CliRunner

from core import masks
from core.messages import MaskedRow
from core.scope import Actor, Scope
from jobs import remasking, runner
from jobs.cli import app
from jobs.commands import privacy as commands
from store import changes, cubes, frames, issues, messages, search
from store import remasking as cellar
from store.alarm_tables import alarms
from store.desk_tables import cases
from store.frames import Filter
from store.messages import Batch
from store.schema import alerts, history, labels, message_keys, replies
from store.schema import messages as table
from store.source_tables import quarantine
from store.types import UtcTime

ALL = Scope.ALL
NAME = "欧阳建国"
OLD = f"云杉小区工地半夜施工，投诉人{NAME}，吵得睡不着。"
NEW = "云杉小区工地半夜施工，投诉人〔姓名〕，吵得睡不着。"
OPERATOR = Actor("cli", "operator")


def quiet(*_state):
    """Nobody watches."""


def taken_in(office, make_message, now, *ids, **fields):
    found = [make_message(number, submitter=f"U{number}", **fields) for number in ids]
    messages.add(office.store, ALL, Batch("board", "file", found), now)


def spoil(office, number, text=OLD, reply=None, **more):
    """As an earlier version of the masks would have left it."""
    with office.store.write() as conn:
        one = conn.execute(
            select(message_keys.c.id).where(message_keys.c.external_id == number)
        ).scalar_one()
        search.take_out(conn, [one])
        conn.execute(
            update(table)
            .where(table.c.id == one)
            .values(text=text, mask_version=masks.VERSION - 1, **more)
        )
        if reply:
            conn.execute(update(replies).where(replies.c.message_id == one).values(text=reply))
        search.put_in(conn, [one])
    return one


def read(office, number):
    with office.store.read() as conn:
        return conn.execute(select(table).where(table.c.id == number)).one()


def found_by(office, words):
    return frames.count_messages(office.store, ALL, Filter(words=words))


def all_steps(office, *first):
    for step in (*first, "analyse", "watch"):
        assert runner.drain(office, step).failed == 0


def test_what_the_masks_find_now_is_gone_and_the_rest_follows(office, make_message, now):
    taken_in(office, make_message, now, "1", "2", "3")
    all_steps(office)
    one = spoil(office, "1")
    before = read(office, one)
    assert found_by(office, NAME) == 1
    assert runner.drain(office, "remask").failed == 0
    after = read(office, one)
    assert (after.text, after.mask_version) == (NEW, masks.VERSION)
    assert after.state == "pending"
    kept = ("ref", "posted_at", "added_at", "submitter_hash", "votes_up", "source", "month")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (found_by(office, NAME), found_by(office, "半夜施工")) == (0, 3)
    all_steps(office)
    assert read(office, one).state != "pending"
    assert frames.count_messages(office.store, ALL, Filter()) == 3
    assert cubes.difference(office.store, ALL) == 0
    assert issues.unjoined(office.store, ALL).height == 0


def test_labels_are_renewed_where_the_text_changed_and_only_there(office, make_message, now):
    taken_in(office, make_message, now, "1", "2")
    all_steps(office)
    changed, same = spoil(office, "1"), spoil(office, "2", "云杉小区旁边的工地半夜施工。")
    with office.store.write() as conn:
        conn.execute(update(labels).values(keywords=NAME))
    all_steps(office, "remask")
    with office.store.read() as conn:
        told = dict(conn.execute(select(labels.c.message_id, labels.c.keywords)).all())
    assert NAME not in told[changed]
    assert told[same] == NAME
    assert read(office, same).mask_version == masks.VERSION


def test_a_name_found_in_one_part_is_masked_in_all(office, make_message, now):
    answer = {"reply": "已收到。", "replied_at": now, "title": "云杉小区噪声"}
    taken_in(office, make_message, now, "1", **answer)
    told = {"title": f"{NAME}的来信", "facts": {"办理": f"已联系{NAME}"}}
    one = spoil(office, "1", reply=f"{NAME}您好，已收到。", **told)
    runner.drain(office, "remask")
    found = read(office, one)
    with office.store.read() as conn:
        answered = conn.execute(select(replies.c.text)).scalar_one()
    assert (found.title, found.facts) == ("〔姓名〕的来信", {"办理": "已联系〔姓名〕"})
    assert answered == "〔姓名〕您好，已收到。"


def test_the_same_record_sent_again_is_a_duplicate(office, make_message, now):
    first = make_message("1", text=OLD)
    messages.add(office.store, ALL, Batch("board", "file", [first]), now)
    spoil(office, "1")
    runner.drain(office, "remask")
    again = messages.add(office.store, ALL, Batch("board", "file", [first]), now)
    assert again.duplicate == 1


def test_earlier_forms_and_quarantine_are_masked_too(office, make_message, now):
    taken_in(office, make_message, now, "1")
    changed = make_message("1", text="换了内容", submitter="U1")
    bad = [MaskedRow(1, f"日期读不出：{OLD}", {"详情": OLD, "姓名": "〔姓名〕"})]
    messages.add(office.store, ALL, Batch("board", "file", [changed], bad), now)
    one = spoil(office, "1", "换了内容")
    with office.store.write() as conn:
        table_ = changes.message_changes
        conn.execute(update(table_).values(changes={"text": [OLD, "换了内容"], "votes": [1, 2]}))
    runner.drain(office, "remask")
    told = changes.of_message(office.store, ALL, one)
    assert [row["changes"] for row in told] == [{"text": [NEW, "换了内容"], "votes": [1, 2]}]
    with office.store.read() as conn:
        row = conn.execute(select(quarantine)).one()
    assert (row.cells, row.reason) == ({"详情": NEW, "姓名": "〔姓名〕"}, f"日期读不出：{NEW}")


def put(conn, into, **given):
    """A row with the values given and nothing in the other columns."""
    nothing = {Integer: 0, BigInteger: 0, JSON: {}, Boolean: False}
    values = {
        column.name: next((v for k, v in nothing.items() if isinstance(column.type, k)), "")
        for column in into.columns
        if not column.nullable and column.name != "id" and not isinstance(column.type, UtcTime)
    }
    conn.execute(into.insert().values({**values, **given}))


def test_copies_of_a_title_follow(office, make_message, now):
    title = f"投诉人{NAME}反映噪声"
    taken_in(office, make_message, now, "1")
    one = spoil(office, "1", title=title)
    ref, when = read(office, one).ref, {"fired_at": now, "title": f"紧急：{title}"}
    with office.store.write() as conn:
        put(conn, cases, subject="message", subject_id=one, title=title, first_at=now,
            opened_at=now)  # fmt: skip
        put(conn, alarms, subject=f"record:{ref}", seen_at=now, **when)
        put(conn, alerts, page=f"messages?ref={ref}", dedupe_key="1", **when)
        put(conn, alerts, sheet=f"1. {title} messages?ref={ref}", dedupe_key="2", **when)
    runner.drain(office, "remask")
    told = "投诉人〔姓名〕反映噪声"
    with office.store.read() as conn:
        titles = [conn.execute(select(which.c.title)).scalars().first() for which in
                  (cases, alarms, alerts)]  # fmt: skip
        listed = conn.execute(select(alerts.c.sheet).order_by(alerts.c.id.desc())).scalars().first()
    assert titles == [told, f"紧急：{told}", f"紧急：{told}"]
    assert listed == f"1. {told} messages?ref={ref}"


def test_no_byte_of_it_stays_in_the_files(office, make_message, now):
    if not office.store.is_sqlite:
        pytest.skip("PostgreSQL frees the bytes with VACUUM")
    taken_in(office, make_message, now, "1")
    spoil(office, "1")
    files = [path for path in office.settings.home.rglob("*") if path.is_file()]
    files += list(office.settings.home.parent.glob("*.db*"))
    held = [path for path in files if NAME.encode() in path.read_bytes()]
    assert held
    runner.drain(office, "remask")
    assert [path for path in held if NAME.encode() in path.read_bytes()] == []


def test_it_is_written_down_without_a_word_of_the_text(office, make_message, now):
    taken_in(office, make_message, now, "1", "2")
    spoil(office, "1")
    remasking.everything(office, OPERATOR, now, quiet)
    with office.store.read() as conn:
        deed = conn.execute(select(history).where(history.c.action == "remask")).one()
    assert (deed.actor, deed.subject, deed.subject_id) == ("cli", "masks", masks.VERSION)
    assert deed.details == {"records": 1, "changed": 1}


def test_an_interrupted_pass_goes_on_and_a_later_package_is_found(
    office, make_message, now, monkeypatch
):
    monkeypatch.setattr(remasking, "BATCH", 2)
    taken_in(office, make_message, now, "1", "2", "3", "4", "5")
    numbers = [spoil(office, number) for number in "12345"]
    remasking.run(office, "", now)
    assert [read(office, number).text == NEW for number in numbers] == [True] * 2 + [False] * 3
    runner.drain(office, "remask")
    assert all(read(office, number).text == NEW for number in numbers)
    assert remasking.due(office, runner.now()) == []
    taken_in(office, make_message, now, "6")
    late = spoil(office, "6")
    done = remasking.everything(office, OPERATOR, now, quiet)
    assert (done.records, done.changed, read(office, late).text) == (1, 1, NEW)


def test_a_record_that_changed_meanwhile_is_passed_over(office, make_message, now):
    from core import privacy

    taken_in(office, make_message, now, "1", "2")
    one = spoil(office, "1")
    batch = cellar.older(office.store, ALL, masks.VERSION, 0, 10)
    with office.store.write() as conn:
        conn.execute(update(table).values(revision=7, text="来源换了内容"))
    made = privacy.again(batch)
    found = [cellar.Again(old, *new) for old, new in zip(batch, made, strict=True)]
    assert cellar.keep(office.store, ALL, found, OPERATOR, now) == (0, 0)
    assert read(office, one).text == "来源换了内容"


def test_a_store_without_old_masks_is_left_alone(office, make_message, now):
    taken_in(office, make_message, now, "1")
    done = remasking.everything(office, OPERATOR, now, quiet)
    assert done == remasking.Done()
    with office.store.read() as conn:
        assert conn.execute(select(func.count()).select_from(history)).scalar_one() == 0
        assert conn.execute(select(table.c.revision)).scalar_one() == 0


def test_the_command_says_what_it_did(office, make_message, now, monkeypatch):
    taken_in(office, make_message, now, "1", "2")
    spoil(office, "1")
    monkeypatch.setattr(commands, "open_office", lambda: office)
    done = CliRunner().invoke(app, ["remask", "--json"])
    assert json.loads(done.stdout) == {"records": 1, "changed": 1, "rows": 0}
    assert "重新遮盖了 0 件" in CliRunner().invoke(app, ["remask"]).stdout
