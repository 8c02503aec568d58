"""`minsheng push`: the endpoint in a real server, over both stores."""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from typer.testing import CliRunner

from collectors import push
from collectors.interfaces.gate import digest
from config import settings, tables
from core.errors import ConfigError, InputError
from core.scope import Scope
from jobs import collect, receiving, runner
from jobs.cli import app as program
from jobs.office import Office
from store import confidential, frames
from store.frames import Filter

ALL = Scope.ALL
TOKEN = "a-long-and-random-token"
SOURCE = f"""
[[profile]]
name = "desk"
kind = "ticket"
[profile.columns]
external_id = ["id"]
title = ["title"]
text = ["text"]
posted_at = ["at"]
submitter = ["who"]
confidential = ["closed"]
withdrawn = ["deleted"]

[[source]]
id = "desk"
kind = "push"
name = "示例热线"
publisher = "official_platform"
record_kind = "ticket"
profile = "desk"
max_bytes = 2_000_000
[source.push]
tokens = ["{digest(TOKEN)}"]
bodies_per_minute = 60
"""


@dataclass
class Endpoint:
    """A running endpoint."""

    port: int

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, JSON answer and headers."""
        conn = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            conn.request(method, path, body, headers or {})
            answer = conn.getresponse()
            return answer.status, json.loads(answer.read()), dict(answer.headers)
        finally:
            conn.close()

    def push(self, records: object, token: str = TOKEN) -> tuple[int, dict[str, Any]]:
        """Status and answer of one body."""
        body = records if isinstance(records, bytes) else json.dumps(records).encode()
        headers = {"Authorization": f"Bearer {token}"}
        return self.ask("POST", "/push/desk", body, headers)[:2]


def an_office(folder: Path, store_url: str, text: str = SOURCE) -> Office:
    extra = folder / "sources.toml"
    extra.write_text(text, "utf-8")
    values = {
        "MINSHENG_HOME": str(folder / "home"),
        "MINSHENG_STORE_URL": store_url,
        "MINSHENG_CONFIG": str(extra),
    }
    found = settings.load(values)
    return Office(found, tables.load(found))


@pytest.fixture
def office(tmp_path: Path, store_url: str) -> Iterator[Office]:
    """An office of each kind of store that knows the source."""
    opened = an_office(tmp_path, store_url)
    yield opened
    opened.store.close()


@pytest.fixture
def sqlite_office(tmp_path: Path, sqlite_template: Path) -> Iterator[Office]:
    """The same over SQLite alone."""
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = an_office(tmp_path, f"sqlite:///{path}")
    yield opened
    opened.store.close()


@pytest.fixture
def run() -> Iterator[Callable[[Office], Endpoint]]:
    """Start the endpoint of an office in this process, as `minsheng push` does."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(office: Office) -> Endpoint:
        app = push.app(
            receiving.sources(office),
            lambda source, body: receiving.receive(office, source, body),
            lambda: receiving.is_well(office),
        )
        door = receiving.bound("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        running.append((server, thread))
        while not server.started:
            time.sleep(0.01)
        return Endpoint(door.getsockname()[1])

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join()


def ticket(number: int, **fields: object) -> dict[str, object]:
    return {
        "id": f"T{number}",
        "title": "路灯不亮",
        "text": f"第{number}件：云杉路的路灯坏了。",
        "at": "2026-11-20 08:00",
        **fields,
    }


def stored(office: Office) -> int:
    return frames.count_messages(office.store, ALL, Filter())


def test_each_record_is_accounted_for_and_pushing_again_changes_nothing(office, run):
    endpoint = run(office)
    body = [ticket(1), ticket(2), ticket(3, at="改天再说"), ticket(4, id=None)]
    status, first = endpoint.push(body)
    assert status == 200
    assert first["ids"] == {
        "accepted": ["T1", "T2"], "updated": [], "duplicate": [], "withdrawn": [],
    }  # fmt: skip
    assert first["quarantined_rows"] == [
        {"row": 3, "id": "T3", "reason": "“at”不是日期：…"},
        {"row": 4, "id": "", "reason": "缺少“id”"},
    ]
    assert (first["rows"], first["accepted"], first["quarantined"]) == (4, 2, 2)

    _, again = endpoint.push(body)
    assert again["ids"]["duplicate"] == ["T1", "T2"]
    _, changed = endpoint.push([ticket(1, text="云杉路的路灯还是不亮。"), ticket(2), ticket(5)])
    assert changed["ids"] == {
        "accepted": ["T5"], "updated": ["T1"], "duplicate": ["T2"], "withdrawn": [],
    }  # fmt: skip
    assert stored(office) == 3
    assert frames.quarantined(office.store, ALL).height == 2


def test_many_bodies_at_once_store_every_record_once(office, run):
    endpoint = run(office)
    bodies = [[ticket(number) for number in range(start, start + 30)] for start in range(0, 120, 6)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(endpoint.push, bodies))
    assert {status for status, _ in answers} == {200}
    ids = [name for _, found in answers for name in found["ids"]["accepted"]]
    assert sorted(ids) == sorted(f"T{number}" for number in range(144))
    assert stored(office) == 144
    assert sum(found["rows"] for _, found in answers) == 600


def test_no_answer_repeats_what_a_record_said(office, run):
    endpoint = run(office)
    said = "我叫王小明，电话13812345678"
    body = [ticket(1, text=said), ticket(2, at=said), ticket(3, who=said, at="下周"), said]
    told = json.dumps(endpoint.push(body)[1], ensure_ascii=False)
    assert "王小明" not in told
    assert "138123" not in told
    assert "12345678" not in told
    assert "下周" not in told
    kept = str(frames.quarantined(office.store, ALL).to_dicts())
    assert "王小明" not in kept
    assert "138123" not in kept
    assert "12345678" not in kept


def test_withdrawn_confidential_and_secret_records(office, run):
    endpoint = run(office)
    endpoint.push([ticket(1), ticket(2)])
    body = [ticket(1, deleted=True), ticket(3, closed=True), ticket(4, text="机密★3年 内容。")]
    _, found = endpoint.push(body)
    assert found["ids"]["withdrawn"] == ["T1"]
    assert found["ids"]["accepted"] == ["T3"]
    assert [(row["row"], row["id"]) for row in found["quarantined_rows"]] == [(3, "T4")]
    assert found["rows"] == 3
    assert stored(office) == 1
    _, again = endpoint.push(body)
    assert again["ids"]["duplicate"] == ["T3"]
    assert confidential.counts(office.store, ALL).height == 0  # fewer than five are not told


@pytest.mark.parametrize("token", ["", "wrong", digest(TOKEN)])
def test_without_the_token_nothing_goes_in(sqlite_office, run, token):
    endpoint = run(sqlite_office)
    status, found = endpoint.push([ticket(1)], token)
    assert (status, found) == (401, {"error": "来源或令牌不对。"})
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert endpoint.ask("POST", "/push/other", b"[]", headers)[:2] == (status, found)
    assert stored(sqlite_office) == 0


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"not json", 400, "JSON"),
        (b"", 400, "JSON"),
        (b'"text"', 400, "没有记录列表"),
        (b" " * 2_000_001, 413, "超过上限 2.0 MB"),
    ],
)
def test_a_body_that_cannot_be_taken_is_one_sentence(sqlite_office, run, body, status, told):
    found = run(sqlite_office).push(body)
    assert found[0] == status
    assert told in found[1]["error"]


