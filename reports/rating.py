"""Rates in full, from the frames of `store.rates`: for the command line and the page alike."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl

from core import rates
from core.i18n import gettext as _
from core.rates import CallBack, Policy, Ratio, Tally


def tallies(call_backs: pl.DataFrame) -> dict[str, dict[str, Tally]]:
    """Group -> 不含剔除 (`kept`) and 含剔除 (`all`); "" where the group is not known."""
    groups: dict[str, list[tuple[CallBack, int]]] = {}
    for group, *told, tickets in call_backs.iter_rows():
        groups.setdefault(group or "", []).append((CallBack(*told), tickets))
    return {group: rates.split(rows) for group, rows in groups.items()}


def pooled(groups: Mapping[str, Mapping[str, Tally]]) -> dict[str, Tally]:
    """All groups as one, both ways."""
    return {way: rates.pooled(both[way] for both in groups.values()) for way in ("kept", "all")}


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


def both_ways(both: Mapping[str, Tally], policy: Policy) -> dict[str, Any]:
    """The three rates and the composite, without and with excluded tickets."""
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


def good(stars: pl.DataFrame, policy: Policy) -> Ratio:
    """好评率 of all ratings of a frame of stars."""
    given: Counter[int] = Counter()
    for _group, star, count in stars.iter_rows():
        given[star or 0] += count
    return rates.good(given, policy)


def hours(answers: pl.DataFrame) -> dict[str, Any]:
    """Median and percentiles of the response time, in natural hours."""
    spread = rates.spread(answers["hours"].to_list())
    return {
        "n": spread.n,
        "missing": spread.missing,
        "reversed": spread.reversed,
        "median": spread.median,
        "percentiles": {str(at): value for at, value in spread.percentiles.items()},
    }


def medians(answers: pl.DataFrame) -> dict[str, tuple[int, float | None]]:
    """Group -> how many response times are known, and their median in natural hours."""
    known = answers.filter(pl.col("hours") >= 0).sort("hours")
    found = {
        str(group): (part.height, rates.percentile(part["hours"].to_list(), 50))
        for (group,), part in known.partition_by("group", as_dict=True).items()
    }
    return {str(group): found.get(str(group), (0, None)) for group in answers["group"].unique()}


def excluded(tickets: pl.DataFrame) -> list[dict[str, Any]]:
    """Excluded tickets with reason and article; `counts`: no legal reason, so it still counts."""
    return [
        {"ref": ref, "title": title, **_reason(code)} for ref, title, code in tickets.iter_rows()
    ]


def _reason(code: str) -> dict[str, Any]:
    if code not in rates.EXCLUSIONS:
        return {"reason": code, "basis": "", "counts": True}
    name, basis = rates.EXCLUSIONS[code]
    return {"reason": _(name), "basis": basis, "counts": False}
