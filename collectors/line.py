"""Connections that nobody outside can turn inwards or hold open."""

import socket
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from collectors.addresses import is_public
from core.errors import FetchError

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for connecting, for one silence of the server and for everything together;
    bytes of the body, after decompression."""

    connect: float = 10.0
    silence: float = 20.0
    total: float = 60.0
    max_bytes: int = 10 * MEGABYTE


class Line:
    """One visit to a source: its deadline, and the connections that end with it.

    Timeouts of a socket count from byte to byte, so a server that drips one byte a second
    never meets them; at the deadline a timer therefore shuts the connection down.
    """

    def __init__(self, limits: Limits, allow_private: bool) -> None:
        self.limits = limits
        self.allow_private = allow_private
        self._ends = time.monotonic() + limits.total
        self._open: list[socket.socket] = []
        self._timer = threading.Timer(limits.total, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        for handle in self._open:
            handle.close()

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection to the first address that answers, of those that may be spoken to.

        The addresses are looked up once, checked, and used as they are: a name that answers
        differently the next time changes nothing. Raises FetchError.
        """
        addresses = _addresses(host, port)
        allowed = [one for one in addresses if self.allow_private or is_public(one)]
        if not allowed:
            raise FetchError(
                "{host} 指向内部网络，已拒绝读取；若是本单位的系统，请为该数据源设 allow_private。",
                host=host,
                permanent=True,
            )
        reason: OSError | None = None
        for address in allowed:
            try:
                return self._connect(address, port)
            except OSError as error:
                reason = error
        if self.left() <= 0:
            raise self.too_slow(host) from reason
        raise FetchError("连不上 {host}，稍后再试。", host=host, unreached=True) from reason

    def _connect(self, address: str, port: int) -> socket.socket:
        seconds = min(self.limits.connect, max(self.left(), 0.001))
        opened = socket.create_connection((address, port), seconds)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.append(opened.dup())
        if self.left() <= 0:  # the timer may have looked just before
            opened.close()
            raise TimeoutError
        return opened

    def left(self) -> float:
        """Seconds until the deadline; negative behind it."""
        return self._ends - time.monotonic()

    def _cut(self) -> None:
        for handle in self._open:
            try:
                handle.shutdown(socket.SHUT_RDWR)
            except OSError:  # it has ended by itself meanwhile
                continue

    def too_slow(self, host: str | None) -> FetchError:
        """The sentence for a visit that met its deadline."""
        seconds = round(self.limits.total, 1)
        return FetchError(
            "{host} 太慢，{seconds} 秒内没有传完，稍后再试。", host=host, seconds=seconds
        )


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            "找不到主机 {host}，请核对网址，或检查本机网络。", host=host, unreached=True
        ) from error
    return [str(address[0]) for *_rest, address in found]
