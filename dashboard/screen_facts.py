"""What a big screen shows: counts and charts, no text of a message, no cell under five."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import polars as pl

from core import judgement as words
from core import people
from core.case_clocks import MAIN, PURPOSES, TODAY, Clock
from core.cases import STATES, Case
from core.deadline import Deadline
from core.deadline_standing import standing
from core.i18n import gettext as _
from core.judgement import PUBLICATIONS, Judgement
from core.labels import LEVELS
from core.scope import Actor
from core.times import day_start, local
from dashboard import issue_course, pieces, region_counts
from dashboard.visit import Visit
from reports import chart_tables, charts, figures, figures_map, figures_time, numbers, screen_art
from reports.freshness import newest_success
from reports.region_counts import measured
from reports.screen_art import Size

_DAYS = 30
_HOT = 7
_WIDE = Size(1040, 620)


@dataclass(frozen=True, slots=True)
class Fact:
    """One large figure: its name, its value, a line under it, whether it presses."""

    name: str
    value: str
    about: str = ""
    pressing: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the pictures that take turns: its title and its SVG."""

    title: str
    svg: str


def until(here: Visit) -> str:
    """数据截至, as every screen says."""
    newest = newest_success(here.reader.log("sources"))
    said = _("数据截至 {at}", at=numbers.moment(newest)) if newest else _("还没有数据")
    stopped = pieces.still_since(here)
    return said + (_("，后台自 {at} 起停止", at=numbers.moment(stopped)) if stopped else "")


def duties(here: Visit) -> list[Fact]:
    """今日须办 and what came in today against yesterday until the same time."""
    groups = here.reader.todays(here.now)
    facts = [Fact(_("待研判"), _few(here.reader.judged("proposals").height))]
    facts += [
        Fact(_(name), _few(len(groups[code])), pressing=code == "overdue" and bool(groups[code]))
        for code, name in TODAY.items()
    ]
    today = day_start(here.today)
    minute = here.now.replace(second=0, microsecond=0)
    now_ = here.reader.kept("situation", "moved", today, minute)["received"]
    then = here.reader.kept(
        "situation", "moved", today - timedelta(days=1), minute - timedelta(days=1)
    )["received"]
    about = _("昨日同时 {n} 件", n=_few(then))
    return [Fact(_("今日受理"), _few(now_), about), *facts]


def hot(here: Visit) -> list[dict[str, str]]:
    """The hottest issues that count at least five messages: name, level, number, last day.

    回避: whoever passes reads a screen, so none that accuses a unit is named on it.
    """
    found = here.reader.hot_issues(day_start(here.today - timedelta(_DAYS)))
    shown = found.filter(
        pl.col("dismissed_at").is_null(), pl.col("messages") >= people.SMALLEST_SHOWN
    )
    open_ones = (
        row
        for row in shown.iter_rows(named=True)
        if not here.reader.desk("accused_in", "issue", row["id"])
    )
    return [
        {
            "name": row["name"],
            "level": _(LEVELS[row["level"]]) if row["level"] in LEVELS else _("未定级"),
            "code": row["level"] if row["level"] in LEVELS else "unset",
            "about": _(
                "{n} 件 · {stage} · 最近 {day}",
                n=numbers.count(row["messages"]),
                stage=issue_course.stage(row) or "—",
                day=local(row["last_at"]).strftime(_("%m月%d日")),
            ),
        }
        for row in islice(open_ones, _HOT)
    ]


def panels(here: Visit) -> list[Panel]:
    """Charts of the last thirty days that take turns."""
    since, last = here.today - timedelta(_DAYS - 1), here.today
    days = here.reader.days(since - timedelta(7 * chart_tables.WEEKS), last)
    inside = days.filter(pl.col("day") >= since)
    if inside.is_empty():
        return []
    drawn = [
        (
            _("诉求量与往常范围"),
            figures_time.control(screen_art.large(chart_tables.control_table(days, since, last))),
        ),
        (
            _("诉求领域分布"),
            figures.areas(screen_art.large(charts.area_table(inside, since, last))),
        ),
    ]
    table = region_counts.counted(here, inside, None)
    if not table.is_empty():
        told = measured(screen_art.large(table), "messages")
        small = pl.col("shown") == str(people.SMALLEST_SHOWN)
        told = told.with_columns(
            pl.when(small).then(pl.lit("≤5")).otherwise(pl.col("shown")).alias("shown")
        )
        drawn.append((_("各地受理量"), figures_map.tiles(told)))
    about = _("近 {n} 天", n=_DAYS)
    return [
        Panel(f"{title}（{about}）", screen_art.picture(figure, _WIDE)) for title, figure in drawn
    ]


def _few(number: int) -> str:
    return people.count(number)


