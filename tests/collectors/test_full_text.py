"""Full text on demand: a feed and its pages, served on loopback."""

from datetime import UTC, datetime

import pytest

from collectors import http, line, rss
from collectors.feeds import full_text
from core.doors import Rss
from core.errors import FetchError
from core.sources import Opened
from tests.loopback import Answer, serving

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BODY = (
    "因管网改造，城南片区二十二日晚十点起停水，预计次日早六点恢复供水，请居民提前储水。",
    "供水公司表示，施工期间将安排送水车在望江路口供水，老年人家庭可以预约上门送水。",
)
PAGE = (
    "<html><body><div class='nav'><a href='/'>首页</a><a href='/b'>导航栏目</a></div>"
    "<div class='article'><h1>标题</h1><p>作者：不该留下的人名 来源：示例日报</p>"
    f"{''.join(f'<p>{sentence}</p>' for sentence in BODY * 4)}</div>"
    "<div>版权所有</div></body></html>"
)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(full_text, "GAP", 0)


class Paper:
    """A newspaper: `items` are titles, `status` the answer of its pages."""

    def __init__(self):
        self.items = ["一"]
        self.summary = "摘要"
        self.status = 200
        self.page = PAGE.encode()
        self.kind = "text/html; charset=utf-8"

    def answer(self, asked):
        if asked.path != "/feed":
            return Answer(self.page, self.status, {"Content-Type": self.kind})
        items = "".join(
            f"<item><title>{title}</title><guid>{title}</guid><link>/p/{number}</link>"
            f"<description>{self.summary}</description><pubDate>2026-11-23 08:00</pubDate></item>"
            for number, title in enumerate(self.items)
        )
        body = f"<rss version='2.0'><channel><title>示例</title>{items}</channel></rss>".encode()
        tag = f'"{hash(body)}"'
        if asked.headers.get("if-none-match") == tag:
            return Answer(b"", 304)
        return Answer(body, headers={"ETag": tag})


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def served(paper):
    with serving(paper.answer) as found:
        yield found


@pytest.fixture
def source(served):
    return Opened(
        "s", "rss", "x", "news_medium", location=f"{served.address}/feed", allow_private=True,
        rss=Rss(full_text=True),
    )  # fmt: skip


def look(source, checkpoint=None):
    """Title -> text of what one look brings, and the checkpoint."""
    found = rss.fetch(source, checkpoint, NOW)
    records = rss.parse(found.body, source, NOW) if found.body else []
    return {record.title: record.text for record in records}, found.checkpoint


def test_the_text_is_the_pages_without_navigation_and_byline(source):
    (text,) = look(source)[0].values()
    assert all(sentence in text for sentence in BODY)
    assert "导航" not in text
    assert "不该留下的人名" not in text


def test_without_the_wish_no_page_is_asked_for(served, source):
    plain = Opened("s", "rss", "x", "news_medium", location=source.location, allow_private=True)
    assert look(plain)[0] == {"一": "摘要"}
    assert [asked.path for asked in served.asked] == ["/feed"]


def test_a_page_is_read_once_and_its_summary_does_not_come_back(served, source, paper):
    checkpoint = look(source)[1]
    assert look(source, checkpoint)[0] == {}
    paper.items.append("二")
    found, checkpoint = look(source, checkpoint)
    assert set(found) == {"二"}
    assert sum(asked.path.startswith("/p/") for asked in served.asked) == 2


def test_an_entry_that_changes_is_read_again(source, paper):
    checkpoint = look(source)[1]
    paper.summary = "更正后的摘要"
    assert BODY[0] in look(source, checkpoint)[0]["一"]


def test_a_failing_page_keeps_the_summary_and_is_tried_three_times(served, source, paper):
    paper.status = 500
    found, checkpoint = look(source)
    assert found == {"一": "摘要"}
    for _look in range(4):
        _found, checkpoint = look(source, checkpoint)
    assert sum(asked.path.startswith("/p/") for asked in served.asked) == 3


def test_a_page_that_answers_later_is_put_in_then(source, paper):
    paper.status = 503
    checkpoint = look(source)[1]
    paper.status = 200
    assert BODY[0] in look(source, checkpoint)[0]["一"]


def test_one_look_reads_so_many_pages_and_the_next_the_rest(source, paper):
    paper.items = list("一二三四五")
    few = Opened(
        **{**{n: getattr(source, n) for n in source.__dataclass_fields__}, "rss": Rss(True, 2)}
    )
    found, checkpoint = look(few)
    assert sum(BODY[0] in text for text in found.values()) == 2
    found, checkpoint = look(few, checkpoint)
    assert sum(BODY[0] in text for text in found.values()) == 2
    assert sum(BODY[0] in text for text in look(few, checkpoint)[0].values()) == 1


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"<html><body>x</body></html>", "text/html"),
        (b"", "text/html"),
        (b"<div>" * 20_000, "text/html"),
        (b"\0" * 1_000, "text/html"),
        (b"x" * 2_000_001, "text/html"),
    ],
)
def test_what_is_no_article_leaves_the_summary(source, paper, page, kind):
    paper.page, paper.kind = page, kind
    assert look(source)[0] == {"一": "摘要"}


def test_a_page_of_a_private_address_is_not_asked_for(served, source, monkeypatch):
    """The feed itself counts as public here, as a real one's would."""
    monkeypatch.setattr(line, "is_public", lambda address: True)
    public = Opened(
        "s", "rss", "x", "news_medium", location=source.location, rss=Rss(full_text=True)
    )
    asked = []

    def refuse(link, **options):
        asked.append((link, options["allow_private"]))
        if link.endswith("/feed"):
            return original(link, **options)
        raise FetchError("内部网络", permanent=True)

    original = http.get
    monkeypatch.setattr(http, "get", refuse)
    assert look(public)[0] == {"一": "摘要"}
    assert [allowed for _link, allowed in asked] == [False, False]


def test_a_body_of_no_such_look_is_one_sentence(source):
    with pytest.raises(FetchError):
        rss.parse(b"{}", source, NOW)
