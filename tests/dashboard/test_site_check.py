"""网站检查: nothing registered, a site that fails, a site nobody has looked at."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.scope import Scope
from core.website import HOME, Probe, Seen
from store import sites
from store.engine import Store
from tests.dashboard.test_views import unmarked, words

pytestmark = pytest.mark.slow  # every test draws whole pages

TABLE = """
[[source]]
id = "{id}"
kind = "site"
name = "{name}"
publisher = "government_media"
location = "https://www.county.example/"
"""


def registered(home: Path, **names: str) -> None:
    (home / "config").mkdir(exist_ok=True)
    text = "".join(TABLE.format(id=code, name=name) for code, name in names.items())
    (home / "config" / "sites.toml").write_text(text, "utf-8")


def test_without_a_site_it_says_how_to_register_one(visit: Callable[..., AppTest]) -> None:
    shown = words(visit("websites").run())
    assert "还没有登记要检查的网站" in shown


def test_a_site_nobody_has_looked_at(home: Path, visit: Callable[..., AppTest]) -> None:
    registered(home, a="一个名字特别特别长的示例县人民政府门户网站及政务服务平台")
    shown = unmarked(words(visit("websites").run()))
    assert "还没有探测过" in shown
    assert "还没有读取过栏目" in shown


def test_what_fails_is_told_with_its_numbers(
    home: Path, page_store: Store, visit: Callable[..., AppTest]
) -> None:
    registered(home, a="示例县政府网站")
    now = datetime.now(UTC)
    sites.add_probe(page_store, Scope.ALL, "a", Probe(now - timedelta(hours=2), None, void=True))
    sites.add_probe(page_store, Scope.ALL, "a", Probe(now - timedelta(hours=1), 1.25))
    sites.save_pages(
        page_store, Scope.ALL, "a",
        [Seen(HOME, "home", now, date(2020, 1, 1), 8, dead_links=3),
         Seen("县长信箱", "messages", now, date(2020, 1, 1), 2, date(2020, 1, 1))],
    )  # fmt: skip
    app = visit("websites").run()
    shown = unmarked(words(app))
    assert "不合格" in shown
    assert "另有 1 次因本机网络不通不计" in shown
    found, pages = (frame.value for frame in app.dataframe)
    verdicts = dict(zip(found["检查项"], found["结论"], strict=True))
    assert verdicts["首页不更新"] == verdicts["群众留言长期未答复"] == "不合格"
    assert verdicts["网站无法访问"] == "未判定"
    assert "3" in set(pages["失效链接"])
