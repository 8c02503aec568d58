"""Records that other systems push: a small HTTP endpoint, one address and token a source.

`app` is an ASGI application around two callbacks of its process: one takes a body in, one tells
whether the store answers. No answer repeats what a record said.
"""

import asyncio
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from collectors import mapped
from collectors.interfaces.gate import Gate
from core import paths
from core.doors import Push
from core.errors import InputError, MinshengError, UserError
from core.i18n import gettext as _
from core.messages import BadRow, Record
from core.sources import Opened

MOST_RECORDS = 5_000
"""In one body."""
BODIES = 4
"""Held in memory at the same time; others wait before they are read."""
BODY_SECONDS = 60.0
"""For one body to arrive."""

_RETRY_SECONDS = 5
_LONGEST_CELL = 200

Receive = Callable[[Opened, bytes], Mapping[str, Any]]
"""Takes a body of a source in and says what became of it. Raises MinshengError."""


def parse(body: bytes, source: Opened, now: datetime) -> list[Record]:
    """The records of a body, in their order: a JSON list, an object that holds one, or JSON
    lines. Pure. Raises InputError."""
    records = _records(body, (source.push or Push()).records)
    if len(records) > MOST_RECORDS:
        raise InputError("一次最多推送 {most} 条记录，请分几次推送。", most=MOST_RECORDS)
    return mapped.read(records, source, now)


def _records(body: bytes, expression: str) -> list[Any]:
    try:
        found = mapped.loaded(body)
    except ValueError as error:
        if not body.lstrip().startswith(b"{") or b"\n" not in body.strip():
            raise InputError("推送的内容不是有效的 JSON（UTF-8），没有接收。") from error
        return [_line(line) for line in body.splitlines() if line.strip()]
    if isinstance(found, dict):
        found = [found] if expression == "@" else paths.ask(expression, found)
    if not isinstance(found, list):
        raise InputError("推送的内容里没有记录列表，没有接收。")
    return found


def _line(line: bytes) -> Any:
    try:
        return mapped.loaded(line)
    except ValueError:
        said = line.decode("utf-8", "replace")[:_LONGEST_CELL]
        return BadRow(0, _("不是有效的 JSON"), {"": said})


def app(sources: Mapping[str, Opened], receive: Receive, is_well: Callable[[], bool]) -> Starlette:
    """The endpoint: POST /push/SOURCE with `Authorization: Bearer TOKEN`, GET /health."""
    endpoint = _Endpoint(Gate(sources), receive, is_well)
    return Starlette(
        routes=[
            Route("/push/{source}", endpoint.post, methods=["POST"]),
            Route("/health", endpoint.health),
        ],
        exception_handlers={404: _not_here, 405: _not_here, Exception: _broken},
    )


class _Endpoint:
    def __init__(self, gate: Gate, receive: Receive, is_well: Callable[[], bool]) -> None:
        self._gate = gate
        self._receive = receive
        self._is_well = is_well
        self._room = asyncio.Semaphore(BODIES)

    async def health(self, _request: Request) -> Response:
        """200 while the store answers, else 503."""
        well = await run_in_threadpool(self._is_well)
        return JSONResponse({"status": "ok" if well else "down"}, 200 if well else 503)

    async def post(self, request: Request) -> Response:
        """Take a body in; 200 with what became of each record, or one sentence."""
        name = request.path_params["source"]
        source = self._gate.admits(name, request.headers.get("authorization", ""))
        if source is None:
            return _told(401, _("来源或令牌不对。"), {"WWW-Authenticate": "Bearer"})
        if seconds := self._gate.wait(source):
            rest = {"Retry-After": str(math.ceil(seconds))}
            return _told(429, _("推送过于频繁，请稍后再推。"), rest)
        async with self._room:
            return await self._taken(request, source)

    async def _taken(self, request: Request, source: Opened) -> Response:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request, source.max_bytes)
        except (TimeoutError, ClientDisconnect):
            return _told(408, _("内容没有在时限内传完，请重新推送。"))
        if body is None:
            most = round(source.max_bytes / 1_000_000, 1)
            return _told(413, _("内容超过上限 {most} MB，请分几次推送。", most=most))
        try:
            found = await run_in_threadpool(self._receive, source, body)
        except UserError as error:
            return _told(400, str(error))
        except MinshengError as error:
            return _told(503, str(error), {"Retry-After": str(_RETRY_SECONDS)})
        return JSONResponse(found)


async def _body(request: Request, most: int) -> bytes | None:
    """The whole body; None where it is larger than `most` bytes, which is not read to its end."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared[:18]) > most:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


def _told(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": sentence}, status, headers=headers)


async def _not_here(_request: Request, _error: Exception) -> Response:
    return _told(404, _("这里只接受 POST /push/来源编号。"))


async def _broken(_request: Request, _error: Exception) -> Response:
    return _told(500, _("程序出错，请稍后重新推送；详情见日志。"))
