"""A round over many sources: side by side, politely, and fair when our own network fails."""

import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from config import settings, tables
from core.outages import outages
from core.scope import Actor, Scope
from jobs import collect, network, runner
from jobs.office import Office
from store import frames, history, requests
from store.frames import Filter
from tests import feeds
from tests.feeds import Hub

ALL = Scope.ALL
MINUTE = timedelta(minutes=1)
ROW = (
    '[[source]]\nid = "{name}"\nkind = "rss"\nname = "{name}"\npublisher = "news_medium"\n'
    'location = "{location}"\nevery_minutes = 10\nallow_private = true\n'
)


DATABASE = """
[[profile]]
name = "db"
kind = "ticket"
[profile.columns]
external_id = ["id"]
text = ["body"]
posted_at = ["at"]

[[source]]
id = "db"
kind = "sql"
name = "db"
publisher = "official_platform"
profile = "db"
allow_private = true
[source.sql]
query = "SELECT * FROM t"
"""


@pytest.fixture
def hub() -> Iterator[Hub]:
    with feeds.serve() as served:
        yield served


@pytest.fixture
def office_of(tmp_path: Path, sqlite_template: Path) -> Iterator[Callable[..., Office]]:
    """An office over an empty store that knows these sources: name -> location."""
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = []

    def make(**located: str) -> Office:
        extra = tmp_path / "sources.toml"
        rows = [ROW.format(name=name, location=at) for name, at in located.items()]
        extra.write_text("\n".join(rows), "utf-8")
        found = settings.load(
            {
                "MINSHENG_HOME": str(tmp_path / "home"),
                "MINSHENG_STORE_URL": f"sqlite:///{path}",
                "MINSHENG_CONFIG": str(extra),
            }
        )
        opened.append(Office(found, tables.load(found)))
        return opened[-1]

    yield make
    for office in opened:
        office.store.close()


def states(office: Office) -> dict[str, dict[str, object]]:
    return {row["source"]: row for row in frames.sources(office.store, ALL).iter_rows(named=True)}


def closed_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.slow
def test_many_at_once_but_few_to_a_host(hub, office_of):
    located = {}
    for number in range(12):
        path = f"/{number}"
        hub.answers[path] = lambda handler, path=path: (
            time.sleep(0.3),
            handler.answer(200, feeds.feed([path])),
        )
        host = "127.0.0.1" if number < 3 else f"127.0.1.{number}"
        located[f"s{number}"] = hub.location(path, host)
    office = office_of(**located)
    assert runner.drain(office, "collect") == runner.Ticked(done=12)
    assert hub.most[""] > 3
    assert hub.most["127.0.0.1"] <= 2
    assert frames.count_messages(office.store, ALL, Filter()) == 12
    assert runner.drain(office, "collect") == runner.Ticked()


def test_one_broken_source_holds_nobody_up(hub, office_of):
    hub.answers["/good"] = lambda handler: handler.answer(200, feeds.feed(["a"]))
    hub.answers["/bad"] = lambda handler: handler.answer(404)
    office = office_of(bad=hub.location("/bad"), good=hub.location("/good"))
    assert runner.drain(office, "collect") == runner.Ticked(done=1, failed=1)
    found = states(office)
    assert (found["bad"]["failures"], found["good"]["failures"]) == (1, 0)


def test_a_fault_of_a_moment_is_none(hub, office_of):
    def once(handler):
        status = 502 if hub.asked["/feed"] == 1 else 200
        handler.answer(status, feeds.feed(["a"]))

    hub.answers["/feed"] = once
    office = office_of(feed=hub.location("/feed"))
    assert runner.drain(office, "collect") == runner.Ticked(done=1)
    assert hub.asked["/feed"] == 2
    assert states(office)["feed"]["failures"] == 0


def test_who_asks_to_be_left_alone_is(hub, office_of):
    hub.answers["/busy"] = lambda handler: handler.answer(429, Retry_After="7200")
    hub.answers["/other"] = lambda handler: handler.answer(200, feeds.feed(["a"]))
    office = office_of(busy=hub.location("/busy"))
    started = runner.now()
    assert runner.drain(office, "collect") == runner.Ticked(failed=1)
    assert hub.asked["/busy"] == 1
    assert states(office)["busy"]["next_at"] > started + timedelta(minutes=119)
    # Another source of that host comes up while it rests.
    known = dict(office.tables.rows)
    row = known["source"]["busy"]
    known["source"] = {"other": type(row)(**{**_fields(row), "id": "other",
                                             "location": hub.location("/other")})}  # fmt: skip
    beside = Office(office.settings, tables.Tables(known, {}))
    beside.__dict__["store"] = office.store
    assert runner.drain(beside, "collect") == runner.Ticked()
    assert hub.asked["/other"] == 0
    other = states(office)["other"]
    assert (other["failures"], other["error"]) == (0, "")
    assert other["next_at"] > started + timedelta(minutes=119)


