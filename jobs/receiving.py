"""Records that are pushed: the program behind `minsheng push`."""

import socket
import sys
import threading
from collections.abc import Mapping
from typing import Any

import uvicorn

from collectors import push
from collectors.interfaces.gate import tokens_of
from core import privacy, secrecy
from core.errors import ConfigError, InputError, MinshengError
from core.i18n import gettext as _
from core.messages import BadRow, RawMessage, Record, Withdrawn
from core.scope import Scope
from core.sources import Opened, secret_name
from jobs import importing, opening, runner
from jobs.importing import Origin
from jobs.office import Office
from store import history
from store.messages import Counts
from store.rows import slices

KIND = "push"
_CONNECTIONS = 64
_LEAST_QUOTED = 2
_QUOTED = 40
_FATES = ("accepted", "updated", "duplicate")

_one_at_a_time = threading.Lock()
"""Bodies with the same records must not wait for each other in the store, and one unpacked body
in memory is enough."""


def serve(office: Office, host: str, port: int) -> None:
    """Serve the endpoint until SIGTERM or SIGINT. Raises ConfigError, InputError."""
    app = push.app(
        sources(office), lambda source, body: receive(office, source, body), lambda: is_well(office)
    )
    store = office.store  # an absent store is made, and a wrong one told, before anybody pushes
    importing.refuse_beside_demo(office)
    with bound(host, port) as door:
        address = f"http://{host}:{door.getsockname()[1]}"
        sys.stdout.write(_("正在接收推送：{address}/push/来源编号", address=address) + "\n")
        sys.stdout.flush()
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                limit_concurrency=_CONNECTIONS,
                timeout_keep_alive=15,
                timeout_graceful_shutdown=30,
            )
        )
        server.run(sockets=[door])
    store.close()


def bound(host: str, port: int) -> socket.socket:
    """A listening socket. Raises InputError where the port cannot be had."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise InputError(
            "{host} 的端口 {port} 打不开，可能已被占用；请换一个端口（--port）。",
            host=host,
            port=port,
        ) from error


def sources(office: Office) -> dict[str, Opened]:
    """The sources that push, each with a token. Raises ConfigError where there is none."""
    found = {
        source.id: opening.opened(office, source)
        for source in office.tables.sources.values()
        if source.enabled and source.kind == KIND
    }
    if not found:
        raise ConfigError("没有接收推送的数据源，请在配置里写一个 kind 为 push 的数据源。")
    for source in found.values():
        if not tokens_of(source):
            raise ConfigError(
                "数据源“{name}”还没有令牌：请运行 minsheng push --new-token，"
                "或设置环境变量 {variable}。",
                name=source.name,
                variable=f"MINSHENG_SECRET_{secret_name(source)}",
            )
    return found


def receive(office: Office, source: Opened, body: bytes) -> dict[str, Any]:
    """Take a body in and say what became of each record. Pushing it again changes nothing.

    Raises InputError for a body that holds no records, StoreError where the store fails.
    """
    importing.refuse_beside_demo(office)
    now = runner.now()
    origin = Origin(source.id, KIND, itemised=True)
    counts = Counts()
    with _one_at_a_time:
        records = push.parse(body, source, now)
        for chunk in slices(records, importing.ROWS):
            counts += importing.add(office, origin, chunk, now)
    return _told(records, counts)


def _told(records: list[Record], counts: Counts) -> dict[str, Any]:
    told: dict[str, Any] = {**counts.as_dict()}
    told["ids"] = {
        fate: [name for name, found in counts.fates.items() if found == fate] for fate in _FATES
    }
    told["ids"]["withdrawn"] = [one.external_id for one in records if isinstance(one, Withdrawn)]
    told["quarantined_rows"] = list(_refused(records, counts.fates))
    return told


def _refused(records: list[Record], fates: Mapping[str, str]) -> list[dict[str, object]]:
    """Bad rows and records marked as state secrets: their place in the body, id and reason."""
    return [
        {"row": row, "id": record.external_id, "reason": _reason(record)}
        for row, record in enumerate(records, start=1)
        if isinstance(record, BadRow)
        or isinstance(record, RawMessage)
        and record.external_id not in fates
    ]


def _reason(record: BadRow | RawMessage) -> str:
    """Why a record waits, without what the sentence quotes of it."""
    if isinstance(record, RawMessage) or secrecy.is_classified(record.cells):
        return secrecy.refusal()
    reason = record.reason
    for value in sorted(record.cells.values(), key=len, reverse=True):
        for quoted in (value[:_QUOTED], value.strip()[:_QUOTED]):
            if len(quoted) >= _LEAST_QUOTED:
                reason = reason.replace(quoted, "…")
    return privacy.mask_text(reason)


def is_well(office: Office) -> bool:
    """Does the store answer?"""
    try:
        history.read_note(office.store, Scope.ALL, "installation")
    except MinshengError:
        return False
    return True
