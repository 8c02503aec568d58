"""Writing a briefing: its period, its material from the store, the kept draft, its files."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from config import together
from core import periods
from core.briefings import Kind
from core.errors import InputError
from core.periods import Period
from core.scope import Actor, Scope
from core.times import day_of
from jobs import shelf
from jobs.office import Office
from reports import freshness
from reports.briefs import forms, imprints
from reports.briefs.material import Material
from store import briefings, frames, volumes
from store.briefings import Draft


@dataclass(frozen=True, slots=True)
class Wish:
    """Which briefing: its kind, a day in its period (None: the last complete one), its issue.

    `noon`: a daily one from noon to noon.
    """

    kind: Kind
    day: date | None = None
    issue: int = 0
    noon: bool = False


def draft(office: Office, wish: Wish, actor: Actor, now: datetime) -> int:
    """Write a briefing and keep it as a draft; returns its number.

    Raises InputError for an issue that is not there.
    """
    told = material(office, wish, now)
    kept = Draft(
        wish.kind.id,
        told.issue.get("id", 0),
        told.period.name,
        told.period.start,
        told.period.end,
        told.data_at,
        {},
    )
    signed = briefings.signed_before(office.store, Scope.ALL, kept)
    content = forms.compose(told, signed)
    return briefings.keep(office.store, Scope.ALL, replace(kept, content=content), actor, now)


def period_of(wish: Wish, now: datetime) -> Period:
    """The period of a briefing that is not on an issue: the one that holds the day, or the
    last that is over."""
    name = wish.kind.named(wish.noon)
    if wish.day is not None:
        return periods.period(name, wish.day)
    holding = periods.period(name, day_of(now))
    return holding if holding.end <= now else periods.before(holding)


def material(office: Office, wish: Wish, now: datetime) -> Material:
    """What a briefing is written from."""
    issue: dict[str, Any] = {}
    if wish.kind.on_issue:
        found = frames.issue(office.store, Scope.ALL, wish.issue)
        if found is None:
            raise InputError("没有编号为 {issue} 的热点事项。", issue=wish.issue)
        issue = found
        period = periods.between(day_of(issue["first_at"]), day_of(issue["last_at"]))
    else:
        period = period_of(wish, now)
    tables = office.shown_tables
    rows = {row["source"]: row for row in frames.sources(office.store, Scope.ALL).rows(named=True)}
    read_at = [row["last_success_at"] for row in rows.values() if row["last_success_at"]]
    data_at = max(read_at, default=None)
    judged = volumes.verdicts(office.store, Scope.ALL).rows(named=True)
    known = tables.sources
    return Material(
        kind=wish.kind.id,
        period=period,
        before=periods.before(period),
        asof=min(filter(None, (now, data_at, None if issue else period.end))),
        data_at=data_at,
        fresh=freshness.staleness(
            sorted(rows), rows, known, {row["source"]: row for row in judged}, now
        ),
        read=shelf.reader(office, issue.get("id", 0)),
        units={unit.code: unit.name for unit in tables.units},
        regions={region.adcode: region.name for region in tables.regions},
        sources={code: known[code].name if code in known else code for code in rows},
        replying=frozenset(code for code in rows if together.records_replies(office.tables, code)),
        policy=tables.policy,
        rules=tables.rules,
        work=office.work_time,
        watched=list(tables.rows["urgent"].values()),
        issue=issue,
    )


def document(office: Office, row: dict[str, Any]) -> bytes:
    """A stored briefing as .docx."""
    return imprints.document(
        row, office.tables.masthead, office.settings.config_folder, office.is_demo
    )


def stored(office: Office, number: int) -> dict[str, Any]:
    """A stored briefing. Raises InputError for a number that is not there."""
    row = briefings.read(office.store, Scope.ALL, number)
    if row is None:
        raise InputError("没有第 {number} 号简报。", number=number)
    return row
