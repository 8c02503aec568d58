"""签收 by a signed link: reading it changes nothing, pressing the button does.

Mail gateways open links before people do, so a GET only shows a page. The link itself is the
permission: it names the alarms and the address, is signed, and ends after some days.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cases import alerting
from config import language, settings, signing, tables
from core import i18n
from core.alarms import STATES, Alarm
from core.errors import InputError, MinshengError
from core.i18n import gettext as _
from core.ladder import parents_of, tellable
from core.scope import Actor, Scope
from dashboard import forms
from store import alarms as cellar
from store import contacts
from store.engine import Store, connect

_LONGEST_BODY = 4_000
_SHOWN = 50


async def receipt(request: Request) -> HTMLResponse:
    """The page of a link (GET), or what came of the button (POST)."""
    token = request.path_params["token"]
    form: dict[str, list[str]] = {}
    if request.method == "POST":
        read = await forms.read(request, _LONGEST_BODY)
        if read is None:
            return HTMLResponse("", status_code=413)
        form = read
    return await run_in_threadpool(_answer, token, request.method == "POST", form)


def _answer(token: str, pressed: bool, form: dict[str, list[str]]) -> HTMLResponse:
    found = settings.load()
    i18n.use(language.load(found.language))
    try:
        known = tables.load(found)
        read = signing.signer(found, known.quiet.link_days).read(token)
        if read is None:
            return _page(_("这个链接已失效"), status=410, about=_("请在民声的预警页面签收。"))
        store = connect(found.store_url)
        try:
            numbers = _fair(store, parents_of(known.units), *read)
            return _of(store, numbers, read[1], form if pressed else None)
        finally:
            store.close()
    except MinshengError as error:
        return _page(_("现在办不了"), status=503, about=str(error))


def _fair(store: Store, parents: Mapping[str, str], numbers: list[int], address: str) -> list[int]:
    """回避: without what has come to accuse the unit of the address since the link was sent."""
    with store.read() as conn:
        found = cellar.by_id(conn, numbers)
    known = contacts.listed(store, Scope.ALL)
    return [one.id for one in tellable(parents, found.values(), known, address)]


def _of(
    store: Store, numbers: list[int], address: str, form: dict[str, list[str]] | None
) -> HTMLResponse:
    said = ""
    if form is not None:
        try:
            said = _deed(store, numbers, address, form)
        except InputError as error:
            said = str(error)
    with store.read() as conn:
        alarms = list(cellar.by_id(conn, numbers).values())
    if not alarms:
        return _page(_("没有这项预警"), status=410, about=_("请在民声的预警页面查看。"))
    waits = any(alarm.state == "firing" for alarm in alarms)
    title = alarms[0].signal.title if len(alarms) == 1 else _("{n} 项预警", n=len(alarms))
    return _page(title, alarms=alarms, said=said, waits=waits)


def _deed(store: Store, numbers: list[int], address: str, form: dict[str, list[str]]) -> str:
    now, actor = datetime.now(UTC), Actor(address[:64])
    if form.get("do") == ["return"]:
        alerting.refuse(store, actor, numbers, form.get("reason", [""])[0], now)
        return _("已退回，平台管理单位会收到您写的理由。")
    signed = alerting.acknowledge(store, actor, numbers, now)
    return _("已签收 {n} 项。", n=len(signed)) if signed else _("此前已签收。")


def _page(
    title: str,
    *,
    status: int = 200,
    about: str = "",
    alarms: Sequence[Alarm] = (),
    said: str = "",
    waits: bool = False,
) -> HTMLResponse:
    rows = [
        (alarm.signal.title, alarm.signal.cited, alarm.signal.why, _state(alarm))
        for alarm in alarms[:_SHOWN]
    ]
    html = _template().render(
        title=title,
        about=about,
        said=said,
        rows=rows,
        more=len(alarms) - len(rows),
        waits=waits,
        words={
            "name": _("民声"),
            "sign": _("签收"),
            "return": _("不属于本单位，退回"),
            "reason": _("退回的理由"),
            "more": _("另有 {n} 项，见邮件附件。", n=len(alarms) - len(rows)),
        },
    )
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})


def _state(alarm: Alarm) -> str:
    state = _(STATES[alarm.state])
    return f"{state} {alarm.acked_by}".strip() if alarm.is_on else state


@cache
def _template() -> Template:
    source = resources.files("dashboard").joinpath("receipt.html").read_text("utf-8")
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(source)
