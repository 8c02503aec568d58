"""An OPML list becomes source rows: each address once, nothing of the operator's file lost."""

from pathlib import Path

import pytest

from collectors.feeds import subscriptions
from config import settings, tables
from core.errors import ConfigError, InputError
from jobs import subscribing
from jobs.office import Office

LIST = Path(__file__).parents[1] / "samples" / "opml" / "reader_export.opml"
WISH = subscribing.Wish("news_medium", "新闻", 30)


def an_office(home: Path) -> Office:
    found = settings.load({"MINSHENG_HOME": str(home)})
    return Office(found, tables.load(found))


def feeds_of(office: Office) -> dict[str, str]:
    return {s.location: s.name for s in office.tables.sources.values() if s.kind == "rss"}


def test_the_feeds_of_a_list_become_sources(tmp_path):
    found = subscribing.subscribe(an_office(tmp_path), LIST, WISH)
    assert (len(found.added), found.known, len(found.refused)) == (3, 0, 2)
    office = an_office(tmp_path)
    assert feeds_of(office) == {
        "https://news.example/feed?a=1&b=2": "示例日报 & 晚报",
        "http://paper.example/rss.xml": '"要闻"\\第一版',
        "https://no-name.example/atom": "no-name.example",
    }
    rows = [office.tables.sources[key] for key in found.added]
    assert {(row.publisher, row.channel, row.every_minutes) for row in rows} == {
        ("news_medium", "新闻", 30)
    }
    written = (tmp_path / "config" / subscribing.FILE).read_text("utf-8")
    assert "不该留下的人名" not in written


def test_importing_again_adds_nothing_and_keeps_what_an_operator_changed(tmp_path):
    subscribing.subscribe(an_office(tmp_path), LIST, WISH)
    path = tmp_path / "config" / subscribing.FILE
    path.write_text(path.read_text("utf-8").replace('no-name.example"\npub', '县广播台"\npub'))
    again = subscribing.subscribe(an_office(tmp_path), LIST, WISH)
    assert (again.added, again.known) == ([], 3)
    assert "县广播台" in feeds_of(an_office(tmp_path)).values()


def test_a_second_list_is_added_at_the_end(tmp_path):
    subscribing.subscribe(an_office(tmp_path), LIST, WISH)
    other = tmp_path / "other.opml"
    other.write_text(
        "<opml version='1.0'><body><outline text='乡镇' xmlUrl='https://town.example/'/></body>"
        "</opml>",
        "utf-8",
    )
    subscribing.subscribe(an_office(tmp_path), other, WISH)
    assert len(feeds_of(an_office(tmp_path))) == 4


def test_an_operator_file_that_is_broken_is_left_as_it_is(tmp_path):
    office = an_office(tmp_path)
    path = tmp_path / "config" / subscribing.FILE
    path.parent.mkdir()
    path.write_text("[[source]\n", "utf-8")
    with pytest.raises(ConfigError, match=r"feeds\.toml"):
        subscribing.subscribe(office, LIST, WISH)
    assert path.read_text("utf-8") == "[[source]\n"


def test_personal_accounts_are_no_publisher(tmp_path):
    with pytest.raises(InputError, match="个人账号"):
        subscribing.subscribe(an_office(tmp_path), LIST, subscribing.Wish("blogger", "", 10))
    assert not (tmp_path / "config").exists()


@pytest.mark.parametrize("body", [b"", b"\0", b"<html></html>", b"{}", b"<opml", b"x" * 99])
def test_what_is_no_list_is_one_sentence(body):
    with pytest.raises(InputError, match="OPML"):
        subscriptions.parse(body)


def test_entities_are_not_expanded():
    bomb = b'<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///x">]>'
    bomb += b"<opml><body><outline text='&b;&c;' xmlUrl='https://a.example/'/></body></opml>"
    (feed,) = subscriptions.parse(bomb)
    assert "ha" not in feed.name


def test_too_long_a_list_is_refused():
    rows = "".join(f"<outline xmlUrl='https://a.example/{n}'/>" for n in range(5_001))
    with pytest.raises(InputError, match="5001"):
        subscriptions.parse(f"<opml><body>{rows}</body></opml>".encode())


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.opml"):
        subscribing.subscribe(an_office(tmp_path), tmp_path / "gone.opml", WISH)
