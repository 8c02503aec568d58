"""Invented and real data never mix: a store that holds the demonstration takes nothing in and tells
no platform anything, and the play leaves alone what is not its own."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from cases import handling
from cases.handling import Matter
from core.case_moves import Given
from core.errors import InputError
from core.messages import RawMessage
from core.scope import Actor, Scope
from core.sources import Opened, Source
from jobs import (
    collect,
    furnishing_cases,
    handback,
    importing,
    receiving,
    rounds,
    runner,
    unpacking,
)
from jobs.casework import open_desk
from jobs.importing import Origin
from jobs.office import Office
from store import case_lists, frames, handbacks, health, history
from store.frames import Filter

ALL = Scope.ALL
REFUSED = "演示数据.*不接收真实数据.*MINSHENG_HOME.*新库"
TEXT = "人民路与和平街路口的路灯已经三天不亮了，晚上走路很不安全，请尽快维修。"
VISITOR = Actor("访客", unit="demo_office", role="dispatch")


@pytest.fixture
def county(office):
    """An office whose store is marked as the demonstration's."""
    history.note(office.store, ALL, "demo", "{}")
    return office


def _with_source(office, source):
    rows = {**office.tables.rows, "source": {source.id: source}}
    origins = {**office.tables.origins, ("source", source.id): "x"}
    made = Office(office.settings, replace(office.tables, rows=rows, origins=origins))
    vars(made)["store"] = office.store
    return made


def _count(office):
    return frames.count_messages(office.store, ALL, Filter())


def _state(office, source):
    (row,) = [
        row for row in frames.sources(office.store, ALL).to_dicts() if row["source"] == source
    ]
    return row


def test_a_file_is_not_imported_beside_the_demonstration(county, make_table, now):
    profile = importing.profile_named(county, "message")
    with pytest.raises(InputError, match=REFUSED):
        importing.import_file(county, make_table(3), profile, "board", now)
    assert _count(county) == 0


def test_the_same_file_goes_into_a_store_of_its_own(office, make_table, now):
    profile = importing.profile_named(office, "message")
    importing.import_file(office, make_table(3), profile, "board", now)
    assert _count(office) == 3


def test_a_feed_is_not_asked_and_its_source_shows_why(county, now, monkeypatch):
    feed = Source("paper", "rss", "新闻网", "media", location="https://news.example/feed.xml")
    for name in ("fetch", "looks"):
        reached = lambda tasks, *_: pytest.fail("the network was reached") if tasks else []  # noqa: E731
        monkeypatch.setattr(rounds, name, reached)
    place = _with_source(county, feed)
    assert collect.due(place, now) == ["paper"]
    for name, work in collect.units(place, ["paper"], now):
        assert name == "paper"
        with pytest.raises(InputError, match=REFUSED):
            work(now)
    assert "不接收真实数据" in _state(county, "paper")["error"]
    assert health.next_tries(county.store, ALL)["paper"][0] > now


def test_a_dropped_file_stays_where_it_is(county, make_table, now):
    folder = county.settings.inbox / "message_board"
    folder.mkdir(parents=True)
    path = make_table(3).rename(folder / "letters.csv")
    os.utime(path, (0, 0))
    assert collect.due(county, now) == ["message_board"]
    with pytest.raises(InputError, match=REFUSED):
        collect.run(county, "message_board", now)
    assert path.exists()
    assert _count(county) == 0


def test_a_package_is_refused(county, now, tmp_path):
    with pytest.raises(InputError, match=REFUSED):
        unpacking.unpack(county, tmp_path / "1.mspkg", now)


def test_a_pushed_record_is_refused(county):
    source = Opened("hot", "push", "热线", "official_platform")
    with pytest.raises(InputError, match=REFUSED):
        receiving.receive(county, source, b"[]")


def test_nothing_invented_is_told_to_a_platform(county, now, monkeypatch):
    monkeypatch.setattr(handback, "configured", lambda _office: {"board": object()})
    monkeypatch.setattr(handbacks, "is_due", lambda *_: True)
    monkeypatch.setattr(handbacks, "claim", lambda *_: pytest.fail("a telling was claimed"))
    assert handback.due(county, now) == []
    assert handback.run(county, "", now) == {"entered": 0, "sent": 0, "failed": 0}


def _ticket(source, number, now):
    return RawMessage(
        source=source, external_id=number, kind="ticket", title="路灯不亮",
        text=f"第{number}号路口的路灯已经三天不亮了，晚上走路很不安全，请尽快维修。",
        posted_at=now - timedelta(days=3), channel="热线", unit="demo_city",
        facts={"assigned_at": (now - timedelta(days=2)).isoformat()},
    )  # fmt: skip


@pytest.fixture
def both(county, now):
    """One ticket of the demonstration and a real one that came in before stores were kept apart,
    both opened by the desk: (office, invented case, real case)."""
    for source, number in (("demo-hotline", "101"), ("hotline", "202")):
        importing.add(county, Origin(source, "b"), [_ticket(source, number, now)], now)
    for step in ("analyse", "desk"):
        runner.drain(county, step)
    found = case_lists.courses(county.store, ALL)
    by_source = {course.source: number for number, course in found.items()}
    return county, by_source["demo-hotline"], by_source["hotline"]


def _moves(office, number):
    return [move["actor"] for move in case_lists.file(office.store, ALL, number).moves]


def test_the_play_moves_invented_cases_and_no_real_one(both, now):
    office, invented, real = both
    before = _moves(office, real)
    furnishing_cases.go_on(office, 1, now + timedelta(days=40))
    assert set(_moves(office, invented)) > {"desk"}
    assert _moves(office, real) == before


@pytest.mark.parametrize("sources", [("demo-hotline",), ("demo-hotline", "hotline")])
def test_the_case_of_an_issue_is_played_on_where_no_real_message_is_in_it(county, now, sources):
    for number in range(2):
        raw = replace(_ticket(sources[number % len(sources)], f"{number}", now), text=TEXT)
        importing.add(county, Origin(raw.source, "b"), [raw], now)
    for step in ("analyse", "watch"):
        runner.drain(county, step)
    ((issue, name),) = frames.hot_issues(county.store, ALL).select("id", "name").rows()
    lead, matter = (
        Actor("高某", unit="demo_office", role="lead"),
        Matter("opinion", "issue", issue, name, now),
    )
    number = handling.open_case(open_desk(county), lead, matter, now)
    furnishing_cases.go_on(county, 1, now + timedelta(days=40))
    assert (len(_moves(county, number)) > 1) == (len(sources) == 1)


def test_a_visitor_who_is_quicker_than_the_play_keeps_the_case(both, now, monkeypatch):
    office, invented, _real = both
    listed = case_lists.courses(office.store, ALL)
    given = Given(text="请抓紧办理。")
    handling.act(open_desk(office), VISITOR, invented, "supervise", given, now)
    before = _moves(office, invented)
    monkeypatch.setattr(case_lists, "courses", lambda *_: listed)
    furnishing_cases.go_on(office, 1, now + timedelta(days=40))
    assert _moves(office, invented) == before
