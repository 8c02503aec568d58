"""Rule R-WEB-CHECK: what a government site or a new-media account owes its readers. Pure.

国务院办公厅 国办秘函〔2019〕19号, the list of single failings. Its numbers are rows of
`config/rules/website.toml`; this module only counts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.deadline_units import add_months
from core.i18n import gettext as _
from core.i18n import mark
from core.times import day_of

HOME = ""
"""The target of the home page; other pages are called by their names."""

KINDS = ("news", "policy", "messages", "media")
"""动态要闻, 通知政策, 互动留言, 新媒体账号."""

STATES: dict[str, str] = {
    "fails": mark("不合格"),
    "watch": mark("有隐患"),
    "fine": mark("合格"),
    "unknown": mark("未判定"),
}
"""Words for the state of a finding, the worst first."""

_DOWN = 3


@dataclass(frozen=True, slots=True)
class WebRule:
    """The numbers of the rule and where they stand."""

    id: str
    citation: str
    mark: str = "B"
    probes_a_day: int = 20
    seconds: float = 15.0
    share: float = 0.05
    days: int = 7
    home_days: int = 14
    news_days: int = 14
    policy_months: int = 6
    stale_from: int = 5
    stale_columns: int = 10
    blank_columns: int = 5
    message_months: int = 3
    media_days: int = 14


@dataclass(frozen=True, slots=True)
class Probe:
    """One look at the home page: seconds until it was whole, None where it never was. A void one
    was ours to blame: our own network was down."""

    at: datetime
    seconds: float | None
    void: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed: its newest date, how many dated items, the date of the oldest message
    without an answer; `error` where it could not be read."""

    target: str
    kind: str
    at: datetime
    newest_on: date | None = None
    items: int = 0
    pending_on: date | None = None
    dead_links: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One failing of the list: `state` is fails, watch, fine or unknown."""

    code: str
    name: str
    state: str
    sentence: str


def judge(
    probes: Sequence[Probe], seen: Sequence[Seen], rule: WebRule, now: datetime
) -> list[Finding]:
    """Every failing of the list, in its order, with the sentence that says why."""
    today = day_of(now)
    columns = [page for page in seen if page.kind in ("news", "policy") and not page.error]
    stale = [page.target for page in columns if _is_stale(page, rule, today)]
    blank = [page.target for page in columns if not page.items]
    home = [page for page in seen if page.target == HOME]
    return [
        _reach(probes, rule, today),
        _down(probes),
        _home(home, rule, today),
        _columns("columns", _("栏目不更新"), columns, stale, rule.stale_from),
        _columns("many_columns", _("栏目不更新（累计）"), columns, stale, rule.stale_columns),
        _columns("blank", _("空白栏目"), columns, blank, rule.blank_columns),
        _pending(seen, rule, today),
        _media(seen, rule, today),
    ]


def _reach(probes: Sequence[Probe], rule: WebRule, today: date) -> Finding:
    """Over the last whole days; fewer probes than the rule asks for prove nothing."""
    name = _("网站无法访问")
    first = today - timedelta(days=rule.days)
    valid = [probe for probe in probes if not probe.void and first <= day_of(probe.at) < today]
    by_day = Counter(day_of(probe.at) for probe in valid)
    short = rule.days - sum(count >= rule.probes_a_day for count in by_day.values())
    if short:
        told = _(
            "近 {days} 天中有 {short} 天探测不满 {n} 次，尚不能判定",
            days=rule.days,
            short=short,
            n=rule.probes_a_day,
        )
        return Finding("unreachable", name, "unknown", told)
    slow = sum(probe.seconds is None or probe.seconds > rule.seconds for probe in valid)
    told = _(
        "近 {days} 天探测 {n} 次，超过 {seconds:g} 秒或打不开 {slow} 次，占 {share:.1%}",
        days=rule.days,
        n=len(valid),
        seconds=rule.seconds,
        slow=slow,
        share=slow / len(valid),
    )
    fails = slow >= rule.share * len(valid)
    return Finding("unreachable", name, "fails" if fails else "fine", told)


def _down(probes: Sequence[Probe]) -> Finding:
    """Not of the list: the last looks in a row failed, so somebody should go and see now."""
    name = _("当前可访问")
    last = [probe for probe in probes if not probe.void][-_DOWN:]
    if not last:
        return Finding("down", name, "unknown", _("还没有探测过"))
    if len(last) == _DOWN and all(probe.seconds is None for probe in last):
        return Finding("down", name, "fails", _("最近 {n} 次都打不开", n=_DOWN))
    if last[-1].seconds is None:
        return Finding("down", name, "watch", _("最近一次打不开"))
    return Finding("down", name, "fine", _("最近一次用时 {s:.1f} 秒", s=last[-1].seconds))


def _home(home: Sequence[Seen], rule: WebRule, today: date) -> Finding:
    name = _("首页不更新")
    newest = home[0].newest_on if home else None
    if newest is None:
        return Finding("home", name, "unknown", _("首页上没有读到日期"))
    age = (today - newest).days
    told = _("首页最新内容 {day}，距今 {n} 天", day=newest.isoformat(), n=age)
    return Finding("home", name, "fails" if age > rule.home_days else "fine", told)


def _is_stale(page: Seen, rule: WebRule, today: date) -> bool:
    """A column without a dated item is blank, not stale."""
    if page.newest_on is None:
        return False
    if page.kind == "policy":
        return page.newest_on < add_months(today, -rule.policy_months)
    return (today - page.newest_on).days > rule.news_days


def _columns(
    code: str, name: str, watched: Sequence[Seen], found: Sequence[str], most: int
) -> Finding:
    if not watched:
        return Finding(code, name, "unknown", _("没有登记这类页面"))
    if not found:
        return Finding(code, name, "fine", _("没有"))
    told = _("{n} 个：{names}", n=len(found), names="、".join(found))
    return Finding(code, name, "fails" if len(found) >= most else "watch", told)


def _pending(seen: Sequence[Seen], rule: WebRule, today: date) -> Finding:
    oldest = add_months(today, -rule.message_months)
    noted = {
        _("{name}（{day} 起）", name=page.target, day=page.pending_on.isoformat()): (
            page.pending_on < oldest
        )
        for page in seen
        if page.kind == "messages" and page.pending_on
    }
    return _each("messages", _("群众留言长期未答复"), seen, noted)


def _media(seen: Sequence[Seen], rule: WebRule, today: date) -> Finding:
    """An account whose feed shows nothing dated is as silent as one with old items."""
    noted = {
        _("{name}（最新 {day}）", name=page.target, day=page.newest_on or "—"): True
        for page in seen
        if page.kind == "media" and not page.error and _is_silent(page, rule, today)
    }
    return _each("media", _("新媒体账号不更新"), seen, noted)


def _is_silent(page: Seen, rule: WebRule, today: date) -> bool:
    return page.newest_on is None or (today - page.newest_on).days > rule.media_days


def _each(code: str, name: str, seen: Sequence[Seen], noted: Mapping[str, bool]) -> Finding:
    """What was noted of the pages of one kind, and whether it is a failing already."""
    if not any(page.kind == code and not page.error for page in seen):
        return Finding(code, name, "unknown", _("没有登记这类页面"))
    if not noted:
        return Finding(code, name, "fine", _("没有"))
    return Finding(code, name, "fails" if any(noted.values()) else "watch", "、".join(noted))


def failing(found: Sequence[Finding]) -> Iterator[Finding]:
    """The findings of which somebody must hear."""
    return (finding for finding in found if finding.state == "fails")
