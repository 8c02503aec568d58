"""The example of docs/sources-mailbox.zh.md, run against a mailbox on loopback."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tests import imap
from tests.documents import pages

pytestmark = pytest.mark.slow

PAGE = "sources-mailbox.zh.md"
LETTER = b"From: a@mail.example\r\nSubject: lamp\r\n\r\nThe street lamp is broken.\r\n"


def test_the_page_works(tmp_path):
    (table,) = pages.blocks(PAGE, "toml")
    (command,) = pages.commands(PAGE)
    (tmp_path / "config").mkdir()
    (tmp_path / "password").write_text(imap.PASSWORD, "utf-8")
    with imap.serving(tmp_path) as server:
        server.put(LETTER, datetime.now(UTC))
        for shown, real in (
            ("mail.county.example", f"127.0.0.1:{server.tls_port}"),
            ("box@county.example", imap.USER),
            ("/opt/minsheng/var/config/ca.pem", str(server.ca_file)),
        ):
            assert shown in table
            table = table.replace(shown, real)
        (tmp_path / "config" / "mail.toml").write_text(table, "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "jobs.cli", *command, "--json"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={
                **os.environ,
                "MINSHENG_HOME": str(tmp_path),
                "MINSHENG_SECRET_COUNTY_MAIL_FILE": str(tmp_path / "password"),
                "PYTHONPATH": str(pages.ROOT),
            },
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["failed"], found["waiting"]) == (0, {"pending": 1})
