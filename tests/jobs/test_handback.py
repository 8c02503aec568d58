"""Finished work goes back to its platform: once, whole, under one key; failures are seen."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from cases import returning
from collectors import handback as door
from core.doors import Handback, Rest
from core.errors import InputError
from core.scope import Actor, Scope
from core.sources import Profile, Source
from jobs import doctor, handback, opening, runner
from jobs.office import Office
from store import handbacks, messages
from store.messages import Batch
from tests import loopback
from tests.cases.desk_place import CHECKER, CLERK, HOUSING, desk, ticket, walk

ALL = Scope.ALL
MINUTE = timedelta(minutes=1)
FIELDS = {"orderNo": "external_id", "result": "reply", "status": "state", "doneAt": "finished_at",
          "isSolved": "solved", "dept": "unit"}  # fmt: skip
WAY = Handback("/orders/{external_id}/result", FIELDS, {"state": {"已办结": "3"}}, ok="code == `0`")
FINISH = ((CLERK, "assign", {"unit": "housing"}), (HOUSING, "sign", {}),
          (HOUSING, "reply", {"text": "已修好"}), (HOUSING, "finish", {}))  # fmt: skip


@pytest.fixture
def platform(office, now, make_message, monkeypatch):
    """An office with a finished case of a source whose platform answers as `answers` say."""

    def go(address, way=WAY, *, private=True, rest=None):
        source = Source("board", "rest", "诉求平台", "official_platform", "board",
                        location=f"{address}/api", allow_private=private, rest=rest)  # fmt: skip
        rows = {**office.tables.rows, "source": {"board": source},
                "profile": {"board": Profile("board", "ticket", {}, handback=way)}}  # fmt: skip
        places = {("source", "board"): "x", ("profile", "board"): "x"}
        tables = replace(office.tables, rows=rows, origins={**office.tables.origins, **places})
        made = Office(office.settings, tables)
        vars(made)["store"] = office.store
        return made

    monkeypatch.setattr(Office, "shown_tables", property(lambda self: self.tables))
    fresh = make_message("T/1 甲", kind="ticket", unit="housing")
    messages.add(office.store, ALL, Batch("board", "b", [fresh], []), now)
    place = desk(office.store)
    go.case = ticket(place, platform="assigned", platform_at=now)
    go.place = place
    walk(place, go.case, *FINISH, now=now)
    return go


def work(office, now):
    counts = Counter()
    for _turn in range(5):
        if not handback.due(office, now):
            break
        counts += Counter(handback.run(office, "", now))
    return counts


def judged(platform, choice, at):
    verified = (CHECKER, "verify", {"text": "看过"})
    solved = (CHECKER, "solve", {"choice": choice, "text": "看过"})
    walk(platform.place, platform.case, verified, solved, now=at)


def say(code=0, status=200):
    return lambda asked: loopback.Answer(json.dumps({"code": code}).encode(), status)


def test_a_finished_case_goes_back_once_in_the_platform_s_words(platform, now):
    with loopback.serving(say()) as served:
        office = platform(served.address)
        assert work(office, now) == {"entered": 1, "sent": 1}
        assert work(office, now + timedelta(days=1)) == {}
    (asked,) = served.asked
    assert (asked.method, asked.path) == ("POST", "/orders/T%2F1%20%E7%94%B2/result")
    told = json.loads(asked.body)
    assert told.pop("doneAt").endswith("+08:00")
    assert told == {"orderNo": "T/1 甲", "result": "已修好", "status": "3", "isSolved": "",
                    "dept": "housing"}  # fmt: skip
    assert asked.headers["idempotency-key"].startswith(f"case-{platform.case}-")


def test_what_changes_afterwards_goes_back_under_another_key(platform, now):
    with loopback.serving(say()) as served:
        office = platform(served.address)
        work(office, now)
        judged(platform, "yes", now + timedelta(days=1))
        work(office, now + timedelta(days=2))
    first, second = served.asked
    assert json.loads(second.body)["isSolved"] == "已解决"
    assert first.headers["idempotency-key"] != second.headers["idempotency-key"]


@pytest.mark.parametrize("bad", [say(status=503), say(code=9), say(status=401)])
def test_what_may_pass_is_tried_again_with_the_same_key(platform, now, bad):
    moods = [bad, bad, say()]
    with loopback.serving(lambda asked: moods.pop(0)(asked)) as served:
        office = platform(served.address)
        assert work(office, now)["failed"] == 1
        (row,) = handbacks.latest(office.store, ALL, [platform.case]).values()
        assert (row["state"], row["attempts"]) == ("waiting", 1)
        assert row["error"]
        assert work(office, now + 30 * timedelta(seconds=1)) == {}
        assert work(office, now + 2 * MINUTE)["failed"] == 1
        assert work(office, now + 10 * MINUTE)["sent"] == 1
    assert len({asked.headers["idempotency-key"] for asked in served.asked}) == 1
    assert len({asked.body for asked in served.asked}) == 1


def test_a_refusal_for_good_waits_for_a_person(platform, now, monkeypatch):
    moods = [say(status=422), say()]
    monkeypatch.setattr(runner, "now", lambda: now)
    with loopback.serving(lambda asked: moods.pop(0)(asked)) as served:
        office = platform(served.address)
        assert work(office, now)["failed"] == 1
        assert work(office, now + timedelta(days=9)) == {}
        assert [one.state for one in doctor.examine(office) if "回填" in one.subject] == ["warning"]
        returning.again(office.store, Actor("li"), platform.case, now)
        assert work(office, now)["sent"] == 1
    with pytest.raises(InputError, match="未成功"):
        returning.again(office.store, Actor("li"), platform.case, now)


def test_what_was_written_under_a_clock_that_ran_ahead_goes_back_at_once(platform, now):
    """Entered when the clock was a week ahead, and refused once by then."""
    back, moods = now - timedelta(days=7), [say(status=503), say()]
    with loopback.serving(lambda asked: moods.pop(0)(asked)) as served:
        office = platform(served.address)
        (fresh,) = handback._fresh(office, handback.configured(office))
        handbacks.enter(office.store, ALL, *fresh, now)
        assert work(office, back)["failed"] == 1
        handing = handbacks.claim(office.store, ALL, now)
        handbacks.failed(office.store, ALL, handing.id, "busy", now + 5 * MINUTE)
        assert work(office, back)["sent"] == 1
    assert len({asked.headers["idempotency-key"] for asked in served.asked}) == 1


def test_what_is_being_sent_is_not_taken_twice(platform, now):
    with loopback.serving(say()) as served:
        office = platform(served.address)
        (fresh,) = handback._fresh(office, handback.configured(office))
        handbacks.enter(office.store, ALL, *fresh, now)
        assert handbacks.claim(office.store, ALL, now)
        assert handbacks.claim(office.store, ALL, now + MINUTE) is None
        assert handbacks.claim(office.store, ALL, now + 3 * MINUTE).attempts == 2


def test_a_private_address_is_refused_unless_the_source_allows_it(platform, now):
    with loopback.serving(say()) as served:
        office = platform(served.address, private=False)
        assert work(office, now) == {"entered": 1, "failed": 1}
    assert served.asked == []
    (row,) = handbacks.latest(office.store, ALL, [platform.case]).values()
    assert "内部网络" in row["error"]


def test_an_older_telling_that_waits_is_overtaken(platform, now):
    with loopback.serving(say(status=503)) as served:
        office = platform(served.address)
        work(office, now)
        judged(platform, "no", now + timedelta(days=1))
        work(office, now + timedelta(days=2))
    bodies = [json.loads(asked.body)["isSolved"] for asked in served.asked]
    assert bodies == ["", "未解决"]


def test_it_logs_in_as_the_source_does(platform, now):
    with loopback.serving(say()) as served:
        office = platform(served.address, rest=Rest(login="header"))
        opened = opening.opened(office, office.tables.sources["board"])
        door.send(replace(opened, secret="geheim"), {"a": "b"}, "1", "k")  # noqa: S106
    assert served.asked[0].headers["authorization"] == "Bearer geheim"


def test_without_a_way_back_nothing_is_done(platform, now):
    office = platform("http://127.0.0.1:1", way=None)
    assert handback.due(office, now) == []