def _fields(row):
    return {name: getattr(row, name) for name in type(row).__slots__}


def test_our_own_network_counts_against_nobody(hub, office_of, monkeypatch):
    port = closed_port()
    dead = {f"s{n}": f"http://127.0.0.{n}:{port}/feed" for n in range(1, 4)}
    office = office_of(**dead)
    with office.store.write() as conn:
        requests.ask(conn, "collect", {"source": "s1"}, Actor("tester"), runner.now())
    assert runner.drain(office, "collect") == runner.Ticked(failed=1)
    found = states(office)
    assert [found[name]["failures"] for name in dead] == [0, 0, 0]
    assert [found[name]["error"] for name in dead] == ["", "", ""]
    noted = outages([history.read_note(office.store, ALL, "intranet_down")])
    assert [outage.sources for outage in noted] == [3]
    assert requests.waiting(office.store, ALL, "collect") == []
    run = frames.run_history(office.store, ALL).row(0, named=True)
    assert run["source"] == ""
    assert "本机网络不通" in run["error"]

    # Still down: one probe, nobody is asked, nothing is added to the history.
    later = runner.now() + 2 * MINUTE
    assert list(collect.units(office, list(dead), later)) == []
    assert frames.run_history(office.store, ALL).height == 1
    assert states(office)["s1"]["next_at"] == later + network.AGAIN

    # Back: what answers is read, and the note goes.
    hub.answers["/feed"] = lambda handler: handler.answer(200, feeds.feed(["a"]))
    alive = office_of(**{name: hub.location("/feed", f"127.0.0.{name[1:]}") for name in dead})
    done = [work(later) for _, work in collect.units(alive, list(dead), later)]
    assert [counts["rows"] for counts in done] == [1, 1, 1]
    assert outages([history.read_note(alive.store, ALL, "intranet_down")]) == []


def test_a_database_is_read_without_the_network_and_says_nothing_of_it(tmp_path, sqlite_template):
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(tmp_path / "other.db")) as conn:
        conn.execute("CREATE TABLE t (id, body, at)")
        conn.execute("INSERT INTO t VALUES (1, '路灯不亮。', '2026-11-20')")
        conn.commit()
    port = closed_port()
    dead = {f"s{n}": f"http://127.0.0.{n}:{port}/feed" for n in range(1, 4)}
    rows = [ROW.format(name=name, location=at) for name, at in dead.items()]
    (tmp_path / "sources.toml").write_text("\n".join([*rows, DATABASE]), "utf-8")
    found = settings.load(
        {
            "MINSHENG_HOME": str(tmp_path / "home"),
            "MINSHENG_STORE_URL": f"sqlite:///{path}",
            "MINSHENG_CONFIG": str(tmp_path / "sources.toml"),
            "MINSHENG_SECRET_DB": f"sqlite:///{tmp_path / 'other.db'}",
        }
    )
    office = Office(found, tables.load(found))
    assert runner.drain(office, "collect") == runner.Ticked(done=1, failed=1)
    noted = network.outages([history.read_note(office.store, ALL, "intranet_down")])
    assert [outage.sources for outage in noted] == [3]
    later = runner.now() + 20 * MINUTE
    assert [name for name, _ in collect.units(office, [*dead, "db"], later)] == ["db"]
    office.store.close()


def test_one_unreachable_host_among_others_is_its_own_fault(hub, office_of):
    hub.answers["/feed"] = lambda handler: handler.answer(200, feeds.feed(["a"]))
    dead = f"http://127.0.0.9:{closed_port()}/"
    office = office_of(dead=dead, alive=hub.location("/feed"))
    assert runner.drain(office, "collect") == runner.Ticked(done=1, failed=1)
    assert states(office)["dead"]["failures"] == 1


def test_another_source_that_answers_is_control_enough(hub, office_of):
    office = office_of(dead=f"http://127.0.0.9:{closed_port()}/", alive=hub.location("/feed"))
    done = collect.units(office, ["dead"], runner.now())
    assert [name for name, _ in done] == ["dead"]


def test_the_control_host_speaks_where_nobody_else_can(hub, office_of):
    alone = office_of(dead=f"http://127.0.0.9:{closed_port()}/")
    source = alone.tables.sources["dead"]
    assert not network.is_down(alone, True, [source])  # one source alone proves nothing
    check = {"network_check": f"http://127.0.0.1:{closed_port()}/"}
    told = Office(type(alone.settings)(**{**_fields(alone.settings), **check}), alone.tables)
    assert network.is_down(told, False, [source])
    check = {"network_check": hub.location("/")}
    told = Office(type(alone.settings)(**{**_fields(alone.settings), **check}), alone.tables)
    assert not network.is_down(told, False, [source])
