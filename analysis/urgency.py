"""How soon a message must be looked at: 0 routine, 1 soon, 2 danger to life or health."""

import polars as pl

from analysis.features import Features

ALARMS = [
    "爆炸", "坍塌", "倒塌", "中毒", "火灾", "起火", "危及生命", "生命危险", "泄漏", "出人命",
    "触电", "跳楼", "昏迷", "集体上访", "群体性事件", "垮塌",
]  # fmt: skip
"""In a title or a short text these words alone make a message urgent."""

_SHORT = 60


def label(features: Features) -> pl.DataFrame:
    """`urgency` 0, 1 or 2, by the linear model; never 0 where a short message cries alarm."""
    levels = pl.Series(features.decide("urgency")[0], dtype=pl.String).cast(pl.Int8)
    short = features.texts.str.len_chars() < _SHORT
    said = features.titles + features.texts.zip_with(short, features.titles)
    alarm = said.str.contains_any(ALARMS).cast(pl.Int8)
    return pl.DataFrame({"urgency": pl.select(pl.max_horizontal(levels, alarm)).to_series()})