def test_a_body_of_unknown_length_is_cut_at_the_limit(sqlite_office, run):
    endpoint = run(sqlite_office)
    conn = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=30)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    chunks = (b" " * 100_000 for _ in range(30))
    try:
        conn.request("POST", "/push/desk", chunks, headers, encode_chunked=True)
        status = conn.getresponse().status
    except OSError:  # the server has closed the door while we were still sending
        status = 413
    conn.close()
    assert status == 413


def test_a_sender_that_never_ends_is_told_so(sqlite_office, run, monkeypatch):
    monkeypatch.setattr(push, "BODY_SECONDS", 0.2)
    endpoint = run(sqlite_office)
    conn = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=30)
    conn.putrequest("POST", "/push/desk")
    conn.putheader("Authorization", f"Bearer {TOKEN}")
    conn.putheader("Content-Length", "100")
    conn.endheaders(b"[")
    assert conn.getresponse().status == 408
    conn.close()


def test_too_many_bodies_are_asked_to_wait(tmp_path, sqlite_template, run):
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    text = SOURCE.replace("bodies_per_minute = 60", "bodies_per_minute = 2")
    office = an_office(tmp_path, f"sqlite:///{path}", text)
    endpoint = run(office)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    found = [endpoint.ask("POST", "/push/desk", b"[]", headers) for _ in range(3)]
    assert [status for status, _, _ in found] == [200, 200, 429]
    assert 50 <= int(found[2][2]["retry-after"]) <= 60
    office.store.close()


