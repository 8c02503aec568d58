"""The example of docs/sources-site.zh.md, run against a site on loopback."""

import json
import os
import subprocess
import sys

import pytest

from tests.documents import pages
from tests.loopback import Answer, serving

pytestmark = pytest.mark.slow

PAGE = "sources-site.zh.md"
LIST = "<ul><li><a href='/x'>一条新闻标题</a>2020-01-01</li></ul>".encode()


def test_the_page_works(tmp_path):
    (table,) = pages.blocks(PAGE, "toml")
    (command,) = pages.commands(PAGE)
    with serving(lambda asked: Answer(LIST)) as server:
        for host in ("www", "media"):
            table = table.replace(f"https://{host}.county.example", server.address)
        table = table.replace("[source.site]", "allow_private = true\n[source.site]")
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "site.toml").write_text(table, "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "jobs.cli", *command, "--json"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**os.environ, "MINSHENG_HOME": str(tmp_path), "PYTHONPATH": str(pages.ROOT)},
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    states = {found["code"]: found["state"] for found in json.loads(done.stdout)}
    assert states["home"] == states["media"] == "fails"
    assert states["columns"] == "watch"
    assert states["down"] == "fine"
    assert states["unreachable"] == "unknown"
