"""Read frames to plotly figures. Pure: the same frame always gives the same figure.

Every figure takes a table of `reports.charts` or a frame of that shape, and every date is
handed to plotly as ISO text.
"""

from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl

from core.i18n import gettext as _
from core.labels import AREAS, SENTIMENTS
from reports import numbers, theme

_SHORT = 62
"""Up to about two months the axis names days, beyond that months."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture says about itself, so that it can be read away from its page.

    `fresh` tells until when its sources are complete, and which of them are late; `filter` which
    part of everything is shown, empty for all; `note` how it is told; `rough` that small counts
    in `n` stand for what they may be, so that it is not the n of a neighbour.
    """

    title: str
    period: str
    source: str
    n: int
    fresh: str = ""
    filter: str = ""
    note: str = ""
    rough: bool = False

    @property
    def sample(self) -> str:
        """n as it is told."""
        shown = numbers.count(self.n)
        return _("约 {n}", n=shown) if self.rough else shown


def daily(table: pl.DataFrame) -> go.Figure:
    """Messages by day or month (columns day, neg, neu, pos, mean), stacked by sentiment."""
    figure = _figure()
    days = _days(table)
    named = _("%{x|%Y年%m月}：%{y} 件") if is_monthly(table) else _("%{x|%Y年%m月%d日}：%{y} 件")
    for code, name in SENTIMENTS.items():
        figure.add_bar(
            x=days,
            y=table[code].to_list(),
            name=_(name),
            marker_color=theme.SENTIMENT_COLOURS[code],
            marker_line_width=0,
            customdata=[[day, code] for day in _spans(table)],
            hovertemplate=named,
        )
    if table["mean"].count():
        figure.add_scatter(
            x=days,
            y=table["mean"].to_list(),
            name=_("7 日均值"),
            mode="lines",
            line={"color": theme.INK, "width": 2},
            hovertemplate=_("7 日均值：%{y:.1f} 件"),
        )
    figure.update_layout(
        barmode="stack", legend_traceorder="normal", bargap=0.1 if table.height <= _SHORT else 0
    )
    return _dated(figure, table)


def areas(table: pl.DataFrame) -> go.Figure:
    """Messages by area (columns area, messages), the most frequent on top, 其他 below all."""
    rest = (pl.col("area") == "other").alias("rest")
    shown = table.sort(rest, "messages", "area", descending=[True, False, True])
    counts = shown["messages"].to_list()
    total = sum(counts)
    figure = _figure()
    figure.add_bar(
        x=counts,
        y=[_(AREAS.get(code, code)) for code in shown["area"]],
        orientation="h",
        marker_color=theme.MAIN,
        text=[numbers.told_with_share(value, total) for value in counts],
        textposition="outside",
        cliponaxis=False,
        customdata=shown["area"].to_list(),
        hovertemplate=_("%{y}：%{x} 件<extra></extra>"),
    )
    most = max(counts, default=1)
    figure.update_xaxes(range=[0, most * 1.4], showticklabels=False, showgrid=False)
    figure.update_yaxes(showgrid=False)
    figure.update_layout(showlegend=False)
    return figure


def sentiments(table: pl.DataFrame) -> go.Figure:
    """Messages by sentiment (columns sentiment, messages): one bar of three parts."""
    total = float(table["messages"].sum())
    figure = _figure()
    for code, value in table.iter_rows():
        share = numbers.told(value)
        if value != numbers.HIDDEN:
            share = numbers.percent(value, total)
        figure.add_bar(
            x=[value],
            y=[""],
            orientation="h",
            name=_("{name} {share}", name=_(SENTIMENTS[code]), share=share),
            marker_color=theme.SENTIMENT_COLOURS[code],
            text=numbers.told(value) if value >= total / 12 else "",
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont_color=theme.INK if code == "neu" else theme.PAPER,
            customdata=[[code]],
            hovertemplate=_("{name}：{n} 件", name=_(SENTIMENTS[code]), n=numbers.told(value))
            + "<extra></extra>",
        )
    figure.update_layout(barmode="stack", height=110, legend_traceorder="normal")
    figure.update_xaxes(visible=False, range=[0, max(total, 1)])
    figure.update_yaxes(visible=False)
    return figure


def response(table: pl.DataFrame, times: numbers.ResponseTimes) -> go.Figure:
    """How long answers took (columns bucket, replies), with the median and p90 marked."""
    buckets = [_(name) for name in table["bucket"]]
    figure = _figure()
    figure.add_bar(
        x=buckets,
        y=table["replies"].to_list(),
        marker_color=theme.MAIN,
        text=[numbers.told(value) if value else "" for value in table["replies"]],
        textposition="outside",
        cliponaxis=False,
        customdata=[[str(start)] for start in table["from_hours"]],
        hovertemplate=_("%{x}：%{y} 件<extra></extra>"),
    )
    most = max(table["replies"].to_list(), default=1) or 1
    figure.update_yaxes(range=[0, most * 1.6], rangemode="tozero")
    figure.update_xaxes(showgrid=False, type="category")
    figure.update_layout(showlegend=False)
    _mark(figure, table, times.median, _("中位 {value}"), most * 1.5)
    _mark(figure, table, times.p90, _("九成不超过 {value}"), most * 1.3)
    return figure


def timeline(table: pl.DataFrame) -> go.Figure:
    """One issue's messages by day or month (columns day, messages)."""
    figure = _figure()
    days = _days(table)
    figure.add_bar(
        x=days,
        y=table["messages"].to_list(),
        marker_color=theme.MAIN,
        customdata=[[day] for day in _spans(table)],
        hovertemplate="%{x}：%{y}<extra></extra>",
    )
    figure.update_layout(showlegend=False)
    figure.update_yaxes(rangemode="tozero", dtick=_whole_steps(table))
    return _dated(figure, table)


