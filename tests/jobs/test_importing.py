"""The main job: a file in, every row accounted for, labels, issues."""

import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from core.errors import InputError
from core.messages import RawMessage
from core.scope import Scope
from jobs import cli, importing, preparing, runner, sharing
from store import cubes, frames
from store import reply_labels as labels_of_replies
from store.answer_tables import reply_labels
from store.frames import Filter
from store.migrate import open_store
from store.schema import message_keys, messages
from tests import postgres

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


@pytest.mark.slow
@pytest.mark.timeout(600)
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


def command(home, *arguments, **environment):
    own = {"MINSHENG_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "jobs.cli", *arguments],
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    out, err = process.communicate(timeout=110)
    return process.returncode, out, err


def run_import(home, url, arguments):
    """In a child that already has the program in memory: kills then fall on its work."""
    os.environ["MINSHENG_HOME"] = str(home)
    os.environ["MINSHENG_STORE_URL"] = url
    sys.argv = ["minsheng", *arguments]
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    cli.main()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    """Which kind of store, and where a new one is for a name."""
    with ExitStack() as held:

        def new(name):
            if request.param == "sqlite":
                return f"sqlite:///{tmp_path / name / 'minsheng.db'}"
            address = request.getfixturevalue("postgres_address")
            template = request.getfixturevalue("postgres_template")
            return held.enter_context(postgres.database(address, template))

        yield request.param, new


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_many_kills_lose_nothing_and_double_nothing(tmp_path, make_table, place):
    kind, new = place
    rows, most = 2_000, 100 if kind == "sqlite" else 30
    path = make_table(rows)
    importing_it = ("import", str(path), "--profile", "message", "--json")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])

    def start(home, url):
        child = context.Process(target=run_import, args=(home, url, importing_it))
        child.start()
        return child

    start(tmp_path / "warm", new("warm")).join()
    url, started = new("whole"), time.monotonic()
    start(tmp_path / "whole", url).join()
    whole = time.monotonic() - started
    check(url, rows)
    chance = random.Random(20261123)
    kills, round_no = 0, 0
    while kills < most:
        home = tmp_path / f"home{round_no}"
        url = new(home.name)
        for _ in range(8):
            child = start(home, url)
            child.join(chance.uniform(0, whole))
            kills += child.is_alive()
            child.kill()
            child.join()
        code, out, _ = finish(command(home, *importing_it, MINSHENG_STORE_URL=url))
        counts = json.loads(out)
        assert code == 0
        assert counts["rows"] == rows == counts["accepted"] + counts["duplicate"]
        check(url, rows)
        round_no += 1


def check(url, rows):
    """Each record once in both tables, each message with its key, and each can be found."""
    store = open_store(url)
    with store.read() as conn:
        kept = conn.execute(
            select(func.count(), func.count(messages.c.ref.distinct())).join_from(
                messages, message_keys, messages.c.id == message_keys.c.id
            )
        ).one()
        keys = conn.execute(select(func.count()).select_from(message_keys)).scalar_one()
    found = frames.count_messages(store, ALL, Filter(words="半夜施工"))
    store.close()
    assert tuple(kept) == (rows, rows)
    assert keys == rows == found


def test_each_mistake_is_one_sentence_without_a_traceback(tmp_path, make_table):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")
    process = command(tmp_path / "home", "import", str(wrong), "--profile", "message")
    code, out, err = finish(process)
    assert code == 1
    assert out == ""
    assert "缺少列" in err
    assert len(err.strip().splitlines()) == 1


def test_a_region_is_told_by_name_or_by_number(office, now):
    def letter(number, region):
        return RawMessage("board", number, "letter", "停水", "停水三天", now, region=region)

    named = ("余杭区", "330110", "没有这个地方的名字而且很长很长很长", None)
    records = [letter(str(number), region) for number, region in enumerate(named)]
    importing.add(office, importing.Origin("board", "b"), records, now)
    with office.store.read() as conn:
        found = conn.execute(select(messages.c.region).order_by(messages.c.id)).scalars().all()
    assert found == ["330110", "330110", None, None]


REPLIED = "留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间"


def answered(office, source):
    """Title and labels of the replies of a source."""
    chosen = [reply_labels.c[name] for name in labels_of_replies.COLUMNS]
    asked = (
        select(messages.c.title, *chosen)
        .join(reply_labels, reply_labels.c.message_id == messages.c.id)
        .where(messages.c.source == source)
    )
    with office.store.read() as conn:
        return sorted(tuple(row) for row in conn.execute(asked))


@pytest.mark.slow
def test_a_long_file_is_labelled_while_it_is_written(office, tmp_path, monkeypatch, now):
    """What several processes prepare is what one import and one analysis would have made."""
    lines = [
        f"{number},张三{number % 7},云杉小区{number}停水,2026-11-{number % 20 + 1:02d} 08:00,"
        f"青石路{number}号停水三天，电话13800138{number:03d}。,"
        + ("已于2026年11月30日前修复，谢谢监督。,2026-11-25 09:00" if number % 3 else ",")
        for number in range(1, 61)
    ]
    lines[5] = lines[5].replace("2026-11-07", "昨天")
    path = tmp_path / "long.csv"
    path.write_text("\n".join([REPLIED, *lines]), "utf-8")
    profile = importing.profile_named(office, "message_reply")
    monkeypatch.setattr(sharing, "PARALLEL_FROM", 10)
    monkeypatch.setattr(preparing, "rows_at_once", lambda is_sqlite: 16)
    monkeypatch.setattr(sharing, "PIECE", 40)
    told = importing.import_file(office, path, profile, "long", now)
    assert told.as_dict() == {
        "rows": 60, "accepted": 59, "duplicate": 0, "updated": 0, "quarantined": 1,
    }  # fmt: skip
    assert "pending" not in frames.waiting(office.store, ALL)
    again = importing.import_file(office, path, profile, "long", now)
    assert (again.accepted, again.duplicate) == (0, 59)
    monkeypatch.setattr(sharing, "PARALLEL_FROM", 10_000)
    importing.import_file(office, path, profile, "short", now)
    runner.drain(office, "analyse")
    found = {
        source: frames.messages_page(office.store, ALL, Filter(source=source), limit=100)
        .drop("id", "ref", "source", "changed_at")
        .sort("title")
        for source in ("long", "short")
    }
    assert found["long"].rows() == found["short"].rows()
    assert "13800138" not in str(found["long"]["text"].to_list())
    assert cubes.difference(office.store, ALL) == 0
    assert frames.count_messages(office.store, ALL, Filter(words="停水", source="long")) == 59
    people = select(func.count(messages.c.submitter_hash.distinct()))
    answers = {source: answered(office, source) for source in found}
    assert answers["long"] == answers["short"]
    assert len(answers["long"]) == 40
    with office.store.read() as conn:
        for source in found:
            assert conn.execute(people.where(messages.c.source == source)).scalar_one() == 7
