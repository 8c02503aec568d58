"""The pages of signing in: name and password, one-time code, setting up, the first account.

Plain HTML from this server: Streamlit's scripts cannot set cookies. A form is taken only with
the mark that its own page gave this browser, and only from this site (Sec-Fetch-Site). Where
the city's identity platform is the sign-in, these pages lead there and take its word back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

import segno
from anyio import CapacityLimiter, to_thread
from jinja2 import Environment, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cases import entering, people
from cases.entering import Door, Entered
from config import language, settings, signing
from config.settings import Settings
from core import i18n, passwords
from core.errors import MinshengError, UserError
from core.i18n import gettext as _
from core.scope import Scope
from dashboard import forms, identity, loaders
from dashboard.gate import COOKIE, cookie_of
from store import accounts

FORM = "minsheng_form"
NEXT = "minsheng_next"
"""Keeps the wanted page while the reader is at the identity platform."""

_LONGEST_BODY = 8_000
_AT_ONCE = 4
"""So many are let in at the same time, others wait: each proof of a password takes 64 MB, and the
threads that serve the pages stay free."""


@dataclass(frozen=True)
class Knock:
    """One request as the pages of this module read it."""

    settings: Settings
    door: Door
    cookie: str
    form_cookie: str
    form: Mapping[str, str] | None
    next: str
    cookies: Mapping[str, str]
    now: datetime
    said: str = field(default="", compare=False)

    def given(self, name: str) -> str:
        """What was typed into a field."""
        return (self.form or {}).get(name, "")


async def sign_in(request: Request) -> Response:
    """GET shows the form that is due; POST takes it."""
    return await _handled(request, _sign_in)


async def first(request: Request) -> Response:
    """The first administrator, with the one-time token of the console."""
    return await _handled(request, _first)


async def sign_out(request: Request) -> Response:
    """GET asks, POST ends the sign-in."""
    return await _handled(request, _sign_out)


async def to_platform(request: Request) -> Response:
    """On to the city's identity platform."""
    return await _handled(request, _to_platform)


async def _handled(request: Request, answer: Callable[[Knock], Response]) -> Response:
    form = None
    if request.method == "POST":
        read = await forms.read(request, _LONGEST_BODY)
        if read is None:
            return HTMLResponse("", status_code=413)
        form = {name: values[0] for name, values in read.items()}
    return await to_thread.run_sync(_answer, request, form, answer, limiter=_turns())


@cache
def _turns() -> CapacityLimiter:
    return CapacityLimiter(_AT_ONCE)


def _answer(
    request: Request, form: Mapping[str, str] | None, answer: Callable[[Knock], Response]
) -> Response:
    found = settings.load()
    i18n.use(language.load(found.language))
    header = request.headers.get("cookie", "")
    try:
        store = loaders.store(found.store_url)
        door = Door(store, signing.audit_key(found), request.client.host if request.client else "")
        wanted = (form or {}).get("next") or request.query_params.get("next", "")
        knock = Knock(found, door, cookie_of(header), cookie_of(header, FORM), form,
                      forms.inside(wanted), request.cookies, datetime.now(UTC))  # fmt: skip
        if form is not None and not _is_ours(request, knock):
            return _page(knock, "message", _("请重新打开登录页再试。"), status=403)
        return answer(knock)
    except MinshengError as error:
        return HTMLResponse(_html("message", said=str(error)), status_code=503)


def _is_ours(request: Request, knock: Knock) -> bool:
    site = request.headers.get("sec-fetch-site", "same-origin")
    mark = knock.given("mark")
    return site == "same-origin" and passwords.is_form_mark(knock.door.key, knock.form_cookie, mark)


def _sign_in(knock: Knock) -> Response:
    if not accounts.is_any(knock.door.store, Scope.ALL):
        return _page(knock, "message", _("还没有账号。请用看板启动时控制台给出的链接开立管理员。"))
    found = entering.current(knock.door.store, knock.cookie, knock.now)
    stage = found.stage if found else "enter"
    if stage == "full":
        return RedirectResponse(knock.next, status_code=303)
    if knock.settings.sign_in == "oidc":
        return _from_platform(knock)
    if knock.form is None or knock.given("stage") != stage:
        return _page(knock, stage, account=found.account.name if found else "")
    try:
        entered = _STEPS[stage](knock)
    except UserError as error:
        return _page(
            knock, stage, str(error), status=401, account=found.account.name if found else ""
        )
    return _moved(knock, entered)


def _from_platform(knock: Knock) -> Response:
    """Take the word of the identity platform, or show the way there."""
    name = identity.said(knock.cookies, knock.settings.oidc_claim)
    if not name:
        return _page(knock, "platform")
    try:
        entered = entering.arrive(knock.door, name, knock.now)
    except UserError as error:
        return _page(knock, "platform", str(error), status=403)
    answer = _moved(replace(knock, next=forms.inside(knock.cookies.get(NEXT, "/"))), entered)
    answer.delete_cookie(NEXT, path="/")
    return answer


def _to_platform(knock: Knock) -> Response:
    if knock.settings.sign_in != "oidc":
        return RedirectResponse("/signin", status_code=303)
    answer = RedirectResponse(identity.way(), status_code=303)
    _set_cookie(knock, answer, NEXT, knock.next)
    return answer


