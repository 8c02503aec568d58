"""What a server's answer is worth: a body, nothing new, or the sentence that says what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from core.errors import FetchError
from core.i18n import mark

LONGEST_REST = 86_400.0
"""Seconds: a server that asks to be left alone for longer is asked again after a day."""

_GONE = frozenset({404, 410})
_MANY = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Response:
    """A 2xx or a 304. Header names are in lower case; `url` is where the redirects ended."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Refused(FetchError):
    """The server answered with an error: its `status`."""

    def __init__(self, response: Response) -> None:
        status = response.status
        gone = status in _GONE
        rest = _rest(response.headers) if status in _MANY else 0.0
        super().__init__(
            mark("{host} 上已没有这个网址（{status}），请核对数据源的地址。")
            if gone
            else mark("{host} 回答错误 {status}，稍后再试。"),
            host=urlsplit(response.url).hostname,
            status=status,
            permanent=gone,
            passing=status >= 500 and not rest,
            rest=rest,
        )
        self.status = status


def checked(response: Response) -> Response:
    """The answer itself where it is one. Raises Refused, permanent where the page is gone."""
    if not (200 <= response.status < 300 or response.status == 304):
        raise Refused(response)
    return response


def _rest(headers: Mapping[str, str]) -> float:
    """Seconds of Retry-After (RFC 9110, 10.2.3): a number, or a date by the server's own clock."""
    asked = headers.get("retry-after", "").strip()
    try:
        if asked.isascii() and asked.isdigit():
            return min(float(asked[:9]), LONGEST_REST)
        until, at = (parsedate_to_datetime(text) for text in (asked, headers.get("date", "")))
        return min(max((until - at).total_seconds(), 0.0), LONGEST_REST)
    except (ValueError, TypeError, OverflowError):
        return 0.0
