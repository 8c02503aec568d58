"""Deadlines of very many clocks at once: the same answers as `core.deadline`, in columns.

Clocks are taken rule by rule, their events rank by rank (all first events, all second ones),
so that every step is one operation on arrays. What `core.deadline` refuses is marked `refused`
here, because one impossible record must not hide the others. Times inside are microseconds
since the calendar's first day at +08:00.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.calendars import DAY, FIRST, LAST, WorkTime, out_of_range
from core.deadline import EVENTS
from core.deadline_rules import Rule
from core.errors import InputError
from core.times import day_of, day_start
from reports.clock_events import Events
from reports.clock_units import Ints, Range, VectorUnit, vector_unit

Flags = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).min
STATES = ("running", "suspended", "stopped")
ANSWER: dict[str, Any] = {
    "due_at": pl.Datetime("us", "UTC"),
    "state": pl.Enum(STATES),
    "provisional": pl.Boolean,
    "refused": pl.Boolean,
    "stopped_at": pl.Datetime("us", "UTC"),
}
"""Columns that `judge` adds; the times are null where there is none."""

ENDS = day_start(LAST)
"""Later times are for the calendar to refuse."""

_ORIGIN = day_start(FIRST)
_ORIGIN_US = (_ORIGIN - datetime(1970, 1, 1, tzinfo=_ORIGIN.tzinfo)) // timedelta(microseconds=1)
_CODE = {kind: code for code, kind in enumerate(EVENTS)}
_OPENS = {"suspend": 1, "exclude": 2, "stop": 4}
_CLOSES = {"resume": 1, "include": 2}


def judge(
    clocks: pl.DataFrame,
    events: pl.DataFrame,
    rules: Mapping[str, Rule],
    work: WorkTime,
    now: datetime | None = None,
) -> pl.DataFrame:
    """The deadlines of `clocks` (rule, start_at), in their order, as columns of ANSWER.

    `events` (clock, kind, at, amount) belong to row number `clock`; an `amount` of 0 or null
    stands for the full extension. Raises InputError for a rule that is unknown or no clock.
    """
    if clocks.is_empty():
        return pl.DataFrame(schema=ANSWER)
    names = clocks["rule"].unique(maintain_order=True).to_list()
    chosen = [_clock_rule(rules, name) for name in names]
    code = clocks["rule"].replace_strict(names, range(len(names)), return_dtype=pl.Int64).to_numpy()
    order, bounds = _grouped(code, len(names))
    place = np.empty_like(order)
    place[order] = np.arange(order.size) - bounds[code[order]]
    sorted_events, event_bounds = _events(events, code, place, len(names))
    starts, moment = _inside(clocks["start_at"]), _now(now)
    answer = _Answer.empty(clocks.height)
    for number, rule in enumerate(chosen):
        rows = order[bounds[number] : bounds[number + 1]]
        run = _Run(rule, work, starts[rows])
        run.read(sorted_events.part(event_bounds[number], event_bounds[number + 1]))
        answer.put(rows, run, moment)
    return answer.frame()


def plain(starts: pl.Series, rule: Rule, work: WorkTime) -> pl.DataFrame:
    """`due_at` and `refused` of clocks of one rule to which nothing happens but their end.

    Raises InputError for a rule that is no clock.
    """
    run = _Run(_clock_rule({rule.id: rule}, rule.id), work, _inside(starts))
    due = run.due(np.arange(starts.len()))
    return pl.DataFrame({"due_at": _moments(due, ~run.refused), "refused": run.refused})


def _grouped(code: Ints, groups: int) -> tuple[Ints, Ints]:
    """The order that brings equal codes together, and where each group begins and ends."""
    order = np.argsort(code, kind="stable")
    return order, np.searchsorted(code[order], np.arange(groups + 1))


def _events(events: pl.DataFrame, code: Ints, place: Ints, groups: int) -> tuple[Events, Ints]:
    """All events by rule, clock and time; clocks are numbered within their rule."""
    ordered = events.sort("clock", "at", maintain_order=True)
    owner = ordered["clock"].cast(pl.Int64).to_numpy()
    order, bounds = _grouped(code[owner], groups)
    columns = Events(
        place[owner],
        ordered["kind"].replace_strict(_CODE, return_dtype=pl.Int64).to_numpy(),
        _inside(ordered["at"]),
        ordered["amount"].cast(pl.Int64).fill_null(0).to_numpy(),
    )
    return columns.taken(order), bounds


def _now(now: datetime | None) -> int | None:
    if now is None:
        return None
    if not FIRST <= day_of(now) <= LAST:
        raise out_of_range()
    return (now - _ORIGIN) // timedelta(microseconds=1)


def _clock_rule(rules: Mapping[str, Rule], name: str) -> Rule:
    rule = rules.get(name)
    if rule is None or rule.kind != "clock":
        raise InputError("规则 {id} 不存在，或者不是时限。", id=name)
    return rule


def _inside(times: pl.Series) -> Ints:
    return times.dt.cast_time_unit("us").to_physical().cast(pl.Int64).to_numpy() - _ORIGIN_US


class _Run:
    """All clocks of one rule while their events are read."""

    def __init__(self, rule: Rule, work: WorkTime, start: Ints) -> None:
        n = start.size
        self.rule = rule
        self.range = Range(work)
        self.unit = vector_unit(rule.unit, self.range)
        self.start = start.copy()
        self.last = start.copy()
        self.since, self.floor, self.stopped = (np.full(n, NEVER) for _ in range(3))
        self.paused, self.extended, self.open = (np.zeros(n, np.int64) for _ in range(3))
        self.in_time = np.ones(n, np.bool_)
        self.refused = ~self.range.holds(start)
        self.start[self.refused] = 0

    @cached_property
    def extender(self) -> VectorUnit:
        return vector_unit(self.rule.extends_by, self.range)

    def due(self, rows: Ints) -> Ints:
        """The deadlines as things stand; rows whose deadline is out of range are refused."""
        rule, extended = self.rule, self.extended[rows]
        sign, same = -1 if rule.sense == "before" else 1, rule.extends_by == rule.unit
        amount = sign * (rule.amount + (extended if same else 0 * extended))
        due = self.unit.end(self.start[rows], amount, self.paused[rows])
        if not same and extended.any():
            safe = np.where(self.range.holds(due), due, 0)
            due = np.where(extended > 0, self.extender.end(safe, extended, 0 * extended), due)
        floor = self.floor[rows]
        below = due < floor
        if below.any():
            due[below] = self.unit.not_before(floor[below])
        return self._roll(rows, due)

    def _roll(self, rows: Ints, due: Ints) -> Ints:
        wrong = ~self.range.holds(due)
        due = np.where(wrong, 0, due)
        if self.rule.roll != "none":
            due = self.range.next_workday(due // DAY) * DAY + due % DAY
            wrong |= ~self.range.holds(due)
        self.refused[rows[wrong]] = True
        return due

    def read(self, events: Events) -> None:
        """All events, one rank after the other."""
        ranks = events.ranks()
        order = np.argsort(ranks, kind="stable")
        bounds = np.searchsorted(ranks[order], np.arange(ranks.max(initial=-1) + 2))
        for first, end in zip(bounds[:-1], bounds[1:], strict=True):
            chosen = order[first:end]
            self._rank(events, chosen)

    def _rank(self, events: Events, chosen: Ints) -> None:
        rows, at = events.clock[chosen], events.at[chosen]
        fine = self.range.holds(at) & (at >= self.last[rows]) & ~self.refused[rows]
        self.refused[rows[~fine]] = True
        self.last[rows] = at
        for code, kind in enumerate(EVENTS):
            mine = fine & (events.kind[chosen] == code)
            if mine.any():
                self._take(kind, rows[mine], at[mine], events.amount[chosen[mine]])

    def _take(self, kind: str, rows: Ints, at: Ints, amount: Ints) -> None:
        possible = self._possible(kind, rows)
        self.refused[rows[~possible]] = True
        rows, at, amount = rows[possible], at[possible], amount[possible]
        if kind in _OPENS:
            if kind == "stop":
                self.stopped[rows] = at
            self._pause(rows, at, _OPENS[kind])
        elif kind in _CLOSES:
            self.open[rows] &= ~_CLOSES[kind]
            ended = self.open[rows] == 0
            self._go_on(rows[ended], at[ended])
        elif kind == "extend":
            self._extend(rows, at, amount)
        elif kind == "correct" or self.rule.reopen == "restart":
            self._restart(rows, at)
        else:
            self.stopped[rows], self.open[rows] = NEVER, 0
            self._go_on(rows, at)

    def _possible(self, kind: str, rows: Ints) -> Flags:
        stopped = self.stopped[rows] != NEVER
        if kind == "reopen":
            return np.asarray(stopped)
        rule = self.rule
        if kind in ("suspend", "exclude"):
            stopped |= ((self.open[rows] & _OPENS[kind]) != 0) | (rule.sense == "before")
        elif kind in _CLOSES:
            stopped |= (self.open[rows] & _CLOSES[kind]) == 0
        elif kind == "correct":
            stopped |= rule.correct != "restart"
        return np.asarray(~stopped)

    def _pause(self, rows: Ints, at: Ints, reason: int) -> None:
        begins = self.since[rows] == NEVER
        fresh, moment = rows[begins], at[begins]
        self.in_time[fresh] = moment <= self.due(fresh)
        self.since[fresh] = moment
        self.open[rows] |= reason

    def _go_on(self, rows: Ints, at: Ints) -> None:
        since = self.since[rows]
        counted = (since != NEVER) & self.in_time[rows]
        self.since[rows] = NEVER
        mine = rows[counted]
        self.paused[mine] += self.unit.reading(at[counted]) - self.unit.reading(since[counted])
        self.floor[mine] = at[counted]

    def _extend(self, rows: Ints, at: Ints, amount: Ints) -> None:
        left = self.rule.extension - self.extended[rows]
        wanted = np.where(amount > 0, amount, left)
        fine = (amount >= 0) & (wanted > 0) & (wanted <= left)
        self.refused[rows[~fine]] = True
        rows, at, wanted = rows[fine], at[fine], wanted[fine]
        paused = self.since[rows] != NEVER
        in_time = np.where(paused, self.in_time[rows], True)
        asked = rows[~paused]
        in_time[~paused] = at[~paused] <= self.due(asked)
        self.extended[rows[in_time]] += wanted[in_time]

    def _restart(self, rows: Ints, at: Ints) -> None:
        self.start[rows] = at
        self.paused[rows] = self.extended[rows] = self.open[rows] = 0
        self.since[rows] = self.floor[rows] = self.stopped[rows] = NEVER

    def resume(self, now: int | None) -> None:
        """Suspended clocks go on now, for an answer only; what is finished late, at its finish."""
        stopped = self.stopped != NEVER
        until = np.where(stopped, self.stopped, NEVER if now is None else now)
        waits = (self.since != NEVER) & self.in_time & (self.since < until)
        ended = np.flatnonzero(waits & stopped)
        waits[ended] = until[ended] > self.due(ended)
        rows = np.flatnonzero(waits)
        self._go_on(rows, until[rows])


@dataclass(frozen=True, slots=True)
class _Answer:
    due: Ints
    state: NDArray[np.int8]
    provisional: Flags
    refused: Flags
    stopped: Ints

    @classmethod
    def empty(cls, n: int) -> "_Answer":
        times, flags = np.zeros((2, n), np.int64), np.zeros((2, n), np.bool_)
        return cls(times[0], np.zeros(n, np.int8), flags[0], flags[1], times[1])

    def put(self, numbers: Ints, run: _Run, now: int | None) -> None:
        """Take over the answers of one rule."""
        stopped = run.stopped != NEVER
        state = np.where(stopped, 2, (run.open != 0).astype(np.int8))
        run.resume(now)
        due = run.due(np.arange(numbers.size))
        self.due[numbers], self.state[numbers], self.stopped[numbers] = due, state, run.stopped
        self.provisional[numbers] = _provisional(run, due)
        self.refused[numbers] = run.refused

    def frame(self) -> pl.DataFrame:
        """Columns of ANSWER."""
        return pl.DataFrame(
            {
                "due_at": _moments(self.due, ~self.refused),
                "state": pl.Series(STATES, dtype=pl.Enum(STATES)).gather(self.state),
                "provisional": self.provisional & ~self.refused,
                "refused": self.refused,
                "stopped_at": _moments(self.stopped, self.stopped != NEVER),
            },
            schema_overrides=ANSWER,
        )


def _provisional(run: _Run, due: Ints) -> Flags:
    rule = run.rule
    calendar_units = ("working_day", "working_hour")
    asks = np.full(due.size, rule.roll != "none" or rule.unit in calendar_units)
    if rule.extends_by in calendar_units:
        asks |= run.extended > 0
    return np.asarray(asks & ~run.range.published(run.start // DAY, due // DAY))


def _moments(values: Ints, known: Flags) -> pl.Series:
    found = pl.Series(np.where(known, values, 0) + _ORIGIN_US)
    shown = found.cast(pl.Datetime("us", "UTC"))
    if known.all():
        return shown
    return pl.select(pl.when(pl.Series(known)).then(shown)).to_series()