def _enter(knock: Knock) -> Entered:
    return entering.enter(knock.door, knock.given("name"), knock.given("password"), knock.now)


def _prove(knock: Knock) -> Entered:
    return entering.prove(knock.door, knock.cookie, knock.given("code"), knock.now)


def _set_up(knock: Knock) -> Entered:
    if knock.given("password") != knock.given("again"):
        raise UserError("两次填写的口令不一样。")
    second = _offered(knock)
    return entering.set_up(
        knock.door, knock.cookie, knock.given("password"), second, knock.given("code"), knock.now
    )


_STEPS: dict[str, Callable[[Knock], Entered]] = {
    "enter": _enter,
    "password": _prove,
    "setup": _set_up,
}


def _first(knock: Knock) -> Response:
    if knock.form is None:
        return _page(knock, "first")
    name = knock.given("name")
    try:
        initial = people.first(
            knock.door.store, knock.door.actor(name), knock.given("token"), name,
            knock.given("shown"), knock.now,
        )  # fmt: skip
        if knock.settings.sign_in == "oidc":
            return _page(knock, "platform", _("已开立，请用统一身份认证登录。"), again=True)
        entered = entering.enter(knock.door, name, initial, knock.now)
    except UserError as error:
        return _page(knock, "first", str(error), status=401)
    return _moved(knock, entered)


def _sign_out(knock: Knock) -> Response:
    if knock.form is None:
        return _page(knock, "leave")
    entering.leave(knock.door, knock.cookie, knock.now)
    if knock.settings.sign_in == "oidc":  # ends it at the platform as well
        answer: Response = RedirectResponse("/auth/logout", status_code=303)
    else:
        answer = _page(knock, "message", _("已退出登录。"), again=True)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _moved(knock: Knock, entered: Entered) -> Response:
    """To the next step, or to the page that was wanted."""
    target = knock.next if entered.stage == "full" else f"/signin?next={quote(knock.next, safe='')}"
    answer = RedirectResponse(target, status_code=303)
    _set_cookie(knock, answer, COOKIE, entered.cookie)
    return answer


def _set_cookie(knock: Knock, answer: Response, name: str, value: str) -> None:
    answer.set_cookie(
        name, value, path="/", httponly=True, samesite="lax",
        secure=knock.settings.public_url.startswith("https:"),
    )  # fmt: skip


def _offered(knock: Knock) -> str:
    """The key of one-time codes that this set-up offers: the same while the form is open."""
    return passwords.second_of(knock.door.key, knock.cookie)


def _page(
    knock: Knock, stage: str, said: str = "", *, status: int = 200, account: str = "",
    again: bool = False,
) -> Response:  # fmt: skip
    mark_cookie = knock.form_cookie or passwords.token()
    more: dict[str, Any] = {"account": account, "again": again, "next": knock.next,
                            "mark": passwords.form_mark(knock.door.key, mark_cookie),
                            "name": knock.given("name") or "", "second": "", "picture": "",
                            "token": knock.given("token")}  # fmt: skip
    if stage == "setup":
        found = entering.current(knock.door.store, knock.cookie, knock.now)
        has_second = bool(found and found.account.second)
        if not has_second:
            more["second"] = _offered(knock)
            address = passwords.address_of(more["second"], account)
            more["picture"] = segno.make(address, error="m").svg_data_uri(scale=4, border=2)
    answer = HTMLResponse(_html(stage, said=said, **more), status_code=status,
                          headers={"Cache-Control": "no-store"})  # fmt: skip
    if not knock.form_cookie:
        answer.set_cookie(
            FORM, mark_cookie, path="/", httponly=True, samesite="strict",
            secure=knock.settings.public_url.startswith("https:"),
        )  # fmt: skip
    return answer


def _html(stage: str, **more: Any) -> str:
    known = {"account": "", "again": False, "next": "/", "mark": "", "name": "", "second": "",
             "picture": "", "token": "", "said": ""}  # fmt: skip
    return _template().render(stage=stage, words=_words(), **{**known, **more})


def _words() -> dict[str, str]:
    return {
        "product": _("民声"),
        "enter": _("登录"),
        "password_title": _("动态验证码"),
        "setup_title": _("首次登录设置"),
        "first_title": _("开立第一个系统管理员"),
        "leave": _("退出登录"),
        "name": _("账号"),
        "shown": _("姓名"),
        "password": _("口令"),
        "new": _("新口令"),
        "again": _("再填一次新口令"),
        "rule": _("至少 10 个字符，含大写、小写、数字、符号中的三种，90 天更换一次。"),
        "code": _("6 位动态验证码"),
        "scan": _("用手机上的验证器（支持 TOTP）扫描，再填验证器显示的 6 位数字。"),
        "by_hand": _("扫不了就手工输入密钥："),
        "token": _("控制台给出的一次性令牌"),
        "next": _("下一步"),
        "back": _("重新登录"),
        "about": _("连续输错 5 次锁定 15 分钟；30 分钟不操作自动退出。登录和查阅均记入审计。"),
        "sure": _("退出后需要重新登录。"),
        "other": _("换一个账号"),
        "platform": _("统一身份认证登录"),
        "platform_about": _("30 分钟不操作自动退出。登录和查阅均记入审计。"),
    }


@cache
def _template() -> Template:
    source = resources.files("dashboard").joinpath("sign_in.html").read_text("utf-8")
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(source)
