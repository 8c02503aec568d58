"""What does not fit together inside the door of a source, or between it and its profile."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from core import paths
from core.doors import HANDED, Handback, Mailbox, Open311, Push, Rest, Rss, Site, Sql
from core.i18n import gettext as _
from core.queries import problem
from core.sources import Profile, Source, secret_name
from core.times import parse_moment

Found = Iterator[tuple[str, str]]
"""Fields of the source, and why they are wrong."""

_PLAIN = re.compile(r"[^.\[\]{}|&@*!()`'\"<>,]+")
_WEB = ("http://", "https://")
_RAREST = 72


def unusable(source: Source, profile: Profile | None) -> Found:
    """Everything that would keep an enabled source from being read."""
    if source.secret_name and not re.fullmatch(r"[A-Z0-9_]+", source.secret_name):
        yield "secret_name", _("只能用大写字母、数字和下划线")
    if source.kind in _DOORS:
        yield from _DOORS[source.kind](source, profile)


def _rest(source: Source, profile: Profile | None) -> Found:
    rest = source.rest or Rest()
    yield from _address("location", source.location)
    yield from _mapped(profile)
    expressions = {"records": rest.records, "ok": rest.ok, "next": rest.next, "total": rest.total}
    for name, expression in expressions.items():
        if expression and not paths.is_valid(expression):
            yield f"rest.{name}", _("“{value}”不是有效的 JMESPath 表达式", value=expression)
    yield from _paging(rest)
    yield from _login(rest)


def of_handback(handback: Handback) -> Found:
    """What is wrong with the way back of a profile."""
    if not handback.fields:
        yield "handback.fields", _("应写明平台的字段名和它的内容")
    for ours in [*handback.fields.values(), *handback.words]:
        if ours not in HANDED:
            yield "handback.fields", _("只能是 {allowed} 之一", allowed=" / ".join(HANDED))
    if handback.ok and not paths.is_valid(handback.ok):
        yield "handback.ok", _("“{value}”不是有效的 JMESPath 表达式", value=handback.ok)
    if not handback.key_header.isascii() or not handback.key_header:
        yield "handback.key_header", _("应是请求头的名称")


def _open311(source: Source, profile: Profile | None) -> Found:
    door = source.open311 or Open311()
    yield from _address("location", source.location)
    if source.record_kind != "ticket":
        yield "record_kind", _("Open311 的记录是工单，应写 ticket")
    if door.start_on and not _is_date(door.start_on):
        yield "open311.start_on", _("“{value}”不是日期", value=door.start_on)
    least = {"window_days": door.window_days, "recheck_days": door.recheck_days, "most": door.most}
    for name, value in least.items():
        if value <= 0:
            yield f"open311.{name}", _("应大于 0")
    yield from _not_negative("open311.overlap_minutes", door.overlap_minutes)


def _push(source: Source, profile: Profile | None) -> Found:
    push = source.push or Push()
    yield from _mapped(profile)
    if not paths.is_valid(push.records):
        yield "push.records", _("“{value}”不是有效的 JMESPath 表达式", value=push.records)
    if push.bodies_per_minute < 1:
        yield "push.bodies_per_minute", _("应大于 0")
    if not all(re.fullmatch(r"[0-9a-fA-F]{64}", token) for token in push.tokens):
        yield "push.tokens", _("只写令牌的摘要（64 位十六进制），由 minsheng push --new-token 给出")


def _sql(source: Source, profile: Profile | None) -> Found:
    door = source.sql or Sql()
    if source.location:
        variable = f"MINSHENG_SECRET_{secret_name(source)}"
        yield (
            "location",
            _("数据库地址不写在配置文件里，请用环境变量 {variable}", variable=variable),
        )
    yield from _mapped(profile)
    if reason := problem(door.query):
        yield "sql.query", reason
    if not door.key and profile is not None and "external_id" not in profile.columns:
        yield "sql.key", _("要写明区分各行的列")
    for name, value in (("rows", door.rows), ("seconds", door.seconds)):
        if value <= 0:
            yield f"sql.{name}", _("应大于 0")
    yield from _not_negative("sql.overlap", door.overlap)


def _paging(rest: Rest) -> Found:
    if rest.paging == "cursor" and not rest.next:
        yield "rest.next", _("按游标翻页要写明下一页的游标在哪里")
    if rest.page_size < 1:
        yield "rest.page_size", _("应大于 0")
    yield from _not_negative("rest.overlap_minutes", rest.overlap_minutes)
    if rest.since_param and not rest.since_field:
        yield "rest.since_field", _("只取新增时要写明记录里的更新时间")
    if rest.since_start and not _is_date(rest.since_start):
        yield "rest.since_start", _("“{value}”不是日期", value=rest.since_start)


def _login(rest: Rest) -> Found:
    for name in rest.headers:
        if name.lower() in ("authorization", "cookie") or name.lower() == rest.token_header.lower():
            yield "rest.headers", _("口令不写在配置文件里，请用 login 和环境变量")
    if rest.login == "oauth2":
        yield from _address("rest.token_url", rest.token_url)
        if not rest.client_id:
            yield "rest.client_id", _("不能为空")


def _address(place: str, url: str) -> Found:
    if not url.startswith(_WEB):
        yield place, _("要写 http:// 或 https:// 开头的地址")
    elif "@" in urlsplit(url).netloc:
        yield place, _("口令不写在配置文件里，请用 login 和环境变量")


def _mapped(profile: Profile | None) -> Found:
    """A profile whose spellings are names of members or JMESPath."""
    if profile is None:
        yield "profile", _("要写明列映射")
        return
    spellings: Mapping[str, list[str]] = {**profile.columns, **profile.facts}
    for name, found in spellings.items():
        for spelling in found:
            if not _PLAIN.fullmatch(spelling) and not paths.is_valid(spelling):
                reason = _("“{value}”不是有效的 JMESPath 表达式", value=spelling)
                yield "profile", f"{profile.name}.{name}：{reason}"


def _not_negative(place: str, value: float) -> Found:
    if value < 0:
        yield place, _("不能小于 0")


def _is_date(text: str) -> bool:
    try:
        found = parse_moment(text)
    except (ValueError, OverflowError):
        return False
    return found is not None and found.day_only


def _mailbox(source: Source, profile: Profile | None) -> Found:
    box = source.mailbox or Mailbox()
    place = urlsplit(source.location)
    if place.scheme not in ("imaps", "imap") or not place.hostname:
        yield "location", _("要写 imaps:// 或 imap:// 开头的地址")
    elif "@" in place.netloc:
        yield "location", _("口令不写在配置文件里，请用 login 和环境变量")
    if not box.user:
        yield "mailbox.user", _("不能为空")
    if box.letters < 1:
        yield "mailbox.letters", _("应大于 0")
    if box.plain and place.scheme == "imaps":
        yield "mailbox.plain", _("imaps:// 总是加密的，请改写为 imap://")
    if box.ca_file and not Path(box.ca_file).is_file():
        yield "mailbox.ca_file", _("没有这个文件")


def _site(source: Source, profile: Profile | None) -> Found:
    """A watched site; the rule asks for twenty looks a day, so one may not be too rare."""
    site = source.site or Site()
    yield from _address("location", source.location)
    if source.every_minutes > _RAREST:
        yield "every_minutes", _("网站检查至少每 {n} 分钟一次", n=_RAREST)
    names = [page.name for page in site.pages]
    for page in site.pages:
        yield from _address("site.pages", page.location)
        if not page.name or names.count(page.name) > 1:
            yield "site.pages", _("栏目“{name}”重名或没有名称", name=page.name)


def _rss(source: Source, profile: Profile | None) -> Found:
    if (source.rss or Rss()).pages < 1:
        yield "rss.pages", _("应大于 0")


_DOORS: dict[str, Callable[[Source, Profile | None], Found]] = {
    "mailbox": _mailbox,
    "open311": _open311,
    "push": _push,
    "rest": _rest,
    "rss": _rss,
    "site": _site,
    "sql": _sql,
}
