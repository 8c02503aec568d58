"""The kind of alarm `surge`: an area in a region, or a unit, draws more people than is usual.

The cubes tell of which so many messages came today; who wrote them is read for these alone. What
a hot issue explains is left to its own alarm; questions and praise are no trouble.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
_COUNTY, _TOWN = 6, 9
"""Digits of an adcode: what a town draws counts for its county too. What is placed nowhere, or
only in a city, is compared with nothing."""

_PLACED = ("area", "region")
_Key = tuple[str, str, str]


def signals(look: Look, rule: AlertRule) -> Iterator[Signal]:
    """What passes its usual today, rarer by chance than the switchboard's `burst_chance`."""
    found = look.once(f"surges {rule.at_least}", lambda: _found(look, rule.at_least))
    yield from surge_rules.high(found, rule, look.names)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A surge, the messages that it is made of, and how many a day are to be expected."""

    surge: surge_rules.Surge
    messages: frozenset[int]
    expected: float

    def without(self, others: frozenset[int], least: int, chance: float) -> bool:
        """Whether it would be a surge without these messages too."""
        count = len(self.messages - others)
        rare = burst.tail(count, self.expected) < chance
        return count >= least and count > self.surge.band.high and rare


def _found(look: Look, least: int) -> list[surge_rules.Surge]:
    chance = look.office.temper.alertness.chance
    seen = [one for one in _all(look, least, chance) if one.without(frozenset(), least, chance)]
    areas = _places([one for one in seen if not one.surge.unit], least, chance)
    units = [one for one in seen if one.surge.unit]
    return [one.surge for one in _units(look, areas, units, (least, chance))]


def _all(look: Look, least: int, chance: float) -> Iterator[_Seen]:
    """Towns, counties and units with more messages than usual today, and who wrote them."""
    store, today = look.office.store, day_of(look.now)
    span = frames.span(store, Scope.ALL)
    if span is None:
        return
    days = calendar.load(look.office.settings)
    names = {row.adcode: row.name for row in look.office.shown_tables.regions}
    for (area, region, unit), counts in sorted(_daily(look, today, least).items()):
        band = baseline.band(counts, today, span[0], days.off, days.worked)
        if band is None or counts[today] <= band.high:
            continue
        expected = max(band.usual, _mean(counts, today, span[0]))
        if burst.tail(counts[today], expected) >= chance:
            continue
        chosen = Filter(today, today, area=area, region=region, unit=unit)
        told = surges.heard(store, Scope.ALL, chosen, KINDS)
        surge = surge_rules.Surge(
            today, area, region, names.get(region, region), unit, told.people, len(told.beside),
            band, told.accused,
        )  # fmt: skip
        yield _Seen(surge, told.beside, expected)


def _places(areas: list[_Seen], least: int, chance: float) -> list[_Seen]:
    """One of a town and its county: the town where it alone carries the surge of its county."""
    told = []
    for county in [one for one in areas if len(one.surge.region) == _COUNTY]:
        place = (county.surge.area, county.surge.region)
        towns = [
            one
            for one in areas
            if one is not county and (one.surge.area, one.surge.region[:_COUNTY]) == place
        ]
        if len(towns) == 1 and not county.without(towns[0].messages, least, chance):
            continue
        also = tuple(one.surge.place for one in towns)
        told.append(replace(county, surge=replace(county.surge, also=also)))
        areas = [one for one in areas if one not in towns]
    return told + [one for one in areas if len(one.surge.region) > _COUNTY]


def _units(
    look: Look, areas: list[_Seen], units: list[_Seen], limits: tuple[int, float]
) -> list[_Seen]:
    """Areas, and the units whose surge is not the people of an area over again."""
    told = list(areas)
    heard = frozenset[int]().union(*(one.messages for one in areas))
    for one in units:
        if one.without(heard, *limits):
            told.append(one)
            continue
        place = max(range(len(areas)), key=lambda n: len(areas[n].messages & one.messages))
        surge, code = told[place].surge, one.surge.unit
        also = (*surge.also, look.names.unit(code))
        accused = tuple(sorted({*surge.accused, *one.surge.accused, code}))
        told[place] = replace(told[place], surge=replace(surge, also=also, accused=accused))
    return told


def _daily(look: Look, today: date, least: int) -> dict[_Key, dict[date, int]]:
    """(area, region, unit) -> messages by day, of those with so many today."""
    store, since = look.office.store, today - timedelta(weeks=baseline.WEEKS)
    chosen = Filter(since, today)
    places = frames.counts(store, Scope.ALL, chosen, ("day", "area", "region"))
    places = places.filter(~pl.col("area").is_in(_ANY))
    towns, counties = (_within(places, digits) for digits in (_TOWN, _COUNTY))
    units = frames.counts(store, Scope.ALL, chosen, ("day", "unit")).filter(pl.col("unit") != "")
    found: dict[_Key, dict[date, int]] = {}
    for frame, names in ((towns, _PLACED), (counties, _PLACED), (units, ("unit",))):
        summed = frame.group_by("day", *names).agg(pl.col("messages").sum())
        for row in summed.rows(named=True):
            key = (row.get("area", ""), row.get("region", ""), row.get("unit", ""))
            found.setdefault(key, {})[row["day"]] = row["messages"]
    return {key: counts for key, counts in found.items() if counts.get(today, 0) >= least}


def _within(places: pl.DataFrame, digits: int) -> pl.DataFrame:
    """What is placed in a town or a county, or deeper, under the code of that town or county."""
    known = places.filter(pl.col("region").str.len_chars() >= digits)
    return known.with_columns(pl.col("region").str.head(digits))


def _mean(counts: dict[date, int], today: date, first: date) -> float:
    """Messages on a mean day of the past."""
    start = max(first, today - timedelta(weeks=baseline.WEEKS))
    past = sum(count for day, count in counts.items() if start <= day < today)
    return past / max(1, (today - start).days)
