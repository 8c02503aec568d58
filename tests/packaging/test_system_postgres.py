"""The store's tests once more, against the PostgreSQL that the operating system brings."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PORT = 54327
_OPTIONS = f"-p {_PORT} -c listen_addresses=127.0.0.1 -c unix_socket_directories="


def programs() -> Path | None:
    """Where the newest installed server has its programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def account() -> str | None:
    """Who may run the server: it refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@pytest.fixture
def system_server() -> Iterator[str]:
    """The address of a server of the operating system, for this test only."""
    where = programs()
    if where is None:
        pytest.skip("no PostgreSQL server is installed here")
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        user = account()
        if user:
            shutil.chown(folder, user)
        data = Path(folder) / "data"
        begin = ("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "minsheng", "-D", data)
        run(where / "initdb", *begin, user=user)
        control = (where / "pg_ctl", "-w", "-D", data)
        run(*control, "-o", _OPTIONS, "-l", Path(folder) / "log", "start", user=user)
        try:
            yield f"postgresql+psycopg://minsheng@127.0.0.1:{_PORT}/postgres"
        finally:
            run(*control, "-m", "immediate", "stop", user=user)


def run(*command: object, user: str | None) -> None:
    """Run a program of the server as somebody who may."""
    subprocess.run(
        [str(part) for part in command], user=user, check=True, stdout=subprocess.DEVNULL, cwd="/"
    )


@pytest.mark.slow
@pytest.mark.timeout(1_200)
def test_the_store_works_on_it(system_server: str) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-k", "postgres", "-m", "not slow", "tests/store"],
        cwd=ROOT,
        env={**os.environ, "MINSHENG_TEST_POSTGRES": system_server},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-3_000:]
    assert " passed" in found.stdout
