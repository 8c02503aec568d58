"""Owners of sources hear of outages, silence and floods: once each."""

from datetime import timedelta

import pytest

from config import tables
from core.scope import Scope
from core.sources import Source
from jobs import guard, network
from jobs.office import Office
from store import frames, health, messages, volumes
from store.messages import Batch

ALL = Scope.ALL
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def watched(office):
    """An office whose one source has an owner."""
    known = dict(office.tables.rows)
    row = Source("news", "rss", "县新闻网", "news_medium", owner="desk@a.example")
    known["source"] = {"news": row, "other": Source("other", "rss", "无主", "news_medium")}
    beside = Office(office.settings, tables.Tables(known, {}))
    beside.__dict__["store"] = office.store
    return beside


def told(office):
    return frames.delivery_log(office.store, ALL).select("title", "address").rows()


def test_a_lasting_failure_is_told_once_and_the_next_one_again(watched, now):
    store = watched.store
    for number in range(3):
        health.failed(store, ALL, "news", "连不上", now + number * HOUR / 4, now)
        health.failed(store, ALL, "other", "连不上", now + number * HOUR / 4, now)
    assert guard.run(watched, "", now + HOUR / 2)["alerts"] == 0  # not for an hour yet
    assert guard.run(watched, "", now + HOUR)["alerts"] == 1
    assert guard.run(watched, "", now + DAY)["alerts"] == 0
    assert told(watched) == [("数据源“县新闻网”读取失败", "desk@a.example")]
    health.succeeded(store, ALL, "news", now + DAY, now)
    for number in range(3):
        health.failed(store, ALL, "news", "又坏了", now + DAY + number * HOUR, now)
    assert guard.run(watched, "", now + DAY + 3 * HOUR)["alerts"] == 1


def fill(store, make_message, now, days=30, every=HOUR * 4):
    at, number = now - days * DAY, 0
    while at <= now:
        found = [make_message(f"{number}-{item}", source="news") for item in range(3)]
        messages.add(store, ALL, Batch("news", "b", found), at)
        at, number = at + every, number + 1


@pytest.mark.slow
def test_silence_is_told_once(watched, make_message, now):
    fill(watched.store, make_message, now)
    health.succeeded(watched.store, ALL, "news", now, now)
    assert guard.run(watched, "", now + HOUR)["alerts"] == 0
    assert guard.run(watched, "", now + 3 * DAY)["alerts"] == 1
    assert guard.run(watched, "", now + 5 * DAY)["alerts"] == 0
    assert "可能断更" in told(watched)[0][0]


@pytest.mark.slow
def test_a_flood_is_told_once_a_day(watched, make_message, now):
    fill(watched.store, make_message, now)
    crowd = [make_message(f"x{number}", source="news") for number in range(200)]
    messages.add(watched.store, ALL, Batch("news", "b", crowd), now)
    assert guard.run(watched, "", now)["alerts"] == 1
    assert guard.run(watched, "", now + HOUR / 4)["alerts"] == 0
    assert "数据激增" in told(watched)[0][0]


def test_it_runs_every_ten_minutes_and_rests_without_network(watched, now):
    assert guard.due(watched, now) == []  # nothing was ever read
    health.succeeded(watched.store, ALL, "news", now, now)
    assert guard.due(watched, now) == [""]
    guard.run(watched, "", now)
    assert guard.due(watched, now + HOUR / 10) == []
    assert guard.due(watched, now + HOUR) == [""]
    network.note(watched, False, 3, now)
    assert guard.due(watched, now + HOUR) == []


@pytest.mark.slow
def test_verdicts_are_kept_for_the_page(watched, make_message, now):
    fill(watched.store, make_message, now)
    guard.run(watched, "", now)
    found = volumes.verdicts(watched.store, ALL).row(0, named=True)
    assert (found["source"], found["state"], found["at"]) == ("news", "usual", now)
    assert found["low"] <= found["today"] <= found["high"]
    days = volumes.daily(watched.store, ALL, now - 3 * DAY)
    assert days["accepted"].to_list()[1:-1] == [18] * (days.height - 2)


def test_hours_are_read_back(store, make_message, now):
    messages.add(store, ALL, Batch("news", "b", [make_message("1", source="news")]), now)
    assert volumes.by_hour(store, ALL, "news", now) == {now: 1}
