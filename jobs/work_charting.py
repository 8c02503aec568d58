"""Charts of work for the command line: the flow of cases, the way of tickets, ranks, the map."""

from collections.abc import Callable
from datetime import date

from config import together
from core import periods, rates
from core.errors import InputError
from core.i18n import gettext as _
from core.scope import Scope
from core.times import day_of
from jobs import runner
from jobs.office import Office
from reports import rating, region_counts, work_charts
from reports.charts import Drawing
from reports.work_charts import Told
from store import counts, flows
from store import rates as cellar
from store.filters import Filter

Days = tuple[date, date]


def case_flow(office: Office, days: Days, told: Told) -> Drawing:
    """Cases first taken in within the days, by what they are, where they stand, if solved."""
    span = periods.between(*days)
    found = flows.standing(office.store, Scope.ALL, span.start, span.end)
    if found.is_empty():
        raise InputError("这段时间没有交办件。")
    return work_charts.flow(found, told)


def ticket_way(office: Office, days: Days, told: Told) -> Drawing:
    """受理 to 满意 of the tickets of the days."""
    span = periods.between(*days)
    frame = cellar.call_backs(office.store, Scope.ALL, span.start, span.end, "unit")
    groups = [both["kept"] for both in rating.tallies(frame).values()]
    pooled = rates.pooled(groups)
    if not pooled.tickets:
        raise InputError("这段时间没有热线工单。")
    return work_charts.way(pooled, told)


def unit_ranks(office: Office, days: Days, told: Told) -> Drawing:
    """Places of units in the six months up to the last day."""
    tables = office.shown_tables
    names = {unit.code: unit.name for unit in tables.units}
    drawing = work_charts.ranks(
        lambda start, end: cellar.call_backs(office.store, Scope.ALL, start, end, "unit"),
        min(days[1], day_of(runner.now())),
        tables.policy,
        names,
        told.fresh,
    )
    if drawing is None:
        raise InputError("样本足够、数量相近的单位不足两个，不作比较。")
    return drawing


def county_map(office: Office, days: Days, told: Told) -> Drawing:
    """Messages by region as tiles; the map of the pages may be an approved one."""
    regions = together.mapped(office.tables, office.is_demo)
    if not regions:
        raise InputError("地区配置里没有图上位置（tile），画不出瓦片图。")
    chosen = Filter(since=days[0], until=days[1])
    found = counts.counts(office.store, Scope.ALL, chosen, ("region", "source", "sentiment"))
    known = office.tables
    replying = [code for code in known.sources if together.records_replies(known, code)]
    table = region_counts.counted(regions, replying, found, None)
    shown = region_counts.measured(table, "messages")
    title = _("各地{name}", name=_(region_counts.MEASURES["messages"]))
    return work_charts.tile_map(shown, title, _("全部信息源"), told)


WORK: dict[str, Callable[[Office, Days, Told], Drawing]] = {
    "case_flow": case_flow,
    "ticket_way": ticket_way,
    "unit_ranks": unit_ranks,
    "county_map": county_map,
}
"""name -> what draws it."""
