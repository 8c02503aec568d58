"""Runs inside a network namespace: install the bundle, open it, import a file, report.

Usage: python inside.py UNPACKED TARGET FILE.csv [LOOK…]. LOOK is a command that opens the page,
its address added, in a browser. Writes one JSON object. Standard library only,
because it runs in a clean environment, outside the project.
"""

import fcntl
import json
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

PAGE = "http://127.0.0.1:8501"
SIOCSIFFLAGS = 0x8914
IFF_UP_RUNNING = 0x41
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main() -> None:
    """Walk the way of an operator without a network."""
    unpacked, target, file = (Path(word) for word in sys.argv[1:4])
    raise_loopback()
    result: dict[str, Any] = {"interfaces": interfaces(), "outside": outside()}
    started = time.monotonic()
    try:
        result["install"] = run("sh", unpacked / "install.sh", target, "--start")
        result["seconds"] = round(time.monotonic() - started, 1)
        result["health"] = fetch("/api/health")
        result["page"] = fetch("/")
        words = ("import", file, "--profile", "message", "--json")
        result["import"] = run(target / "minsheng", *words)
        result["import_again"] = run(target / "minsheng", *words)
        if sys.argv[4:]:
            result["look"] = run(*sys.argv[4:], PAGE)
        result["install_again"] = run("sh", unpacked / "install.sh", target)
    finally:
        if (target / "minsheng-stop").exists():
            result["stop"] = run(target / "minsheng-stop")
    result["health_after_stop"] = fetch("/api/health")
    sys.stdout.write(json.dumps(result, ensure_ascii=False))


def raise_loopback() -> None:
    """Bring up the only interface of a new network namespace."""
    with socket.socket() as sock:
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP_RUNNING))


def interfaces() -> list[str]:
    """The network interfaces this process can see."""
    return [name for _, name in socket.if_nameindex()]


def outside() -> str:
    """What happens when this process reaches for the world."""
    try:
        socket.create_connection(("192.0.2.1", 443), timeout=2).close()
    except OSError as error:
        return f"unreachable: {error}"
    return "reached"


def run(*words: object) -> dict[str, Any]:
    """Run one command; its exit code and what it printed."""
    command = [str(word) for word in words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    return {"code": done.returncode, "out": done.stdout, "err": done.stderr}


def fetch(path: str) -> dict[str, Any]:
    """Fetch a path of the dashboard; its status and body, or the error."""
    try:
        with NO_PROXY.open(PAGE + path, timeout=30) as answer:
            return {"status": answer.status, "body": answer.read().decode()}
    except OSError as error:
        return {"status": None, "body": str(error)}


if __name__ == "__main__":
    main()
