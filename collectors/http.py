"""The one outgoing HTTP door: a GET that nobody outside can hold up, fill up or turn inwards."""

import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import quote, urljoin

from urllib3 import (
    BaseHTTPResponse,
    HTTPConnectionPool,
    HTTPSConnectionPool,
    Retry,
    Timeout,
    exceptions,
)
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Url, parse_url

from collectors.addresses import is_public
from core.errors import FetchError
from core.i18n import mark

MEGABYTE = 1_000_000
MOST_REDIRECTS = 5
USER_AGENT = "Minsheng (+feed reader of a public service)"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.SSLError, mark("{host} 的安全证书没有通过验证，没有读取。")),
    (exceptions.TimeoutError, mark("{host} 没有及时回应，稍后再试。")),
    (exceptions.DecodeError, mark("{host} 传来的压缩内容已损坏，稍后再试。")),
)
"""Foreign exceptions, the particular ones first; anything else is a broken transfer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for connecting, for one silence of the server and for everything together;
    bytes of the body, after decompression."""

    connect: float = 10.0
    silence: float = 20.0
    total: float = 60.0
    max_bytes: int = 10 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Response:
    """A 2xx or a 304. Header names are in lower case; `url` is where the redirects ended."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def get(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    allow_private: bool = False,
) -> Response:
    """Fetch `url`. No cookies, no proxies from the environment, at most five redirects.

    Raises FetchError, one sentence: permanent for 404, 410, another scheme than http(s), and
    (unless `allow_private`) a host without a public address, whoever redirects to it.
    """
    sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})}
    place = _place(url)
    with _Visit(limits or Limits(), allow_private) as visit:
        for _redirect in range(MOST_REDIRECTS + 1):
            response = visit.ask(place, sent)
            if response.status not in _REDIRECTS or "location" not in response.headers:
                return _checked(response)
            before, place = place, _place(urljoin(response.url, _location(response)))
            sent = sent if _origin(before) == _origin(place) else _without_secrets(sent)
    raise FetchError(
        "{host} 转来转去超过 {most} 次，请核对网址。", host=place.host, most=MOST_REDIRECTS
    )


def _place(url: str) -> Url:
    try:
        place = parse_url(url.strip())
    except exceptions.LocationValueError as error:
        raise FetchError("网址“{url}”写得不对。", url=url[:200], permanent=True) from error
    if place.scheme not in ("http", "https") or not place.host:
        raise FetchError("网址“{url}”不是 http 或 https 地址。", url=url[:200], permanent=True)
    return place


def _location(response: Response) -> str:
    """Where a redirect leads; servers also write bytes there that belong in percent signs."""
    return quote(response.headers["location"].encode("latin-1"), safe="%/:=&?~#+!$,;'@()*[]")


def _origin(place: Url) -> tuple[str | None, str | None]:
    return place.scheme, place.netloc


def _without_secrets(sent: Mapping[str, str]) -> dict[str, str]:
    """What was meant for one host is not told to another."""
    secret = {name.lower() for name in Retry.DEFAULT_REMOVE_HEADERS_ON_REDIRECT}
    return {name: value for name, value in sent.items() if name.lower() not in secret}


def _checked(response: Response) -> Response:
    host, status = parse_url(response.url).host, response.status
    if status in _GONE:
        raise FetchError(
            "{host} 上已没有这个网址（{status}），请核对数据源的地址。",
            host=host,
            status=status,
            permanent=True,
        )
    if not (200 <= status < 300 or status == 304):
        raise FetchError("{host} 回答错误 {status}，稍后再试。", host=host, status=status)
    return response


class _Visit:
    """One `get`: its deadline, and the connections that end with it.

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

    def __enter__(self) -> "_Visit":
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        for handle in self._open:
            handle.close()

    def ask(self, place: Url, headers: Mapping[str, str]) -> Response:
        """One request and its whole answer, redirects not followed."""
        try:
            with self._pool(place) as pool:
                answer = pool.urlopen(
                    "GET",
                    place.request_uri,
                    headers=headers,
                    retries=False,
                    redirect=False,
                    preload_content=False,
                )
                with answer:
                    body = b"" if answer.status in _REDIRECTS else self._body(answer, place)
        except (exceptions.HTTPError, OSError, ValueError) as error:
            raise self._translated(error, place) from error
        if self._left() <= 0:  # a body without a length ends like a whole one when it is cut
            raise self._too_slow(place.host)
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status, found, body, place.url)

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
        if self._left() <= 0:
            raise self._too_slow(host) from reason
        raise FetchError("连不上 {host}，稍后再试。", host=host) from reason

    def _connect(self, address: str, port: int) -> socket.socket:
        seconds = min(self.limits.connect, max(self._left(), 0.001))
        opened = socket.create_connection((address, port), seconds)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.append(opened.dup())
        if self._left() <= 0:  # the timer may have looked just before
            opened.close()
            raise TimeoutError
        return opened

    def _pool(self, place: Url) -> HTTPConnectionPool:
        pool, usual = (_TlsPool, 443) if place.scheme == "https" else (_Pool, 80)
        timeout = Timeout(connect=self.limits.connect, read=self.limits.silence)
        return pool(place.host or "", place.port or usual, timeout=timeout, visit=self)

    def _body(self, answer: BaseHTTPResponse, place: Url) -> bytes:
        most = self.limits.max_bytes
        declared = answer.headers.get("content-length", "")
        if declared.isdigit() and int(declared[:18]) > most:
            raise _too_large(place, most)
        body = answer.read(most + 1, decode_content=True)
        if len(body) > most:
            raise _too_large(place, most)
        return body

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _cut(self) -> None:
        for handle in self._open:
            try:
                handle.shutdown(socket.SHUT_RDWR)
            except OSError:  # it has ended by itself meanwhile
                continue

    def _too_slow(self, host: str | None) -> FetchError:
        seconds = round(self.limits.total, 1)
        return FetchError(
            "{host} 太慢，{seconds} 秒内没有传完，稍后再试。", host=host, seconds=seconds
        )

    def _translated(self, error: Exception, place: Url) -> FetchError:
        if self._left() <= 0:
            return self._too_slow(place.host)
        for kind, sentence in _SENTENCES:
            if isinstance(error, kind):
                return FetchError(sentence, host=place.host)
        return FetchError("从 {host} 读取时连接中断或内容不完整，稍后再试。", host=place.host)


class _Guarded:
    """A connection that is made by its visit."""

    def __init__(self, *args: Any, visit: _Visit, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._visit = visit

    def _new_conn(self) -> socket.socket:
        return self._visit.connect(self._dns_host, self.port)  # type: ignore[attr-defined]


class _Connection(_Guarded, HTTPConnection):
    pass


class _TlsConnection(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


def _too_large(place: Url, most: int) -> FetchError:
    return FetchError(
        "{host} 传来的内容超过上限 {most} MB，没有读取。",
        host=place.host,
        most=round(most / MEGABYTE, 1),
    )


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError("找不到主机 {host}，请核对网址，或检查本机网络。", host=host) from error
    return [str(address[0]) for *_rest, address in found]
