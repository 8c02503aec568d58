"""The command that measures what the program can do on this machine."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.errors import InputError
from core.i18n import gettext as _
from core.times import day_of
from jobs import bench as measuring
from jobs import runner
from jobs.bench import LENGTH, Ground, Line, paper
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("bench")(bench)


def bench(
    only: Annotated[list[str] | None, typer.Argument(help="只测这几项；不写则全测。")] = None,
    texts: Annotated[
        Path | None, typer.Option(help="诉求表（id、title、text）；不写则用演示县的诉求。")
    ] = None,
    messages: Annotated[int, typer.Option(help="每轮多少件。", min=100)] = 2_000,
    characters: Annotated[int, typer.Option(help="演示县的诉求每件多少字。", min=20)] = LENGTH,
    out: Annotated[Path | None, typer.Option(help="写成 Markdown 文件。")] = None,
    keep: Annotated[
        Path | None, typer.Option(help="大库放在这个文件夹，中断后接着测；不写则测完删除。")
    ] = None,
    json: Json = False,
) -> None:
    """在本机实测速度、内存和扩展性，与 jieba-rs、SnowNLP 对比（几分钟）。"""
    open_office()
    ground = Ground(texts, messages, keep, characters)
    found: dict[str, list[Line]] = {}
    for module in measuring.measures(only or []).values():
        title = _(module.TITLE)
        with printing.progress(title, quiet=False):
            found[title] = module.measure(ground)
        if not json:
            printing.line(f"\n{title}")
            printing.table(paper.header(), [paper.cells(line) for line in found[title]])
    if json:
        told = {title: [asdict(line) for line in lines] for title, lines in found.items()}
        printing.as_json({"machine": dict(paper.machine()), "tables": told})
    if out:
        _write(out, paper.page(found, ground, day_of(runner.now())))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise InputError("写不了文件 {path}，请检查文件夹和权限。", path=path) from error
