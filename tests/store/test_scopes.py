"""What lies outside a reader's scope changes nothing that the reader can learn from the store.

Every reading function answers a limited reader before and after records outside the scope come
in: the answers must be the same, texts and numbers alike. Found by introspection: a new reading
function needs an entry in READS, or in SHARED with the reason.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import text

from core.alarms import Alarm, Signal
from core.issues import Issue
from core.ladder import parents_of, scope_of
from core.procedures import Given, Procedure
from core.roles import ROLES
from core.scope import Actor, Scope
from dashboard.shelves import SHELVES
from store import (
    alarms,
    counts,
    courses,
    frames,
    issues,
    items,
    judgements,
    labels,
    messages,
    procedures,
    rates,
)
from store.frames import Filter
from store.messages import Batch
from store.schema import history as history_table
from tests.cases.desk_place import FIVE, UNITS, desk, ticket
from tests.store.test_access import FUNCTIONS

ALL = Scope.ALL
PARENTS = parents_of(UNITS)
DAYS = (date(2026, 11, 1), date(2026, 11, 30))
MOMENTS = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
NUMBERS = tuple(range(1, 30))
CHOSEN = Filter(since=DAYS[0], until=DAYS[1])
BY = ("area", "region", "day")

READS = {
    "alarms.listed": (),
    "case_lists.open_cases": (),
    "case_lists.closed_cases": (),
    "case_lists.counts": (),
    "case_lists.courses": (),
    "case_lists.file": (2,),
    "case_lists.of_subjects": ("message", NUMBERS),
    "case_lists.burying": (MOMENTS[0],),
    "case_lists.message_ref": (7,),
    "case_lists.to_return": (NUMBERS,),
    "case_lists.source_ticket": (7,),
    "changes.of_message": (7,),
    "open_months.counted": DAYS,
    "courses.hours": (*MOMENTS, "unit"),
    "courses.parts": (MOMENTS, ("ticket", "assigned_at", "finished_at")),
    "courses.titled": (NUMBERS,),
    "daybook.read": (MOMENTS, ("id", "unit", "region")),
    "counts.answers": (CHOSEN, ("area",)),
    "counts.by_day": (CHOSEN,),
    "counts.by_hour": (CHOSEN,),
    "counts.counts": (CHOSEN, BY),
    "counts.labelled": (),
    "counts.totals": (CHOSEN,),
    "flows.handlers": (),
    "flows.standing": MOMENTS,
    "frames.count_messages": (CHOSEN,),
    "frames.days": DAYS,
    "frames.hot_issues": (),
    "frames.hours": DAYS,
    "frames.issue": (2,),
    "frames.messages_page": (CHOSEN,),
    "labels.corrections": (),
    "history.deeds": ("message", 7, "correct"),
    "items.ratings": MOMENTS,
    "items.tickets": (["路灯"], *MOMENTS),
    "judgements.judged": (),
    "judgements.proposals": (),
    "judgements.published": (),
    "knowledge.asked": (MOMENTS[0], DAYS[1], 1),
    "explaining.wanted": (MOMENTS[0],),
    "openness.asked": (MOMENTS[0],),
    "openness.comments": ("1",),
    "openness.unregistered": (MOMENTS[0],),
    "openness.received": MOMENTS,
    "procedures.listed": ("petition",),
    "procedures.opened_between": ("petition", *MOMENTS),
    "procedures.read": (2,),
    "procedures.running": (),
    "procedures.steps": (NUMBERS,),
    "proofs.pictures": (2,),
    "rated.call_backs": (DAYS, "unit", "solved"),
    "rated.stars": (DAYS, "unit"),
    "rates.call_backs": (*MOMENTS, "unit"),
    "rates.excluded": MOMENTS,
    "rates.spans": (MOMENTS, ("ticket", "assigned_at", "finished_at")),
    "rates.stars": (*MOMENTS, "unit"),
    "rule_changes.differing": ({"R-5": FIVE},),
    "situation.fresh": (MOMENTS[0],),
    "situation.instructed": (),
    "situation.moved": MOMENTS,
    "situation.seen": ("area",),
    "situation.supervised": (),
    "solutions.answered": (*MOMENTS, DAYS[1]),
    "solutions.outcomes": (),
    "solutions.overview": (*MOMENTS, DAYS[1]),
    "solutions.solved_cases": (),
    "solutions.typical": MOMENTS,
    "solutions.unsolved": (*MOMENTS, DAYS[1]),
    "topics.hot_in": ({1: 1, 2: 1},),
    "verdicts.dismissed": (NUMBERS,),
    "voices.of_issue": (2,),
}
"""Function -> what it is asked for, after store and scope."""

SHARED = {
    "alarms.events_of": "of an alarm that was shown",
    "alarms.silenced": "of alarms that were shown; tests/store/test_recusal.py",
    "aside.deeds": "what was set aside, one level up; tests/store/test_recusal.py",
    "annual.tables": "made of procedures and messages that the reader may see",
    "annual.years": "years of procedures",
    "assessments.listed": "a unit sees its own rows",
    "assessments.rounds": "a unit sees its own sign-offs",
    "briefings.listed": "briefings of the whole place, for readers without a limit alone",
    "briefings.read": "as briefings.listed",
    "open_months.made": "tables that were published",
    "people.submitters": "cells of the own units or regions, none where they would tell more",
    "openness.registered": "as openness.asked",
    "case_lists.accused_in": "whom a matter accuses, to bar its unit",
    "concentrations.kept": "counted anew for a limited reader; tests/store/test_recusal.py",
    "confidential.counts": "counts of confidential records, for readers without a limit alone",
    "contacts.listed": "who is told for a unit",
    "documents.known": "policy documents",
    "documents.listed": "policy documents",
    "documents.paragraphs": "policy documents",
    "documents.search": "policy documents",
    "documents.to_review": "policy documents",
    "frames.message": "as frames.messages_page, by a random number",
    "frames.quarantined": "for readers without a limit alone",
    "handbacks.latest": "of cases that were shown",
    "heat_days.begun": "since when heat is kept",
    "heat_days.listed": "of issues that were shown; tests/store/test_heat_days.py",
    "keeping.all_screens": "links somebody made",
    "keeping.views": "one's own views",
    "daybook.is_ready": "whether days are written",
    "knowledge.about": "as knowledge.asked",
    "knowledge.expired": "the knowledge base",
    "knowledge.listed": "the knowledge base",
    "knowledge.samples": "as knowledge.asked",
    "rates.span": "the first and last day",
    "releases.listed": "own drafts; tests/store/test_recusal.py",
    "reply_checks.contradictions": "own replies",
    "reply_checks.findings": "own replies",
    "reply_labels.of": "of messages that were shown",
    "requests.latest": "what the clock was asked",
    "requests.waiting": "what the clock was asked",
    "rule_changes.changes": "edited rules",
    "sign_offs.open_for": "own sign-offs",
    "sites.pages": "watched sites",
    "sites.probes": "watched sites",
    "statements.agreed": "agreed wording",
    "statements.ending": "agreed wording",
    "statements.listed": "agreed wording",
    "submitters.frozen": "counts of closed months by source",
    "topics.listed": "watched topics",
    "topics.matching": "as frames.messages_page",
    "volumes.by_hour": "totals of a source",
    "volumes.daily": "totals of a source",
    "volumes.hours": "totals of a source",
    "volumes.verdicts": "totals of a source",
    "waiting_rows.by_reason": "rows in quarantine by reason",
}
"""Reading functions that tell the same to all their readers, and why they may."""

READING = {"texts", "figures", "cases"}
SCOPES = {
    "a region": Scope(regions=frozenset({"3301"})),
    "a unit": Scope(units=frozenset({"water"})),
    "not what accuses it": Scope(barred=frozenset({"water"})),
    "a unit with all below": scope_of(PARENTS, "water"),
}
OUTSIDE = {
    "a region": {"region": "330203"},
    "a unit": {"unit": "hotline"},
    "not what accuses it": {"accused_unit": "water"},
    "a unit with all below": {"accused_unit": "water"},
}
INSIDE = {"region": "330106", "unit": "water", "accused_unit": None}
FACTS = {"assigned_at": "2026-11-20T09:00:00+08:00", "excluded": "x", "stars": 1, "item": "路灯",
         "solved": "no",
         "satisfied": "bad", "finished_at": "2026-11-21T09:00:00+08:00"}  # fmt: skip


def test_every_reading_function_is_tried_or_told_why_not():
    reading = {name for name, function in FUNCTIONS.items()
               if READING & set(function.capabilities)}  # fmt: skip
    assert reading - READS.keys() - SHARED.keys() == set()
    assert READS.keys() & SHARED.keys() == set()
    assert (READS.keys() | SHARED.keys()) - reading == set()


def test_no_page_reads_cells_from_which_small_groups_have_not_gone():
    import dashboard

    folder = Path(dashboard.__file__).parent
    named = re.compile(
        r"store import [^\n(]*\brated\b|store import \([^)]*\brated\b|store\.rated\b"
    )
    assert [
        path.name for path in folder.rglob("*.py") if named.search(path.read_text("utf-8"))
    ] == []
    assert "rated" not in {one.__name__.removeprefix("store.") for one in SHELVES.values()}


def come_in(store, make_message, now, name, place):
    """Records of a place with everything that can be made of them."""
    made = [
        make_message(
            f"{name}{kind}{number}", kind=kind, title=f"{name}路灯", facts=FACTS,
            region=place["region"], unit=place["unit"], reply=f"{name}已安排维修",
            posted_at=now - timedelta(hours=number), replied_at=now + timedelta(hours=30),
        )
        for kind in ("ticket", "rating", "letter") for number in (1, 2)
    ]  # fmt: skip
    messages.add(store, ALL, Batch("board", "test", made, []), now)
    pending = labels.pending(store, ALL)
    first = int(pending["id"].min())
    labelled = pending.with_columns(
        area=pl.lit("other"), sentiment=pl.lit("neg"), intent=pl.lit("咨询"), place=pl.lit("路"),
        problem=pl.lit(name), keywords=pl.lit(""), area_score=pl.lit(0.9), area_unsure=pl.lit(0),
        sentiment_score=pl.lit(0.0), urgency=pl.lit(2), region=pl.lit(place["region"]),
        topic1=pl.lit("市政"), topic2=pl.lit(name),
        accused_unit=pl.lit(place["accused_unit"], dtype=pl.String),
    )  # fmt: skip
    labels.save(store, ALL, labelled, "test", now)
    keyed = issues.unjoined(store, ALL).with_columns(key=pl.lit(name))
    issues.enter(store, ALL, keyed.select("id", "month", "posted_at", "key"))
    issue = Issue(name, name, "other", "路", "灯", 6, now, now, 80.0, now, "I", name)
    (number,) = issues.save(store, ALL, [issue])
    judgements.propose(store, ALL, [number], now)
    with store.write() as conn:
        labels.correct(conn, first, {"urgency": 1}, now)
        conn.execute(
            history_table.insert().values(
                at=now, actor="li", actor_kind="person", action="correct", subject="message",
                subject_id=first, details={"before": name},
            )
        )  # fmt: skip
    accused = place["accused_unit"] or ""
    case = ticket(desk(store), subject_id=first, title=name, accused=accused)
    with store.write() as conn:
        conn.execute(text("UPDATE cases SET handler = :unit, state = 'handling', supervised = :yes"
                          " WHERE id = :case"),
                     {"unit": place["unit"], "case": case, "yes": True})  # fmt: skip
    begun = Procedure("petition", name, "", place["unit"], now, state="accepting",
                      accused=accused, region=place["region"])  # fmt: skip
    with store.write() as conn:
        kept = replace(begun, id=procedures.add(conn, begun))
        procedures.write_step(conn, kept, "register", Actor("li"), Given(text=name), now, now)
    signal = Signal("hot", name, name, name, unit=place["unit"], region=place["region"],
                    accused=(accused,) if accused else ())  # fmt: skip
    alarms.save(store, ALL, [(Alarm(signal, now, now), [])], now)


def readings(store, scope):
    """What a reader learns from every function of READS."""
    told = {}
    for name, arguments in READS.items():
        found = FUNCTIONS[name](store, scope, *arguments)
        found = pl.concat(found) if isinstance(found, Iterator) else found
        told[name] = str(found.rows()) if isinstance(found, pl.DataFrame) else str(found)
    return told


@pytest.mark.slow
@pytest.mark.parametrize("who", SCOPES)
def test_what_is_outside_a_scope_changes_no_answer(store, make_message, now, who):
    scope = SCOPES[who]
    come_in(store, make_message, now, "甲", INSIDE)
    before, all_before = readings(store, scope), readings(store, ALL)
    come_in(store, make_message, now, "乙", {**INSIDE, **OUTSIDE[who]})
    after, all_after = readings(store, scope), readings(store, ALL)
    leaking = [name for name in READS if before[name] != after[name]]
    assert leaking == []
    silent = {name for name in READS if all_before[name] == all_after[name]}
    assert silent <= UNCHANGED, silent - UNCHANGED


UNCHANGED = {
    "openness.asked", "openness.comments", "openness.unregistered", "explaining.wanted",
    "case_lists.closed_cases", "case_lists.burying", "rated.call_backs", "solutions.typical",
    "solutions.unsolved", "proofs.pictures", "judgements.judged", "judgements.published",
    "situation.instructed", "solutions.solved_cases", "solutions.outcomes", "situation.seen",
    "verdicts.dismissed", "changes.of_message", "voices.of_issue", "rule_changes.differing",
}  # fmt: skip
"""What these records do not touch: their filter is that of a function which they do."""


@pytest.mark.parametrize("role", [code for code, role in ROLES.items() if "texts" not in role.may])
def test_whoever_reads_no_texts_learns_of_no_group_below_five(store, make_message, now, role):
    scope = Scope(may=ROLES[role].may | {"figures"}, least=5)
    come_in(store, make_message, now, "甲", INSIDE)
    assert frames.count_messages(store, scope, CHOSEN) == 6
    assert frames.count_messages(store, scope, Filter(words="甲路灯")) == 6
    assert counts.totals(store, scope, CHOSEN)["messages"] == 6
    assert frames.hot_issues(store, scope).height == 1
    come_in(store, make_message, now, "乙", {**INSIDE, "region": "330203"})
    with store.write() as conn:
        conn.execute(text("UPDATE issues SET messages = 4 WHERE name = '乙'"))
    assert frames.hot_issues(store, scope)["name"].to_list() == ["甲"]
    strict = replace(scope, least=7)
    assert frames.count_messages(store, strict, CHOSEN) == 12
    assert frames.count_messages(store, strict, Filter(words="乙路灯")) == 0
    assert counts.counts(store, strict, CHOSEN, ("region",)).is_empty()
    assert counts.counts(store, scope, CHOSEN, ("region", "day"))["messages"].sum() == 12


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_rates_and_items_show_no_group_below_five_and_no_record(store, make_message, now, role):
    scope = Scope(may=ROLES[role].may, least=5)
    since, until = MOMENTS
    facts = {**FACTS, "called_back_at": "2026-11-22T09:00:00+08:00"}
    made = [
        make_message(f"{kind}{unit}{item}{number}", kind=kind, title="甲", unit=unit,
                     facts={**facts, "item": item}, text=f"{item}坏了", region="330106",
                     posted_at=now - timedelta(hours=number + 1),
                     **({"reply": "已修", "replied_at": now} if kind == "ticket" else {}))
        for kind in ("ticket", "rating")
        for unit, item, many in (("water", "路灯", 5), ("hotline", "井盖", 4), ("water", "", 1))
        for number in range(many)
    ]  # fmt: skip
    messages.add(store, ALL, Batch("board", "test", made, []), now)
    for read, by, small in (
        (rates.call_backs, "unit", "hotline"), (rates.stars, "unit", "hotline"),
        (courses.hours, "unit", "hotline"),
    ):  # fmt: skip
        assert small in read(store, ALL, since, until, by)["group"].to_list()
        assert set(read(store, scope, since, until, by)["group"]) == {"water"}
        assert not read(store, scope, since, until, "month").is_empty()
        assert read(store, replace(scope, least=11), since, until, "region").is_empty()
    clock = ("ticket", "assigned_at", "finished_at")
    assert set(rates.spans(store, ALL, MOMENTS, clock)["title"]) == {"甲"}
    shown = rates.spans(store, scope, MOMENTS, clock)
    assert (set(shown["title"]), set(shown["ref"]), shown.height) == ({""}, {""}, 6)
    assert items.ratings(store, ALL, since, until).height == 3
    found = items.ratings(store, scope, since, until)
    assert found.select("item", "unit", "ratings").rows() == [("路灯", "water", 5)]
    named = dict(items.tickets(store, scope, ["路灯", "井盖", "水塔"], since, until).iter_rows())
    assert named == {"路灯": 5, "水塔": 0}


def test_hot_issues_of_a_region_are_those_with_a_message_about_it(store, make_message, now):
    come_in(store, make_message, now, "甲", {**INSIDE, "region": "330106"})
    come_in(store, make_message, now, "乙", {**INSIDE, "region": "330203"})

    def named(region, scope=ALL):
        return set(frames.hot_issues(store, scope, region=region)["name"])

    assert named("330203") == named("3302") == {"乙"}
    assert named("33") == {"甲", "乙"}
    assert named("330203", Scope(regions=frozenset({"330106"}))) == set()
