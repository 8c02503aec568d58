"""The step `audit` and its commands: sealing, telling the auditor, finding what was cut off."""

import json
import sqlite3
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from core.scope import Actor, Scope
from jobs import auditing, doctor
from jobs.cli import app
from store import accounts, audit, outbox
from tests.makers import account

ALL = Scope.ALL
LI = Actor("li")


def look(office, now, *ids):
    audit.add(office.store, ALL, LI, "view", ("messages", 0), {"ids": list(ids)}, now)


def test_a_minute_s_rows_are_sealed_once(office, now):
    look(office, now, 1)
    assert auditing.due(office, now) == [""]
    assert auditing.run(office, "", now)["rows"] == 1
    assert auditing.due(office, now) == []
    look(office, now, 2)
    assert auditing.due(office, now + timedelta(seconds=30)) == []
    assert auditing.due(office, now + timedelta(seconds=60)) == [""]


def test_a_burst_is_told_once_to_the_auditor(office, now):
    with office.store.write() as conn:
        accounts.put(conn, account("shen", role="auditor", mail="shen@example.org"))
    for minute in range(7):
        look(office, now + timedelta(minutes=minute), 4)
    later = now + timedelta(minutes=8)
    assert auditing.run(office, "", later)["alerts"] == 1
    assert auditing.run(office, "", later + timedelta(minutes=2))["alerts"] == 0
    mail = outbox.claim(office.store, ALL, "t", later, 60)
    assert (mail.address, mail.alert.rule) == ("shen@example.org", "audit_burst")
    assert ("账号", "li 7") in mail.alert.facts
    (row,) = audit.entries(office.store, ALL, action="burst")
    assert row["subject_id"] == 4


def test_an_edited_table_is_noted_with_its_digests(office, now):
    rules = office.settings.config_folder / "rules" / "own.toml"
    rules.parent.mkdir(parents=True)
    rules.write_text("a = 1\n")
    auditing.run(office, "", now)
    rules.write_text("a = 2\n")
    auditing.run(office, "", now + timedelta(minutes=1))
    edited, first = audit.entries(office.store, ALL, action="config")
    assert first["details"]["before"] is None
    assert edited["details"]["before"] == first["details"]["after"] != edited["details"]["after"]


@pytest.fixture
def place(tmp_path, monkeypatch, now):
    """An installation for commands, with three sealed rows."""
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path))
    from jobs.office import open_office

    office = open_office()
    for number in range(3):
        look(office, now, number)
        auditing.seal(office, now)
    yield office
    office.store.close()


def verify(*words):
    return CliRunner().invoke(app, ["audit", "verify", *words])


def test_verify_prints_the_newest_seal_and_takes_it_as_a_proof_later(place):
    found = json.loads(verify("--json").stdout)
    assert (found["rows"], found["seals"], found["problems"]) == (3, 3, [])
    assert verify("--expect", found["newest"]).exit_code == 0
    answer = verify("--expect", "3:" + "0" * 64)
    assert answer.exit_code == 1
    assert "与抄下的不一致" in answer.stdout


def test_a_chain_whose_end_was_cut_off_is_found(place, tmp_path):
    with sqlite3.connect(tmp_path / "minsheng.db") as conn:
        for table in ("audit", "audit_seals"):
            conn.execute(f"DROP TRIGGER {table}_no_delete")
        conn.execute("DELETE FROM audit WHERE id = 3")
        conn.execute("DELETE FROM audit_seals WHERE number = 3")
    conn.close()
    assert audit.verify(place.store, ALL, b"").seals == 2
    answer = verify()
    assert answer.exit_code == 1
    assert "截断" in answer.stdout
    (told,) = [one for one in doctor.examine(place) if one.subject == "审计"]
    assert told.state == "error"


def test_export_writes_every_row_and_stands_in_the_audit(place, tmp_path):
    out = tmp_path / "audit.jsonl"
    assert CliRunner().invoke(app, ["audit", "export", str(out)]).exit_code == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row.get("action") for row in rows] == ["view", "view", "view", None]
    assert rows[-1]["seal"] == 3
    assert audit.entries(place.store, ALL)[0]["action"] == "export"