def against_usual(table: pl.DataFrame) -> go.Figure:
    """Counts by day (columns day, messages, usual, high); those above the band stand out."""
    figure = _figure()
    days = _days(table)
    above = [
        high is not None and count > high
        for count, high in table.select("messages", "high").iter_rows()
    ]
    figure.add_bar(
        x=days,
        y=table["messages"].to_list(),
        name=_("件数"),
        marker_color=[theme.ACCENT if high else theme.MAIN for high in above],
        customdata=[[day] for day in _spans(table)],
        hovertemplate=_("%{y} 件"),
    )
    for name, column, dash in ((_("通常"), "usual", "solid"), (_("常态上限"), "high", "dot")):
        if table[column].count():
            figure.add_scatter(
                x=days,
                y=table[column].to_list(),
                name=name,
                mode="lines",
                line={"color": theme.MUTED, "width": 1.5, "dash": dash},
                hovertemplate=_("%{y:.1f} 件"),
            )
    figure.update_yaxes(rangemode="tozero", dtick=_whole_steps(table))
    _dated(figure, table)
    return figure.update_xaxes(dtick="M1") if table.height > _SHORT else figure


def hours(table: pl.DataFrame) -> go.Figure:
    """Records by the hour of the day (columns hour 0-23, messages), 24 bars."""
    figure = _figure()
    figure.add_bar(
        x=[_("{h} 时", h=hour) for hour in table["hour"]],
        y=table["messages"].to_list(),
        marker_color=theme.MAIN,
        hovertemplate=_("%{x}：%{y} 件<extra></extra>"),
    )
    figure.update_layout(showlegend=False)
    figure.update_xaxes(type="category", showgrid=False, tickangle=0, dtick=2)
    figure.update_yaxes(rangemode="tozero", dtick=_whole_steps(table))
    return figure


def captioned(
    figure: go.Figure, caption: Caption, size: tuple[int, int] = (theme.WIDTH, theme.HEIGHT)
) -> go.Figure:
    """A copy of the figure that carries its title, period, source and n, for export."""
    shown = go.Figure(figure)
    below = _(
        "{period}　来源：{source}　样本量：{n} 件",
        period=caption.period,
        source=caption.source,
        n=caption.sample,
    )
    limited = _("筛选：{filter}", filter=caption.filter) if caption.filter else ""
    has_legend = shown.layout.showlegend is not False and len(shown.data) > 1
    above = 96 if has_legend else 72
    lines = [_escape(line) for line in (below, limited, caption.fresh, caption.note) if line]
    shown.update_layout(
        width=size[0],
        height=size[1],
        margin={"l": 24, "r": 32, "t": above + 20 * len(lines), "b": 36},
        title={
            "text": "<br>".join([_escape(caption.title), *map(_small, lines)]),
            "x": 0.024,
            "y": 1 - 30 / size[1],
            "yanchor": "top",
        },
    )
    return shown


def _small(line: str) -> str:
    """A line below the title; plotly's own subtitle would stand too close to a Chinese one."""
    return f'<span style="font-size:13px;color:{theme.MUTED}">{line}</span>'


def _escape(text: str) -> str:
    """Plotly reads some HTML in its texts."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _figure() -> go.Figure:
    return go.Figure(layout={"template": theme.template(), "height": 300})


def _days(table: pl.DataFrame) -> list[str]:
    return [value.isoformat() for value in table["day"]]


def _spans(table: pl.DataFrame) -> list[str]:
    """What a bar stands for: 2026-11-23, or 2026-11 where it is a month."""
    monthly = is_monthly(table)
    return [day.strftime("%Y-%m") if monthly else day.isoformat() for day in table["day"]]


def is_monthly(table: pl.DataFrame) -> bool:
    """Whether a row stands for a month: then rows are more than a day apart."""
    return table.height > 1 and (table["day"][1] - table["day"][0]).days > 1


def _dated(figure: go.Figure, table: pl.DataFrame) -> go.Figure:
    monthly = is_monthly(table)
    figure.update_xaxes(
        type="date",
        tickformat=_("%Y年%m月") if monthly or table.height > _SHORT else _("%m月%d日"),
        hoverformat=_("%Y年%m月") if monthly else _("%Y年%m月%d日"),
        showgrid=False,
        nticks=10,
    )
    if table.height <= 10:
        figure.update_xaxes(tickvals=_days(table))
    figure.update_layout(hovermode="x unified" if len(figure.data) > 1 else "closest")
    return figure


def _whole_steps(table: pl.DataFrame) -> int | None:
    most = max(table["messages"].to_list(), default=0)
    return 1 if most <= 5 else None


def _mark(
    figure: go.Figure, table: pl.DataFrame, hours: int | None, text: str, height: float
) -> None:
    """Write `text` at `height` over the bucket that holds `hours`, with a line down to it."""
    if hours is None:
        return
    place = int(table["from_hours"].search_sorted(hours, side="right")) - 1
    figure.add_annotation(
        text=text.format(value=numbers.duration(hours)),
        x=place,
        y=table["replies"][place],
        ax=place,
        ay=height,
        axref="x",
        ayref="y",
        standoff=20,
        arrowhead=0,
        arrowwidth=1,
        arrowcolor=theme.ACCENT,
        font={"color": theme.ACCENT, "size": 13},
        bgcolor=theme.PAPER,
    )
