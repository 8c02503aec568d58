"""Five hundred feeds in one round: two of five in some trouble, and nobody waits for it."""

import json
import os
import random
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.scope import Actor, Scope
from jobs import runner
from store import frames, requests
from store.migrate import open_store
from store.schema import message_keys
from tests import feeds
from tests.feeds import Handler
from tests.jobs.test_rounds import ROW

FEEDS, ENTRIES = 500, 50
SEED = 20261123
FAULTS = {
    "never answers": 8,
    "drips": 8,
    "500": 30,
    "500 once": 30,
    "redirect loop": 20,
    "truncated": 20,
    "announces more": 20,
    "announces less": 20,
    "304": 20,
    "hangs up": 20,
    "gzip bomb": 4,
}
HEALTHY = ("ok", "500 once")
PARTLY = ("announces less",)
SILENT = ("304",)
"""What a feed without news says: read well, nothing to store."""


def body(number: int) -> bytes:
    """A feed of fifty entries with Chinese text; some name an entry twice."""
    head = f"<rss version='2.0'><channel><title>{number}号源</title>"
    items = [*range(ENTRIES), *range(number % 3)]
    found = "".join(
        f"<item><title>{number}号源第{item}条：云杉小区夜间施工</title>"
        f"<link>http://news.example/{number}/{item}</link><guid>{number}-{item}</guid>"
        f"<pubDate>2026-11-{1 + item % 22:02} 08:{item:02}</pubDate>"
        f"<description>{'工地半夜施工，请有关部门尽快处理。' * 6}</description></item>"
        for item in items
    )
    return f"{head}{found}</channel></rss>".encode()


def answer_of(fault: str, number: int) -> Callable[[Handler], None]:
    """What the feed's server does."""
    whole = body(number)
    return lambda handler: ANSWERS[fault](handler, whole)


def drip(handler: Handler, whole: bytes) -> None:
    """A byte a second, for longer than anybody waits."""
    handler.send_response(200)
    handler.end_headers()
    for place in range(90):
        handler.wfile.write(whole[place : place + 1])
        time.sleep(1)


def once(handler: Handler, whole: bytes) -> None:
    """A fault of a moment."""
    handler.answer(500 if handler.hub.asked[handler.path] == 1 else 200, whole)


def bomb(handler: Handler, whole: bytes) -> None:
    """200 MB of blanks, packed."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()
    handler.answer(200, packed, Content_Encoding="deflate")


def cut(handler: Handler, whole: bytes, sent: float, announced: float) -> None:
    """Another length than announced; both as shares of the whole."""
    length = str(int(len(whole) * announced))
    handler.answer(200, whole[: int(len(whole) * sent)], Content_Length=length)


ANSWERS: dict[str, Callable[[Handler, bytes], object]] = {
    "ok": lambda handler, whole: handler.answer(200, whole),
    "never answers": lambda handler, whole: time.sleep(40),
    "drips": drip,
    "500": lambda handler, whole: handler.answer(500),
    "500 once": once,
    "redirect loop": lambda handler, whole: handler.answer(302, Location=handler.path),
    "truncated": partial(cut, sent=0.5, announced=1),
    "announces more": partial(cut, sent=1, announced=1.1),
    "announces less": partial(cut, sent=1, announced=0.5),
    "304": lambda handler, whole: handler.answer(304),
    "hangs up": lambda handler, whole: handler.connection.close(),
    "gzip bomb": bomb,
}


def faults() -> list[str]:
    """One for each feed, in an order that the seed decides."""
    found = [fault for fault, often in FAULTS.items() for _ in range(often)]
    found += ["ok"] * (FEEDS - len(found))
    random.Random(SEED).shuffle(found)
    return found


def round_of(tmp_path: Path) -> dict[str, float]:
    """A polling round in a process of its own."""
    values = {
        "MINSHENG_HOME": str(tmp_path / "home"),
        "MINSHENG_CONFIG": str(tmp_path / "sources.toml"),
        "MINSHENG_QUIET": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.jobs.polling_round"],
        env={**os.environ, **values}, capture_output=True, text=True, check=True, timeout=500,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def stored(tmp_path: Path) -> dict[str, int]:
    """Source -> its records in the store."""
    store = open_store(f"sqlite:///{tmp_path / 'home' / 'minsheng.db'}")
    with store.read() as conn:
        rows = conn.execute(
            select(message_keys.c.source, func.count()).group_by(message_keys.c.source)
        )
        found = {row[0]: row[1] for row in rows}
    store.close()
    return found


def failing(tmp_path: Path) -> set[str]:
    """Sources that could not be read."""
    store = open_store(f"sqlite:///{tmp_path / 'home' / 'minsheng.db'}")
    found = frames.sources(store, Scope.ALL).filter(frames.pl.col("failures") > 0)
    store.close()
    return set(found["source"])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_one_round_of_five_hundred_feeds(tmp_path, capsys):
    trouble = faults()
    with feeds.serve() as hub:
        rows = []
        for number, fault in enumerate(trouble):
            hub.answers[f"/{number}"] = answer_of(fault, number)
            host = f"127.{1 + number // 250}.0.{1 + number % 250}"
            location = hub.location(f"/{number}", host)
            rows.append(ROW.format(name=f"s{number}", location=location))
        (tmp_path / "sources.toml").write_text("\n".join(rows), "utf-8")

        told = round_of(tmp_path)
        with capsys.disabled():
            sys.stdout.write(f"\n500 feeds with faults: {told}\n")
        found = stored(tmp_path)
        for number, fault in enumerate(trouble):
            expected = found.get(f"s{number}", 0)
            if fault in HEALTHY:
                assert expected == ENTRIES, (number, fault)
            elif fault in PARTLY:
                assert expected < ENTRIES, (number, fault)
            else:
                assert expected == 0, (number, fault)
        broken = {
            f"s{number}"
            for number, fault in enumerate(trouble)
            if fault not in (*HEALTHY, *PARTLY, *SILENT)
        }
        assert {trouble[int(name[1:])] for name in failing(tmp_path) ^ broken} == set()
        assert told["done"] + told["failed"] == FEEDS
        assert told["failed"] == len(broken)
        assert told["peak_mb"] < 300

        # All heal; what failed rests meanwhile, so the operator asks for everything now.
        for number in range(FEEDS):
            hub.answers[f"/{number}"] = answer_of("ok", number)
        ask_everything(tmp_path)
        again = round_of(tmp_path)
        with capsys.disabled():
            sys.stdout.write(f"all healthy again: {again}\n")
        assert again["failed"] == 0
        assert again["peak_mb"] < 300
        assert stored(tmp_path) == {f"s{number}": ENTRIES for number in range(FEEDS)}


def ask_everything(tmp_path: Path) -> None:
    """What the page's button does, for all sources."""
    store = open_store(f"sqlite:///{tmp_path / 'home' / 'minsheng.db'}")
    with store.write() as conn:
        requests.ask(conn, "collect", {}, Actor("tester"), runner.now())
    store.close()
