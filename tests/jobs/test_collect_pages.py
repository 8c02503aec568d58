"""The step `collect` with sources of many pages: what is kept, where it goes on, how it rests."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from config import settings, tables
from core.errors import FetchError
from core.scope import Scope
from jobs import collect, following
from jobs.office import Office
from store import frames, messages
from store.frames import Filter
from tests.loopback import Answer, Asked, serving

ALL = Scope.ALL
MINUTE = timedelta(minutes=1)
SOURCE = """
[[profile]]
name = "platform"
kind = "ticket"
[profile.columns]
external_id = ["id"]
title = ["title"]
text = ["text"]
posted_at = ["at"]

[[source]]
id = "platform"
kind = "rest"
name = "示例平台"
publisher = "official_platform"
profile = "platform"
location = "{location}"
record_kind = "ticket"
allow_private = true
[source.rest]
paging = "page"
login = "header"
"""


@dataclass
class Platform:
    """Five pages of two tickets; `faults` answers a page in another way."""

    faults: dict[int, Answer] = field(default_factory=dict)
    texts: str = "路灯不亮。"

    def __call__(self, asked: Asked) -> Answer:
        number = int(asked.query["page"])
        if number in self.faults:
            return self.faults[number]
        found = [
            {"id": f"{number}-{place}", "title": "路灯", "text": self.texts, "at": "2026-11-20"}
            for place in range(2 if number <= 5 else 0)
        ]
        return Answer(json.dumps(found).encode())


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def open_with(tmp_path: Path, store_url: str) -> Iterator[Callable[[str], Office]]:
    """An office over an empty store of each kind that knows the platform."""
    opened: list[Office] = []

    def make(location: str) -> Office:
        extra = tmp_path / "sources.toml"
        extra.write_text(SOURCE.format(location=location), "utf-8")
        values = {
            "MINSHENG_HOME": str(tmp_path / "home"),
            "MINSHENG_STORE_URL": store_url,
            "MINSHENG_CONFIG": str(extra),
            "MINSHENG_SECRET_PLATFORM": "s3cret",
        }
        found = settings.load(values)
        opened.append(Office(found, tables.load(found)))
        return opened[-1]

    yield make
    for office in opened:
        office.store.close()


def stored(office: Office) -> int:
    return frames.count_messages(office.store, ALL, Filter())


def health_of(office: Office) -> dict[str, object]:
    rows = frames.sources(office.store, ALL).iter_rows(named=True)
    return next(row for row in rows if row["source"] == "platform")


def test_all_pages_come_in_one_look(open_with, platform, now):
    with serving(platform) as served:
        office = open_with(served.address)
        counts = collect.run(office, "platform", now)
    assert (counts["rows"], counts["accepted"], stored(office)) == (10, 10, 10)
    assert {asked.headers["authorization"] for asked in served.asked} == {"Bearer s3cret"}
    row = health_of(office)
    assert row["next_at"] == now + 10 * MINUTE


def test_a_long_walk_takes_turns_with_other_sources(open_with, platform, now, monkeypatch):
    monkeypatch.setattr(following, "MOST_PAGES", 2)
    with serving(platform) as served:
        office = open_with(served.address)
        for look, kept in enumerate((4, 8, 10)):
            collect.run(office, "platform", now + look * MINUTE)
            assert stored(office) == kept
            assert ("platform" in collect.due(office, now + look * MINUTE)) is (kept < 10)
    assert [asked.query["page"] for asked in served.asked] == ["1", "2", "3", "4", "5", "6"]
    assert stored(office) == 10


def test_pages_before_a_fault_are_kept_and_the_source_shows_it(open_with, platform, now):
    platform.faults[3] = Answer(b"<html>login</html>")
    with serving(platform) as served:
        office = open_with(served.address)
        with pytest.raises(FetchError, match="登录页"):
            collect.run(office, "platform", now)
        assert stored(office) == 4
        assert "登录页" in health_of(office)["error"]
        assert json.loads(messages.checkpoint(office.store, ALL, "platform"))["marker"] is None
        platform.faults.clear()
        counts = collect.run(office, "platform", now + MINUTE)
    assert (counts["duplicate"], counts["accepted"], stored(office)) == (4, 6, 10)


def test_a_server_that_asks_to_be_left_alone_is(open_with, platform, now):
    platform.faults[2] = Answer(b"", 429, {"Retry-After": "7200"})
    with serving(platform) as served:
        office = open_with(served.address)
        with pytest.raises(FetchError, match="429"):
            collect.run(office, "platform", now)
        assert health_of(office)["next_at"] == now + timedelta(hours=2)
        platform.faults.clear()
        collect.run(office, "platform", now + timedelta(hours=2))
    assert [asked.query["page"] for asked in served.asked] == ["1", "2", *"23456"]
    assert stored(office) == 10


def test_personal_data_of_an_interface_is_masked(open_with, platform, now):
    platform.texts = "我叫王小明，电话13812345678，路灯不亮。"
    with serving(platform) as served:
        office = open_with(served.address)
        collect.run(office, "platform", now)
    texts = frames.messages_page(office.store, ALL, Filter())["title"].to_list()
    assert len(texts) == 10
    with office.store.read() as conn:
        kept = str(conn.exec_driver_sql("SELECT text FROM messages").all())
    assert "13812345678" not in kept
    assert "王小明" not in kept
