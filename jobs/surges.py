"""The kind of alarm `surge`: an area in a region, or a unit, draws more people than is usual.

The cubes tell of which so many messages came today; who wrote them is read for these alone. What
a hot issue explains is left to its own alarm; questions and praise are no trouble.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from alerts import surge_rules
from analysis import burst
from config import calendar
from core import baseline
from core.alarm_rules import AlertRule
from core.alarms import Signal
from core.scope import Scope
from core.times import day_of
from jobs.looking import Look
from jobs.watch import KINDS
from store import frames, surges
from store.filters import Filter

_ANY = ("", "other")
_COUNTY = 6
"""Digits of a county's adcode: what a town draws counts for its county too."""

_PLACED = ("area", "region")
_Key = tuple[str, str, str]


def signals(look: Look, rule: AlertRule) -> Iterator[Signal]:
    """What passes its usual today, rarer by chance than the switchboard's `burst_chance`."""
    found = look.once(f"surges {rule.at_least}", lambda: list(_found(look, rule.at_least)))
    yield from surge_rules.high(found, rule, look.names)


def _found(look: Look, least: int) -> Iterator[surge_rules.Surge]:
    store, today = look.office.store, day_of(look.now)
    span = frames.span(store, Scope.ALL)
    if span is None:
        return
    days = calendar.load(look.office.settings)
    names = {row.adcode: row.name for row in look.office.shown_tables.regions}
    chance = look.office.temper.alertness.chance
    for (area, region, unit), counts in sorted(_daily(look, today, least).items()):
        band = baseline.band(counts, today, span[0], days.off, days.worked)
        if band is None or counts[today] <= band.high:
            continue
        expected = max(band.usual, _mean(counts, today, span[0]))
        if burst.tail(counts[today], expected) >= chance:
            continue
        chosen = Filter(today, today, area=area, region=region, unit=unit)
        told = surges.heard(store, Scope.ALL, chosen, KINDS)
        if burst.tail(told.beside, expected) < chance:
            yield surge_rules.Surge(
                area, region, names.get(region, ""), unit, told.people, told.beside, band,
                told.accused,
            )  # fmt: skip


def _daily(look: Look, today: date, least: int) -> dict[_Key, dict[date, int]]:
    """(area, region, unit) -> messages by day, of those with so many today."""
    store, since = look.office.store, today - timedelta(weeks=baseline.WEEKS)
    chosen = Filter(since, today)
    places = frames.counts(store, Scope.ALL, chosen, ("day", "area", "region"))
    places = places.filter(~pl.col("area").is_in(_ANY))
    towns = places.filter(pl.col("region").str.len_chars() > _COUNTY)
    counties = places.with_columns(pl.col("region").str.head(_COUNTY))
    units = frames.counts(store, Scope.ALL, chosen, ("day", "unit")).filter(pl.col("unit") != "")
    found: dict[_Key, dict[date, int]] = {}
    for frame, names in ((towns, _PLACED), (counties, _PLACED), (units, ("unit",))):
        summed = frame.group_by("day", *names).agg(pl.col("messages").sum())
        for row in summed.rows(named=True):
            key = (row.get("area", ""), row.get("region", ""), row.get("unit", ""))
            found.setdefault(key, {})[row["day"]] = row["messages"]
    return {key: counts for key, counts in found.items() if counts.get(today, 0) >= least}


def _mean(counts: dict[date, int], today: date, first: date) -> float:
    """Messages on a mean day of the past."""
    start = max(first, today - timedelta(weeks=baseline.WEEKS))
    past = sum(count for day, count in counts.items() if start <= day < today)
    return past / max(1, (today - start).days)
