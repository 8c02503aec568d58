"""The main job: a file in, every row accounted for, labels, issues."""

import json
import os
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from core.errors import InputError
from core.scope import Scope
from jobs import importing, runner
from store import cubes, frames
from store.frames import Filter
from store.migrate import open_store
from store.schema import message_keys, messages

ALL = Scope.ALL
REAL = Path(__file__).parents[2] / ".." / "shared" / "data" / "messages"


def take(office, path, profile="message", source="board", **options):
    chosen = importing.profile_named(office, profile)
    return importing.import_file(office, path, chosen, source, runner.now(), **options)


def analyse(office):
    for step in ("analyse", "watch"):
        runner.drain(office, step)


def test_it_works(office, make_table, now):
    counts = take(office, make_table(600))
    assert counts.as_dict() == {
        "rows": 600,
        "accepted": 600,
        "duplicate": 0,
        "updated": 0,
        "quarantined": 0,
    }
    analyse(office)
    found = frames.hot_issues(office.store, ALL)
    assert found["place"].to_list().count("云杉") == 1
    assert found.filter(place="云杉")["problem"].item() == "噪声扰民"
    assert found["messages"].sum() == 600
    assert cubes.difference(office.store, ALL) == 0
    member = frames.messages_page(office.store, ALL, Filter(issue=found["id"][0]), limit=1)
    assert member["area"].item() == "environment"
    assert member["intent"].item() == "投诉"


def test_importing_again_adds_nothing(office, make_table):
    path = make_table(300)
    take(office, path)
    assert take(office, path).duplicate == 300
    assert frames.count_messages(office.store, ALL, Filter()) == 300


def test_progress_is_told(office, make_table):
    told = []
    take(office, make_table(600), progress=lambda done, total: told.append((done, total)))
    assert told == [(250, None), (500, None), (600, None)]


def test_broken_rows_wait_with_their_reason_and_block_nothing(office, tmp_path):
    path = tmp_path / "letters.csv"
    path.write_text(
        "留言编号,留言用户,留言主题,留言时间,留言详情\n"
        "1,张三,停水,2026/3/5 8:00,停水三天\n"
        "2,李四,停电,不详,停电两天，电话13800138000\n"
        "3,王五,断路,2026/3/5 8:00,断路一天\n",
        "utf-8",
    )
    counts = take(office, path)
    assert (counts.accepted, counts.quarantined, counts.rows) == (2, 1, 3)
    kept = frames.quarantined(office.store, ALL).row(0, named=True)
    assert kept["row_no"] == 3
    assert "留言时间" in kept["reason"]
    assert "李四" not in kept["cells"]
    assert "13800138000" not in kept["cells"]


def test_an_unknown_profile_is_named_with_the_known_ones(office):
    with pytest.raises(InputError, match="message_votes"):
        importing.profile_named(office, "nope")


def test_the_key_is_kept_apart_and_private(office, make_table):
    take(office, make_table(3))
    (key,) = office.settings.keys_folder.iterdir()
    assert key.name == "submitter-202603.key"
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not REAL.exists(), reason="the real spreadsheets are not on this machine")
def test_the_real_spreadsheets_are_accounted_for_one_by_one(office):
    votes = take(office, REAL / "messages_hot.xlsx", "message_votes", "votes")
    replies = take(office, REAL / "messages_replied.xlsx", "message_reply", "replies")
    assert (votes.rows, votes.accepted) == (4_326, 4_326)
    assert (replies.rows, replies.accepted) == (2_816, 2_816)
    assert take(office, REAL / "messages_hot.xlsx", "message_votes", "votes").duplicate == 4_326
    analyse(office)
    days = frames.days(office.store, ALL, *frames.span(office.store, ALL))
    assert days["messages"].sum() == 7_142
    assert days["replied"].sum() == 2_816
    hours = frames.hours(office.store, ALL, *frames.span(office.store, ALL))
    assert hours["replies"].sum() == 2_816
    spread = [value for value, n in hours.select("hours", "replies").rows() for _ in range(n)]
    assert sorted(spread) == sorted(hours_of(REAL / "messages_replied.xlsx"))


def hours_of(path):
    """Whole hours from question to reply, read with another library and other code."""
    book = openpyxl.load_workbook(path, read_only=True)
    header, *rows = book.active.iter_rows(values_only=True)
    book.close()
    asked, told = header.index("留言时间"), header.index("答复时间")

    def moment(value):
        if isinstance(value, datetime):
            return value
        return datetime.strptime(value, "%Y/%m/%d %H:%M:%S" if ":" in value else "%Y/%m/%d")

    return [(moment(row[told]) - moment(row[asked])) // timedelta(hours=1) for row in rows]


def command(home, *arguments):
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "jobs.cli", *arguments],
        env={**os.environ, "MINSHENG_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    out, err = process.communicate(timeout=110)
    return process.returncode, out, err


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_hundred_kills_lose_nothing_and_double_nothing(tmp_path, make_table):
    rows = 2_000
    path = make_table(rows)
    importing_it = ("import", str(path), "--profile", "message", "--json")
    started = time.monotonic()
    assert finish(command(tmp_path / "whole", *importing_it))[0] == 0
    whole = time.monotonic() - started
    chance = random.Random(20261123)
    kills, round_no = 0, 0
    while kills < 100:
        home = tmp_path / f"home{round_no}"
        for _ in range(8):
            process = command(home, *importing_it)
            time.sleep(chance.uniform(0.5 * whole, whole))
            if process.poll() is None:
                process.kill()
                kills += 1
            process.communicate()
        code, out, _ = finish(command(home, *importing_it))
        counts = json.loads(out)
        assert code == 0
        assert counts["rows"] == rows == counts["accepted"] + counts["duplicate"]
        check(home, rows)
        round_no += 1


def check(home, rows):
    """Each record once in both tables, each message with its key."""
    store = open_store(f"sqlite:///{home / 'minsheng.db'}")
    with store.read() as conn:
        kept = conn.execute(
            select(func.count(), func.count(messages.c.ref.distinct())).join_from(
                messages, message_keys, messages.c.id == message_keys.c.id
            )
        ).one()
        keys = conn.execute(select(func.count()).select_from(message_keys)).scalar_one()
    store.close()
    assert tuple(kept) == (rows, rows)
    assert keys == rows


def test_each_mistake_is_one_sentence_without_a_traceback(tmp_path, make_table):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")
    process = command(tmp_path / "home", "import", str(wrong), "--profile", "message")
    code, out, err = finish(process)
    assert code == 1
    assert out == ""
    assert "缺少列" in err
    assert len(err.strip().splitlines()) == 1
