"""The step `watch`: labelled messages join issues, issues get their heat, alerts fire.

The finder lives in this process and is built anew from the members of its window whenever the
store's mark is not its own: after a start, after a deed of a person, after another worker.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex
from weakref import WeakKeyDictionary

import polars as pl

from alerts import rules
from analysis import finder, terms
from analysis import issues as judged
from core.issues import Issue
from core.scope import Scope
from jobs.office import Office
from store import issues, outbox, verdicts

COOLING = timedelta(hours=1)
"""An issue without new messages is judged again this often, so that its heat can fall."""

KINDS = ("ticket", "letter", "news")
"""What tells of problems; ratings and consultations make no issues."""

GROWTH = 1.5
"""A dismissal lapses when the issue has grown by this factor."""


@dataclass
class _Memory:
    """A finder and the mark under which the store knows it."""

    mark: str = field(default_factory=lambda: token_hex(8))
    state: finder.Finder = field(default_factory=finder.Finder)


_memories: WeakKeyDictionary[object, _Memory] = WeakKeyDictionary()


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where messages wait or heat has to be judged again."""
    waiting = issues.unjoined(office.store, Scope.ALL, limit=1).height
    return [""] if waiting or _cooling(office, _as_of(office, now), limit=1) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Join waiting messages, judge the issues they belong to, fire what must be heard."""
    keys, joined = _join(office, now)
    as_of = _as_of(office, now)
    keys |= set(_cooling(office, as_of))
    if not keys:
        return {"messages": joined, "issues": 0, "alerts": 0}
    found = _judge(office, sorted(keys), as_of)
    numbers = issues.save(office.store, Scope.ALL, found)
    verdicts.lapse(office.store, Scope.ALL, numbers, GROWTH)
    aside = verdicts.dismissed(office.store, Scope.ALL, numbers)
    standing = [pair for pair in zip(numbers, found, strict=True) if pair[0] not in aside]
    new = _fire(office, rules.judge(standing, _watched(office), now))
    return {"messages": joined, "issues": len(found), "alerts": new}


def _join(office: Office, now: datetime) -> tuple[set[str], int]:
    waiting = issues.unjoined(office.store, Scope.ALL)
    if not waiting.height:
        return set(), 0
    memory = _remembered(office, now)
    _memories.pop(office.store.engine, None)  # until the store knows what the finder knows
    before = set(memory.state.merged)
    groups = [_add(memory.state, row) for row in waiting.rows(named=True)]
    merged = {old: memory.state.home_of(old) for old in memory.state.merged.keys() - before}
    homes = [None if group is None else memory.state.home_of(group) for group in groups]
    keyed = waiting.with_columns(
        pl.Series("key", [None if home is None else f"m{home}" for home in homes], pl.String)
    )
    moved = {f"m{old}": f"m{new}" for old, new in merged.items()}
    issues.enter(office.store, Scope.ALL, keyed, moved, memory.mark)
    _memories[office.store.engine] = memory
    return {f"m{home}" for home in homes if home is not None}, keyed.height


def _add(state: finder.Finder, row: dict[str, object]) -> int | None:
    if row["kind"] not in KINDS:
        return None
    return state.add(int(row["id"]), _seconds(row), _terms(row))  # type: ignore[call-overload]


def _remembered(office: Office, now: datetime) -> _Memory:
    """The finder of this process if it still knows all that the store knows, else a new one."""
    engine = office.store.engine
    memory = _memories.get(engine)
    if memory is not None and memory.mark == issues.mark_of(office.store, Scope.ALL):
        return memory
    memory = _Memory()
    since = _as_of(office, now) - timedelta(days=memory.state.habits.asleep_days)
    for row in issues.members(office.store, Scope.ALL, since).rows(named=True):
        memory.state.restore(row["id"], _seconds(row), _terms(row), int(row["key"][1:]))
        if row["fixed"]:
            memory.state.groups[int(row["key"][1:])].fixed = True
    _memories[engine] = memory
    return memory


def _seconds(row: dict[str, object]) -> float:
    posted_at = row["posted_at"]
    return posted_at.timestamp() if isinstance(posted_at, datetime) else 0.0


def _terms(row: dict[str, object]) -> terms.Terms:
    title, text, place, region = (str(row[n]) for n in ("title", "text", "place", "region"))
    return terms.terms(title, text, place, region)


def _judge(office: Office, keys: list[str], as_of: datetime) -> list[Issue]:
    groups = issues.groups(office.store, Scope.ALL, keys)
    told = groups.with_columns(pl.col("text").str.replace_all(r"\s", "").hash().alias("content"))
    levels = issues.levels(office.store, Scope.ALL, keys)
    return judged.gather(told, as_of, office.temper, levels)


def _as_of(office: Office, now: datetime) -> datetime:
    """Heat is for the newest data: an old spreadsheet shows what was hot in its time."""
    newest = issues.last_message_at(office.store, Scope.ALL)
    return min(now, newest) if newest else now


def _cooling(office: Office, as_of: datetime, limit: int = 500) -> list[str]:
    return issues.cooling(office.store, Scope.ALL, as_of - COOLING, limit)


def _watched(office: Office) -> list[rules.Rule]:
    return [
        rules.Rule(row.id, row.level, tuple(row.to)) for row in office.tables.alerts if row.enabled
    ]


def _fire(office: Office, fired: list[rules.Fired]) -> int:
    new = 0
    for item in fired:
        addresses = [("mail", address) for address in item.to]
        new += outbox.fire(office.store, Scope.ALL, [item.alert], addresses, office.mail_host)
    return new