def _at(moment: datetime, now: datetime) -> str:
    """A moment as it stands on a wall: with its year where that is another."""
    at = local(moment)
    same = at.year == local(now).year
    return at.strftime(_("%m月%d日 %H:%M") if same else _("%Y年%m月%d日 %H:%M"))


def issue(here: Visit, number: int) -> dict[str, Any] | None:
    """The head of an emergency screen; None for an issue that is not there."""
    found = here.reader.issue(number)
    if found is None:
        return None
    return {
        "name": found["name"],
        "level": _(LEVELS[found["level"]]) if found["level"] in LEVELS else _("未定级"),
        "code": found["level"] if found["level"] in LEVELS else "unset",
        "stage": issue_course.stage(found),
        "facts": [
            Fact(_("诉求"), _few(found["messages"])),
            Fact(_("首件"), _at(found["first_at"], here.now)),
            Fact(_("最近"), _at(found["last_at"], here.now)),
            Fact(_("热度"), f"{found['heat']:.0f}"),
        ],
        "course": _course(found),
        "timeline": [
            (numbers.day(day), said)
            for day, said in issue_course.told(found, people.SMALLEST_SHOWN)[-8:]
        ],
    }


def _course(found: dict[str, Any]) -> str:
    """People by day as a picture; days with one to four are drawn as five."""
    days = issue_course.of(found).get("days") or []
    if len(days) < 2 or found["heat_at"] is None:
        return ""
    last = local(found["heat_at"]).date()
    dates = [last - timedelta(days=back) for back in range(len(days) - 1, -1, -1)]
    counts = [round(value) for value in days]
    table = screen_art.large(pl.DataFrame({"day": dates, "messages": counts}))
    return screen_art.picture(figures.timeline(table), Size(1040, 360))


def judged(here: Visit, number: int) -> tuple[list[dict[str, Any]], list[dict[str, str]], str]:
    """Response clocks with their countdown, what was published, and a line where neither is."""
    rows = here.reader.judged("judged").filter(pl.col("issue") == number)
    if rows.is_empty():
        return [], [], _("尚未研判认定，公开回应时限没有起算")
    row = rows.row(0, named=True)
    told = here.reader.judged("published").filter(pl.col("judgement") == row["id"])
    said = Judgement(
        Actor(row["judged_by"]), row["judged_at"], row["type"], row["grade"], row["basis"]
    )
    published = [(kind, at) for kind, at in told.select("kind", "published_at").iter_rows()]
    work = here.work
    clocks = words.answered(said, published, here.tables.rules.values(), work)
    out = [
        {
            "at": numbers.moment(one["published_at"]),
            "kind": _(PUBLICATIONS[one["kind"]][0]),
            "title": one["title"],
        }
        for one in told.sort("published_at").iter_rows(named=True)
    ]
    line = _("{grade}，{at} 认定", grade=_(row["grade"]), at=numbers.moment(row["judged_at"]))
    return [_clock(one, here.now) for one in clocks], out, line


_STANDING = {"in_time": "done", "late": "late_done", "overdue": "overdue", "soon": "soon"}


def _clock(found: Deadline, now: datetime) -> dict[str, Any]:
    state = _STANDING.get(standing(found, now), "normal")
    rule = found.rule
    return {
        "name": rule.name,
        "hours": _("{n} 小时", n=rule.amount),
        "due": numbers.moment(found.due_at),
        "due_ms": int(found.due_at.timestamp() * 1000),
        "state": state,
        "done": {"done": _("按期完成"), "late_done": _("超期完成")}.get(state, ""),
    }


def owed(here: Visit, number: int) -> list[dict[str, str]]:
    """Who owes what on this issue: unit, state, deadline; the earliest first."""
    rows = []
    for case, clocks in here.reader.desk("open_cases"):
        if case.subject != "issue" or case.subject_id != number:
            continue
        running = [clock for clock in clocks if clock.is_running]
        rows += [_owed(here, case, clock) for clock in running or [None]]
    return sorted(rows, key=lambda row: row["due"])


def _owed(here: Visit, case: Case, clock: Clock | None) -> dict[str, str]:
    due = clock.deadline(here.work, here.now) if clock else None
    what = due.rule.name if due else "—"
    if clock and due and clock.purpose != MAIN:
        what = _(
            "{what}（{citation}）", what=_(PURPOSES[clock.purpose]), citation=due.rule.citation
        )
    return {
        "unit": here.unit(clock.unit if clock else case.handler) or _("尚无承办单位"),
        "state": _(STATES[case.state]),
        "what": what,
        "due": numbers.moment(due.due_at) if due else "—",
        "late": "late" if due and due.due_at < here.now else "",
    }
