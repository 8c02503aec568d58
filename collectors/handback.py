"""回填: finished work goes back to the platform it came from, through the outgoing HTTP door.

Only to the address that the source's profile names, only the fields it names; private addresses
are refused unless the source allows them.
"""

import json
from collections.abc import Mapping
from urllib.parse import quote, urljoin

from collectors import http, mapped
from collectors.answers import Refused
from collectors.interfaces import login
from core import paths
from core.doors import Handback, Rest
from core.errors import FetchError
from core.sources import Opened

_LATER = frozenset({401, 403, 408, 409, 423, 425, 429})
"""Refusals that another attempt, or another secret, may overcome."""
_UNAUTHORISED = 401
_LARGEST = 100_000


def content(told: Mapping[str, str], handback: Handback) -> dict[str, str]:
    """What is sent of one case: the platform's own name of each field, and its word for it."""
    return {
        theirs: handback.words.get(ours, {}).get(told[ours], told[ours])
        for theirs, ours in handback.fields.items()
    }


def send(source: Opened, told: Mapping[str, str], ticket: str, key: str) -> None:
    """Tell the platform of one case; returns when it took it. Raises FetchError.

    Permanent: refusals that stay the same however often it is asked.
    """
    handback = source.mapping.handback if source.mapping else None
    if handback is None:
        raise FetchError("数据源“{name}”没有设置回填接口。", name=source.name, permanent=True)
    rest = source.rest or Rest()
    body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    try:
        try:
            answer = _posted(source, handback, rest, ticket, key, body)
        except Refused as refused:
            if refused.status != _UNAUTHORISED or not login.forget(source, rest):
                raise
            answer = _posted(source, handback, rest, ticket, key, body)
    except Refused as refused:
        raise FetchError(
            "平台没有收下回填（{status}），请核对数据源“{name}”的回填设置。",
            status=refused.status,
            name=source.name,
            permanent=400 <= refused.status < 500 and refused.status not in _LATER,
            rest=refused.rest,
        ) from refused
    if handback.ok and not paths.ask(handback.ok, mapped.document(answer.body, source.name)):
        raise FetchError(
            "数据源“{name}”的平台说没有收下回填（不满足 ok = “{ok}”），稍后再试。",
            name=source.name,
            ok=handback.ok,
        )


def _posted(
    source: Opened, handback: Handback, rest: Rest, ticket: str, key: str, body: bytes
) -> http.Response:
    url = handback.url.replace("{external_id}", quote(ticket, safe=""))
    sent = {
        "Accept": "application/json",
        "Content-Type": "application/json; charset=utf-8",
        handback.key_header: key,
        **handback.headers,
        **_let_in(source, rest),
    }
    return http.post(
        urljoin(source.location, url),
        body,
        headers=sent,
        limits=http.Limits(max_bytes=_LARGEST),
        allow_private=source.allow_private,
    )


def _let_in(source: Opened, rest: Rest) -> dict[str, str]:
    if source.rest is None and source.secret:
        return login.headers(source, Rest(login="header"))
    return login.headers(source, rest)
