"""Drawings about work: the flow of cases, the way of tickets, ranks of units by month, the map."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import plotly.graph_objects as go
import polars as pl

from core import periods, rates
from core.cases import FLOWS, SOLVED, STATES
from core.i18n import gettext as _
from core.rates import Policy, Tally
from reports import figures_flow, figures_map, numbers, rating, region_counts
from reports.cells import Cells, sum_of
from reports.charts import Drawing, drawn
from reports.figures import Caption

MONTHS = 6
_MOST_UNITS = 8
_DONE = frozenset({"finished", "called_back", "rated", "archived"})

Read = Callable[[datetime, datetime], pl.DataFrame]
Draw = Callable[[pl.DataFrame], go.Figure]


@dataclass(frozen=True, slots=True)
class Told:
    """What a drawing says of itself beside its title: period, freshness, filter."""

    period: str
    fresh: str = ""
    filter: str = ""


def flow(found: pl.DataFrame, told: Told) -> Drawing:
    """Cases from what they are over where they stand to whether they are solved."""
    links: Counter[tuple[str, str]] = Counter()
    for kind, state, solved, number in found.iter_rows():
        place = _(STATES[state])
        links[_(FLOWS[kind]), place] += number
        if state in _DONE:
            links[place, _(SOLVED[solved]) if solved else _("是否解决待认定")] += number
    rows = [(source, target, number) for (source, target), number in links.items()]
    names = {"source": pl.String, "target": pl.String, "cases": pl.Int64}
    table = pl.DataFrame(rows, schema=names, orient="row")
    caption = Caption(
        _("办件流向"),
        told.period,
        _("办件工作台"),
        int(found["cases"].sum()),
        told.fresh,
        told.filter,
    )
    heads = {"source": _("从"), "target": _("到"), "cases": _("件数")}
    first = sorted({_(FLOWS[row[0]]) for row in found.iter_rows()})
    cells = Cells(
        table,
        ("cases",),
        figures_flow.sankey,
        lambda shown: shown.rename(heads),
        lambda shown: float(shown.filter(pl.col("source").is_in(first))["cases"].sum()),
    )
    return drawn("case_flow", cells, caption)


def way(tally: Tally, told: Told) -> Drawing:
    """受理→有效回访→已联系→已解决→满意, of one tally."""
    stages = {
        _("受理"): tally.tickets,
        _("有效回访"): tally.effective,
        _("已联系"): tally.contacted,
        _("已解决"): tally.solved,
        _("满意"): tally.satisfied,
    }
    table = pl.DataFrame({"stage": list(stages), "records": list(stages.values())})
    caption = Caption(
        _("受理、解决与满意"),
        told.period,
        _("热线工单回访"),
        tally.tickets,
        told.fresh,
        told.filter,
    )
    heads = {"stage": _("环节"), "records": _("件数")}
    cells = Cells(
        table,
        ("records",),
        figures_flow.funnel,
        lambda shown: shown.rename(heads),
        lambda shown: float(shown["records"][0]),
    )
    return drawn("ticket_way", cells, caption)


def ranks(
    read: Read, today: date, policy: Policy, names: Mapping[str, str], fresh: str
) -> Drawing | None:
    """Places of units by month within the largest volume band; None with fewer than two.

    `read` gives the call-backs by unit between two moments, as store.rates.call_backs does.
    """
    months, rows = last_months(today), []
    for month in months:
        bounds = periods.period("month", month)
        frame = read(bounds.start, bounds.end)
        groups = {code: both["kept"] for code, both in rating.tallies(frame).items() if code}
        rows += _placed(groups, policy, month.strftime(_("%Y年%m月")))
    often = Counter(row[0] for row in rows)
    chosen = [code for code, _n in often.most_common(_MOST_UNITS)]
    kept = [(names.get(row[0], row[0]), *row[1:]) for row in rows if row[0] in chosen]
    if len(chosen) < 2:
        return None
    columns = ["group", "period", "rank", "value", "n"]
    table = pl.DataFrame(kept, schema=columns, orient="row")
    labels = [month.strftime(_("%Y年%m月")) for month in months]
    period = numbers.period(months[0], today)
    n = int(table["n"].sum())
    caption = Caption(_("各月档内位次"), period, _("热线工单回访"), n, fresh)
    heads = (_("单位"), _("月份"), _("档内位次"), _("综合"), _("有效回访"))
    named = table.rename(dict(zip(columns, heads, strict=True)))
    return Drawing("unit_ranks", figures_flow.bump(table, labels), named, caption)


def _placed(
    groups: Mapping[str, Tally], policy: Policy, label: str
) -> list[tuple[str, str, int, float, int]]:
    """Units of the busiest band that has at least two; those with too few cases have no place."""
    enough = {code: one for code, one in groups.items() if one.effective >= policy.minimum}
    bands = Counter(rates.band(one.effective, policy) for one in enough.values())
    usable = [band for band, many in bands.items() if many > 1]
    if not usable:
        return []
    inside = {
        c: one for c, one in enough.items() if rates.band(one.effective, policy) == max(usable)
    }
    places = rates.ranks(inside, policy)
    return [
        (code, label, place, inside[code].composite(policy) or 0.0, inside[code].effective)
        for code, place in places.items()
    ]


def last_months(today: date) -> list[date]:
    """The first days of the last MONTHS months, this one included, the oldest first."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(1)).replace(day=1))
    return found[::-1]


def tile_map(
    table: pl.DataFrame, title: str, source: str, told: Told, draw: Draw = figures_map.tiles
) -> Drawing:
    """Counts by region (columns of reports.region_counts.measured), as tiles or as `draw` does."""
    n = int(table["messages"].sum())
    caption = Caption(title, told.period, source, n, told.fresh, told.filter)
    return placed("county_map", draw, table, caption)


def placed(name: str, draw: Draw, table: pl.DataFrame, caption: Caption) -> Drawing:
    """A map of a table of region_counts.measured; regions without a message stay on it."""

    def named(shown: pl.DataFrame) -> pl.DataFrame:
        told = shown.select("name", "messages")
        return told.rename({"name": _("地区"), "messages": _("件数")})

    cells = Cells(table, ("messages",), draw, named, sum_of("messages"), region_counts.untold)
    return drawn(name, cells, caption)
