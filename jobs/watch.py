"""The step `watch`: labelled messages join issues, issues get their heat, some are proposed.

The finder lives in this process. It is built anew from the members of its window whenever the
store's mark is not its own: after a start, after another worker. After a merge or a split by a
person the mark tells which issues changed, and only those are read again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any
from weakref import WeakKeyDictionary

import polars as pl

from alerts import rules
from analysis import finder, groups, heat, terms
from analysis import issues as judged
from core import tide
from core.issues import Issue
from core.scope import Scope
from core.times import day_of
from jobs import clocking
from jobs.office import Office
from jobs.scratch import Scratch
from store import (
    counts,
    grouped,
    heat_days,
    history,
    issues,
    judgements,
    marks,
    owed_issues,
    verdicts,
)
from store.filters import Filter

MOST = 2_000
"""Issues judged at a time that a crash left owed; the rest comes with the next unit of work."""

COOLING = timedelta(hours=1)
"""An issue without new messages is judged again this often, so that its heat can fall."""

KINDS = ("ticket", "letter", "news")
"""What tells of problems; ratings and consultations make no issues."""

PROPOSED = ("I", "II")
"""Levels of heat at which the system proposes a 研判认定; it never makes one."""

GROWTH = 1.5
"""A dismissal lapses when the issue has grown by this factor."""


@dataclass
class _Memory:
    """A finder, the mark under which the store knows it, and the one last read there."""

    state: finder.Finder
    mark: str = field(default_factory=lambda: token_hex(8))
    seen: str = ""


_memories: WeakKeyDictionary[object, _Memory] = WeakKeyDictionary()
_known: WeakKeyDictionary[object, grouped.Known] = WeakKeyDictionary()
_tides: WeakKeyDictionary[object, tuple[date, tide.Tide]] = WeakKeyDictionary()


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where messages wait or heat has to be judged again."""
    waiting = issues.unjoined(office.store, Scope.ALL, limit=1).height
    owed = waiting or owed_issues.owed(office.store, Scope.ALL)
    return [""] if owed or _cooling(office, heat_time(office, now), limit=1) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Join waiting messages, judge the issues they belong to, propose what may need an answer."""
    joined = _join(office, now)
    keys = set(sorted(owed_issues.owed(office.store, Scope.ALL))[:MOST])
    as_of = heat_time(office, now)
    keys |= set(_cooling(office, as_of))
    if not keys:
        return {"messages": joined, "issues": 0, "proposed": 0}
    found = renew(office, sorted(keys), as_of)
    numbers = [number for number, _issue in found]
    verdicts.lapse(office.store, Scope.ALL, numbers, GROWTH)
    aside = verdicts.dismissed(office.store, Scope.ALL, numbers)
    standing = [pair for pair in found if pair[0] not in aside]
    proposed = judgements.propose(office.store, Scope.ALL, _public(standing, now), now)
    owed_issues.paid(office.store, Scope.ALL, keys)
    return {"messages": joined, "issues": len(found), "proposed": proposed}


def _public(found: list[tuple[int, Issue]], now: datetime) -> list[int]:
    """Issues hot enough to ask a person whether they must be answered in public."""
    return [
        number
        for number, issue in found
        if issue.level in PROPOSED and now - issue.last_at <= rules.FRESH
    ]


def _join(office: Office, now: datetime) -> int:
    waiting = issues.unjoined(office.store, Scope.ALL)
    if not waiting.height:
        return 0
    memory = _remembered(office, now)
    _memories.pop(office.store.engine, None)  # until the store knows what the finder knows
    memory.state.merged.clear()
    rows = zip(waiting.rows(named=True), said(waiting), strict=True)
    groups = [_add(memory.state, row, told) for row, told in rows]
    merged = {old: memory.state.home_of(old) for old in memory.state.merged}
    homes = [None if group is None else memory.state.home_of(group) for group in groups]
    keyed = waiting.with_columns(
        pl.Series("key", [None if home is None else f"m{home}" for home in homes], pl.String)
    )
    moved = {f"m{old}": f"m{new}" for old, new in merged.items()}
    issues.enter(office.store, Scope.ALL, keyed, moved, memory.mark, memory.seen)
    _note_early(office, memory.state)
    _memories[office.store.engine] = memory
    return keyed.height


def _note_early(office: Office, state: finder.Finder) -> None:
    """Keep for `doctor` whether messages left the comparison for want of room."""
    told = str(office.tables.heat.compared) if state.window.early else ""
    if (history.read_note(office.store, Scope.ALL, issues.EARLY) or "") != told:
        history.note(office.store, Scope.ALL, issues.EARLY, told)


def _add(state: finder.Finder, row: dict[str, Any], told: terms.Terms) -> int | None:
    return state.add(row["id"], _seconds(row), told) if row["kind"] in KINDS else None


def _remembered(office: Office, now: datetime) -> _Memory:
    """The finder of this process with what people changed since, or a new one."""
    engine = office.store.engine
    memory = _memories.get(engine)
    seen = marks.current(office.store, Scope.ALL)
    mark, *changed = seen.split(",")
    if memory is None or memory.mark != mark:
        _memories.pop(engine, None)
        memory = _Memory(_finder(office))
        _restore(memory.state, _members(office, now))
    elif changed:
        _regroup(memory.state, _members(office, now, changed))
    memory.seen = seen
    _memories[engine] = memory
    return memory


def _finder(office: Office) -> finder.Finder:
    """One without messages; what it seldom asks for lies in a file of the installation's folder."""
    habits = groups.Habits(most=office.tables.heat.compared)
    folder = office.settings.home
    folder.mkdir(parents=True, exist_ok=True)
    return finder.Finder(habits, problems=office.tables.lexicon.problems, shelf=Scratch(folder))


