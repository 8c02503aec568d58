"""Grouping everything anew after the finder or its words changed: `minsheng regroup`.

Workers read what each message says; the finder itself takes one message after another, here. An
issue keeps its number where most of its messages stay together; one that dissolves becomes an
alias of the issue that most of its messages went to. What people split or merged stays.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, tee

import polars as pl

from analysis import finder, terms
from core.errors import InputError
from core.i18n import mark
from core.scope import Scope
from jobs import engines, watch
from jobs.importing import Progress
from jobs.office import Office
from jobs.worker import LEASE
from store import issues, leases, marks, owed_issues, regroup

ALL = Scope.ALL
Batch = tuple[pl.DataFrame, list[terms.Terms]]

_FAR = 10**12
_JUDGED = 200
_LOST = mark("计算引擎中断，热点事项没有改动；请重新运行。")


@dataclass(frozen=True, slots=True)
class Regrouped:
    """How many messages were read, how many changed their group, how many issues there are."""

    messages: int
    moved: int
    issues: int


@dataclass
class _Found:
    """Where each message stood and stands: by its number, the group's first message."""

    state: finder.Finder
    group: dict[int, int] = field(default_factory=dict)
    before: dict[int, str | None] = field(default_factory=dict)
    at: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    fixed: set[int] = field(default_factory=set)

    def take(self, batch: Batch) -> None:
        for row, said in zip(batch[0].iter_rows(named=True), batch[1], strict=True):
            number, posted_at = row["id"], row["posted_at"]
            self.before[number] = row["key"]
            self.at[number] = (row["month"], posted_at)
            if row["fixed"]:
                home = int(row["key"][1:])
                self.state.restore(number, posted_at.timestamp(), said, home)
                self.state.groups[home].fixed = True
                self.fixed.add(home)
                self.group[number] = home
            else:
                self.group[number] = self.state.add(number, posted_at.timestamp(), said)

    def groups(self) -> dict[int, list[int]]:
        """Group -> its messages, oldest first, after all merges."""
        self.state.settle()
        found: dict[int, list[int]] = {}
        for number, group in self.group.items():
            found.setdefault(self.state.home_of(group), []).append(number)
        return found


def run(office: Office, engine: str, now: datetime, told: Progress) -> Regrouped:
    """Group all labelled messages anew. Raises InputError while a worker runs.

    Nothing is written before all is grouped; an interrupted writing is put right by another run.
    """
    if leases.holder_at(office.store, ALL, LEASE, now):
        raise InputError("请先停止后台（minsheng-stop），再重新归并热点事项。")
    found, done = _Found(finder.Finder(problems=office.tables.lexicon.problems)), 0
    with engines.opened(engine, office.materials) as executor:
        for batch in _read(office, executor):
            found.take(batch)
            done += batch[0].height
            told(done, None)
    keys = _keys(found)
    moved = {number for number, key in keys.items() if found.before[number] != key}
    touched = _write(office, found, keys, moved)
    return Regrouped(done, len(moved), _judge(office, sorted(touched), now))


def _read(office: Office, executor: Executor) -> Iterator[Batch]:
    frames, asked = tee(regroup.everything(office.store, ALL, watch.KINDS))
    return zip(frames, engines.streamed(executor, said, asked, _LOST), strict=True)


def said(frame: pl.DataFrame) -> list[terms.Terms]:
    """In a worker: what each message says, as the finder compares it."""
    return list(watch.said(frame))


def _keys(found: _Found) -> dict[int, str]:
    """The key of each message. A group takes the key that most of its messages had; each old key
    goes to one group."""
    groups = found.groups()
    shared = Counter(
        (group, before)
        for group, numbers in groups.items()
        for before in (found.before[number] for number in numbers)
        if before is not None
    )
    named: dict[int, str] = {group: f"m{group}" for group in found.fixed if group in groups}
    taken = set(named.values())
    for (group, before), _count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if group not in named and before not in taken:
            named[group] = before
            taken.add(before)
    for group, numbers in groups.items():
        if group not in named:
            named[group] = next(key for key in _names(numbers) if key not in taken)
            taken.add(named[group])
    return {number: named[group] for group, numbers in groups.items() for number in numbers}


def _names(numbers: list[int]) -> Iterator[str]:
    """Keys a group may have: after one of its messages, or far from all numbers of messages."""
    return (f"m{turn * _FAR + number}" for turn in count() for number in numbers)


def _write(office: Office, found: _Found, keys: Mapping[int, str], moved: set[int]) -> set[str]:
    """Give the moved messages their keys, and issues that lost all of theirs an heir; the keys
    to judge anew."""
    rows = [(number, *found.at[number], keys[number]) for number in sorted(moved)]
    schema = {name: regroup.SAID[name] for name in ("id", "month", "posted_at", "key")}
    issues.enter(office.store, ALL, pl.DataFrame(rows, schema=schema, orient="row"))
    before = {found.before[number] for number in moved}
    heirs = Counter((found.before[number], keys[number]) for number in moved)
    empty = set(regroup.emptied(office.store, ALL)) & before
    heir_of: dict[str, str] = {}
    for (old, new), _count in heirs.most_common():
        if old in empty:
            heir_of.setdefault(old, new)
    issues.enter(office.store, ALL, pl.DataFrame(schema=schema), heir_of)
    regroup.revive(office.store, ALL, sorted({keys[number] for number in moved}))
    with office.store.write() as conn:
        marks.write(conn, "")  # the worker's finder begins anew from what stands here
    return {key for key in before if key is not None} | {keys[number] for number in moved}


def _judge(office: Office, keys: list[str], now: datetime) -> int:
    """Heat, name and counts of the issues that changed; how many of them are issues."""
    as_of = watch.heat_time(office, now)
    found = 0
    for start in range(0, len(keys), _JUDGED):
        part = keys[start : start + _JUDGED]
        found += len(watch.renew(office, part, as_of))
        regroup.cool_down(office.store, ALL, part, as_of)
        owed_issues.paid(office.store, ALL, part)
    return found
