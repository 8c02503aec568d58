"""Pushed bodies. The cases are files: tests/samples/push. The endpoint itself is tested with its
process, in tests/jobs/test_receiving.py."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from collectors import push
from collectors.interfaces.gate import Gate, digest
from core.doors import Push
from core.errors import InputError
from core.sources import Opened, Profile
from tests.collectors import samples
from tests.collectors.odd import BODY, only_what_may_come

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAMPLES = samples.SAMPLES / "push"
CASES = samples.cases("push")


def a_source(profile=None, secret="", **door):
    return Opened(
        "desk", "push", "示例热线", "official_platform",
        mapping=profile, secret=secret, push=Push(**door),
    )  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_sample(name):
    expected = samples.expectation("push", name)
    source = a_source(expected["profile"], **expected["door"])
    body = (SAMPLES / name).read_bytes()
    if "error" in expected:
        with pytest.raises(InputError, match=expected["error"]):
            push.parse(body, source, NOW)
    else:
        samples.check(push.parse(body, source, NOW), expected)


TOKEN = "a-long-and-random-token"
OTHER = "the-one-before"


@pytest.mark.parametrize(
    ("name", "header", "admitted"),
    [
        ("desk", f"Bearer {TOKEN}", True),
        ("desk", f"bearer  {OTHER}", True),
        ("desk", f"Basic {TOKEN}", False),
        ("desk", "Bearer " + digest(TOKEN), False),
        ("desk", f"Bearer {TOKEN}x", False),
        ("desk", "Bearer ", False),
        ("desk", "", False),
        ("elsewhere", f"Bearer {TOKEN}", False),
    ],
)
def test_only_a_token_of_the_source_lets_in(name, header, admitted):
    source = a_source(secret=OTHER, tokens=[digest(TOKEN).upper()])
    assert bool(Gate({"desk": source}).admits(name, header)) is admitted


def test_a_source_without_a_token_lets_nobody_in():
    assert Gate({"desk": a_source()}).admits("desk", "Bearer ") is None


def test_bodies_are_counted_for_each_source():
    few = a_source(bodies_per_minute=2)
    gate = Gate({"desk": few})
    assert [gate.wait(few) for _ in range(2)] == [0.0, 0.0]
    assert 55 < gate.wait(few) <= 60
    assert gate.wait(replace(few, id="other")) == 0.0


ODD = Profile(
    "p", "ticket",
    {
        "external_id": ["id"], "text": ["text"], "posted_at": ["at"], "submitter": ["who"],
        "withdrawn": ["who.gone"], "votes_up": ["who"],
    },
    facts={"satisfied": ["text.title"], "finished_at": ["at"]},
)  # fmt: skip


@given(BODY)
@settings(max_examples=200, deadline=None)
def test_no_body_breaks_the_parser(body):
    only_what_may_come(push.parse, body, a_source(ODD), NOW)


@pytest.mark.slow
@given(BODY)
@settings(max_examples=4_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_body_breaks_the_parser_long(body):
    only_what_may_come(push.parse, body, a_source(ODD), NOW)
