"""What leaves the store, opened again: packages, a copy, backups, pictures, packed tables."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jobs.packing import SUFFIX
from reports.charts import CHARTS
from tests import smtp
from tests.jobs.seeded import SECRETS, TICKET, home_in, leaks, run, spreadsheet, written

SENDER = '[[sender]]\nid = "outer"\nkey = "{key}"\nsources = ["hotline"]\n'
SOURCE = '[[source]]\nid = "hotline"\nkind = "package"\nname = "热线"\n'
FORMATS = ("png", "svg", "pdf", "html", "csv", "xlsx")


def done(home: Path, made: Path, port: int, commands: list[list[str]]) -> str:
    """What the commands said; their output is part of what was written."""
    found = run(home, made / "tmp", port, commands)
    (made / f"{home.name}-output.txt").write_bytes(found.stdout + found.stderr)
    assert found.returncode == 0, found.stderr.decode()
    return found.stdout.decode()


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder with all that the product hands on: to another network, store, or machine."""
    made = tmp_path / "made"
    (made / "tmp").mkdir(parents=True)
    given = spreadsheet(tmp_path / "tickets.csv")
    outer = home_in(made / "outer")
    exports = [
        ["export", chart, "--out", str(made / f"{chart}.{suffix}")]
        for chart in CHARTS
        for suffix in FORMATS
    ]
    copied = ["db", "copy", f"sqlite:///{outer}/minsheng.db", f"sqlite:///{made}/copy.db"]
    tables = [["rates", "--json"], ["alarms", "--json"], ["doctor", "--json"]]
    steps = [["import", str(given), "--profile", "hotline"], ["analyse"], ["watch"]]
    steps += [*exports, copied, *tables, ["db", "rebuild"], ["backup"]]
    steps += [["collect", "--to-package", str(made), "--json"]]
    with smtp.serving(smtp.Postbox()) as port:
        said = done(outer, made, port, steps)
        key = json.loads(said.strip().splitlines()[-1])["key"]
        inner = home_in(made / "inner", SENDER.format(key=key), SOURCE)
        (package,) = made.glob(f"*{SUFFIX}")
        done(inner, made, port, [["import", str(package)], ["analyse"], ["watch"], ["backup"]])
    return made


@pytest.mark.slow
def test_nothing_that_is_handed_on_is_personal(outside):
    found = list(written(outside))
    names = {name for name, _content in found}
    (package,) = (path.name for path in outside.glob(f"*{SUFFIX}"))
    backups = {path.parent.parent.name for path in outside.glob("*/backups/*.zip")}
    assert backups == {"outer", "inner"}
    assert f"{package}/records.jsonl" in names
    assert leaks(found) == set()
    with closing(sqlite3.connect(outside / "inner" / "minsheng.db")) as store:
        assert store.execute("SELECT count(*) FROM messages").fetchone() == (60,)
    keys = [path.read_bytes() for path in outside.glob("*/keys/*")]
    assert len(keys) >= 3
    for name, content in found:
        assert "/keys/" in name or not any(key.strip() in content for key in keys)
    numbered = {name for name, content in found if TICKET.encode() in content}
    stores = [
        f"{side}/{part}" for side in ("outer", "inner") for part in ("backups/", "minsheng.db")
    ]
    allowed = ("copy.db", f"{package}/records.jsonl", *stores)
    assert {name for name in numbered if not name.startswith(allowed)} == set()
    packed = next(content for name, content in found if name == f"{package}/records.jsonl")
    assert "〔身份证〕".encode() in packed
    assert SECRETS["confidential ticket"].encode() not in packed