def test_health_and_other_addresses(sqlite_office, run):
    endpoint = run(sqlite_office)
    assert endpoint.ask("GET", "/health")[:2] == (200, {"status": "ok"})
    assert endpoint.ask("GET", "/push/desk")[0] == 404
    assert endpoint.ask("GET", "/")[1] == {"error": "这里只接受 POST /push/来源编号。"}


def test_a_store_that_fails_asks_for_another_try(sqlite_office, run):
    endpoint = run(sqlite_office)
    with sqlite_office.store.write() as conn:
        conn.exec_driver_sql("ALTER TABLE messages RENAME TO lost")
    status, found, headers = endpoint.ask(
        "POST", "/push/desk", json.dumps([ticket(1)]).encode(),
        {"Authorization": f"Bearer {TOKEN}"},
    )  # fmt: skip
    assert (status, headers["retry-after"]) == (503, "5")
    assert found["error"].endswith("。")


def test_a_source_that_pushes_is_never_polled(sqlite_office, run):
    assert "desk" not in collect.due(sqlite_office, runner.now())
    run(sqlite_office).push([ticket(1)])
    assert "desk" not in collect.due(sqlite_office, runner.now())
    [row] = frames.sources(sqlite_office.store, ALL).to_dicts()
    assert row["accepted"] == 1
    assert row["last_success_at"] is not None


def test_without_a_source_or_a_token_it_does_not_start(tmp_path, sqlite_template):
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{path}"
    with pytest.raises(ConfigError, match="没有接收推送的数据源"):
        receiving.sources(an_office(tmp_path, url, ""))
    text = SOURCE.replace(f'"{digest(TOKEN)}"', "")
    with pytest.raises(ConfigError, match="--new-token.*MINSHENG_SECRET_DESK"):
        receiving.sources(an_office(tmp_path, url, text))


def test_a_port_in_use_is_one_sentence():
    with receiving.bound("127.0.0.1", 0) as taken, pytest.raises(InputError, match="--port"):
        receiving.bound("127.0.0.1", taken.getsockname()[1])


def test_a_new_token_is_shown_once_with_its_digest():
    lines = CliRunner().invoke(program, ["push", "--new-token"]).output.splitlines()
    token, kept = (line.rsplit("：", 1)[1] for line in lines)
    assert kept == digest(token)
    assert len(token) >= 40


@pytest.mark.slow
def test_the_program_says_where_it_listens_and_ends_at_a_signal(tmp_path):
    (tmp_path / "sources.toml").write_text(SOURCE, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "jobs.cli", "push", "--port", "0"],
        cwd=tmp_path,
        env={
            **os.environ,
            "MINSHENG_HOME": str(tmp_path / "home"),
            "MINSHENG_CONFIG": str(tmp_path / "sources.toml"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        found = re.fullmatch(
            r"正在接收推送：http://127\.0\.0\.1:(\d+)/push/来源编号\n", process.stdout.readline()
        )
        endpoint = Endpoint(int(found[1]))
        assert endpoint.push([ticket(1)])[1]["ids"]["accepted"] == ["T1"]
        assert endpoint.ask("GET", "/health")[0] == 200
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()
    told = (tmp_path / "home" / "logs" / "push.log").read_text("utf-8")
    assert TOKEN not in told
    assert "路灯" not in told
