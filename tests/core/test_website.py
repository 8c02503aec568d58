"""R-WEB-CHECK, number by number: just inside and just outside each limit."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.website import HOME, Probe, Seen, WebRule, judge

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
RULE = WebRule("R-WEB-CHECK", "国办秘函〔2019〕19号")


def looks(slow=0, a_day=24, days=8, void=0):
    """Looks of the last days, the first of them slow, the next ones void."""
    start = NOW - timedelta(days=days)
    found = [
        Probe(start + timedelta(minutes=number * 1_440 / a_day), 1.0)
        for number in range(a_day * days)
    ]
    inside = [at for at, probe in enumerate(found) if probe.at >= NOW - timedelta(days=6)]
    for position in inside[:slow]:
        found[position] = Probe(found[position].at, 15.1)
    for position in inside[slow : slow + void]:
        found[position] = Probe(found[position].at, None, void=True)
    return found


def page(name, kind="news", days=0, items=5, **more):
    return Seen(name, kind, NOW, TODAY - timedelta(days=days), items, **more)


def states(probes=(), seen=()):
    return {finding.code: finding.state for finding in judge(probes, seen, RULE, NOW)}


@pytest.mark.parametrize(
    ("probes", "state"),
    [
        (looks(), "fine"),
        (looks(slow=8), "fine"),  # 8 of 168 is 4.8 %
        (looks(slow=9), "fails"),  # 9 of 168 is 5.4 %
        (looks(a_day=19), "unknown"),
        (looks(a_day=20), "fine"),
        (looks(days=5), "unknown"),
        (looks(void=40), "unknown"),  # what was our own fault proves nothing
        (looks(slow=5, void=2), "fine"),
        ([], "unknown"),
    ],
)
def test_a_site_that_is_slow_too_often(probes, state):
    assert states(probes)["unreachable"] == state


@pytest.mark.parametrize(
    ("last", "state"),
    [([None] * 3, "fails"), ([1, None, None], "watch"), ([None, None, 1], "fine"), ([], "unknown")],
)
def test_a_site_that_is_down_now(last, state):
    probes = [Probe(NOW + timedelta(minutes=n), seconds) for n, seconds in enumerate(last)]
    assert states(probes)["down"] == state


def test_our_own_outage_is_no_ones_failing():
    assert states([Probe(NOW, None, void=True)] * 5)["down"] == "unknown"


@pytest.mark.parametrize(("days", "state"), [(14, "fine"), (15, "fails")])
def test_a_home_page_that_stands_still(days, state):
    assert states(seen=[page(HOME, "home", days)])["home"] == state
    assert states(seen=[Seen(HOME, "home", NOW)])["home"] == "unknown"


@pytest.mark.parametrize(
    ("count", "columns", "many"),
    [(0, "fine", "fine"), (4, "watch", "watch"), (5, "fails", "watch"), (10, "fails", "fails")],
)
def test_columns_that_stand_still(count, columns, many):
    stale = [page(f"动态{n}", days=15) for n in range(count)]
    fresh = [page("要闻", days=14), page("政策", "policy", days=180)]
    found = states(seen=stale + fresh)
    assert (found["columns"], found["many_columns"]) == (columns, many)


def test_policies_have_six_months():
    old = [Seen(f"政策{n}", "policy", NOW, date(2026, 5, 22), 3) for n in range(5)]
    kept = [Seen(f"政策{n}", "policy", NOW, date(2026, 5, 23), 3) for n in range(5)]
    assert states(seen=old)["columns"] == "fails"
    assert states(seen=kept)["columns"] == "fine"


@pytest.mark.parametrize(("count", "state"), [(0, "fine"), (4, "watch"), (5, "fails")])
def test_blank_columns(count, state):
    blank = [page("不空"), *(Seen(f"空{n}", "policy", NOW) for n in range(count))]
    assert states(seen=blank)["blank"] == state
    assert states(seen=blank)["columns"] == "fine"


@pytest.mark.parametrize(
    ("day", "state"),
    [(None, "fine"), (date(2026, 8, 23), "watch"), (date(2026, 8, 22), "fails")],
)
def test_messages_without_an_answer(day, state):
    assert states(seen=[page("留言", "messages", pending_on=day)])["messages"] == state


@pytest.mark.parametrize(("days", "state"), [(14, "fine"), (15, "fails")])
def test_an_account_that_is_silent(days, state):
    assert states(seen=[page("发布", "media", days)])["media"] == state


def test_an_account_without_anything_is_silent_and_without_any_page_nothing_is_known():
    assert states(seen=[Seen("发布", "media", NOW)])["media"] == "fails"
    assert set(states().values()) == {"unknown"}


def test_a_page_that_could_not_be_read_is_not_judged():
    unread = [Seen(f"动态{n}", "news", NOW, error="太慢") for n in range(9)]
    assert states(seen=unread)["blank"] == "unknown"


def test_the_sentence_has_the_numbers():
    found = {finding.code: finding.sentence for finding in judge(looks(slow=9), [], RULE, NOW)}
    assert "168 次" in found["unreachable"]
    assert "9 次" in found["unreachable"]
    assert "5.4%" in found["unreachable"]
