"""Two machines on one PostgreSQL: the leader's line is cut, the other one takes over.

The machines are network namespaces, joined to the server by a bridge of their own.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.scope import Scope
from jobs.worker import LEASE
from store import leases
from store.engine import Store
from store.migrate import open_store
from tests.packaging.test_system_postgres import account, programs, run

ROOT = Path(__file__).parents[2]
BRIDGE, SERVER = "msbridge", "10.213.77.1"
HOSTS = {"msone": "10.213.77.2", "mstwo": "10.213.77.3"}
_PORT = 54328

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("ip") is None, reason="needs root and iproute2"
    ),
]


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def hosts() -> Iterator[None]:
    """Two namespaces that reach the server, and each other, through one bridge."""
    with ExitStack() as undo:
        undo.callback(subprocess.run, ["ip", "link", "del", BRIDGE], capture_output=True)
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{SERVER}/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for name, address in HOSTS.items():
            undo.callback(subprocess.run, ["ip", "netns", "del", name], capture_output=True)
            ip("netns", "add", name)
            ip("link", "add", f"{name}o", "type", "veth", "peer", "name", f"{name}i")
            ip("link", "set", f"{name}i", "netns", name)
            ip("link", "set", f"{name}o", "master", BRIDGE, "up")
            ip("-n", name, "addr", "add", f"{address}/24", "dev", f"{name}i")
            ip("-n", name, "link", "set", f"{name}i", "up")
            ip("-n", name, "link", "set", "lo", "up")
        yield


@pytest.fixture(scope="module")
def store(hosts: None) -> Iterator[Store]:
    where = programs()
    if where is None:
        pytest.skip("no PostgreSQL server is installed here")
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        user = account()
        shutil.chown(folder, user)
        data = Path(folder) / "data"
        begin = ("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "minsheng", "-D", data)
        run(where / "initdb", *begin, user=user)
        with (data / "pg_hba.conf").open("a") as file:
            file.write(f"host all all {SERVER}/24 trust\n")
        control = (where / "pg_ctl", "-w", "-D", data)
        options = f"-p {_PORT} -c listen_addresses={SERVER} -c unix_socket_directories="
        run(*control, "-o", options, "-l", Path(folder) / "log", "start", user=user)
        try:
            opened = open_store(f"postgresql+psycopg://minsheng@{SERVER}:{_PORT}/postgres")
            yield opened
            opened.close()
        finally:
            run(*control, "-m", "immediate", "stop", user=user)


@pytest.fixture(autouse=True)
def joined(hosts: None) -> Iterator[None]:
    """Whatever a test cuts is joined again after it."""
    yield
    for name in HOSTS:
        ip("link", "set", f"{name}o", "up")


@contextmanager
def worker(store: Store, host: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "MINSHENG_HOME": str(home / host),
        "MINSHENG_STORE_URL": store.engine.url.render_as_string(hide_password=False),
    }
    program = (
        f"import socket; socket.gethostname = lambda: {host!r}; from jobs.cli import main; main()"
    )
    command = ["ip", "netns", "exec", host, sys.executable, "-P", "-c", program, "worker"]
    process = subprocess.Popen(command, env=environment | {"PYTHONPATH": str(ROOT)})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def pages(store: Store, host: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A dashboard on this host, as a load balancer on that host would reach it."""
    environment = {
        **os.environ,
        "MINSHENG_HOME": str(home / host),
        "MINSHENG_STORE_URL": store.engine.url.render_as_string(hide_password=False),
        "PYTHONPATH": str(ROOT),
    }
    (home / host).mkdir(parents=True, exist_ok=True)
    command = ["ip", "netns", "exec", host, sys.executable, "-m", "dashboard", "--port", "8501"]
    process = subprocess.Popen(command, env=environment, cwd=home / host)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def answer(host: str, path: str) -> tuple[int, str]:
    """Status and body that the dashboard of a host gives to that host; 0 without an answer."""
    program = (
        "import sys, http.client as h; c = h.HTTPConnection('127.0.0.1', 8501, timeout=30);"
        "c.request('GET', sys.argv[1]); r = c.getresponse(); print(r.status, r.read().decode())"
    )
    command = ["ip", "netns", "exec", host, sys.executable, "-c", program, path]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    status, _blank, body = told.partition(" ")
    return int(status or 0), body


def serves(host: str, wanted: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while (found := answer(host, "/api/health")[0]) != wanted and time.monotonic() < end:
        time.sleep(0.5)
    return found == wanted


def leader(store: Store) -> str | None:
    name = leases.holder_at(store, Scope.ALL, LEASE, datetime.now(UTC))
    return name.rsplit("-", 2)[0] if name else None


def until(wanted: set[str | None], store: Store, seconds: float) -> str | None:
    end = time.monotonic() + seconds
    while (found := leader(store)) not in wanted and time.monotonic() < end:
        time.sleep(0.3)
    return found


def test_the_other_machine_takes_over_and_the_lost_one_does_not_fight(
    store: Store, tmp_path: Path
) -> None:
    with ExitStack() as running:
        both = [running.enter_context(worker(store, name, tmp_path)) for name in HOSTS]
        first = until(set(HOSTS), store, 60)
        assert first in HOSTS
        other = next(name for name in HOSTS if name != first)
        ip("link", "set", f"{first}o", "down")
        cut_at = time.monotonic()
        assert until({other}, store, 60) == other
        assert time.monotonic() - cut_at < 45
        ip("link", "set", f"{first}o", "up")
        time.sleep(25)  # time for the lost one to come back and to try
        assert leader(store) == other
        assert [process.poll() for process in both] == [None, None]
        ip("link", "set", f"{other}o", "down")
        assert until({first}, store, 60) == first, "the lost one is a worker again"


def test_the_pages_of_one_machine_go_on_when_the_other_is_cut_off(
    store: Store, tmp_path: Path
) -> None:
    """Both dashboards answer from one store; the one that is cut off says so, and comes back."""
    cut, other = HOSTS
    with ExitStack() as running:
        both = [running.enter_context(pages(store, name, tmp_path)) for name in HOSTS]
        for name in HOSTS:
            assert serves(name, 200, 150)
        ip("link", "set", f"{cut}o", "down")
        try:
            assert serves(cut, 503, 90), "a balancer must learn that this one has no store"
            for _turn in range(5):
                assert answer(other, "/api/health")[0] == 200
                assert answer(other, "/")[0] == 200
        finally:
            ip("link", "set", f"{cut}o", "up")
        assert serves(cut, 200, 90)
        assert [process.poll() for process in both] == [None, None]
