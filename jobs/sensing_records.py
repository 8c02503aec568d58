"""Records and their clocks, looked at with the eyes of the rules of alarms.

Of the many that are open only what can begin or keep an alarm now is looked up in full.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import polars as pl

from alerts import alarms as machine
from alerts import rules as eyes
from alerts.rules import Due
from core import ladder
from core.alarm_rules import AlertRule, span
from core.alarms import Signal
from core.case_clocks import standings as case_standings
from core.deadline import Deadline
from core.deadline_rules import Rule
from core.i18n import gettext as _
from core.scope import Scope
from core.times import day_of
from jobs import watched_procedures
from jobs.looking import Look
from jobs.office import Office
from jobs.sensing_found import OPEN
from reports import standings
from store import fact_indexes, watching
from store import rates as cellar

Row = dict[str, Any]


def stands(look: Look, law: Rule, due_at: datetime, rule: AlertRule, late: bool) -> bool:
    """Whether a running clock is passed, or due within the rule's time."""
    if late:
        return due_at < look.now
    hours = eyes.hours_of(law, rule)
    return look.now <= due_at and look.once(
        f"left {hours} {due_at.isoformat()}",
        lambda: machine.elapsed(hours, look.work, look.now, due_at),
    ) <= span(rule.within)


def deadlines(late: bool) -> Callable[[Look, AlertRule], Iterator[Signal]]:
    """Clocks of cases, procedures and records that are passed (`late`), or due soon."""

    def found(look: Look, rule: AlertRule) -> Iterator[Signal]:
        laws = [look.laws[rule.rule]] if rule.rule else watched(look.office, look.now)
        due = [*_of_cases(look), *watched_procedures.duties(look)]
        chosen = [
            one for one in due if stands(look, one.deadline.rule, one.deadline.due_at, rule, late)
        ]
        for law in laws:
            running = look.once(f"records {law.id}", partial(_records, look, law))
            near = [row for row in running if stands(look, law, row["due_at"], rule, late)]
            chosen += _told(look, law, near)
        yield from eyes.deadlines(chosen, rule, late, look.now)

    return found


def watched(office: Office, now: datetime) -> list[Rule]:
    """The clock rules in use on records, but for the loop of poor ratings."""
    today = day_of(now)
    return [
        law
        for law in office.tables.rules.values()
        if law.kind == "clock" and law.enabled and law.in_force(today)
        and law.record and law.starts and law.ends and law.record != "rating"
        and law.sense == "at_most" and not law.is_window
    ]  # fmt: skip


def _records(look: Look, law: Rule) -> list[Row]:
    held = {case.subject_id for case, _clocks in look.cases if case.subject == "message"}
    return [row for row in _running(look, law, "record:{}:" + law.id) if row["id"] not in held]


def _running(look: Look, law: Rule, subject: str, most_stars: int | None = None) -> list[Row]:
    """Records whose clock runs: id, subject of the alarm, start_at, due_at, standing.

    One that passed long ago begins no alarm: of these only what has one is there.
    """
    clock = (law.record, law.starts, law.ends)
    found = watching.open_spans(
        look.office.store, Scope.ALL, look.since(OPEN), clock, most_stars=most_stars
    )
    if found.is_empty():
        return []
    known = {alarm.signal.subject for alarm in look.known}
    judged = (
        _judged(look, law, found)
        .filter(pl.col("due_at").is_not_null(), pl.col("standing") != "unknown")
        .select("id", pl.format(subject, "ref").alias("subject"), "start_at", "due_at", "standing")
    )
    fresh = pl.col("due_at") >= look.since(eyes.LATE)
    return judged.filter(fresh | pl.col("subject").is_in(known)).rows(named=True)


def _told(look: Look, law: Rule, running: list[Row]) -> Iterator[Due]:
    """What there is to tell of these records."""
    numbers = [row["id"] for row in running]
    rows = watching.records(look.office.store, Scope.ALL, numbers).rows(named=True)
    known = {row["id"]: row for row in rows}
    for clock in running:
        row = known.get(clock["id"])
        if row is not None:  # else it was erased this moment
            yield Due(
                clock["subject"],
                row["title"] or _("（无标题）"),
                row["unit"],
                Deadline(
                    law, clock["due_at"], "running", provisional=False, start_at=clock["start_at"]
                ),
                f"messages?ref={row['ref']}",
                row["area"],
                row["region"],
                accused=eyes.named(row["accused"]),
            )


def _of_cases(look: Look) -> Iterator[Due]:
    for case, clocks in look.cases:
        for clock, deadline, standing in case_standings(clocks, look.work, look.now):
            if standing != "suspended":
                yield Due(
                    f"case:{case.id}:{clock.id}",
                    case.title,
                    clock.unit,
                    deadline,
                    f"case?case={case.id}",
                    accused=eyes.named(case.accused),
                )


def poor_rating(look: Look, rule: AlertRule) -> Iterator[Signal]:
    """Bad ratings that nobody called back in time."""
    law = look.laws.get(rule.rule)
    if law is None:
        return
    running = _running(look, law, "rating:{}", fact_indexes.MOST_STARS)
    overdue = [row for row in running if row["standing"] == "overdue"]
    yield from eyes.deadlines(_told(look, law, overdue), rule, late=True, now=look.now)


def falls_behind(look: Look, rule: AlertRule) -> Iterator[Signal]:
    """Units of whose records too few are in time."""
    law = look.laws.get(rule.rule)
    if law is None or not law.record:
        return
    period = (look.since(timedelta(days=rule.days)), look.now)
    clock = (law.record, law.starts, law.ends)
    read = partial(cellar.spans, look.office.store, Scope.ALL, period, clock, "unit", texts=False)
    behind = list(eyes.behind(_shares(_judged(look, law, read())), rule, look.names))
    if not behind:
        return
    judged = _judged(look, law, read(accused=True))
    for signal in behind:
        # The unit is told: what accuses it must not be in its numbers either.
        barred = ladder.fair(look.directory.parents, signal.unit).shielded
        own = judged.filter(
            pl.col("group") == signal.unit, ~pl.col("unread"), ~pl.col("accused").is_in(barred)
        )
        yield from eyes.behind(_shares(own), rule, look.names)


def _judged(look: Look, law: Rule, spans: pl.DataFrame) -> pl.DataFrame:
    return standings.judged(spans, law, look.work, look.now)


def _shares(judged: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """Unit -> how many of its records were in time, of how many."""
    counted = judged.filter(pl.col("standing").is_in(["in_time", "late", "overdue"]))
    found = counted.group_by(pl.col("group").fill_null("")).agg(
        (pl.col("standing") == "in_time").sum().alias("good"), pl.len().alias("count")
    )
    return {unit: (good, count) for unit, good, count in found.iter_rows()}
