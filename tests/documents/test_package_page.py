"""The examples of docs/sources-package.zh.md, run as they are written."""

import json
import os
import subprocess
import sys

import pytest

from tests.documents import pages

pytestmark = pytest.mark.slow

PAGE = "sources-package.zh.md"
HEADER = "留言编号,留言用户,留言主题,留言时间,留言详情\n"
LETTER = "1,U1,路灯不亮,2026-11-20 08:00,望江路路灯坏了，电话13812345678\n"


def run(home, *words):
    done = subprocess.run(
        [sys.executable, "-m", "jobs.cli", *words],
        cwd=home, capture_output=True, text=True, check=False,
        env={**os.environ, "MINSHENG_HOME": str(home), "PYTHONPATH": str(pages.ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_page_works(tmp_path):
    outer_table, inner_table = pages.blocks(PAGE, "toml")
    collect, take = pages.commands(PAGE)
    outer, inner = tmp_path / "outer", tmp_path / "inner"
    for home, table in ((outer, outer_table), (inner, inner_table)):
        (home / "config").mkdir(parents=True)
        (home / "config" / "sources.toml").write_text(table, "utf-8")
    box = outer / "inbox" / "county_letters"
    box.mkdir(parents=True)
    (box / "letters.csv").write_text(HEADER + LETTER, "utf-8")
    os.utime(box / "letters.csv", (1, 1))
    carrier = tmp_path / "carrier"
    carrier.mkdir()

    written = run(outer, *[str(carrier) if "/" in word else word for word in collect], "--json")
    assert (written["sequence"], written["records"]) == (1, 1)
    table = inner_table.replace("互联网端显示的公钥", written["key"])
    (inner / "config" / "sources.toml").write_text(table, "utf-8")
    taken = run(inner, *[written["path"] if "/" in word else word for word in take], "--json")
    assert (taken["accepted"], taken["missing"]) == (1, [])
    assert run(inner, "collect", "--json")["failed"] == 0
