"""Where records stand under a rule: in time, late, overdue or not due; and under another rule."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from core.calendars import WorkTime
from core.deadline_rules import Rule

GOING = ("normal", "overdue", "in_time", "late", "unknown")
"""unknown: no start, an end before the start, or nothing that had to be done; such a record is
shown, never judged."""


def judged(spans: pl.DataFrame, rule: Rule, work: WorkTime, now: datetime) -> pl.DataFrame:
    """The deadline of each record under `rule` and where it stands at `now` (one of GOING).

    `spans` has the times of `store.rates.spans` (null: not known or not yet); the result has
    due_at and standing beside its columns, in another order of rows.
    """
    from reports import clocks  # loads numpy, which most commands do without

    sound = spans.with_columns(
        end_at=pl.when(pl.col("end_at") <= now).then("end_at"),
        known=(pl.col("start_at").is_not_null() & (pl.col("start_at") <= now)).fill_null(False)
        & (pl.col("end_at").is_null() | (pl.col("end_at") >= pl.col("start_at"))),
    ).with_columns(pl.col("known") & ~(pl.lit(rule.is_window) & pl.col("end_at").is_null()))
    is_plain = _is_plain(clocks.ENDS)
    plain = sound.filter(pl.col("known") & is_plain)
    plain = pl.concat([plain, clocks.plain(plain["start_at"], rule, work)], how="horizontal")
    ended = pl.col("end_at").is_not_null()
    plain = plain.with_columns(stopped_at=pl.col("end_at"), is_stopped=ended)
    rest = sound.filter(pl.col("known") & ~is_plain)
    asked = rest.select(pl.lit(rule.id).alias("rule"), "start_at")
    answer = clocks.judge(asked, _events(rest, rule), {rule.id: rule}, work)
    stopped = pl.col("state") == "stopped"
    judged = pl.concat([rest, answer], how="horizontal").with_columns(is_stopped=stopped)
    unknown = sound.filter(~pl.col("known")).with_columns(standing=pl.lit("unknown"))
    told = [part.with_columns(standing=_standing(now)) for part in (plain, judged)]
    columns = [*spans.columns, "due_at", "standing"]
    return pl.concat([*told, unknown], how="diagonal").select(columns)


def _is_plain(ends: datetime) -> pl.Expr:
    """Nothing happened between start and end, so that no events need be read one by one: most
    records. Times beyond the calendar (`ends`) are left to it to refuse."""
    quiet = pl.all_horizontal(pl.col(*_KINDS, "reopened_at").is_null())
    return quiet & (pl.col("end_at").is_null() | (pl.col("end_at") < ends))


def _standing(now: datetime) -> pl.Expr:
    stopped = pl.col("is_stopped")
    return (
        pl.when("refused")
        .then(pl.lit("unknown"))
        .when(stopped & (pl.col("stopped_at") <= pl.col("due_at")))
        .then(pl.lit("in_time"))
        .when(stopped)
        .then(pl.lit("late"))
        .when(pl.col("due_at") < now)
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("normal"))
    )


_KINDS = {
    "corrected_at": "correct",
    "extended_at": "extend",
    "third_party_from": "exclude",
    "third_party_to": "include",
}


def _events(rows: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """What happened to each clock; what cannot have happened before its end is left out."""
    good = rows.with_row_index("clock")
    end = pl.col("end_at")
    parts = []
    own = (rule.starts, rule.ends)  # what begins or ends a clock is not left out of it as well
    for name, kind in () if "third_party_from" in own else _KINDS.items():
        fine = (pl.col(name) >= pl.col("start_at")) & (end.is_null() | (pl.col(name) <= end))
        if kind == "include":
            fine &= pl.col("third_party_from").is_not_null()
        if kind != "extend" or rule.extension:
            parts.append(_event(good.filter(fine), kind, name))
    again = pl.col("reopened_at")
    redone = good.filter((again >= pl.col("start_at")) & (again < end))
    # The source keeps the last finish only; the first one came before the reopening.
    parts += [_event(redone, "stop", "reopened_at"), _event(redone, "reopen", "reopened_at")]
    parts.append(_event(good.filter(end.is_not_null()), "stop", "end_at"))
    parts.append(_event(good.filter(again >= end), "reopen", "reopened_at"))
    return pl.concat(parts).with_columns(amount=pl.lit(0))


def _event(rows: pl.DataFrame, kind: str, name: str) -> pl.DataFrame:
    return rows.select("clock", pl.lit(kind).alias("kind"), pl.col(name).alias("at"))


def counted(found: pl.DataFrame) -> dict[str, int]:
    """How many records stand where, by GOING."""
    seen: Counter[str] = Counter(found["standing"].to_list())
    return {name: seen[name] for name in GOING}


def bucket(starts: Sequence[int]) -> pl.Expr:
    """Which bucket of natural hours (by its first hour) a finished record's time falls into."""
    hours = (pl.col("end_at") - pl.col("start_at")).dt.total_microseconds() / 3_600_000_000
    return pl.sum_horizontal((hours >= start).cast(pl.Int64) for start in starts) - 1


def durations(found: pl.DataFrame, starts: Sequence[int]) -> list[int]:
    """How many finished records took how long, by bucket; starts 0 and more."""
    finished = found.filter(pl.col("end_at") >= pl.col("start_at"))
    places: Counter[int] = Counter(finished.select(bucket(starts)).to_series().to_list())
    return [places[place] for place in range(len(starts))]


def replay(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, Any]:
    """What another rule would have changed: both frames hold the same records in any order."""
    bad = ("late", "overdue")
    joined = before.join(after.select("ref", other="standing", other_due="due_at"), on="ref")
    was, would = pl.col("standing").is_in(bad), pl.col("other").is_in(bad)
    newly, spared = joined.filter(~was & would), joined.filter(was & ~would)
    return {
        "records": joined.height,
        "late_before": joined.filter(was).height,
        "late_after": joined.filter(would).height,
        "newly_late": newly.height,
        "no_longer_late": spared.height,
        "examples": newly.head(20)["ref"].to_list(),
    }
