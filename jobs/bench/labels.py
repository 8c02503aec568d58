"""All labels of a message against jieba-rs (segmentation alone) and SnowNLP (sentiment alone)."""

import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl

import analysis
from analysis import yardsticks
from core import privacy
from core.i18n import gettext as _
from core.i18n import mark
from jobs.bench import Ground, Line, alone, at_least, material
from jobs.commands import printing
from jobs.office import open_office

TITLE = mark("一遍打完全部标签（单核）")
_SNOW = 20
_SNOW_WANTED = 300
_MASK_WANTED = 0.85
_MASKED_WANTED = 0.35
_PLAIN_WANTED = 0.6


def measure(ground: Ground) -> list[Line]:
    """Messages a second: labels with and without masking, and what stands beside them."""
    found = alone.run("jobs.bench.labels", str(ground.texts or ""), str(ground.messages))
    rate = {name: 1 / seconds for name, seconds in found.items()}
    unit = _("件/秒")
    whole, plain = rate["whole"], rate["labels"]
    jieba, snow = rate["jieba"], rate["snownlp"]
    return [
        Line(_("jieba-rs 分词"), jieba, unit),
        Line(_("SnowNLP 情感"), snow, unit),
        at_least(
            _("遮盖个人信息"), rate["mask"], unit, "jieba-rs", rate["mask"] / jieba, _MASK_WANTED
        ),
        at_least(_("遮盖并打标签"), whole, unit, "SnowNLP", whole / snow, _SNOW_WANTED),
        at_least(_("遮盖并打标签"), whole, unit, "jieba-rs", whole / jieba, _MASKED_WANTED),
        at_least(_("只打标签"), plain, unit, "jieba-rs", plain / jieba, _PLAIN_WANTED),
    ]


def seconds(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Seconds a message of each work, all measured in the same rounds."""
    materials = open_office().plain_materials
    titles, texts = (list(part) for part in zip(*pairs, strict=True))
    joined = [f"{title}\n{text}" for title, text in pairs]
    few = joined[:_SNOW]
    yardsticks.sentiment(few[:1])  # loading is not measured
    found = alone.best(
        {
            "jieba": lambda: yardsticks.segment(joined),
            "labels": lambda: analysis.label(_frame(titles, texts), materials),
            "mask": lambda: _masked(titles, texts),
            "whole": lambda: analysis.label(_frame(*_masked(titles, texts)), materials),
            "snownlp": lambda: yardsticks.sentiment(few),
        }
    )
    return {
        name: took / (len(few) if name == "snownlp" else len(pairs)) for name, took in found.items()
    }


def _masked(titles: list[str], texts: list[str]) -> tuple[list[str], list[str]]:
    return privacy.mask_texts(titles), privacy.mask_texts(texts)


def _frame(titles: list[str], texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"title": titles, "text": texts}, schema=dict.fromkeys(("title", "text"), pl.String)
    )


if __name__ == "__main__":
    alone.stay()
    path, count = sys.argv[1:]
    printing.as_json(seconds(material.pairs(Ground(Path(path) if path else None, int(count)))))
