"""The one outgoing HTTP door: nobody outside can hold it up, fill it up or turn it inwards."""

import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urljoin

from urllib3 import (
    BaseHTTPResponse,
    HTTPConnectionPool,
    HTTPSConnectionPool,
    Timeout,
    exceptions,
)
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Url, parse_url

from collectors.answers import Response as Response
from collectors.answers import checked
from collectors.line import MEGABYTE, Line
from collectors.line import Limits as Limits
from core.errors import FetchError
from core.i18n import mark

MOST_REDIRECTS = 5
USER_AGENT = "Minsheng (+feed reader of a public service)"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_SECRETS = frozenset(
    {"user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since"}
)
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.SSLError, mark("{host} 的安全证书没有通过验证，没有读取。")),
    (exceptions.TimeoutError, mark("{host} 没有及时回应，稍后再试。")),
    (exceptions.DecodeError, mark("{host} 传来的压缩内容已损坏，稍后再试。")),
)
"""Foreign exceptions, the particular ones first; anything else is a broken transfer."""


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
    sent = _sent(headers)
    place = _place(url)
    with _Visit(limits or Limits(), allow_private) as visit:
        for _redirect in range(MOST_REDIRECTS + 1):
            response = visit.ask(place, sent)
            if response.status not in _REDIRECTS or "location" not in response.headers:
                return checked(response)
            before, place = place, _place(urljoin(response.url, _location(response)))
            sent = sent if _origin(before) == _origin(place) else _without_secrets(sent)
    raise FetchError(
        "{host} 转来转去超过 {most} 次，请核对网址。", host=place.host, most=MOST_REDIRECTS
    )


def post(
    url: str,
    content: bytes,
    *,
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    allow_private: bool = False,
) -> Response:
    """Send `content` to `url` and read the answer. As `get`, but a redirect is not followed:
    what was meant for one address is not sent to another."""
    place = _place(url)
    with _Visit(limits or Limits(), allow_private) as visit:
        response = visit.ask(place, _sent(headers), content)
    if response.status in _REDIRECTS:
        raise FetchError("{host} 把请求转到别处，没有跟随，请核对网址。", host=place.host)
    return checked(response)


def _sent(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})}


def answers(url: str, seconds: float = 5.0, *, allow_private: bool = False) -> bool:
    """Does anything accept a connection there? Nothing is asked of it."""
    try:
        place = _place(url)
        with _Visit(Limits(connect=seconds, total=seconds), allow_private) as visit:
            visit.connect(
                place.host or "", place.port or (443 if place.scheme == "https" else 80)
            ).close()
    except FetchError:
        return False
    return True


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
    return {name: value for name, value in sent.items() if name.lower() in _NO_SECRETS}


class _Visit(Line):
    """One `get`: every connection it makes ends with it."""

    def ask(self, place: Url, headers: Mapping[str, str], content: bytes | None = None) -> Response:
        """One request (POST where there is content) and its answer, redirects not followed."""
        try:
            with self._pool(place) as pool:
                answer = pool.urlopen(
                    "GET" if content is None else "POST",
                    place.request_uri,
                    body=content,
                    headers=headers,
                    retries=False,
                    redirect=False,
                    preload_content=False,
                )
                with answer:
                    body = b"" if answer.status in _REDIRECTS else self._body(answer, place)
        except (exceptions.HTTPError, OSError, ValueError) as error:
            raise self._translated(error, place) from error
        if self.left() <= 0:  # a body without a length ends like a whole one when it is cut
            raise self.too_slow(place.host)
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status, found, body, place.url)

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

    def _translated(self, error: Exception, place: Url) -> FetchError:
        if self.left() <= 0:
            return self.too_slow(place.host)
        for kind, sentence in _SENTENCES:
            if isinstance(error, kind):
                return FetchError(sentence, host=place.host)
        return FetchError(
            "从 {host} 读取时连接中断或内容不完整，稍后再试。", host=place.host, passing=True
        )


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
