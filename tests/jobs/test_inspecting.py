"""Watched sites: a real site on loopback, looked at as the clock does."""

from datetime import timedelta

import pytest

from config import settings, tables
from core.errors import ConfigError, FetchError
from core.scope import Scope
from jobs import collect, inspecting, tidy
from jobs.office import Office
from store import frames, sites
from tests.loopback import Answer, serving

ALL = Scope.ALL
TABLE = """
[[source]]
id = "county_site"
kind = "site"
name = "示例县政府网站"
publisher = "government_media"
location = "{address}/"
allow_private = true
owner = "web@county.example"

[source.site]
links = 5
pages = [
  {{ name = "工作动态", kind = "news", location = "{address}/news/" }},
  {{ name = "县长信箱", kind = "messages", location = "{address}/box/" }},
  {{ name = "示例县发布", kind = "media", location = "{address}/feed.xml" }},
]
"""


class Town:
    """A site that can be changed: `status` of the home page, the date of its news."""

    status = 200
    news = "2026-11-20"

    def answer(self, asked):
        link = "<li><a href='/{0}'>一条新闻标题</a>{1}</li>".format
        pages = {
            "/": link("a", "2026-11-22") + link("gone", ""),
            "/news/": link("n", self.news),
            "/box/": link("m", "2026-07-02 未答复"),
            "/feed.xml": "<rss version='2.0'><channel><title>x</title><item><title>y</title>"
            "<pubDate>2026-11-01 08:00</pubDate></item></channel></rss>",
            "/a": "x",
        }
        status = self.status if asked.path == "/" else 200 if asked.path in pages else 404
        return Answer(pages.get(asked.path, "").encode(), status)


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def served(town):
    with serving(town.answer) as found:
        yield found


@pytest.fixture
def office(tmp_path, store_url, served):
    (tmp_path / "own.toml").write_text(TABLE.format(address=served.address), "utf-8")
    found = settings.load(
        {
            "MINSHENG_HOME": str(tmp_path),
            "MINSHENG_STORE_URL": store_url,
            "MINSHENG_CONFIG": str(tmp_path / "own.toml"),
        }
    )
    opened = Office(found, tables.load(found))
    yield opened
    opened.store.close()


def states(office, now):
    source = office.tables.sources["county_site"]
    return {one.code: one.state for one in inspecting.findings(office, source, now)}


def test_a_look_keeps_the_seconds_and_what_the_pages_show(office, served, now):
    assert inspecting.due(office, now) == ["county_site"]
    assert collect.due(office, now) == []
    assert inspecting.run(office, "county_site", now)["pages"] == 4
    pages = {page.target: page for page in sites.pages(office.store, ALL, "county_site")}
    assert pages["工作动态"].newest_on.isoformat() == "2026-11-20"
    assert pages[""].dead_links == 1
    (probe,) = sites.probes(office.store, ALL, "county_site", now)
    assert probe.seconds < 15
    found = states(office, now)
    assert (found["home"], found["columns"]) == ("fine", "fine")
    assert (found["messages"], found["media"]) == ("fails", "fails")


def test_the_next_look_comes_after_an_hour_and_pages_are_read_once_a_day(office, served, now):
    inspecting.run(office, "county_site", now)
    before = len(served.asked)
    assert inspecting.due(office, now + timedelta(minutes=59)) == []
    later = now + timedelta(hours=1)
    assert inspecting.due(office, later) == ["county_site"]
    assert inspecting.run(office, "county_site", later)["pages"] == 0
    assert len(served.asked) == before + 1
    assert inspecting.run(office, "county_site", now + timedelta(hours=21))["pages"] == 4


def test_whoever_looks_after_the_site_hears_once(office, now):
    assert inspecting.run(office, "county_site", now)["alerts"] == 2
    assert inspecting.run(office, "county_site", now + timedelta(hours=1))["alerts"] == 0
    log = frames.delivery_log(office.store, ALL)
    assert set(log["address"]) == {"web@county.example"}
    assert any("新媒体账号不更新" in title for title in log["title"])


def test_a_site_that_does_not_answer_is_told(office, town, now):
    inspecting.run(office, "county_site", now)
    town.status = 503
    for hour in (1, 2, 3):
        with pytest.raises(FetchError):
            inspecting.run(office, "county_site", now + timedelta(hours=hour))
    assert states(office, now)["down"] == "fails"
    titles = frames.delivery_log(office.store, ALL)["title"].to_list()
    assert sum("当前可访问" in title for title in titles) == 1
    pages = sites.pages(office.store, ALL, "county_site")
    assert len(pages) == 4  # what was seen before is still shown


def test_our_own_network_being_down_counts_against_nobody(office, now, monkeypatch):
    monkeypatch.setattr(inspecting.network, "is_down", lambda *_: True)

    def unreached(url, source):
        raise FetchError("连不上 {host}，稍后再试。", host="x", unreached=True)

    monkeypatch.setattr(inspecting.site, "fetch", unreached)
    for minute in range(4):
        at = now + timedelta(minutes=minute)
        assert inspecting.run(office, "county_site", at) == {"void": 1}
    assert states(office, now)["down"] == "unknown"
    assert frames.sources(office.store, ALL)["failures"].to_list() == [0]


def test_old_looks_are_tidied_away(office, now):
    inspecting.run(office, "county_site", now - timedelta(days=61))
    inspecting.run(office, "county_site", now)
    tidy.run(office, "", now)
    assert len(sites.probes(office.store, ALL, "county_site", now - timedelta(days=90))) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('owner = "web@county.example"', "every_minutes"),
        ('name = "县长信箱"', "重名"),
        ("/feed.xml", "location"),
    ],
)
def test_a_mistake_in_the_table_is_named(tmp_path, change, told):
    text = TABLE.format(address="http://127.0.0.1:1")
    changed = {
        "every_minutes": text.replace(change, "every_minutes = 120"),
        "重名": text.replace(change, 'name = "工作动态"'),
        "location": text.replace("http://127.0.0.1:1/feed.xml", "feed.xml"),
    }[told]
    (tmp_path / "own.toml").write_text(changed, "utf-8")
    values = {"MINSHENG_HOME": str(tmp_path), "MINSHENG_CONFIG": str(tmp_path / "own.toml")}
    with pytest.raises(ConfigError, match="every_minutes|重名|要写 http"):
        tables.load(settings.load(values))
