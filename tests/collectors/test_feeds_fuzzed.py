"""Feeds, lists of feeds and mails whose bytes were spoiled at random: records or one sentence."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors import mailbox, rss
from collectors.feeds import subscriptions
from core import privacy
from core.errors import FetchError, InputError
from core.messages import BadRow, RawMessage
from core.sources import Opened

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "samples"
LONGEST = 6_000
FEED = Opened("s", "rss", "示例", "news_medium", location="https://news.example/")
MAIL = Opened("m", "mailbox", "示例", "own_mailbox", location="imaps://mail.example/")


@cache
def bodies(kind: str) -> list[bytes]:
    found = sorted(path for path in (SAMPLES / kind).iterdir() if path.suffix != ".md")
    read = (path.read_bytes() for path in found if not path.name.endswith(".expected.json"))
    return [body for body in read if len(body) <= LONGEST]


@st.composite
def spoiled(draw: st.DrawFn, kind: str) -> bytes:
    """A sample with some of its bytes cut out, doubled, overwritten or mixed with another's."""
    body = bytearray(draw(st.sampled_from(bodies(kind))))
    for _change in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 400)))
        put = draw(
            st.one_of(
                st.just(b""),
                st.binary(max_size=40),
                st.just(bytes(body[start:end]) * 2),
                st.sampled_from([b"<", b"&", b"]]>", b"<![CDATA[", b"\x00", b"\xff", b"{", b'"']),
                st.sampled_from(bodies(kind)).map(lambda other: other[:300]),
            )
        )
        body[start:end] = put
    return bytes(body)


def few(examples: int) -> Callable[..., object]:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


def bear_feed(body: bytes) -> None:
    try:
        found = rss.parse(body, FEED, NOW)
    except FetchError as error:
        assert str(error).endswith("。")  # noqa: PT017 - records are as good, a traceback is not
        return
    check(found)


def bear_list(body: bytes) -> None:
    try:
        subscriptions.parse(body)
    except InputError as error:
        assert str(error).endswith("。")  # noqa: PT017


def bear_mail(body: bytes) -> None:
    raw = base64.b64encode(body).decode()
    letter = {"place": "1/1", "size": len(body), "received": "", "raw": raw}
    check(mailbox.parse(json.dumps([letter]).encode(), MAIL, NOW))


def check(found: list[RawMessage | BadRow]) -> None:
    """Whatever was read can be masked and written down."""
    for record in found[:1]:
        if isinstance(record, RawMessage):
            repr(privacy.mask(record, b"k" * 32)).encode()
        else:
            repr(privacy.mask_row(record)).encode()


@few(100)
@given(spoiled("rss"))
def test_a_spoiled_feed(body):
    bear_feed(body)


@few(40)
@given(spoiled("opml"))
def test_a_spoiled_list_of_feeds(body):
    bear_list(body)


@few(60)
@given(spoiled("mailbox"))
def test_a_spoiled_mail(body):
    bear_mail(body)


@pytest.mark.slow
@pytest.mark.timeout(600)
@few(4_000)
@given(spoiled("rss"))
def test_thousands_of_spoiled_feeds(body):
    bear_feed(body)


@pytest.mark.slow
@pytest.mark.timeout(600)
@few(1_000)
@given(spoiled("mailbox"))
def test_a_thousand_spoiled_mails(body):
    bear_mail(body)
