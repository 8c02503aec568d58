"""What the product writes beside the store, opened: briefings, records, and its own copies."""

import csv
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from core.times import SHANGHAI
from store import migrate
from tests import smtp
from tests.jobs.seeded import NOISES, PERSONAL, TICKET, installed, leaks, run, spreadsheet
from tests.jobs.seeded import written as opened

BRIEFINGS = ("daily", "weekly", "monthly", "hotline", "emergency", "annual")
OF_ONE = ("special", "issue")


def table(path: Path) -> Path:
    """Letters with their replies, as the commands without a store read them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "title", "text", "reply", "posted_at", "replied_at"))
        for number in range(12):
            text = f"云杉小区夜间施工，{NOISES[number % 6]}{PERSONAL}"
            reply = f"经查，{PERSONAL}已责令停工。"
            rows.writerow((f"{number}", PERSONAL[:60], text, reply, "2026-11-20", "2026-11-21"))
    return path


def made_older(path: Path) -> None:
    """Say that the store is of the schema before, so that upgrading begins with a copy."""
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = ?", (migrate.revisions()[-2],))


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A folder with briefings, tables of letters, records, and copies the product made itself."""
    made = tmp_path / "made"
    home = installed(made)
    given, letters = spreadsheet(tmp_path / "tickets.csv"), table(tmp_path / "letters.csv")
    today = f"{datetime.now(SHANGHAI):%Y-%m-%d}"
    steps = [["import", str(given), "--profile", "hotline"], ["analyse"], ["watch"]]
    steps += [["report", k, "--day", today, "--out", str(made / f"{k}.docx")] for k in BRIEFINGS]
    steps += [["report", k, "--id", "1", "--out", str(made / f"{k}.docx")] for k in OF_ONE]
    steps += [["audit", "export", str(made / "audit.jsonl")], ["backup"]]
    steps += [
        [name, str(letters), str(made / f"{name}.csv")] for name in ("issues", "replies", "label")
    ]
    with smtp.serving(smtp.Postbox()) as port:
        done = run(home, made / "tmp", port, steps)
        assert done.returncode == 0, done.stderr.decode()
        (archive,) = (home / "backups").glob("*.zip")
        back = run(home, made / "tmp", port, [["restore", str(archive), "--replace"]])
        assert back.returncode == 0, back.stderr.decode()
        made_older(home / "minsheng.db")
        raised = run(home, made / "tmp", port, [["db", "upgrade"]])
    for number, said in enumerate((done, back, raised)):
        (made / f"output{number}.txt").write_bytes(said.stdout + said.stderr)
    return made


@pytest.mark.slow
def test_nothing_beside_the_store_is_personal(beside):
    copies = {
        path.name.rsplit("-", 1)[0]: path for path in (beside / "home" / "backups").glob("*.db")
    }
    assert set(copies) == {"before-restore", "before-upgrade"}
    for path in copies.values():
        assert path.stat().st_mode & 0o077 == 0
        with closing(sqlite3.connect(path)) as store:
            assert store.execute("SELECT count(*) FROM messages").fetchone() == (60,)
    found = list(opened(beside))
    names = {name for name, _content in found}
    assert {f"{kind}.docx/word/document.xml" for kind in BRIEFINGS + OF_ONE} <= names
    assert {"issues.csv", "issues.issues.csv", "replies.csv", "audit.jsonl"} <= names
    assert leaks(found) == set()
    numbered = {name for name, content in found if TICKET.encode() in content}
    assert all(name.startswith(("home/minsheng.db", "home/backups/")) for name in numbered)
