"""Answered is not solved; items and units by their poor ratings, small numbers unranked."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from core.issues import Issue
from core.ladder import scope_of
from core.scope import Scope
from reports import ranking
from store import issues, items, labels, messages, reply_labels, solutions
from store.messages import Batch
from tests.cases.desk_place import CHECKER, CLERK, DAY, HOUSING, desk, ticket, walk

ALL = Scope.ALL
TODAY = date(2026, 11, 23)
BOUNDS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


@pytest.fixture
def add(store, now, make_message):
    def go(*made):
        found = [
            make_message(str(number), **{"kind": "ticket", "unit": "housing", **fields})
            for number, fields in enumerate(made, 1)
        ]
        messages.add(store, ALL, Batch("board", "f", found), now)

    return go


def test_answered_but_not_solved(store, now, add):
    answered = {"reply": "已办理。", "replied_at": now + DAY}
    add(
        answered | {"title": "未解决", "facts": {"solved": "未解决"}},
        answered | {"title": "重办", "facts": {"reopened_at": "2026-11-25T10:00:00+08:00"}},
        answered | {"title": "又来"},
        {"title": "后来", "posted_at": now + 2 * DAY},
        answered | {"title": "好了", "facts": {"solved": "解决"}},
    )
    rows = [
        {"id": 3, "month": 202611, "posted_at": now, "key": "m3"},
        {"id": 4, "month": 202611, "posted_at": now + 2 * DAY, "key": "m3"},
    ]
    issues.enter(store, ALL, pl.DataFrame(rows))
    issues.save(store, ALL, [Issue("m3", "n", "other", "", "", 2, now, now + 2 * DAY)])
    found = solutions.unsolved(store, ALL, *BOUNDS, TODAY)
    told = {row["title"]: (row["solved"], row["again"]) for row in found.iter_rows(named=True)}
    late = {"id": 4, "month": 202611, "posted_at": now + 40 * DAY, "key": "m3"}
    assert told == {"未解决": ("未解决", 0), "重办": (None, 0), "又来": (None, 1)}
    issues.enter(store, ALL, pl.DataFrame([late]))  # another occasion, weeks later
    issues.save(store, ALL, [Issue("m3", "n", "other", "", "", 2, now, now + 40 * DAY)])
    assert "又来" not in set(solutions.unsolved(store, ALL, *BOUNDS, TODAY)["title"])


@pytest.fixture
def say(store, now):
    """Labels of messages (intent) and of their replies, as a model would give them."""

    def go(intents, replies):
        pending = labels.pending(store, ALL)
        told = pending.with_columns(
            pl.Series("intent", intents), area=pl.lit("other"), sentiment=pl.lit("neg"),
            place=pl.lit(""), problem=pl.lit(""), keywords=pl.lit(""), area_score=pl.lit(0.9),
            area_unsure=pl.lit(0), sentiment_score=pl.lit(0.0), urgency=pl.lit(0),
        )  # fmt: skip
        labels.save(store, ALL, told, "test", now)
        found = reply_labels.of(store, ALL, pending["id"].to_list())
        rows = [
            {"outcome": outcome, "promised_on": promised, "score": score}
            for outcome, promised, score in replies
        ]
        own = pl.DataFrame(rows, schema_overrides={"promised_on": pl.Date})
        flags = {name: pl.lit(1) for name in ("relevant", "basis", "owner", "deadline", "contact")}
        frame = pl.concat([found, own], how="horizontal").with_columns(hours=pl.lit(9.0), **flags)
        reply_labels.save(store, ALL, frame, "test", now)

    return go


def test_a_unit_is_not_told_that_others_came_back_to_accuse_it(store, now, add, say):
    add(
        {"title": "停水", "reply": "已办理。", "replied_at": now + DAY},
        {"title": "又停水", "posted_at": now + 2 * DAY},
    )
    say(["投诉", "投诉"], [("resolved", None, 80)])
    rows = [
        {"id": number, "month": 202611, "posted_at": now + days * DAY, "key": "m1"}
        for number, days in ((1, 0), (2, 2))
    ]
    issues.enter(store, ALL, pl.DataFrame(rows))
    issues.save(store, ALL, [Issue("m1", "n", "other", "", "", 2, now, now + 2 * DAY)])
    unit = scope_of({"housing": ""}, "housing")
    assert solutions.answered(store, unit, *BOUNDS, TODAY)["again"] == 1
    with store.write() as conn:
        labels.correct(conn, 2, {"accused_unit": "housing"}, now)
    for scope, again in ((ALL, 1), (unit, 0)):
        assert solutions.answered(store, scope, *BOUNDS, TODAY)["again"] == again
        assert solutions.unsolved(store, scope, *BOUNDS, TODAY)["again"].to_list() == [1] * again


def test_an_answer_without_substance_or_past_its_promise_solves_nothing(store, now, add, say):
    answered = {"reply": "已收悉。", "replied_at": now + DAY}
    solved = {"facts": {"solved": "解决"}}
    add(*({"title": title, **answered, **more} for title, more in (
        ("空话", {}), ("转办", {}), ("问路", {}), ("空话但解决", solved),
        ("过期", {}), ("未到期", {}), ("修好了", solved),
    )))  # fmt: skip
    late, soon = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    outcomes = [
        ("empty", None, 5), ("referred", None, 9), ("empty", None, 5), ("empty", None, 5),
        ("committed", late, 60), ("committed", soon, 60), ("resolved", late, 90),
    ]  # fmt: skip
    say(["投诉", "求助", "咨询", "投诉", "投诉", "投诉", "投诉"], outcomes)
    found = solutions.unsolved(store, ALL, *BOUNDS, TODAY)
    assert set(found["title"]) == {"空话", "转办", "过期"}
    assert solutions.answered(store, ALL, *BOUNDS, TODAY) == {
        "answered": 7, "called": 0, "reopened": 0, "again": 0, "thin": 2, "promised": 1,
        "unsolved": 3,
    }  # fmt: skip
    assert solutions.typical(store, ALL, *BOUNDS)["title"].to_list() == ["修好了"]


def test_only_verified_solutions_are_typical(store, now):
    here = desk(store)
    number, other = ticket(here), ticket(here, subject_id=2)
    finish = (
        (CLERK, "assign", {"unit": "housing"}), (HOUSING, "sign", {}),
        (HOUSING, "reply", {"text": "已修好"}), (HOUSING, "finish", {}),
    )  # fmt: skip
    walk(here, other, *finish)
    verified = ((CHECKER, "verify", {"text": "看过"}),
                (CHECKER, "solve", {"choice": "yes", "text": "好了"}))  # fmt: skip
    walk(here, number, *finish, *verified)
    (row,) = solutions.solved_cases(store, ALL)
    assert (row["id"], row["given"]["text"]) == (number, "已修好")
    assert solutions.outcomes(store, ALL) == {"yes": 1, "": 1}


def test_items_are_ranked_only_with_enough_ratings(store, now, add):
    def given(item, stars):
        return {"kind": "rating", "title": item, "facts": {"item": item, "stars": stars}}

    add(*[given("落户", 1)] * 2, *[given("社保", star) for star in (1, 2, 5, 5, 5)],
        *[given("公积金", star) for star in (5, 5, 5, 5, 5)],
        {"title": "社保卡办不了", "posted_at": now - timedelta(hours=1)})  # fmt: skip
    found = items.ratings(store, ALL, *BOUNDS)
    rows = ranking.ranked(found, "item", 5)
    assert [(row["name"], row["rank"]) for row in rows] == [
        ("社保", 1), ("公积金", 2), ("落户", 0),
    ]  # fmt: skip
    assert rows[0]["ratio"].value == 40
    named = items.tickets(store, ALL, ["社保", "落户"], *BOUNDS)
    assert named.rows() == [("社保", 1), ("落户", 0)]
