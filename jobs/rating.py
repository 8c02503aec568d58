"""All rates of a period, with what each is made of."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import rates
from core.deadline_rules import Rule
from core.i18n import gettext as _
from core.labels import AREAS
from core.periods import Period
from core.rates import CallBack, Policy, Ratio, Tally
from core.scope import Scope
from jobs.clocking import counted, judged
from jobs.office import Office
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
    tallies = _tallies(office, wish)
    names = _names(office, wish.by)
    kept = {group: both["kept"] for group, both in tallies.items()}
    found: dict[str, Any] = {
        "period": {
            "name": wish.period.name,
            "start": wish.period.start.isoformat(),
            "end": wish.period.end.isoformat(),
            "by_time": wish.on,
        },
        "by": wish.by,
        "fair_weight": wish.policy.fair_weight,
        "minimum": wish.policy.minimum,
        "rows": [
            {
                "group": group,
                "name": names.get(group, group) or _("未知"),
                "band": rates.band(both["kept"].effective, wish.policy),
                **_both(both, wish.policy),
            }
            for group, both in sorted(tallies.items())
        ],
        "pooled": _both(
            {way: rates.pooled(both[way] for both in tallies.values()) for way in ("kept", "all")},
            wish.policy,
        ),
        "mean": {
            name: {"value": value, "units": units}
            for name, (value, units) in rates.mean(kept.values(), wish.policy).items()
        },
        "good": _good(office, wish),
        "hours": _hours(office, wish),
        "excluded": _excluded(office, wish),
    }
    if rule is not None:
        found["on_time"] = _on_time(office, rule, wish, now)
    return found


def changes(now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, float | None]:
    """By how many 百分点 the pooled rates moved between two reports."""
    return {name: rates.points(_pooled(now, name), _pooled(before, name)) for name in rates.RATES}


def _pooled(found: Mapping[str, Any], name: str) -> float | None:
    value: float | None = found["pooled"]["kept"]["rates"][name]["value"]
    return value


def ratio(found: Ratio, minimum: int) -> dict[str, Any]:
    """A rate with everything that it is made of; `note` where n is too small to show it."""
    return {
        "numerator": round(found.numerator, 6),
        "denominator": found.denominator,
        "value": found.value,
        "interval": found.interval,
        "enough": found.enough(minimum),
        "note": "" if found.enough(minimum) else _("样本不足"),
    }


def _both(both: Mapping[str, Tally], policy: Policy) -> dict[str, Any]:
    return {
        way: {
            "tickets": tally.tickets,
            "effective": tally.effective,
            "rates": {
                name: ratio(found, policy.minimum) for name, found in tally.rates(policy).items()
            },
            "composite": tally.composite(policy),
        }
        for way, tally in both.items()
    }


def _tallies(office: Office, wish: Wish) -> dict[str, dict[str, Tally]]:
    period = wish.period
    found = cellar.call_backs(office.store, Scope.ALL, period.start, period.end, wish.by, wish.on)
    groups: dict[str, list[tuple[CallBack, int]]] = {}
    for group, *told, tickets in found.iter_rows():
        groups.setdefault(group or "", []).append((CallBack(*told), tickets))
    return {group: rates.split(rows) for group, rows in groups.items()}


def _names(office: Office, by: str) -> dict[str, str]:
    if by == "unit":
        return {unit.code: unit.name for unit in office.tables.units}
    if by == "region":
        return {region.adcode: region.name for region in office.tables.regions}
    return {code: _(name) for code, name in AREAS.items()} if by == "area" else {}


def _good(office: Office, wish: Wish) -> dict[str, Any]:
    period = wish.period
    found = cellar.stars(office.store, Scope.ALL, period.start, period.end, wish.by)
    given: Counter[int] = Counter()
    for _group, stars, count in found.iter_rows():
        given[stars or 0] += count
    return ratio(rates.good(given, wish.policy), wish.policy.minimum)


def _hours(office: Office, wish: Wish) -> dict[str, Any]:
    period = wish.period
    found = cellar.hours(office.store, Scope.ALL, period.start, period.end, wish.by)
    spread = rates.spread(found["hours"].to_list())
    return {
        "n": spread.n,
        "missing": spread.missing,
        "reversed": spread.reversed,
        "median": spread.median,
        "percentiles": {str(at): value for at, value in spread.percentiles.items()},
    }


def _excluded(office: Office, wish: Wish) -> list[dict[str, Any]]:
    period = wish.period
    found = cellar.excluded(office.store, Scope.ALL, period.start, period.end)
    return [
        {
            "ref": ref,
            "title": title,
            "reason": _(rates.EXCLUSIONS[code][0]) if code in rates.EXCLUSIONS else code,
            "basis": rates.EXCLUSIONS[code][1] if code in rates.EXCLUSIONS else "",
            "counts": code not in rates.EXCLUSIONS,
        }
        for ref, title, code in found.iter_rows()
    ]


def _on_time(office: Office, rule: Rule, wish: Wish, now: datetime) -> dict[str, Any]:
    found = counted(judged(office, rule, wish.period, now, wish.by))
    share = ratio(rates.on_time(found), wish.policy.minimum)
    return {"rule": rule.id, "citation": rule.citation, **found, **share}
