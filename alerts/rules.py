"""From what the store knows to signals: one function for each kind of alarm, all pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.alarm_rules import KINDS, TARGETS, AlertRule
from core.alarms import Signal, higher
from core.deadline import Deadline
from core.deadline_rules import TIMED, Rule
from core.deadline_words import cited
from core.i18n import gettext as _
from core.labels import AREAS, LEVELS
from core.times import local

FRESH = timedelta(days=2)
"""An issue that nobody wrote about for this long fires nothing: it came in with an old file."""

LATE = timedelta(days=7)
"""A deadline that passed longer ago keeps an alarm alive and begins none, for the same reason."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """How codes are called: units and sources."""

    units: Mapping[str, str]
    sources: Mapping[str, str]

    def unit(self, code: str) -> str:
        kind, _colon, source = code.partition(":")
        if kind == "source":
            return _("{source}值班", source=self.sources.get(source, source))
        return self.units.get(code, code) or _("未知单位")


def hot_issues(rows: Iterable[Row], rule: AlertRule) -> Iterator[Signal]:
    """Issues (rows of `store.watching.HOT`) at the rule's level or above.

    Where known they have unit, region, and the units that they accuse beside.
    """
    for row in rows:
        if is_hot(row, rule):
            level = _("{level}热度", level=_(LEVELS[row["level"]]))
            title = _("{name}：达到{level}（参照）", name=row["name"], level=level)
            yield _of_issue(row, rule, title)


def is_hot(row: Row, rule: AlertRule) -> bool:
    """Whether an issue (HOT) has the rule's level or a higher one."""
    return bool(row["level"]) and not higher(rule.level, row["level"])


def is_growing(row: Row, rule: AlertRule) -> bool:
    """Whether the growth of an issue (HOT) reaches the rule's share."""
    return bool(row["burst"] >= rule.share and row["messages"] >= rule.at_least)


def bursts(rows: Iterable[Row], rule: AlertRule) -> Iterator[Signal]:
    """Issues whose growth reaches the rule's share."""
    for row in rows:
        if is_growing(row, rule):
            yield _of_issue(row, rule, _("{name}：诉求突增", name=row["name"]))


def _of_issue(row: Row, rule: AlertRule, title: str) -> Signal:
    return Signal(
        rule=rule.id,
        subject=f"issue:{row['id']}",
        title=title,
        why=row["why"],
        facts=(
            (_("领域"), _(AREAS[row["area"]])),
            (_("累计诉求"), _("{count} 件", count=row["messages"])),
            (_("最早"), shown(row["first_at"])),
            (_("最近"), shown(row["last_at"])),
            (_("热度"), f"{row['heat']:.0f}"),
        ),
        level=row["level"],
        area=row["area"],
        region=row.get("region", ""),
        unit=row.get("unit", ""),
        size=row["messages"],
        accused=tuple(sorted(row.get("accused", ()))),
        task=rule.task or _("请核实并研究处置“{title}”", title=row["name"]),
        page=f"issue?issue={row['id']}",
    )


def judgements(
    rows: Iterable[Row], rule: AlertRule, now: datetime, span: timedelta
) -> Iterator[Signal]:
    """Proposals (rows of `store.judgements.PROPOSALS`) nobody judged for so long."""
    for row in rows:
        if now - row["found_at"] >= span:
            hours = (now - row["found_at"]).total_seconds() / 3600
            yield Signal(
                rule=rule.id,
                subject=f"judge:{row['issue']}",
                title=_("{name}：尚未研判", name=row["name"]),
                why=_("发现已 {n} 小时，无人研判认定", n=f"{hours:.0f}"),
                level=row["level"],
                area=row["area"],
                size=row["messages"],
                task=rule.task,
                accused=tuple(sorted(row.get("accused", ()))),
                cited=_("公开回应时限自研判认定起算，发现时间一并记录"),
                page="responses",
                old=now - row["found_at"] > LATE,
            )


@dataclass(frozen=True, slots=True)
class Due:
    """A duty and its deadline: whose, of what, and where its page is."""

    subject: str
    title: str
    unit: str
    deadline: Deadline
    page: str
    area: str = ""
    region: str = ""
    level: str = ""
    accused: tuple[str, ...] = ()


def named(accused: str) -> tuple[str, ...]:
    """A label `accused_unit` as the units that must not hear."""
    return (accused,) if accused else ()


def deadlines(found: Iterable[Due], rule: AlertRule, late: bool, now: datetime) -> Iterator[Signal]:
    """Duties that are due soon, or `late` ones; the caller has chosen which."""
    for due in found:
        law = due.deadline.rule
        at = shown(due.deadline.due_at)
        yield Signal(
            rule=rule.id,
            subject=due.subject,
            title=_("{title}：已超期", title=due.title)
            if late
            else _("{title}：将到期", title=due.title),
            why=_("{id} {name}", id=law.id, name=law.name),
            area=due.area,
            region=due.region,
            unit=due.unit,
            level=due.level,
            accused=due.accused,
            task=rule.task,
            cited=_("{at}，{citation}", at=at, citation=cited(law)),
            page=due.page,
            hours=hours_of(law, rule),
            due_at=due.deadline.due_at,
            old=late and now - due.deadline.due_at > LATE,
        )


