"""The two programs of one machine live and die together."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.loopback import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def served(tmp_path, port):
    """`minsheng serve` on an empty store, from another folder, until the page is open."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "jobs.cli", "serve", "--port", str(port)],
        cwd=tmp_path,
        env={
            **os.environ,
            "MINSHENG_HOME": str(tmp_path / "home"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == f"民声已启动：http://127.0.0.1:{port}\n"
    yield process
    process.terminate()
    process.wait(60)
    process.stdout.close()


def children(process):
    listing = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(number) for number in listing.split()]


def alive(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_health_answers_and_a_signal_ends_both_well(served, port):
    with urlopen(f"http://127.0.0.1:{port}/api/health", timeout=20) as answer:
        assert b'"ok"' in answer.read()
    programs = children(served)
    assert len(programs) == 2
    dashboard = Path(f"/proc/{programs[1]}/environ").read_bytes().split(b"\0")
    assert b"MALLOC_ARENA_MAX=2" in dashboard
    served.send_signal(signal.SIGTERM)
    assert served.wait(60) == 0
    assert not [number for number in programs if alive(number)]


@pytest.mark.parametrize("which", [0, 1])
def test_when_one_dies_the_other_ends_and_the_supervisor_says_so(served, which):
    programs = children(served)
    os.kill(programs[which], signal.SIGKILL)
    assert served.wait(60) == 1
    time.sleep(0.5)
    assert not [number for number in programs if alive(number)]


def test_only_this_machine_is_served(served, port):
    sockets = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    listening = [line.split()[1] for line in sockets.splitlines() if " 0A " in line]
    ours = [address for address in listening if address.endswith(f":{port:04X}")]
    assert ours == [f"0100007F:{port:04X}"]
