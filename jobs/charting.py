"""Charts for the command line: the same frames and figures as on the pages."""

from datetime import date

from core.errors import InputError
from core.scope import Scope
from jobs.office import Office
from reports import charts
from reports import export as files
from reports.charts import Drawing
from store import frames

Period = tuple[date | None, date | None]


def export(office: Office, name: str, period: Period, format_: str) -> bytes:
    """A chart over a period as a file; raises InputError as `draw` does, or for the format."""
    return files.export(draw(office, name, *period), format_)


def draw(office: Office, name: str, since: date | None, until: date | None) -> Drawing:
    """A chart over a period, by default over all days that have messages.

    Raises InputError for an unknown chart or a store without messages.
    """
    if name not in charts.CHARTS:
        raise InputError(
            "没有图表“{name}”，可用的有：{known}。", name=name, known="、".join(charts.CHARTS)
        )
    span = frames.span(office.store, Scope.ALL)
    if span is None:
        raise InputError("数据库里还没有分析过的诉求，请先导入并运行 minsheng analyse。")
    first, last = since or span[0], until or span[1]
    read = {"days": frames.days, "hours": frames.hours}[charts.CHARTS[name].frame]
    frame = read(office.store, Scope.ALL, first, last)
    sources = office.tables.sources
    names = [sources[code].name if code in sources else code for code in frame["source"].unique()]
    return charts.make(name, frame, first, last, "、".join(sorted(names)))
