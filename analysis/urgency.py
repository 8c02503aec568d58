"""How soon a message must be looked at: 0 routine, 1 soon, 2 danger to life or health."""

import polars as pl

from analysis.features import Features

_WORDS: dict[int, list[str]] = {
    2: ["爆炸", "坍塌", "倒塌", "中毒", "火灾", "起火", "危及生命", "生命安全", "生命危险", "泄漏",
        "死亡", "伤亡", "出人命", "触电", "跳楼", "昏迷", "集体上访", "群体性"],
    1: ["安全隐患", "隐患", "尽快", "紧急", "急需", "马上", "立即", "严重影响", "停水", "停电",
        "无法居住", "危险", "拖欠工资", "讨薪", "孕妇", "高烧", "断水"],
}  # fmt: skip


def label(features: Features) -> pl.DataFrame:
    """`urgency` 0, 1 or 2: the highest that any word calls for."""
    levels = {word: level for level, words in _WORDS.items() for word in words}
    found = [0] * len(features.frame)
    for row, word, _ in features.hits(list(levels)).iter_rows():
        found[row] = max(found[row], levels[word])
    return pl.DataFrame({"urgency": found}, schema={"urgency": pl.Int8})
