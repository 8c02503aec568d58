"""What a source says about its door beyond an address: one small table for each kind.

In TOML they are sub-tables of the source, as `[source.rest]`. None holds a password or a token:
those come from the environment (`config.settings.Settings.secret`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

_STRICT: dict[str, str] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Rest:
    """How a JSON interface is asked: paging, increments, login.

    `records`, `next`, `ok`, `total` and `since_field` are JMESPath; the first four look at the
    whole answer, the last at one record. `overlap_minutes` are read again at each look, for
    records that the other side writes late; `since_start` (a date) is where the first look begins.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    method: Literal["GET", "POST"] = "GET"
    query: Mapping[str, str | int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    records: str = "@"
    ok: str = ""
    paging: Literal["none", "page", "offset", "cursor", "link"] = "none"
    page_param: str = "page"
    first_page: int = 1
    size_param: str = ""
    page_size: int = 100
    next: str = ""
    total: str = ""
    since_param: str = ""
    since_field: str = ""
    since_format: Literal["iso", "local", "date", "seconds", "milliseconds"] = "iso"
    since_start: str = ""
    overlap_minutes: float = 10.0
    login: Literal["none", "header", "oauth2"] = "none"
    token_header: str = "Authorization"  # noqa: S105 - the name of a header
    token_prefix: str = "Bearer "  # noqa: S105 - what stands before the token
    token_url: str = ""
    client_id: str = ""
    client_auth: Literal["basic", "body"] = "basic"
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """Who may push records here, and how often.

    `tokens` are SHA-256 digests (hex), several while one is being replaced; `minsheng push
    --new-token` makes one. `records` is JMESPath over a body that is one JSON object.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    tokens: list[str] = field(default_factory=list)
    records: str = "@"
    bodies_per_minute: int = 120


@dataclass(frozen=True, slots=True)
class Sql:
    """How another database is read; its address is the source's secret.

    `query` is one SELECT. `since` is the column that only grows (a time or a number), `key` tells
    rows with the same value apart (default: the column of the profile's id). `overlap` is read
    again at each look: minutes of a time, units of a number. At most `rows` are read at a time,
    for at most `seconds`.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    query: str = ""
    since: str = ""
    key: str = ""
    overlap: float = 10.0
    rows: int = 5_000
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Mailbox:
    """How a folder of letters is opened.

    `imaps:` speaks TLS from the start, `imap:` STARTTLS; `plain` does without, in a network that
    is trusted. `ca_file` is the certificate of an authority of one's own. `letters` at most are
    taken in at one go. `mark_seen` marks those as read that have been taken in.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    user: str = ""
    plain: bool = False
    ca_file: str = ""
    letters: int = 200
    mark_seen: bool = False


@dataclass(frozen=True, slots=True)
class Open311:
    """How a GeoReport v2 server is asked, window of time by window.

    `by` is what it can filter by: `updated` (updated_after, updated_before) or only `requested`
    (start_date, end_date), where the last `recheck_days` are read again at each look. `most` is
    the number of requests at which the server cuts off an answer. `topics` gives service codes
    the words of 问题分类; other requests keep the name of their service.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    format: Literal["json", "xml"] = "json"
    by: Literal["updated", "requested"] = "updated"
    jurisdiction: str = ""
    start_on: str = ""
    window_days: float = 30.0
    recheck_days: float = 30.0
    overlap_minutes: float = 60.0
    most: int = 1_000
    topics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SitePage:
    """A watched page: its name, its address, and what it is (`core.website.KINDS`)."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    name: str
    location: str
    kind: Literal["news", "policy", "messages", "media"] = "news"


@dataclass(frozen=True, slots=True)
class Site:
    """What of a site is watched beside its home page, and how many of its links are tried a day."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    pages: list[SitePage] = field(default_factory=list)
    links: int = 10


@dataclass(frozen=True, slots=True)
class Rss:
    """Whether the pages a feed's entries lead to are read in full, and at most how many at one
    look."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    full_text: bool = False
    pages: int = 20


HANDED = (
    "external_id", "case", "unit", "unit_name", "state", "finished_at", "reply", "solved",
    "published",
)  # fmt: skip
"""What a platform may be told of finished work, by the name that `Handback.fields` uses."""


@dataclass(frozen=True, slots=True)
class Handback:
    """How finished work is told to the platform (回填): one POST of a JSON object for each case.

    `url` stands alone or continues the location of the source; `{external_id}` in it is the
    number of the ticket. `fields` says what the platform calls each of HANDED, `words` which
    word it has for a value. `ok` (JMESPath) is true of an answer that took it. The header
    `key_header` is the same for every attempt at the same content. Who may write is told by the
    login of the source's `rest`, else by its secret as a bearer token.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ok: str = ""
    key_header: str = "Idempotency-Key"
    headers: Mapping[str, str] = field(default_factory=dict)