def _members(
    office: Office, now: datetime, keys: Sequence[str] | None = None
) -> Iterator[pl.DataFrame]:
    """The members of the finder's window, or those of some groups."""
    since = heat_time(office, now) - timedelta(days=groups.Habits().asleep_days)
    most = 2 * office.tables.heat.compared
    return issues.members(office.store, Scope.ALL, since, keys=keys, most=most)


def _restore(state: finder.Finder, members: Iterable[pl.DataFrame]) -> None:
    fixed: set[int] = set()
    for frame in members:
        rows = frame.rows(named=True)
        for row, told in zip(rows, said(frame), strict=True):
            state.restore(row["id"], _seconds(row), told, _group(row))
        fixed |= _fixed(rows)
    _fix(state, fixed)


def _regroup(state: finder.Finder, members: Iterable[pl.DataFrame]) -> None:
    rows = [row for frame in members for row in frame.select("id", "key", "fixed").rows(named=True)]
    state.regroup({row["id"]: _group(row) for row in rows})
    _fix(state, _fixed(rows))


def _fixed(rows: Sequence[dict[str, Any]]) -> set[int]:
    return {_group(row) for row in rows if row["fixed"]}


def _fix(state: finder.Finder, fixed: set[int]) -> None:
    for group in fixed & state.groups.keys():
        state.groups[group].fixed = True


def _group(row: dict[str, Any]) -> int:
    return int(row["key"].removeprefix("m"))


def said(rows: pl.DataFrame) -> Iterator[terms.Terms]:
    """What each message says, as the finder compares it: `title`, `text`, `place`, `region`."""
    columns = (rows[name].to_list() for name in ("title", "text", "place", "region"))
    return terms.said(*columns)


def _seconds(row: dict[str, Any]) -> float:
    posted_at = row["posted_at"]
    return posted_at.timestamp() if isinstance(posted_at, datetime) else 0.0


def renew(office: Office, keys: list[str], as_of: datetime) -> list[tuple[int, Issue]]:
    """Judge the issues of these keys and keep what they are now; each with its number."""
    found = judge(office, keys, as_of)
    pairs = list(zip(issues.save(office.store, Scope.ALL, found), found, strict=True))
    heat_days.keep(office.store, Scope.ALL, [pair for pair in pairs if pair[1].level], as_of)
    return pairs


def judge(office: Office, keys: list[str], as_of: datetime) -> list[Issue]:
    """Issues of these keys as they are at a moment; fewer messages than LEAST make none."""
    known = _known.setdefault(office.store.engine, grouped.Known())
    told = grouped.groups(office.store, Scope.ALL, keys, known)
    levels = issues.levels(office.store, Scope.ALL, keys)
    return judged.judged(told, as_of, replace(office.temper, tide=_tide(office, as_of)), levels)


def _tide(office: Office, as_of: datetime) -> tide.Tide:
    """What is usual by weekday and hour, from the weeks before; read once a day."""
    today = day_of(as_of)
    known = _tides.get(office.store.engine)
    if known is None or known[0] != today:
        chosen = Filter(today - timedelta(weeks=heat.WEEKS + 1), today - timedelta(days=1))
        found = counts.counts(office.store, Scope.ALL, chosen, ("day", "hour"))
        calendar = clocking.work_time(office).calendar
        rows = found.select("day", "hour", "messages").iter_rows()
        known = today, tide.learned(rows, calendar.off, calendar.worked)
        _tides[office.store.engine] = known
    return known[1]


def heat_time(office: Office, now: datetime) -> datetime:
    """Heat is for the newest data: an old spreadsheet shows what was hot in its time."""
    newest = issues.last_message_at(office.store, Scope.ALL)
    return min(now, newest) if newest else now


def _cooling(office: Office, as_of: datetime, limit: int = 500) -> list[str]:
    return issues.cooling(office.store, Scope.ALL, as_of - COOLING, limit)
