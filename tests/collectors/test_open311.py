"""GeoReport v2 against a real server on loopback; the answers are files: tests/samples/open311."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors import open311
from core.doors import Open311
from core.errors import FetchError
from core.sources import Opened
from tests.collectors import samples
from tests.collectors.looks import look
from tests.collectors.odd import BODY, only_what_may_come
from tests.loopback import Answer, serving

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAMPLES = samples.SAMPLES / "open311"
CASES = samples.cases("open311")


def a_source(location="https://open311.example/v2", **door):
    return Opened(
        "city", "open311", "示例市", "official_platform",
        location=location, allow_private=True, record_kind="ticket", open311=Open311(**door),
    )  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_sample(name):
    expected = samples.expectation("open311", name)
    source = a_source(**{"format": name.rsplit(".", 1)[1], **expected["door"]})
    body = (SAMPLES / name).read_bytes()
    if "error" in expected:
        with pytest.raises(FetchError, match=expected["error"]):
            open311.parse(body, source, NOW)
    else:
        samples.check(open311.parse(body, source, NOW), expected, "status", "category")


def test_what_leads_to_a_door_is_dropped():
    body = (SAMPLES / "requests.json").read_bytes()
    told = repr(open311.parse(body, a_source(), NOW))
    for said in ("30.12", "120.65", "云杉路8号", "545483", "94122", "example.com"):
        assert said not in told


def test_the_life_of_a_request():
    [closed, still_open] = open311.parse((SAMPLES / "requests.json").read_bytes(), a_source(), NOW)
    assert (closed.reply, closed.replied_at) == (
        "已更换灯泡。",
        datetime(2026, 11, 12, 1, tzinfo=UTC),
    )
    assert closed.facts["finished_at"] == "2026-11-12T09:00:00+08:00"
    assert closed.facts["due_at"] == "2026-11-15T22:37:38+08:00"
    assert (closed.unit, closed.text) == ("示例城管局", "云杉路第三盏路灯不亮。")
    assert still_open.text == "垃圾"  # nothing was written, so the name of the service must do
    assert (still_open.reply, still_open.replied_at) == (None, None)
    assert "finished_at" not in still_open.facts


class City:
    """A server over `times` (id -> updated), which cuts its answers off at `most`."""

    def __init__(self, times, most=50):
        self.times = dict(times)
        self.most = most
        self.filters = True

    def __call__(self, asked):
        after = datetime.fromisoformat(asked.query["updated_after"])
        before = datetime.fromisoformat(asked.query["updated_before"])
        found = [
            (number, at)
            for number, at in sorted(self.times.items(), key=lambda item: item[1])
            if not self.filters or after <= at <= before
        ]
        return Answer(json.dumps([self.told(*one) for one in found[: self.most]]).encode())

    @staticmethod
    def told(number, at):
        return {
            "service_request_id": f"R{number}",
            "service_name": "路灯",
            "description": f"第{number}件：路灯不亮。",
            "requested_datetime": (at - timedelta(hours=1)).isoformat(),
            "updated_datetime": at.isoformat(),
        }


def spread(count, hours=1.0, until=NOW):
    return {number: until - timedelta(hours=hours * (count - number)) for number in range(count)}


def names(numbers):
    return {f"R{number}" for number in numbers}


def test_all_windows_are_read_and_the_next_look_begins_a_little_before():
    city = City(spread(200, 10), most=1_000)
    with serving(city) as served:
        source = a_source(served.address, most=1_000)
        first = look(source, NOW)
        assert set(first.ids) == names(range(200))
        assert served.asked[0].path == "/requests.json"
        later = NOW + timedelta(hours=2)
        city.times |= {5: later - timedelta(minutes=5), 200: later - timedelta(minutes=1)}
        second = look(source, later, first.checkpoint)
    assert second.pages == 1
    assert set(second.ids) == names([199, 5, 200])


def test_a_full_answer_is_asked_for_in_halves():
    city = City(spread(600, 0.5), most=50)  # fewer than the operator was told
    with serving(city) as served:
        found = look(a_source(served.address, most=1_000), NOW, most=200)
    assert set(found.ids) == names(range(600))
    assert found.fault is None


def test_a_minute_that_is_too_full_is_told_and_nothing_is_passed_over():
    city = City(dict.fromkeys(range(60), NOW - timedelta(days=3)), most=50)
    with serving(city) as served:
        source = a_source(served.address, most=50)
        found = look(source, NOW, most=100)
        assert "50 条以上" in str(found.fault)
        city.most = 1_000
        whole = replace(source, open311=Open311(most=1_000))
        assert set(look(whole, NOW, found.checkpoint).ids) == names(range(60))


def test_a_server_that_does_not_filter_is_told():
    city = City(spread(100, 20))
    city.filters = False
    with serving(city) as served:
        found = look(a_source(served.address, window_days=5, most=1_000), NOW)
    assert "by = “requested”" in str(found.fault)
    assert found.ids


def test_a_clock_behind_ours_loses_nothing():
    """The server writes its times three hours late."""
    city = City({1: NOW - timedelta(hours=4)})
    with serving(city) as served:
        source = a_source(served.address)
        first = look(source, NOW)
        city.times[2] = NOW - timedelta(hours=3) + timedelta(minutes=5)
        assert "R2" in look(source, NOW + timedelta(minutes=10), first.checkpoint).ids


def test_a_server_that_knows_only_dates_of_request():
    def answer(asked):
        assert set(asked.query) == {"start_date", "end_date", "jurisdiction_id"}
        return Answer(b"[]")

    with serving(answer) as served:
        source = a_source(
            served.address, by="requested", jurisdiction="example.cn", start_on="2026-11-01",
            recheck_days=7,
        )  # fmt: skip
        first = look(source, NOW)
        look(source, NOW, first.checkpoint)
    assert served.asked[0].query["start_date"] == "2026-10-31T15:59:59Z"
    assert served.asked[-1].query["start_date"] == "2026-11-16T03:59:59Z"


@pytest.mark.parametrize(
    "checkpoint", ["{}", "rubbish", '{"url": "x"}', '{"since": 1, "span": "x"}']
)
def test_a_checkpoint_that_is_not_ours_begins_anew(checkpoint):
    with serving(City({1: NOW - timedelta(days=50)})) as served:
        assert look(a_source(served.address), NOW, checkpoint).ids == ["R1"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(b"", 500), "500"),
        (Answer(b"<html>"), "网页"),
        (Answer(b"{}"), "诉求列表"),
        (Answer(b" " * 50_000), "超过上限"),
    ],
)
def test_an_answer_that_cannot_be_right_is_one_sentence(answer, told):
    with serving(lambda _: answer) as served, pytest.raises(FetchError, match=told):
        look(replace(a_source(served.address), max_bytes=40_000), NOW)


PIECES = st.sampled_from(
    ["<service_requests>", "</service_requests>", "<request>", "</request>", "<description>"]
    + ["</description>", "<status/>", "&amp;", "&#0;", "&x;", "<![CDATA[", "]]>", "<!--", "-->"]
    + ["<!DOCTYPE a [", "<!ENTITY x 'y'>", "]>", "<?xml version='1.0' encoding='GBK'?>", "\x00"]
    + ["<requested_datetime>2026-11-20</requested_datetime>", "<a b='c'>", "<:a>", "<a:b>", "</"]
    + ["<service_request_id>1</service_request_id>", "\ud800", "<", ">", "\n", " ", "x", "水"]
)  # fmt: skip
MARKUP = st.lists(PIECES, max_size=12).map(
    lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")
)
XML = MARKUP.map(lambda body: b"<service_requests><request>" + body) | MARKUP | BODY


@given(XML)
@settings(max_examples=200, deadline=None)
def test_no_xml_breaks_the_parser(body):
    only_what_may_come(open311.parse, body, a_source(format="xml"), NOW)


@pytest.mark.slow
@given(XML)
@settings(max_examples=4_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_xml_breaks_the_parser_long(body):
    only_what_may_come(open311.parse, body, a_source(format="xml"), NOW)


REQUESTS = BODY.map(lambda body: body.replace(b'"at"', b'"requested_datetime"'))


@pytest.mark.slow
@given(REQUESTS)
@settings(max_examples=4_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_json_breaks_the_parser_long(body):
    only_what_may_come(open311.parse, body, a_source(), NOW)
