"""Charts for the command line: the same frames and figures as on the pages."""

from datetime import date

import polars as pl

from core.errors import InputError
from core.scope import Actor, Scope
from jobs import runner, work_charting
from jobs.office import Office
from reports import charts, freshness, numbers
from reports import export as files
from reports.charts import Drawing
from reports.work_charts import Told
from store import audit, frames, volumes

Period = tuple[date | None, date | None]


def export(office: Office, name: str, period: Period, format_: str) -> bytes:
    """A chart over a period as a file; raises InputError as `draw` does, or for the format."""
    made = files.export(draw(office, name, *period), format_)
    taken(office, f"{name}.{format_}")
    return made


def taken(office: Office, name: str) -> None:
    """Note in the audit that somebody at the command line took a file away."""
    told, who = {"file": name}, Actor("cli")
    audit.add(office.store, Scope.ALL, who, "export", ("messages", 0), told, runner.now())


def draw(office: Office, name: str, since: date | None, until: date | None) -> Drawing:
    """A chart over a period, by default over all days that have messages.

    Raises InputError for an unknown chart or a store without messages.
    """
    known = [*charts.CHARTS, *work_charting.WORK]
    if name not in known:
        raise InputError("没有图表“{name}”，可用的有：{known}。", name=name, known="、".join(known))
    span = frames.span(office.store, Scope.ALL)
    if span is None:
        raise InputError("数据库里还没有分析过的诉求，请先导入并运行 minsheng analyse。")
    first, last = since or span[0], until or span[1]
    if name in work_charting.WORK:
        told = Told(numbers.period(first, last), _staleness(office, _ever_read(office)))
        return work_charting.WORK[name](office, (first, last), told)
    chart = charts.CHARTS[name]
    read = {"days": frames.days, "hours": frames.hours}[chart.frame]
    frame = read(office.store, Scope.ALL, first - chart.past, last)
    if not frame.filter(pl.col("day") >= first)[chart.n].sum():
        raise InputError("这段时间没有数据，没有可画的图表。")
    sources = office.tables.sources
    names = [sources[code].name if code in sources else code for code in frame["source"].unique()]
    drawing = charts.make(name, frame, first, last, numbers.few(names))
    return charts.with_freshness(drawing, _staleness(office, frame["source"].unique().to_list()))


def _ever_read(office: Office) -> list[str]:
    return frames.sources(office.store, Scope.ALL)["source"].to_list()


def _staleness(office: Office, codes: list[str]) -> str:
    rows = {row["source"]: row for row in frames.sources(office.store, Scope.ALL).rows(named=True)}
    judged = volumes.verdicts(office.store, Scope.ALL).rows(named=True)
    by_source = {row["source"]: row for row in judged}
    return freshness.staleness(codes, rows, office.tables.sources, by_source, runner.now())
