"""Big screens behind a signed link: read-only, without sign-in, until the link is revoked.

The link is the permission: it names a row of `screens`, which anybody who may make links can
end. The page holds counts, charts and names of issues, never a text of a message, and no count
under five. It asks for its body again every minute and keeps the last one where it gets none.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cases import keeping
from cases.keeping import SCREENS
from config import language, settings, signing
from config.settings import Settings
from core import i18n
from core.errors import MinshengError
from core.i18n import gettext as _
from core.scope import Actor, Scope
from dashboard import loaders, screen_facts
from dashboard.filters import Filter
from dashboard.reader import Reader
from dashboard.visit import Visit
from reports import numbers

_MINUTE = 60


async def screen(request: Request) -> HTMLResponse:
    """The page of a link, or only its body (`?part=1`) for the page that asks again."""
    part = request.query_params.get("part") == "1"
    return await run_in_threadpool(_answer, request.path_params["token"], part)


def _answer(token: str, part: bool) -> HTMLResponse:
    found, now = settings.load(), datetime.now(UTC)
    i18n.use(language.load(found.language))
    try:
        row = _row(found, token, now)
        if row is None:
            return _page({"kind": "ended"}, part, status=410)
        minute = int(now.timestamp()) // _MINUTE
        return _page(_facts(found.store_url, row["kind"], row["issue_id"], minute), part)
    except MinshengError:
        return _page({"kind": "down"}, part, status=503)


def _row(found: Settings, token: str, now: datetime) -> Mapping[str, Any] | None:
    read = signing.screens(found).read(token)
    if read is None or len(read[0]) != 1:
        return None
    row = loaders.kept(found.store_url, Scope.ALL, "keeping", "screen", (read[0][0],))
    return row if keeping.good(row, now) else None


@lru_cache(maxsize=16)
def _facts(url: str, kind: str, issue: int, minute: int) -> dict[str, Any]:
    """What a screen shows, made once a minute however many screens hang on it."""
    here = _visit(url, datetime.fromtimestamp(minute * _MINUTE, UTC))
    shown: dict[str, Any] = {
        "kind": kind,
        "title": _(SCREENS[kind]),
        "until": screen_facts.until(here),
        "drawn": numbers.moment(here.now),
        "demo": here.reader.note("demo") is not None,
    }
    if kind == "overview":
        return shown | {
            "facts": screen_facts.duties(here),
            "hot": screen_facts.hot(here),
            "panels": screen_facts.panels(here),
        }
    head = screen_facts.issue(here, issue)
    if head is None:
        return shown | {"kind": "gone"}
    clocks, published, said = screen_facts.judged(here, issue)
    return shown | {
        "head": head,
        "clocks": clocks,
        "published": published,
        "said": said,
        "owed": screen_facts.owed(here, issue),
    }


def _visit(url: str, now: datetime) -> Visit:
    everything = Reader(url, Scope.ALL)
    found = settings.load()
    tables = loaders.tables(found, everything.note("demo") is not None)
    return Visit(everything, tables, Filter(), Actor("screen", "step"), now, found)


def _page(shown: dict[str, Any], part: bool, status: int = 200) -> HTMLResponse:
    html = _template().render(part=part, said_words=_words(), **{"demo": False, **shown})
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})


def _words() -> dict[str, str]:
    return {
        "name": _("民声"),
        "ended": _("这个大屏链接已失效"),
        "ended_about": _("请到民声“大屏”页面重新生成链接。"),
        "down": _("暂时取不到数据，稍后自动重试"),
        "gone": _("没有这个事项"),
        "hot": _("热点事项"),
        "demo": _("演示数据，全部虚构"),
        "note": _("少于 5 的数不显示；热度等级为内部参照，不是突发事件等级。"),
        "late": _("数据更新中断，显示的是 {at} 的内容", at="%s"),
        "clocks": _("公开回应时限"),
        "published": _("已发布"),
        "none_published": _("尚未登记发布"),
        "owed": _("谁在办、何时到期"),
        "none_owed": _("尚未交办"),
        "timeline": _("脉络"),
        "course": _("每天人次（1–4 画作 5）"),
        "left": _("还剩"),
        "over": _("已超过"),
        "due": _("到期"),
        "empty": _("近 30 天没有诉求"),
        "drawn": _("生成于"),
    }


@cache
def _template() -> Template:
    source = resources.files("dashboard").joinpath("screen.html").read_text("utf-8")
    made = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return made.from_string(source)
