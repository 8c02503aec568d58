"""The examples of docs/sources-rss.zh.md, run against a feed on loopback."""

import json
import os
import subprocess
import sys

import pytest

from tests.documents import pages
from tests.loopback import Answer, serving

pytestmark = pytest.mark.slow

PAGE = "sources-rss.zh.md"
ARTICLE = "<html><body><article>" + "<p>城南片区夜间停水，请居民提前储水。</p>" * 8
FEED = (
    "<rss version='2.0'><channel><title>x</title><item><title>停水</title><link>/p</link>"
    "<description>摘要</description></item></channel></rss>"
)


def run(home, *words):
    done = subprocess.run(
        [sys.executable, "-m", "jobs.cli", *words, "--json"],
        cwd=home, capture_output=True, text=True, check=False,
        env={**os.environ, "MINSHENG_HOME": str(home), "PYTHONPATH": str(pages.ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_page_works(tmp_path):
    (table,) = pages.blocks(PAGE, "toml")
    collect, feeds = pages.commands(PAGE)

    def answer(asked):
        return Answer((FEED if asked.path == "/rss.xml" else ARTICLE).encode())

    with serving(answer) as server:
        table = table.replace("https://news.county.example", server.address)
        table = table.replace("[source.rss]", "allow_private = true\n\n[source.rss]")
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "news.toml").write_text(table, "utf-8")
        assert run(tmp_path, *collect)["failed"] == 0
        assert {"/rss.xml", "/p"} <= {asked.path for asked in server.asked}
    (tmp_path / "订阅.opml").write_text(
        "<opml version='2.0'><body><outline text='乡镇' xmlUrl='https://town.example/rss'/></body>"
        "</opml>",
        "utf-8",
    )
    assert len(run(tmp_path, *feeds)["added"]) == 1
