"""诉求类型 of a message, by the words that people open and close with."""

import polars as pl

from analysis.features import Features

_WORDS: dict[str, dict[str, float]] = {
    "表扬": {"表扬": 4, "点赞": 3, "感谢信": 4, "锦旗": 4, "致谢": 3},
    "举报": {"举报": 5, "查处": 2, "非法": 2, "违法": 1.5, "违规": 1, "腐败": 3, "偷税": 3},
    "咨询": {
        "咨询": 5, "请问": 3, "是否": 1, "什么时候": 1.5, "何时": 1.5, "如何": 1, "吗": 1,
        "怎么办理": 2, "想了解": 2, "政策": 1, "为什么": 0.5,
    },
    "建议": {"建议": 4, "提议": 3, "建言": 3, "能否增设": 2, "增加": 0.5, "优化": 1},
    "求助": {"求助": 5, "请求": 1.5, "帮帮": 3, "帮助": 1, "恳请": 1.5, "救救": 4, "困难": 0.5},
    "投诉": {
        "投诉": 4, "反映": 1, "严重": 1, "扰民": 2, "太差": 2, "不作为": 2, "拖欠": 2, "没人管": 2,
        "乱": 0.5, "无人": 0.5, "噪音": 1, "污染": 1,
    },
}  # fmt: skip


def label(features: Features) -> pl.DataFrame:
    """`intent`: 咨询 求助 投诉 举报 建议 表扬; without any sign a complaint (投诉)."""
    names, _ = features.best(_WORDS)
    return pl.DataFrame(
        {"intent": [name or "投诉" for name in names]}, schema={"intent": pl.String}
    )
