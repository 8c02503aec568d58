"""Every byte the product wrote, read again: no seeded personal data in any of it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from config import tables
from core.scope import Scope
from jobs import importing, runner
from store import confidential, frames
from store.schema import metadata
from tests import smtp
from tests.jobs.seeded import (
    PERSONAL,
    PROFILE,
    SECRETS,
    TICKET,
    installed,
    leaks,
    run,
    spreadsheet,
    written,
)


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A folder in which the product has done everything it does; the input lies elsewhere."""
    made = tmp_path / "made"
    home = installed(made)
    given = spreadsheet(tmp_path / "tickets.csv")
    plain = tmp_path / "plain.csv"
    plain.write_text(f'id,text\n1,"{PERSONAL}"\n', "utf-8")
    exports = [
        ["export", "overview_areas", "--out", str(made / f"areas.{suffix}")]
        for suffix in ("csv", "xlsx", "svg", "html")
    ]
    spread = [["label", str(plain), str(made / "labels.csv")]]
    masked = [["mask", str(plain), str(made / f"m.{form}")] for form in ("csv", "xlsx", "parquet")]
    masked += spread
    steps = [["analyse"], ["watch"], ["deliver"], ["doctor"], *exports, *masked]
    commands = [["import", str(given), "--profile", "hotline"], *steps]
    postbox = smtp.Postbox()
    with smtp.serving(postbox) as port:
        done = run(home, made / "tmp", port, commands)
    (made / "output.txt").write_bytes(done.stdout + done.stderr)
    assert done.returncode == 0, done.stderr.decode()
    for number, (_to, content) in enumerate(postbox.taken):
        (made / f"mail{number}.eml").write_bytes(content)
    (made / "mails.txt").write_text("\n".join(str(mail) for mail in postbox.mails()), "utf-8")
    assert postbox.taken, done.stdout.decode()
    return made


@pytest.mark.slow
def test_no_byte_of_it_is_personal(product):
    found = list(written(product))
    names = {name for name, _content in found}
    assert {"home/minsheng.db", "home/logs/minsheng.log", "m.parquet", "areas.xlsx"} <= names
    assert leaks(found) == set()
    numbered = {name for name, content in found if TICKET.encode() in content}
    assert numbered
    assert all(name.startswith("home/minsheng.db") for name in numbered)
    kept = b"".join(content for _name, content in found)
    assert "云杉小区".encode() in kept
    assert "〔身份证〕".encode() in kept


def test_the_tables_of_both_stores_hold_nothing_personal(office, tmp_path):
    folder = office.settings.home / "config" / "profiles"
    folder.mkdir(parents=True)
    (folder / "hotline.toml").write_text(PROFILE, "utf-8")
    profile = tables.load(office.settings).profiles["hotline"]
    path = spreadsheet(tmp_path / "t.csv")
    counts = importing.import_file(office, path, profile, "h", runner.now())
    assert (counts.accepted, counts.quarantined) == (61, 2)
    with office.store.read() as conn:
        kept = "\n".join(
            str(tuple(row)) for each in metadata.sorted_tables for row in conn.execute(select(each))
        )
    assert "云杉小区" in kept
    assert [label for label, secret in SECRETS.items() if secret in kept] == []
    refused = frames.quarantined(office.store, Scope.ALL).filter(cells="{}")
    assert refused["reason"].str.contains("国家秘密").to_list() == [True]
    again = importing.import_file(office, path, profile, "h", runner.now())
    assert again.duplicate == 61
    assert confidential.counts(office.store, Scope.ALL).height == 0
