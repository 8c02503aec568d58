"""Every byte behind the other doors: what is pushed in, asked of Open311, handed back to a platform
that refuses, and spilled by the workers of a cluster."""

import http.client
import json
import logging
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from cases.handling import Matter, open_case
from collectors.interfaces.gate import digest
from config import logs, settings, tables
from core.scope import Scope
from jobs import casework, handback, importing, runner, sharing
from jobs.office import Office
from reports import return_table
from store import case_lists
from store.schema import messages
from tests.cases.desk_place import CLERK, HOUSING, walk
from tests.jobs.seeded import (
    HEADER,
    PERSONAL,
    PROFILE,
    TICKET,
    home_in,
    leaks,
    process,
    rows,
    run,
    spreadsheet,
    written,
)
from tests.loopback import Answer, Asked, serving

ALL = Scope.ALL
TOKEN = "a-long-and-random-token"
BACK = """
[profile.handback]
url = "/orders/{external_id}/result"
ok = "code == `0`"
[profile.handback.fields]
orderNo = "external_id"
result = "reply"
"""
DOORS = """
[[source]]
id = "hotline"
kind = "push"
name = "热线"
publisher = "official_platform"
record_kind = "ticket"
profile = "hotline"
location = "{address}"
allow_private = true
[source.push]
tokens = ["{token}"]

[[source]]
id = "city"
kind = "open311"
name = "随手拍"
publisher = "official_platform"
record_kind = "ticket"
location = "{address}"
allow_private = true
"""
REPLY = f"已修好。{PERSONAL}"
MOVES = ("assign", {"unit": "housing"}), ("sign", {}), ("reply", {"text": REPLY}), ("finish", {})


def platform(asked: Asked) -> Answer:
    """A city whose requests, and whose refusals, are full of personal data."""
    if asked.method == "POST":
        refused = {"code": 9, "message": f"拒收：{PERSONAL}"}
        return Answer(json.dumps(refused, ensure_ascii=False).encode())
    at = asked.query["updated_after"]
    one = {"service_request_id": f"{TICKET}city", "status": "closed", "status_notes": PERSONAL,
           "service_name": f"路灯 {PERSONAL[:40]}", "description": PERSONAL, "lat": 30.274151,
           "long": 120.155152, "address": PERSONAL, "media_url": f"https://x/{TICKET}",
           "requested_datetime": at, "updated_datetime": at}  # fmt: skip
    return Answer(json.dumps([one], ensure_ascii=False).encode())


def pushed(home: Path, made: Path) -> None:
    """The rows as another system pushes them into `minsheng push`."""
    words, environment = process(home, made / "tmp", 1, [["push", "--port", "0"]])
    with (
        (made / "push.txt").open("wb") as said,
        subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=said) as server,
    ):
        try:
            push_into(server)
        finally:
            server.send_signal(signal.SIGTERM)


def push_into(server: "subprocess.Popen[bytes]") -> None:
    """All rows in one body, then a body that is none."""
    assert server.stdout
    address = server.stdout.readline().decode()
    place = urlsplit(address[address.index("http") :].strip().rpartition("/push/")[0])
    conn = http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)
    body = [dict(zip(HEADER, row, strict=True)) for row in rows()]
    with closing(conn):
        for sent in (json.dumps(body, ensure_ascii=False).encode(), PERSONAL.encode()):
            conn.request("POST", "/push/hotline", sent, {"Authorization": f"Bearer {TOKEN}"})
            answer = conn.getresponse()
            told = answer.read()
    assert answer.status == 400, told


def handed_back(office: Office, made: Path, now: datetime) -> None:
    """A case on the first record, finished with a reply, told to the platform, which refuses."""
    desk = casework.open_desk(office)
    with office.store.read() as conn:
        one = conn.execute(select(messages.c.id).order_by(messages.c.id)).scalars().first()
    matter = Matter("ticket", "message", one, REPLY[:60], now, platform="assigned", platform_at=now)
    case = open_case(desk, CLERK, matter, now)
    walk(desk, case, *((CLERK if n == "assign" else HOUSING, n, g) for n, g in MOVES), now=now)
    assert handback.run(office, "", now)["failed"] == 1
    (row,) = case_lists.to_return(office.store, ALL, [case])
    table = return_table.write([["", str(case), "", "", "", row["given"]["text"], "", ""]])
    (made / "return.xlsx").write_bytes(table)


@contextmanager
def spilling(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a cluster that writes all it works out to disk; `kept` gets a copy."""
    import dask.config
    from distributed import LocalCluster
    from distributed.spill import AnyKeyFile

    write = AnyKeyFile.__setitem__

    def noted(self: Any, key: Any, value: Any) -> None:
        write(self, key, value)
        for path in Path(self.directory).rglob("*"):
            (kept / f"{path.name}.spilled").write_bytes(path.read_bytes())

    monkeypatch.setattr(AnyKeyFile, "__setitem__", noted)
    full = "distributed.worker.memory."
    told = {f"{full}target": 1e-9, f"{full}spill": False, f"{full}spill-compression": None}
    with (
        dask.config.set(told),
        LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, protocol="tcp",
            dashboard_address=None, memory_limit="2GB", local_directory=str(kept / "dask"),
        ) as running,
    ):  # fmt: skip
        yield running.scheduler_address.replace("tcp://", "dask://")


@pytest.fixture
def doors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, list[Asked]]]:
    """A folder in which all doors were used, and what the platform was asked."""
    made = tmp_path / "made"
    (made / "tmp").mkdir(parents=True)
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.root.level)
    with serving(platform) as served:
        home = home_in(made / "home")
        told = DOORS.format(address=served.address, token=digest(TOKEN))
        (home / "config" / "profiles" / "hotline.toml").write_text(PROFILE + BACK, "utf-8")
        (home / "config" / "own.toml").write_text(told, "utf-8")
        pushed(home, made)
        done = run(home, made / "tmp", 1, [["collect", "city"], ["analyse"]])
        (made / "output.txt").write_bytes(done.stdout + done.stderr)
        assert done.returncode == 0, done.stderr.decode()
        found = settings.load({"MINSHENG_HOME": str(home)})
        office = Office(found, tables.load(found))
        logs.start(home / "logs", "worker")
        handed_back(office, made, runner.now())
        monkeypatch.setattr(sharing, "PARALLEL_FROM", 10)
        given = spreadsheet(tmp_path / "tickets.csv")
        profile = office.tables.profiles["hotline"]
        (made / "spilled").mkdir()
        with spilling(made / "spilled", monkeypatch) as address:
            importing.import_file(office, given, profile, "late", runner.now(), engine=address)
        office.store.close()
        yield made, served.asked


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_nothing_behind_the_doors_is_personal(doors):
    made, asked = doors
    found = list(written(made))
    spilled = [content for name, content in found if name.endswith(".spilled")]
    assert any("小区".encode() in content for content in spilled)
    logged = [name for name, _content in found if name.startswith("home/logs/")]
    assert any(name.endswith("worker.log") for name in logged)
    (told,) = (one.body for one in asked if one.method == "POST")
    assert "〔身份证〕".encode() in told
    assert leaks([*found, ("handback", told)]) == set()
    numbered = {name for name, content in found if TICKET.encode() in content}
    assert {name for name in numbered if not name.startswith("home/minsheng.db")} == set()
