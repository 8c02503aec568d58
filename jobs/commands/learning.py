"""Commands that label sheets, judge the labels, and learn."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.i18n import gettext as _
from jobs import learning
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.learning import Score
from jobs.office import open_office

Source = Annotated[Path, typer.Argument(help="CSV、XLSX、JSONL 或 Parquet 文件。")]
Target = Annotated[Path, typer.Argument(help="写入的文件，按后缀定格式。")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("label")(label)
    app.command("replies")(replies)
    app.command("train")(train)
    app.command("evaluate")(evaluate)


def label(source: Source, target: Target) -> None:
    """给一张诉求表（id、title、text）打标签，不用数据库。"""
    rows = learning.label_file(open_office(), source, target)
    printing.line(_("已标注 {rows} 行，写入 {path}。", rows=rows, path=target))


def replies(source: Source, target: Target) -> None:
    """给一张答复表（id、title、text、reply、posted_at、replied_at）打标签，不用数据库。"""
    open_office()
    rows = learning.replies_file(source, target)
    printing.line(_("已标注 {rows} 行，写入 {path}。", rows=rows, path=target))


def train(
    source: Annotated[Path | None, typer.Argument(help="标注表；不写则只用人工更正。")] = None,
    json: Json = False,
) -> None:
    """用标注表和人工更正改进模型；新模型不如现有模型时不安装。"""
    lesson = learning.train(open_office(), source)
    if json:
        printing.as_json(asdict(lesson))
    else:
        _table(lesson.before, lesson.after)
        printing.line(
            _("已安装新模型。") if lesson.installed else _("新模型不如现有模型，没有安装。")
        )
    if not lesson.installed:
        raise typer.Exit(1)


def evaluate(source: Source, json: Json = False) -> None:
    """用标注表检验现有模型：各标签的宏平均 F1 及其 95% 区间。"""
    scores = learning.evaluate(open_office(), source)
    if json:
        printing.as_json([asdict(score) for score in scores])
    else:
        _table(scores)


def _table(scores: list[Score], after: list[Score] | None = None) -> None:
    columns = [_("标签"), _("行数"), "F1", "95%"] + ([_("训练后")] if after else [])
    rows: list[list[object]] = [
        [score.label, score.rows, f"{score.f1:.3f}", f"{score.low:.3f}-{score.high:.3f}"]
        for score in scores
    ]
    for row, later in zip(rows, after or [], strict=False):
        row.append(f"{later.f1:.3f}")
    printing.table(columns, rows)
