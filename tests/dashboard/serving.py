"""The real dashboard, as a process of its own on a free port."""

import http.client
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from config import memory
from tests.loopback import free_port

ROOT = Path(__file__).parents[2]
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
"""The browser of this machine, None where there is none."""

_START_SECONDS = 40


@contextmanager
def served(home: Path, folder: Path, **environment: str) -> Iterator[str]:
    """The address of a dashboard over the installation `home`, started in `folder`."""
    with running(home, folder, **environment) as (url, _process):
        yield url


@contextmanager
def running(home: Path, folder: Path, **environment: str) -> Iterator[tuple[str, int]]:
    """The same with the number of its process."""
    port = free_port()
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    given = {**os.environ, "MINSHENG_HOME": str(home), "PYTHONPATH": paths, **environment}
    with (home / "dashboard.out").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=memory.thrifty(given), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, port, home / "dashboard.out")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


def get(url: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower case) and body of one answer; redirects are not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read()
    finally:
        connection.close()


def _wait(process: "subprocess.Popen[bytes]", port: int, output: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(output.read_text("utf-8"))
        try:
            if get(f"http://127.0.0.1:{port}/api/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the dashboard did not answer: {output.read_text('utf-8')}")
