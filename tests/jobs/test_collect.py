"""The step `collect`: a feed served over HTTP is followed exactly, drop folders are emptied."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select, update

from collectors import rss
from config import settings, tables
from core.errors import FetchError, InputError, StoreError
from core.scope import Actor, Scope
from core.sources import Source
from jobs import collect, dropping, following, importing, runner
from jobs.office import Office
from store import files, frames, messages, requests
from store.frames import Filter
from store.schema import checkpoints, metadata, runs
from store.schema import requests as requests_table

ALL = Scope.ALL
MINUTE = timedelta(minutes=1)

SOURCES = """
[[source]]
id = "feed"
kind = "rss"
name = "示例日报"
publisher = "news_medium"
location = "{location}"
every_minutes = 10
allow_private = true

[[source]]
id = "asleep"
kind = "rss"
name = "停用的源"
publisher = "news_medium"
location = "{location}"
enabled = false

[[source]]
id = "letters"
kind = "tabular"
name = "来信"
publisher = "own_mailbox"
profile = "message"
"""


class Feed:
    """A feed that is served: set `items` or `answer`, read `asked`."""

    def __init__(self) -> None:
        self.items: list[str] = []
        self.status = 200
        self.body: bytes | None = None
        self.validators = True
        self.asked: list[int] = []
        self.location = ""

    def render(self) -> bytes:
        found = "".join(
            f"<item><title>{title}</title><guid>{title.split('|')[0]}</guid>"
            f"<pubDate>2026-11-23 08:00</pubDate><description>内容</description></item>"
            for title in self.items
        )
        return f"<rss version='2.0'><channel><title>示例</title>{found}</channel></rss>".encode()

    def respond(self, conditions: dict[str, str]) -> tuple[int, bytes, str]:
        body = self.render() if self.body is None else self.body
        tag = f'"{hash(body)}"' if self.validators else ""
        if self.status == 200 and tag and conditions.get("if-none-match") == tag:
            return 304, b"", tag
        return self.status, body, tag


@pytest.fixture
def feed() -> Iterator[Feed]:
    """A real HTTP server on loopback."""
    served = Feed()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            conditions = {name.lower(): text for name, text in self.headers.items()}
            status, body, tag = served.respond(conditions)
            served.asked.append(status)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    served.location = f"http://127.0.0.1:{server.server_address[1]}/feed"
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def an_office(folder: Path, store_url: str, location: str) -> Office:
    """An office that knows the feed and a drop folder."""
    extra = folder / "sources.toml"
    extra.write_text(SOURCES.format(location=location), "utf-8")
    values = {
        "MINSHENG_HOME": str(folder / "home"),
        "MINSHENG_STORE_URL": store_url,
        "MINSHENG_CONFIG": str(extra),
    }
    found = settings.load(values)
    return Office(found, tables.load(found))


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path, feed: Feed) -> Iterator[Office]:
    """An office over an empty SQLite store."""
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = an_office(tmp_path, f"sqlite:///{path}", feed.location)
    yield opened
    opened.store.close()


@pytest.fixture
def each_office(tmp_path: Path, store_url: str, feed: Feed) -> Iterator[Office]:
    """The same over an empty store of each kind."""
    opened = an_office(tmp_path, store_url, feed.location)
    yield opened
    opened.store.close()


def titles(office: Office) -> list[str]:
    return sorted(frames.messages_page(office.store, ALL, Filter())["title"].to_list())


def state(office: Office, source: str = "feed") -> dict[str, object]:
    rows = frames.sources(office.store, ALL).iter_rows(named=True)
    return next(row for row in rows if row["source"] == source)


def ask(office: Office, now, **parameters: object) -> int:
    with office.store.write() as conn:
        return requests.ask(conn, "collect", parameters, Actor("tester"), now)


def outcome(office: Office, number: int) -> str:
    with office.store.read() as conn:
        row = conn.execute(select(requests_table).where(requests_table.c.id == number)).one()
    assert (row.done_at is None) == (row.outcome == "")
    return str(row.outcome)


def table(*rows: str) -> str:
    """A CSV as the profile `message` reads it."""
    return "\n".join(["留言编号,留言用户,留言主题,留言时间,留言详情", *rows, ""])


@pytest.fixture
def drop(office: Office) -> Callable[..., Path]:
    """Put a settled file into the drop folder."""
    dropping.prepare_folders(office)

    def put(name: str = "letters.csv", text: str | None = None) -> Path:
        path = office.settings.inbox / "letters" / name
        path.write_text(text or table("1,U1,停水,2026/3/1 8:00,云杉小区停水"), "utf-8")
        long_ago = time.time() - 60
        os.utime(path, (long_ago, long_ago))
        return path

    return put


def test_a_feed_that_changes_is_followed_exactly(each_office, feed, now):
    office = each_office
    feed.items = ["a", "b"]
    assert collect.due(office, now) == ["feed"]
    assert collect.run(office, "feed", now)["accepted"] == 2
    assert collect.due(office, now + 9 * MINUTE) == []
    assert collect.due(office, now + 10 * MINUTE) == ["feed"]

    again = collect.run(office, "feed", now + 10 * MINUTE)
    assert feed.asked == [200, 304]
    assert again == {"rows": 0, "accepted": 0, "duplicate": 0, "updated": 0, "quarantined": 0}
    assert state(office)["last_success_at"] == now + 10 * MINUTE
    assert state(office)["next_at"] == now + 20 * MINUTE

    feed.items = ["c", "a", "b"]
    counts = collect.run(office, "feed", now + 20 * MINUTE)
    assert (counts["accepted"], counts["duplicate"], counts["updated"]) == (1, 2, 0)
    assert titles(office) == ["a", "b", "c"]


def test_a_feed_that_breaks_is_tried_more_rarely_and_recovers(office, feed, now):
    feed.items = ["a"]
    collect.run(office, "feed", now)
    feed.status = 500
    at, waits = now, []
    for failures in range(1, 12):
        with pytest.raises(FetchError, match="500"):
            collect.run(office, "feed", at)
        row = state(office)
        assert row["failures"] == failures
        assert "回答错误 500" in row["error"]
        waits.append(row["next_at"] - at)
        assert collect.due(office, row["next_at"] - MINUTE) == []
        assert collect.due(office, row["next_at"]) == ["feed"]
        at = row["next_at"]
    assert 8 * MINUTE < waits[0] <= 10 * MINUTE
    assert all(later > sooner for sooner, later in zip(waits[:6], waits[1:7], strict=True))
    assert timedelta(hours=19) < waits[-1] <= timedelta(hours=24)

    feed.status, feed.items = 200, ["b", "a"]
    assert collect.run(office, "feed", at)["accepted"] == 1
    row = state(office)
    assert (row["failures"], row["error"], row["next_at"]) == (0, "", at + 10 * MINUTE)
    assert titles(office) == ["a", "b"]


def test_a_body_that_is_the_same_is_not_parsed_even_without_validators(
    office, feed, now, monkeypatch
):
    feed.items, feed.validators = ["a"], False
    collect.run(office, "feed", now)
    monkeypatch.setattr(rss, "parse", None)
    assert collect.run(office, "feed", now + MINUTE)["rows"] == 0
    assert feed.asked == [200, 200]


def test_a_feed_that_was_cut_off_is_read_again(office, feed, now):
    feed.items = ["a", "b"]
    feed.body = feed.render()[:-60]
    collect.run(office, "feed", now)
    collect.run(office, "feed", now + MINUTE)
    assert feed.asked == [200, 200]
    feed.body = None
    collect.run(office, "feed", now + 2 * MINUTE)
    assert titles(office) == ["a", "b"]


def test_a_changed_entry_is_an_update(office, feed, now):
    feed.items = ["a"]
    collect.run(office, "feed", now)
    feed.items = ["a|更正"]
    assert collect.run(office, "feed", now + MINUTE)["updated"] == 1
    assert titles(office) == ["a|更正"]


def test_entries_without_a_date_are_not_new_at_every_look(office, feed, now):
    undated = "<item><title>没有日期{}</title></item>"
    feed.body = f"<rss version='2.0'><channel>{undated.format(1)}</channel></rss>".encode()
    collect.run(office, "feed", now)
    feed.body = (
        f"<rss version='2.0'><channel>{undated.format(2)}{undated.format(1)}</channel></rss>"
    ).encode()
    counts = collect.run(office, "feed", now + MINUTE)
    assert (counts["accepted"], counts["duplicate"], counts["updated"]) == (1, 1, 0)


def test_a_bad_entry_waits_in_quarantine_once(office, feed, now):
    bad = "<item><title>明年</title><pubDate>2027-06-01 08:00</pubDate></item>"
    for number in range(3):
        good = f"<item><title>{number}</title></item>" * (number + 1)
        feed.body = f"<rss version='2.0'><channel>{good}{bad}</channel></rss>".encode()
        assert collect.run(office, "feed", now + number * MINUTE)["quarantined"] == 1
    kept = frames.quarantined(office.store, ALL)
    assert kept["reason"].to_list() == ["发布时间“2027-06-01 08:00”晚于今天"]


def test_a_web_page_in_place_of_the_feed(office, feed, now):
    feed.body = b"<!DOCTYPE html><html><body>404</body></html>"
    with pytest.raises(FetchError, match="网页"):
        collect.run(office, "feed", now)
    assert messages.checkpoint(office.store, ALL, "feed") is None
    assert "网页" in state(office)["error"]


@pytest.mark.slow
def test_a_long_feed_comes_in_several_transactions_and_the_checkpoint_last(
    office, feed, now, monkeypatch
):
    feed.items = [f"第{number}条" for number in range(600)]
    taken = []
    real = importing.add

    def add(office, origin, chunk, now, checkpoint=None):
        taken.append((len(chunk), checkpoint is not None))
        if len(taken) == 2:
            raise StoreError("数据库暂时无法读写（忙、已满、只读或连接中断），请稍后再试。")
        return real(office, origin, chunk, now, checkpoint)

    monkeypatch.setattr(importing, "add", add)
    with pytest.raises(StoreError):
        collect.run(office, "feed", now)
    assert messages.checkpoint(office.store, ALL, "feed") is None
    counts = collect.run(office, "feed", now + MINUTE)
    assert (counts["accepted"], counts["duplicate"]) == (350, 250)
    assert taken == [(250, False), (250, False), (250, False), (250, False), (100, True)]
    assert frames.count_messages(office.store, ALL, Filter()) == 600


def test_a_source_that_breaks_the_program_is_not_tried_at_once_again(office, feed, monkeypatch):
    monkeypatch.setattr(rss, "parse", lambda *_: 1 / 0)
    feed.items = ["a"]
    assert runner.drain(office, "collect") == runner.Ticked(failed=1)
    assert state(office)["failures"] == 1
    assert state(office)["next_at"] > runner.now()
    assert runner.drain(office, "collect") == runner.Ticked()


def test_an_unknown_kind_is_a_sentence(office, now):
    known = dict(office.tables.rows)
    known["source"] = {"x": Source("x", "pigeon", "信鸽", "news_medium")}
    broken = Office(office.settings, tables.Tables(known, {}))
    with pytest.raises(InputError, match="pigeon"):
        collect.run(broken, "x", now)
    assert collect.due(broken, now) == []
    broken.store.close()


def test_collect_now_does_not_wait_for_its_time(each_office, feed, now):
    office = each_office
    collect.run(office, "feed", now)
    number = ask(office, now, source="feed")
    assert collect.due(office, now + MINUTE) == ["feed"]
    assert outcome(office, number) == ""
    collect.run(office, "feed", now + MINUTE)
    assert outcome(office, number) == "采集完成"
    assert collect.due(office, now + 2 * MINUTE) == []


def test_collect_now_tells_what_went_wrong(office, feed, now):
    feed.status = 404
    number = ask(office, now, source="feed")
    assert collect.due(office, now) == ["feed"]
    with pytest.raises(FetchError):
        collect.run(office, "feed", now)
    assert "已没有这个网址" in outcome(office, number)


def test_a_request_survives_a_worker_that_died(office, feed, now):
    collect.run(office, "feed", now)
    ask(office, now, source="feed")
    assert collect.due(office, now + MINUTE) == ["feed"]
    assert collect.due(office, now + MINUTE) == ["feed"]


def test_collect_everything_now(office, feed, now):
    collect.run(office, "feed", now)
    number = ask(office, now)
    assert collect.due(office, now + MINUTE) == ["feed"]
    assert outcome(office, number) == "已安排采集 1 个数据源"


@pytest.mark.parametrize("source", ["letters", "asleep", "unknown", "../letters"])
def test_a_request_that_cannot_be_met_is_answered(office, now, source):
    collect.run(office, "feed", now)
    number = ask(office, now, source=source)
    assert collect.due(office, now + MINUTE) == []
    assert outcome(office, number) == "没有可采集的内容"


@pytest.mark.parametrize(
    ("failures", "permanent", "least", "most"),
    [
        (1, False, 8, 10),
        (2, False, 16, 20),
        (5, False, 128, 160),
        (9, False, 1_152, 1_440),
        (1_000, False, 1_152, 1_440),
        (1, True, 48, 60),
        (1_000, True, 1_152, 1_440),
    ],
)
def test_rests_double_up_to_a_day(failures, permanent, least, most):
    source = Source("s", "rss", "源", "news_medium", every_minutes=10)
    assert following.delay(source, failures, permanent, 0.0) == most * MINUTE
    assert following.delay(source, failures, permanent, 1.0) == least * MINUTE


def test_no_rhythm_is_quicker_than_the_step_itself():
    source = Source("s", "rss", "源", "news_medium", every_minutes=0.01)
    assert following.delay(source, 1, False, 0.0) == following.SHORTEST


def test_a_settled_file_is_taken_and_removed(office, drop, feed, now):
    path = drop()
    assert "letters" in collect.due(office, now)
    assert collect.run(office, "letters", now) == {"files": 1, "known": 0, "rows": 1}
    assert not path.exists()
    assert titles(office) == ["停水"]
    assert "letters" not in collect.due(office, now + MINUTE)


def test_the_same_rows_in_another_file_add_nothing(office, drop, now):
    rows = table("1,U1,停水,2026/3/1 8:00,云杉小区停水")
    drop("1.csv", rows)
    collect.run(office, "letters", now)
    drop("2.csv", rows + "\n")
    collect.run(office, "letters", now + MINUTE)
    assert titles(office) == ["停水"]
    assert state(office, "letters")["duplicate"] == 1


def test_a_file_that_is_still_being_copied_is_left_alone(office, drop, now):
    path = drop()
    os.utime(path)
    assert "letters" not in collect.due(office, now)


def test_other_files_and_folders_are_left_alone(office, drop, now):
    drop("notes.docx")
    (office.settings.inbox / "letters" / "folder.csv").mkdir()
    assert "letters" not in collect.due(office, now)


def test_what_is_told_of_an_unreadable_file_quotes_no_person(office, drop, now):
    """The sentence stands on pages, in mails, and in the store."""
    phone, name = "13812345678", "欧阳雪莹"
    drop(f"{name}{phone}.csv", f"1,{name},{phone},330106199001011234,路灯坏了")
    asked = ask(office, now, source="letters")
    runner.tick(office, "collect")
    with office.store.read() as conn:
        kept = "".join(str(conn.execute(select(one)).all()) for one in metadata.sorted_tables)
    assert "首行像是数据" in state(office, "letters")["error"]
    assert "缺少列" in outcome(office, asked)
    for secret in (phone, name, "330106199001011234", "路灯坏了"):
        assert secret not in kept


def test_an_unreadable_file_stays_where_it_was_put_and_holds_nobody_up(office, drop, now):
    bad = drop("1.csv", "这不是表格")
    drop("2.csv")
    with pytest.raises(InputError):
        collect.run(office, "letters", now)
    folder = office.settings.inbox / "letters"
    assert [path.name for path in folder.iterdir()] == ["1.csv"]
    assert bad.read_text("utf-8") == "这不是表格"
    assert titles(office) == ["停水"]
    row = state(office, "letters")
    assert "1.csv" in row["error"]
    assert row["failures"] == 1
    assert "letters" not in collect.due(office, now)  # it is not tried again as it is
    drop("3.csv", table("3,U1,停电,2026/3/1 8:00,云杉小区停电"))
    assert "letters" in collect.due(office, now)
    collect.run(office, "letters", now + MINUTE)
    assert state(office, "letters")["error"] == ""
    drop("1.csv", table("1,U1,停气,2026/3/1 8:00,云杉小区停气"))
    assert collect.run(office, "letters", now + MINUTE)["rows"] == 1
    assert list(folder.iterdir()) == []
    known = files.listed(office.store, ALL)
    assert known["state"].to_list().count("rejected") == 1


def test_the_same_file_dropped_twice_is_recognised(office, drop, now):
    drop("1.csv")
    assert collect.run(office, "letters", now)["rows"] == 1
    drop("again.csv")
    assert collect.run(office, "letters", now + MINUTE) == {"files": 1, "known": 1, "rows": 0}
    known = files.listed(office.store, ALL).row(0, named=True)
    assert (known["times"], known["state"], known["size"] > 0) == (2, "done", True)
    assert known["first_at"] < known["last_at"]
    assert list((office.settings.inbox / "letters").iterdir()) == []


def test_a_file_comes_again_under_a_changed_mapping(office, drop, now):
    drop("1.csv", table("1,U1,停水,2026/3/1 8:00,"))
    collect.run(office, "letters", now)
    assert frames.quarantined(office.store, ALL).height == 1
    known = dict(office.tables.rows)
    profile = known["profile"]["message"]
    lenient = replace(profile, required=["external_id", "posted_at"])
    known["profile"] = {**known["profile"], "message": lenient}
    mended = Office(office.settings, tables.Tables(known, {}))
    mended.__dict__["store"] = office.store
    drop("1.csv", table("1,U1,停水,2026/3/1 8:00,"))
    assert collect.run(mended, "letters", now + MINUTE)["known"] == 0
    assert titles(office) == ["停水"]
    assert frames.quarantined(office.store, ALL).height == 0  # the row has left with its record


def test_broken_rows_of_a_file_are_quarantined(office, drop, now):
    rows = ("1,U1,停水,2026/3/1 8:00,停水了", "2,U2,停电,某天,停电了")
    drop("mixed.csv", table(*rows))
    assert collect.run(office, "letters", now)["rows"] == 2
    assert titles(office) == ["停水"]
    assert frames.quarantined(office.store, ALL).height == 1


def test_a_folder_without_a_profile_does_not_spin(office, drop, now):
    known = dict(office.tables.rows)
    known["source"] = {"letters": Source("letters", "tabular", "来信", "own_mailbox")}
    broken = Office(office.settings, tables.Tables(known, {}))
    drop()
    assert runner.drain(broken, "collect") == runner.Ticked(failed=1)
    assert "列映射" in state(broken, "letters")["error"]
    broken.store.close()


def test_every_look_is_in_the_run_history(office, feed):
    feed.items = ["a"]
    assert runner.tick(office, "collect") == runner.Ticked(done=1)
    with office.store.read() as conn:
        run = conn.execute(select(runs)).one()
    assert (run.step, run.source, run.state) == ("collect", "feed", "done")
    assert run.counts["rows"] == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: kept[: len(kept) // 2],
        lambda kept: "",
        lambda kept: "[]",
        lambda kept: "\ufffd" * 200,
        lambda kept: "[" * 100_000,
        lambda kept: kept.replace('"hash": "', '"hash": "0'),
        lambda kept: kept.replace('"etag": "', '"etag": "0'),
        lambda kept: kept.replace("http://", "hxxp://"),
    ],
)
def test_a_corrupted_place_in_a_feed_loses_nothing_and_repeats_nothing(office, feed, now, spoil):
    feed.items = ["a", "b", "c"]
    collect.run(office, "feed", now)
    kept = messages.checkpoint(office.store, ALL, "feed")
    with office.store.write() as conn:
        conn.execute(
            update(checkpoints).where(checkpoints.c.source == "feed").values(value=spoil(kept))
        )
    feed.items = ["d", "a", "b", "c"]
    counts = collect.run(office, "feed", now + 10 * MINUTE)
    assert (counts["accepted"], counts["updated"], counts["quarantined"]) == (1, 0, 0)
    assert titles(office) == ["a", "b", "c", "d"]
    assert state(office)["error"] == ""
    assert collect.run(office, "feed", now + 20 * MINUTE)["rows"] == 0


def test_a_clock_that_ran_ahead_keeps_no_source_waiting(office, feed, now):
    feed.items = ["a"]
    collect.run(office, "feed", now + timedelta(days=3))
    assert collect.due(office, now) == ["feed"]
    feed.items = ["b", "a"]
    collect.run(office, "feed", now)
    assert titles(office) == ["a", "b"]
    assert collect.due(office, now + MINUTE) == []
