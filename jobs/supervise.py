"""The two programs of one machine under one supervisor."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

from config import memory
from core.i18n import gettext as _
from core.scope import Scope
from jobs import demonstrate
from jobs.office import Office
from store import frames
from store.frames import Filter

_LOOK_SECONDS = 0.2
_GRACE_SECONDS = 30.0
_OPEN_SECONDS = 60.0


def run(host: str, port: int) -> int:
    """Start worker and dashboard; when one ends or a signal comes, end both.

    Returns 0 after a signal, else 1: systemd or compose then starts us again.
    """
    programs = [
        _start("worker"),
        _start("dashboard", "--host", host, "--port", str(port)),
    ]
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: asked.append(received))
    _say_when_open(host, port, programs)
    while not asked and all(program.poll() is None for program in programs):
        time.sleep(_LOOK_SECONDS)
    _stop(programs)
    return 0 if asked else 1


def _say_when_open(host: str, port: int, programs: Sequence[subprocess.Popen[bytes]]) -> None:
    """Tell the address as soon as the page answers, so that nobody opens it too early."""
    deadline = time.monotonic() + _OPEN_SECONDS
    while time.monotonic() < deadline and all(program.poll() is None for program in programs):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(_LOOK_SECONDS)
        else:
            address = f"http://{host}:{port}"
            sys.stdout.write(_("民声已启动：{address}", address=address) + "\n")
            sys.stdout.flush()
            return


def dashboard(host: str, port: int) -> None:
    """Become the dashboard process. It lives in the other front door, so it is run by name."""
    os.execve(  # noqa: S606 - our own interpreter and module, no shell
        sys.executable,
        [sys.executable, "-P", "-m", "dashboard", "--host", host, "--port", str(port)],
        memory.thrifty(os.environ),
    )


def fill_empty_store(office: Office) -> None:
    """Load the demonstration county where there is no message yet."""
    if frames.count_messages(office.store, Scope.ALL, Filter()):
        return
    sys.stdout.write(_("数据库为空，正在装入演示数据（示例县，全部虚构）……") + "\n")
    demonstrate.load(office, demonstrate.Wish())


def _start(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-P", "-m", "jobs.cli", *command], env=memory.thrifty(os.environ)
    )


def _stop(programs: Sequence[subprocess.Popen[bytes]]) -> None:
    for program in programs:
        if program.poll() is None:
            program.terminate()
    deadline = time.monotonic() + _GRACE_SECONDS
    for program in programs:
        try:
            program.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            program.kill()
