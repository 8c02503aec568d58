"""Commands about policy documents and agreed wording."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cases import releasing
from core import draft_check
from core.citations import STATUSES
from core.draft_check import SORTS
from core.errors import InputError
from core.i18n import gettext as _
from core.scope import Scope
from core.times import day_of
from jobs import papering, runner
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office
from store import documents

Day = Annotated[datetime | None, typer.Option(help="日期，如 2026-11-23。", formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    papers = typer.Typer(help="政策文件。", no_args_is_help=True)
    papers.command("import")(import_)
    papers.command("list")(list_)
    papers.command("search")(search)
    app.add_typer(papers, name="documents")
    app.command("proofread")(proofread)


def import_(
    files: Annotated[list[Path], typer.Argument(help="txt、md、docx、pdf、html 文件。")],
    title: Annotated[str, typer.Option(help="标题；默认从文件里读。")] = "",
    number: Annotated[str, typer.Option(help="文号；默认从文件里读。")] = "",
    unit: Annotated[str, typer.Option(help="起草单位的名称或编号。")] = "",
    alias: Annotated[list[str] | None, typer.Option(help="群众常用的叫法，可写多次。")] = None,
    review: Day = None,
    link: Annotated[str, typer.Option(help="公开发布的网址。")] = "",
    json: Json = False,
) -> None:
    """导入政策文件：读出标题、文号、日期和段落，状态为现行有效。"""
    if len(files) > 1 and (title or number):
        raise typer.BadParameter(_("一次导入多份文件时不能指定标题或文号"))
    office, told = open_office(), []
    said = papering.Said(
        title, number, unit, tuple(alias or ()), review.date() if review else None, link
    )
    for path in files:
        made, paper = papering.bring_in(office, path, said, runner.now())
        told.append({"id": made, "file": path.name, "title": paper.title, "number": paper.number,
                     "issuer": paper.issuer, "issued_on": paper.issued_on, "until": paper.until,
                     "paragraphs": len(paper.parts)})  # fmt: skip
        if not json:
            sentence = _("已导入《{title}》{number}，编号 {id}，{paragraphs} 段。", **told[-1])
            printing.line(sentence)
    if json:
        printing.as_json(told)


def list_(json: Json = False) -> None:
    """全部政策文件和它们的状态。"""
    rows = documents.listed(open_office().store, Scope.ALL)
    if json:
        printing.as_json(rows)
        return
    shown = [
        (row["id"], row["title"], row["number"], _(STATUSES[row["status"]]), row["review_on"])
        for row in rows
    ]
    printing.table((_("编号"), _("标题"), _("文号"), _("状态"), _("复核")), shown)


def search(
    words: Annotated[list[str], typer.Argument(help="检索词，须同时出现在一段里。")],
    dead: Annotated[bool, typer.Option("--all", help="包括废止和失效的。")] = False,
    json: Json = False,
) -> None:
    """在政策文件里检索段落。"""
    found = documents.search(open_office().store, Scope.ALL, " ".join(words), dead)
    if json:
        printing.as_json(found)
        return
    for row in found:
        place = row["label"] or _("第 {n} 段", n=row["place"])
        printing.line(f"《{row['title']}》{row['number']} {place}：{row['text']}")
    printing.line(_("{n} 段", n=len(found)))


def proofread(
    file: Annotated[Path, typer.Argument(help="要发布的稿件，UTF-8 文本。")],
    json: Json = False,
) -> None:
    """发布前检查一份稿件；有个人信息、失效引用或与口径矛盾时退出码为 1。"""
    office = open_office()
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("打不开文件，或者不是 UTF-8 文本：{path}", path=file) from error
    tables = office.shown_tables
    held = releasing.house(
        office.store, tuple(tables.rows["word"].values()), [unit.name for unit in tables.units]
    )
    found = draft_check.examine(text, day_of(runner.now()), held)
    if json:
        printing.as_json([{**asdict(remark), "blocks": remark.blocks} for remark in found])
    else:
        for remark in found:
            printing.line(f"{_(SORTS[remark.sort])}：{remark.sentence}")
        printing.line(_("{n} 处需要核对", n=len(found)))
    if any(remark.blocks for remark in found):
        raise typer.Exit(1)
