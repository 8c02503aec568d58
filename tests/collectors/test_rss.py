"""Feeds as they are found. The cases are files: tests/samples/rss."""

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors import rss
from core import privacy
from core.errors import FetchError
from core.messages import BadRow, RawMessage
from core.sources import Source

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "samples" / "rss"
CASES = sorted(path.name.removesuffix(".expected.json") for path in SAMPLES.glob("*.expected.json"))
SOURCE = Source("daily", "rss", "示例日报网", "news_medium", location="https://news.example/feed")


def parse(body, source=SOURCE):
    return rss.parse(body, source, NOW)


def feed(*items, title="示例日报"):
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title>{''.join(items)}</channel></rss>"
    ).encode()


def told(record, names):
    """The fields of a record that a sample speaks of."""
    posted = None if record.posted_at == NOW else record.posted_at.isoformat()
    fields = {**asdict(record), "posted_at": posted, "facts": dict(record.facts)}
    return {name: fields[name] for name in names}


@pytest.mark.parametrize("name", CASES)
def test_sample(name):
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))
    body = (SAMPLES / name).read_bytes()
    if "error" in expected:
        with pytest.raises(FetchError, match=expected["error"]):
            parse(body)
        return
    found = parse(body)
    records = [record for record in found if isinstance(record, RawMessage)]
    assert len(records) == len(expected["records"])
    for record, wanted in zip(records, expected["records"], strict=True):
        assert told(record, wanted) == wanted
    bad = [record.reason for record in found if isinstance(record, BadRow)]
    assert len(bad) == len(expected.get("bad", []))
    for reason, part in zip(bad, expected.get("bad", []), strict=True):
        assert part in reason
    for word in expected.get("absent", []):
        assert word not in repr(found)


def test_every_sample_has_its_expectation():
    files = {
        path.name
        for path in SAMPLES.iterdir()
        if not path.name.endswith((".expected.json", "README.md"))
    }
    assert files == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_whatever_is_read_can_be_masked_and_encoded(name):
    try:
        found = parse((SAMPLES / name).read_bytes())
    except FetchError:
        return
    for record in found:
        if isinstance(record, RawMessage):
            repr(privacy.mask(record, b"k" * 32)).encode()
        else:
            repr(privacy.mask_row(record)).encode()


def test_a_record_says_where_it_comes_from():
    source = Source("daily", "rss", "示例日报网", "news_medium", record_kind="news", channel="网站")
    (record,) = parse(feed("<item><title>一条</title></item>", title=""), source)
    assert (record.source, record.kind, record.channel) == ("daily", "news", "网站")
    assert record.submitter is None
    assert record.facts["outlet"] == "示例日报网"


def test_entries_without_an_id_are_known_again():
    item = "<item><title>没有编号</title><pubDate>2026-11-23 08:00</pubDate></item>"
    first = parse(feed(item))[0]
    again = parse(feed("<item><title>更新的一条</title></item>", item))[1]
    assert first.external_id == again.external_id
    assert len(first.external_id) == 64


def test_a_long_id_is_shortened_and_stays_the_same():
    item = f"<item><title>长编号</title><guid>{'号' * 300}</guid></item>"
    assert len(parse(feed(item))[0].external_id) == 64
    assert parse(feed(item))[0].external_id == parse(feed(item))[0].external_id


def test_a_bad_entry_keeps_its_number_while_it_moves_through_the_feed():
    bad = "<item><pubDate>2026-11-23 08:00</pubDate></item>"
    good = "<item><title>好的</title></item>"
    first = [row for row in parse(feed(bad)) if isinstance(row, BadRow)]
    later = [row for row in parse(feed(good, good, bad, bad)) if isinstance(row, BadRow)]
    assert [row.row_no for row in first] == [row.row_no for row in later]
    assert 0 <= first[0].row_no < 2**31


def test_unreadable_characters_send_an_entry_to_quarantine():
    item = "<item><title>标题</title><description>好\ufffd坏\ufffd坏</description></item>"
    fine = "<item><title>标题</title><description>都好</description></item>"
    found = parse(feed(item, fine))
    assert [type(record) for record in found] == [RawMessage, BadRow]
    assert "无法解码" in found[1].reason


def test_too_long_an_article_goes_to_quarantine():
    item = f"<item><title>很长</title><description>{'长' * 200_001}</description></item>"
    assert "200000" in parse(feed(item))[0].reason


def test_an_entity_in_an_article_about_xml_is_no_attack():
    text = "<![CDATA[写法：<!ENTITY a SYSTEM 'b'>]]>"
    item = f"<item><title>说说 XML</title><description>{text}</description></item>"
    assert parse(feed(item))[0].title == "说说 XML"


def test_relative_links_belong_to_the_feed():
    assert parse(feed("<item><title>a</title><link>/n/1</link></item>"))[0].link == (
        "https://news.example/n/1"
    )


def test_deep_nesting_is_read():
    body = feed(f"<item><title>深</title><description>{'<b>' * 10_000}</description></item>")
    assert len(parse(body)) == 1


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<!--", "<![if x]>", "<![x>", "<", "</", "<?", "&#", "<svg></script>", "&lt;p&gt;"],
)
def test_hostile_markup_takes_no_time_and_breaks_nothing(piece):
    item = (
        f"<item><title>标题</title><description><![CDATA[{piece * 20_000}]]></description></item>"
    )
    started = time.monotonic()
    assert len(parse(feed(item))) == 1
    assert time.monotonic() - started < 5  # minutes, where the parser seeks ends again and again


def test_numbers_too_long_for_a_character_are_dropped():
    text = f"<![CDATA[好&#{'1' * 5_000};的&#x{'f' * 5_000};]]>"
    item = f"<item><title>题&#{'1' * 5_000};目</title><description>{text}</description></item>"
    (record,) = parse(feed(item))
    assert (record.title, record.text) == ("题目", "好的")
