"""All rates of a period, with what each is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import rates
from core.deadline_rules import Rule
from core.i18n import gettext as _
from core.labels import AREAS
from core.periods import Period
from core.rates import Policy, Tally
from core.scope import Scope
from core.times import local
from jobs.clocking import judged
from jobs.office import Office
from reports import rating, standings
from store import courses
from store import rates as cellar


@dataclass(frozen=True, slots=True)
class Wish:
    """What rates are asked for; `on` is posted_at or finished_at."""

    period: Period
    by: str
    on: str
    policy: Policy


def report(office: Office, wish: Wish, rule: Rule | None, now: datetime) -> dict[str, Any]:
    """All rates of a period as `minsheng rates --json` prints them."""
    period = (wish.period.start, wish.period.end)
    groups = rating.tallies(
        cellar.call_backs(office.store, Scope.ALL, *period, wish.by, on=wish.on)
    )
    stars = cellar.stars(office.store, Scope.ALL, *period, wish.by)
    found: dict[str, Any] = {
        "period": {
            "name": wish.period.name,
            "start": local(wish.period.start).isoformat(),
            "end": local(wish.period.end).isoformat(),
            "by_time": wish.on,
        },
        "by": wish.by,
        "fair_weight": wish.policy.fair_weight,
        "minimum": wish.policy.minimum,
        "rows": _rows(groups, _names(office, wish.by), wish.policy),
        "pooled": rating.both_ways(rating.pooled(groups), wish.policy),
        "mean": _means(groups, wish.policy),
        "good": rating.ratio(rating.good(stars, wish.policy), wish.policy.minimum),
        "hours": rating.hours(courses.hours(office.store, Scope.ALL, *period, wish.by)),
        "excluded": rating.excluded(cellar.excluded(office.store, Scope.ALL, *period)),
    }
    if rule is not None:
        found["on_time"] = _on_time(office, rule, wish, now)
    return found


def _rows(
    groups: Mapping[str, Mapping[str, Tally]], names: Mapping[str, str], policy: Policy
) -> list[dict[str, Any]]:
    places = rates.ranks({group: both["kept"] for group, both in groups.items()}, policy)
    return [
        {
            "group": group,
            "name": names.get(group, group) or _("未知"),
            "band": rates.band(both["kept"].effective, policy),
            "rank": places.get(group),
            **rating.both_ways(both, policy),
        }
        for group, both in sorted(groups.items())
    ]


def _means(groups: Mapping[str, Mapping[str, Tally]], policy: Policy) -> dict[str, Any]:
    means = rates.mean((both["kept"] for both in groups.values()), policy)
    return {name: {"value": value, "units": units} for name, (value, units) in means.items()}


def changes(now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, float | None]:
    """By how many 百分点 the pooled rates moved between two reports."""
    return {name: rates.points(_pooled(now, name), _pooled(before, name)) for name in rates.RATES}


def _pooled(found: Mapping[str, Any], name: str) -> float | None:
    value: float | None = found["pooled"]["kept"]["rates"][name]["value"]
    return value


def _names(office: Office, by: str) -> dict[str, str]:
    if by == "unit":
        return {unit.code: unit.name for unit in office.tables.units}
    if by == "region":
        return {region.adcode: region.name for region in office.tables.regions}
    return {code: _(name) for code, name in AREAS.items()} if by == "area" else {}


def _on_time(office: Office, rule: Rule, wish: Wish, now: datetime) -> dict[str, Any]:
    found = standings.counted(judged(office, rule, wish.period, now, wish.by))
    share = rating.ratio(rates.on_time(found), wish.policy.minimum)
    return {"rule": rule.id, "citation": rule.citation, **found, **share}