def hours_of(law: Rule, rule: AlertRule) -> str:
    """A duty in natural hours is told at night too; one in working days waits for the office."""
    if law.unit == "working_hour":
        return "working"
    if law.unit in TIMED:
        return "always"
    return "working" if law.unit == "working_day" else rule.hours and "day"


def records(rows: Iterable[Row], rule: AlertRule, why: str) -> Iterator[Signal]:
    """Tickets (rows of `store.watching.RECORDS`) that something is wrong with.

    `why` may name {n}, the count that was found.
    """
    for row in rows:
        yield Signal(
            rule=rule.id,
            subject=f"record:{row['ref']}",
            title=_(
                "{title}：{kind}", title=row["title"] or _("（无标题）"), kind=_(KINDS[rule.kind])
            ),
            why=why.format(n=row["count"]),
            area=row["area"],
            region=row["region"],
            unit=row["unit"],
            size=row["count"],
            accused=named(row["accused"]),
            task=rule.task,
            page=f"messages?ref={row['ref']}",
        )


def dangers(rows: Iterable[Row], rule: AlertRule, names: Names) -> Iterator[Signal]:
    """Possible danger to life: the number of the ticket and the reason, nothing else.

    The number stands in the facts of the letter only: a title is also shown on pages and in
    groups. It goes to the platform the ticket came from, which knows whom to send; for rescue,
    never as a mark on a person.
    """
    for row in rows:
        source = names.sources.get(row["source"], row["source"])
        at = shown(row["posted_at"])
        yield Signal(
            rule=rule.id,
            subject=f"danger:{row['source']}:{row['ref']}",
            title=_(
                "{source} {at} 受理的工单：{kind}", source=source, at=at, kind=_(KINDS[rule.kind])
            ),
            why=_("内容可能涉及生命安全，程序判断，请立即人工核实"),
            facts=(
                (_("工单编号"), row["external_id"]),
                (_("来源平台"), source),
                (_("受理时间"), at),
            ),
            area=row["area"],
            region=row["region"],
            unit=row["unit"],
            task=rule.task,
            cited=_("立即；可能发生突发事件的应当立即报告"),
            page=f"messages?ref={row['ref']}",
            hours="always",
            urgent=True,
        )


def behind(
    shares: Mapping[str, tuple[int, int]], rule: AlertRule, names: Names
) -> Iterator[Signal]:
    """Units whose share in time (good, of all) falls below the rule's, with enough records."""
    for unit, (good, count) in shares.items():
        share = 100 * good / count if count else 100.0
        if unit and count >= rule.at_least and share < rule.share:
            yield Signal(
                rule=rule.id,
                subject=f"unit:{unit}",
                title=_("{unit}：按时率 {share}%", unit=names.unit(unit), share=f"{share:.1f}"),
                why=_(
                    "近 {days} 天按时 {good} / {n} 件，低于 {line}%",
                    days=rule.days,
                    good=good,
                    n=count,
                    line=f"{rule.share:g}",
                ),
                unit=unit,
                task=rule.task,
                cited=rule.rule,
                page="rates",
            )


def sources(
    rows: Iterable[Row], rule: AlertRule, names: Names, quiet: timedelta | None, now: datetime
) -> Iterator[Signal]:
    """Sources that failed so often in a row, or (`quiet` given) had no success for so long."""
    for row in rows:
        last = row["last_success_at"]
        name = names.sources.get(row["source"])
        if name is None:
            continue
        if quiet is None and row["failures"] >= rule.at_least:
            title = _("{name}：采集失败", name=name)
            why = _("连续失败 {n} 次：{error}", n=row["failures"], error=row["error"])
        elif quiet is not None and last is not None and now - last >= quiet:
            title = _("{name}：没有新数据", name=name)
            why = _("上次采集成功是 {at}", at=shown(last))
        else:
            continue
        yield Signal(
            rule=rule.id,
            subject=f"source:{row['source']}",
            title=title,
            why=why,
            task=rule.task,
            page="sources",
        )


def unreachable(
    duties: Iterable[tuple[str, str]], rule: AlertRule, names: Names
) -> Iterator[Signal]:
    """Duties (unit, target) that an alarm is waiting for and nobody can be reached for."""
    counts: dict[tuple[str, str], int] = {}
    for duty in duties:
        counts[duty] = counts.get(duty, 0) + 1
    for (unit, target), n in counts.items():
        who = names.unit(unit) if unit else _("平台管理单位")
        yield Signal(
            rule=rule.id,
            subject=f"duty:{unit}:{target}",
            title=_(
                "{unit}：没有可达的联系人（{target}）",
                unit=who,
                target=_(TARGETS.get(target, target)),
            ),
            why=_("有 {n} 项预警等待告知", n=n),
            unit=unit,
            size=n,
            task=rule.task,
            page="alarms",
        )


def stopped(addresses: Mapping[str, str], rule: AlertRule) -> Iterator[Signal]:
    """Addresses that refused mail for good, with the server's reason."""
    for address, reason in addresses.items():
        yield Signal(
            rule=rule.id,
            subject=f"address:{address}"[:120],
            title=_("{address}：已停用", address=address),
            why=reason,
            task=rule.task,
            page="deliveries",
        )


def shown(moment: datetime) -> str:
    """A time as people in Asia/Shanghai write it."""
    return f"{local(moment):%Y-%m-%d %H:%M}"
