"""Counts by region for the map and its table: each region with all that lies in it."""

from collections.abc import Collection, Sequence

import polars as pl

from core.i18n import gettext as _
from core.i18n import mark
from core.places import Region
from reports import numbers

MEASURES: dict[str, str] = {
    "messages": mark("受理量"),
    "negative": mark("负面占比"),
    "unanswered": mark("未答复占比"),
}


def counted(
    regions: Sequence[Region],
    replying: Collection[str],
    days: pl.DataFrame,
    before: pl.DataFrame | None,
) -> pl.DataFrame:
    """Every region of the map: region, name, column, row, messages, before, bad, replied, told.

    `replying`: the sources that tell what was answered.
    """
    rows = []
    for region in regions:
        mine = _inside(days, region)
        told = mine.filter(pl.col("source").is_in(list(replying)))
        rows.append(
            {
                "region": region.adcode,
                "name": region.name,
                "column": region.tile[0],
                "row": region.tile[1],
                "messages": int(mine["messages"].sum()),
                "before": None
                if before is None
                else int(_inside(before, region)["messages"].sum()),
                "bad": int(mine.filter(pl.col("sentiment") == "neg")["messages"].sum()),
                "replied": int(told["replied"].sum()),
                "told": int(told["messages"].sum()),
            }
        )
    return pl.DataFrame(rows, schema_overrides={"before": pl.Int64})


def _inside(frame: pl.DataFrame, region: Region) -> pl.DataFrame:
    return frame.filter(pl.col("region").str.starts_with(region.adcode))


def measured(table: pl.DataFrame, measure: str) -> pl.DataFrame:
    """The table with `value` (null where there is too little to tell a share) and `shown`."""
    if measure == "messages":
        shown = [numbers.count(value) for value in table["messages"]]
        return table.with_columns(pl.col("messages").alias("value"), pl.Series("shown", shown))
    part, whole = ("bad", "messages") if measure == "negative" else ("open", "told")
    base = table.with_columns((pl.col("told") - pl.col("replied")).alias("open"))
    pairs = base.select(part, whole).rows()
    values = [100 * a / b if b >= numbers.MIN_N else None for a, b in pairs]
    texts = [numbers.percent(a, b) if b >= numbers.MIN_N else _("样本不足") for a, b in pairs]
    return base.with_columns(
        pl.Series("value", values, pl.Float64), pl.Series("shown", texts, pl.String)
    )


def untold(table: pl.DataFrame) -> pl.DataFrame:
    """A measured table after small counts were hidden: its tiles say and show no more.

    A share of fewer than numbers.MIN_N messages is not told anyway.
    """
    shown = [numbers.told(value) for value in table["messages"]]
    small = pl.col("messages") == numbers.HIDDEN
    told = pl.col("shown").str.contains(r"^\d+$")
    return table.with_columns(
        value=pl.when(small & told).then("messages").otherwise("value"),
        shown=pl.when(small & told).then(pl.Series("told", shown)).otherwise("shown"),
    )
