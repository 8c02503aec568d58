"""Feeds served over real HTTP on loopback, each at an address of its own: 127.0.0.1, 127.0.0.2 …"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler"], None]


def feed(titles: list[str]) -> bytes:
    """A feed with one dated entry for each title."""
    found = "".join(
        f"<item><title>{title}</title><guid>{title}</guid>"
        f"<pubDate>2026-11-23 08:00</pubDate><description>内容</description></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>示例</title>{found}</channel></rss>".encode()


@dataclass
class Hub:
    """All feeds by path; what was asked, and how many were open at once, by host."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    _open: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def location(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def respond(self, handler: "Handler") -> None:
        host = handler.headers["Host"].partition(":")[0]
        with self._lock:
            self.asked[handler.path] += 1
            for name in (host, ""):
                self._open[name] += 1
                self.most[name] = max(self.most[name], self._open[name])
        try:
            self.answers[handler.path](handler)
        finally:
            with self._lock:
                for name in (host, ""):
                    self._open[name] -= 1


class Handler(BaseHTTPRequestHandler):
    """One request; `answer` sends a whole response."""

    hub: Hub

    def do_GET(self) -> None:  # noqa: N802
        self.hub.respond(self)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """A client that hangs up in the middle is what some tests want."""


@contextmanager
def serve() -> Iterator[Hub]:
    """A hub for the time of the block."""
    server = _Server(("", 0), Handler)
    hub = Handler.hub = Hub(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
