"""Watched pages: files in tests/samples/site, and a real server on loopback."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors import site
from core.errors import FetchError
from core.sources import Opened
from tests.loopback import Answer, serving

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "samples" / "site"
CASES = sorted(path.name.removesuffix(".expected.json") for path in SAMPLES.glob("*.expected.json"))
URL = "https://www.county.example/xw/"


@pytest.mark.parametrize("name", CASES)
def test_sample(name):
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))
    page = site.parse((SAMPLES / name).read_bytes(), URL, NOW)
    assert {
        "newest": page.newest_on and page.newest_on.isoformat(),
        "items": len(page.dates),
        "pending": page.pending_on and page.pending_on.isoformat(),
        "links": len(page.links),
    } == expected


@pytest.mark.parametrize(
    "body",
    [b"\0", b"<", b"<?xml version='1.0'?>", b"{", b"\xff\xfe", b"<a>" * 9_000, b"<ul>" * 9_000],
)
def test_a_page_nobody_can_read_shows_nothing(body):
    assert site.parse(body, URL, NOW).dates == ()


def test_links_are_tried_in_turn():
    links = tuple("abcde")
    assert [list(site.sample(links, 2, turn)) for turn in (0, 1, 2)] == [
        ["a", "b"],
        ["c", "d"],
        ["e", "a"],
    ]
    assert list(site.sample((), 2, 3)) == []


def test_a_page_is_timed_and_dead_links_are_counted():
    def answer(asked):
        status = {"/gone": 404, "/broken": 500}.get(asked.path, 200)
        return Answer(b"<html></html>", status)

    with serving(answer) as server:
        source = Opened("s", "site", "x", "government_media", allow_private=True)
        seconds, body = site.fetch(f"{server.address}/", source)
        assert (0 < seconds < 10, body) == (True, b"<html></html>")
        links = [f"{server.address}{path}" for path in ("/a", "/gone", "/broken", "/b")]
        assert site.dead(links, source) == 1
        with pytest.raises(FetchError):
            site.fetch(f"{server.address}/broken", source)
