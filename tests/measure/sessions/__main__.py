"""How long an action takes while many people use the pages: `python -m tests.measure.sessions HOME`.

The real dashboard runs as a process of its own, with the settings of memory that it has in use.
Each session speaks to it as the browser does (Streamlit's messages over a WebSocket): every few
seconds it opens a page or changes the filter and waits until the script has finished. Drawing in
the browser is not in these figures. Goal:
20 sessions, one action every 5 seconds each, 3 s at the 95th percentile on two cores.

With --all every page is opened at once instead, by a session each, and then for a year: what the
dashboard holds at most (wanted: 400 MB).
"""

import argparse
import os
import threading
import time
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.dashboard.serving import running
from tests.measure.sessions import usage

MOST = 3.0
QUERIES = (
    "", "period=days90", "area=environment", "area=wages&period=days90", "period=year",
    "area=housing_finance", "source=hotline",
)  # fmt: skip
PAGES = ("", "issues", "areas", "map", "messages", "desk", "rates", "units", "sources", "solutions")
"""What people look at most; the first is the overview."""


class Session:
    """One reader with an open page."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.pages: dict[str, str] = {}

    def act(self, page: str, query: str) -> float:
        """Open a page with a filter; seconds until the server has told all of it."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_script_hash = self.pages.get(page, "")
        if page and not self.pages:
            asked.rerun_script.page_name = page
        started = time.perf_counter()
        self.line.send(asked.SerializeToString())
        while True:
            told = ForwardMsg()
            data = self.line.recv(timeout=120)
            told.ParseFromString(data if isinstance(data, bytes) else data.encode())
            kind = told.WhichOneof("type")
            if kind == "navigation":
                self.pages = {
                    one.url_pathname: one.page_script_hash for one in told.navigation.app_pages
                }
            if kind == "script_finished":
                return time.perf_counter() - started


def _line(url: str) -> ClientConnection:
    return connect(
        f"ws://{urlsplit(url).netloc}/_stcore/stream", origin=Origin(url),
        subprotocols=[Subprotocol("streamlit")], max_size=None, open_timeout=60,
    )  # fmt: skip


def use(url: str, number: int, every: float, until: float, found: list[float]) -> None:
    """One session's actions until the end; its waits go into `found`."""
    rng = Random(number)
    with _line(url) as opened:
        session = Session(opened)
        session.act("", "")
        time.sleep(rng.random() * every)
        while time.monotonic() < until:
            begun = time.monotonic()
            found.append(session.act(rng.choice(PAGES), rng.choice(QUERIES)))
            time.sleep(max(0.0, every - (time.monotonic() - begun)))


def open_all(url: str) -> int:
    """Open every page at once, and then each for a year; how many there are."""
    with _line(url) as line:
        first = Session(line)
        first.act("", "")
        names = list(first.pages)
    threads = [threading.Thread(target=_open_one, args=(url, name)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(names)


def _open_one(url: str, page: str) -> None:
    with _line(url) as line:
        session = Session(line)
        session.act("", "")
        session.act(page, "")
        session.act(page, "period=year")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home", nargs="?", default=os.environ.get("MINSHENG_HOME", "var"))
    asked.add_argument("--all", action="store_true")
    asked.add_argument("--sessions", type=int, default=20)
    asked.add_argument("--every", type=float, default=5.0)
    asked.add_argument("--seconds", type=float, default=120.0)
    wanted = asked.parse_args()
    if wanted.all:
        with running(Path(wanted.home), Path(wanted.home)) as (url, process):
            start = usage.peak(process)
            count = open_all(url)
            memory = usage.peak(process)
        print(f"{count} pages at once, each then for a year: {memory} MB at most, {start} at start")
        return
    found: list[float] = []
    with running(Path(wanted.home), Path(wanted.home)) as (url, process):
        before, quiet = usage.processor(process), usage.quiet()
        until = time.monotonic() + wanted.seconds
        threads = [
            threading.Thread(target=use, args=(url, number, wanted.every, until, found))
            for number in range(wanted.sessions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        actions = len(found) + wanted.sessions
        worked = (usage.processor(process) - before) / actions
        memory, idle = usage.peak(process), usage.quiet() - quiet
    waits = sorted(found)
    median, p95 = waits[len(waits) // 2], waits[round(0.95 * (len(waits) - 1))]
    print(
        f"{wanted.sessions} sessions, one action every {wanted.every:g} s, {len(waits)} actions: "
        f"median {median:.2f} s, 95th percentile {p95:.2f} s, most {waits[-1]:.2f} s "
        f"(wanted: 95th percentile <= {MOST:g} s: {'yes' if p95 <= MOST else 'no'}); "
        f"{worked:.3f} s of processor an action of {actions} with the first ones; "
        f"at most {memory} MB; the machine's processors were idle for {idle:.0f} s meanwhile"
    )


if __name__ == "__main__":
    main()
