"""What a closed month leaves behind, opened: Parquet, open data, a proofread draft, the backup."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.times import SHANGHAI, month_of
from tests import smtp
from tests.jobs.seeded import (
    PERSONAL,
    TICKET,
    installed,
    leaks,
    run,
    spreadsheet,
    written,
)

DAYS = 62
"""So old are the letters: their month has ended, and its open data may be made."""


@pytest.fixture
def months(tmp_path: Path) -> Path:
    """A folder with all that is made of a month that has ended; the input lies elsewhere."""
    made = tmp_path / "made"
    home = installed(made)
    given = spreadsheet(tmp_path / "tickets.csv", DAYS)
    draft = tmp_path / "draft.txt"
    draft.write_text(f"关于云杉小区夜间施工的通报\n{PERSONAL}\n", "utf-8")
    month = str(month_of(datetime.now(SHANGHAI) - timedelta(DAYS, hours=1)))
    steps = [["import", str(given), "--profile", "hotline"], ["analyse"], ["history", "write"]]
    steps += [["history", "check"], ["history", "counts", "--out", str(made / "counts.parquet")]]
    steps += [["opendata", "--month", month, "--out", str(made / "open.csv")]]
    steps += [["opendata", "--month", month], ["opendata", "--month", month, "--json"]]
    steps += [["proofread", str(draft)], ["proofread", str(draft), "--json"], ["backup"]]
    with smtp.serving(smtp.Postbox()) as port:
        done = run(home, made / "tmp", port, steps)
    (made / "output.txt").write_bytes(done.stdout + done.stderr)
    assert done.returncode == 0, done.stderr.decode()
    return made


@pytest.mark.slow
def test_nothing_that_a_closed_month_leaves_is_personal(months):
    found = list(written(months))
    cells = {name: text.decode() for name, text in found if name.endswith(".parquet/cells")}
    history = [text for name, text in cells.items() if name.startswith("home/history/")]
    assert sum(text.count("云杉小区夜间施工噪音扰民，") for text in history) >= 60
    assert any("〔身份证〕" in text for text in history)
    (archive,) = (months / "home" / "backups").glob("*.zip")
    names = {name for name, _content in found}
    assert any(name.startswith(f"home/backups/{archive.name}/") for name in names)
    assert {"open.csv", "counts.parquet/cells"} <= names
    said = (months / "output.txt").read_text("utf-8")
    assert "处需要核对" in said
    assert '"blocks": true' in said
    assert leaks(found) == set()
    numbered = {name for name, content in found if TICKET.encode() in content}
    allowed = ("home/minsheng.db", f"home/backups/{archive.name}")
    assert {name for name in numbered if not name.startswith(allowed)} == set()
    with closing(sqlite3.connect(months / "home" / "minsheng.db")) as store:
        assert store.execute("SELECT count(*) FROM messages").fetchone() == (60,)
    keys = [path.read_bytes().strip() for path in months.glob("home/keys/*")]
    assert keys
    assert [n for n, text in found if "/keys/" not in n and any(key in text for key in keys)] == []
