"""Commands that write briefings: report daily, weekly, … and what becomes of them."""

import json as json_module
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cases import briefings as desk
from core.briefings import KINDS, STATES, Kind
from core.errors import InputError
from core.i18n import gettext as _
from core.scope import Actor, Scope
from core.times import local
from jobs import sheets
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import Office, open_office

Out = Annotated[Path, typer.Option(help="写入的 Word 文件，如 日报.docx。")]
Day = Annotated[
    datetime | None,
    typer.Option(help="期间里的任意一天，默认为最近一个完整的期间。", formats=["%Y-%m-%d"]),
]
Noon = Annotated[
    bool, typer.Option("--noon", help="按中午至中午：前一日 12 时至当日 12 时，而不是自然日。")
]
Who = Annotated[str, typer.Option("--by", help="姓名或账号，记入历史。")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    report = typer.Typer(help="简报：起草、列出、审核、签发。", no_args_is_help=True)
    for kind in KINDS.values():
        command = _on_issue(kind) if kind.on_issue else _on_period(kind)
        report.command(kind.id, help=f"{kind.title}：{kind.about}。")(command)
    report.command("list")(listed)
    report.command("get")(get)
    report.command("review")(review)
    report.command("sign")(sign)
    report.command("template")(template)
    app.add_typer(report, name="report")


def _on_period(kind: Kind) -> Callable[..., None]:
    def command(
        out: Out, day: Day = None, history: printing.FromHistory = False, json: Json = False
    ) -> None:
        _write(kind, out, json, history, day=day.date() if day else None)

    def daily(out: Out, day: Day = None, noon: Noon = False, json: Json = False) -> None:
        _write(kind, out, json, day=day.date() if day else None, noon=noon)

    return daily if kind.period == "day" else command


def _on_issue(kind: Kind) -> Callable[..., None]:
    def command(
        out: Out,
        issue: Annotated[int, typer.Option("--id", help="热点事项的编号。")],
        json: Json = False,
    ) -> None:
        _write(kind, out, json, issue=issue)

    return command


def _write(kind: Kind, out: Path, json: bool, history: bool = False, **asked: Any) -> None:
    from jobs import drafting, reading, runner  # load the drawing room, which few commands need

    office, now = open_office(), runner.now()
    wish = drafting.Wish(kind, **asked)
    if not history:
        _save(office, drafting.draft(office, wish, Actor("cli"), now), out, json)
        return
    period = drafting.period_of(wish, now)
    with reading.room(office, period.start, period.end) as there:
        _save(there, drafting.draft(there, wish, Actor("cli"), now), out, json, office)


def _save(office: Office, number: int, out: Path, json: bool, asked: Office | None = None) -> None:
    """The Word file, the manifest beside it, and the PDF where LibreOffice is installed.

    `asked` keeps the record of what was taken, where the briefing stands in no lasting store.
    """
    from jobs import charting, drafting
    from reports.briefs import imprints, pdf, word

    if out.suffix.lower() != ".docx":
        raise InputError("--out 应是 .docx 文件，现在是 {path}。", path=out)
    row = drafting.stored(office, number)
    document = drafting.document(office, row)
    imprint = imprints.imprint_of(row, office.tables.masthead, office.is_demo)
    told = json_module.dumps(word.manifest(row["content"], imprint), ensure_ascii=False, indent=1)
    files = {out: document, out.with_suffix(".json"): told.encode("utf-8")}
    if pdf.program():
        files[out.with_suffix(".pdf")] = pdf.convert(document)
    for path, data in files.items():
        sheets.put(path, data)
    charting.taken(asked or office, out.name)
    shown = [str(path) for path in files]
    if json:
        printing.as_json({"id": number, "state": row["state"], "digest": row["digest"],
                          "facts": len(row["content"]["facts"]), "files": shown})  # fmt: skip
        return
    if asked:
        printing.line(_("根据历史数据写成，没有存入数据库：{files}", files="、".join(shown)))
        return
    printing.line(_("第 {number} 号简报（{state}），已写入：{files}", number=number,
                    state=_(STATES[row["state"]]), files="、".join(shown)))  # fmt: skip
    if not pdf.program():
        printing.line(_("本机没有 LibreOffice，没有生成 PDF；Word 文件可在办公电脑上另存为 PDF。"))


def listed(
    kind: Annotated[str, typer.Option(help="只列这一种。")] = "", json: Json = False
) -> None:
    """已有的简报，新的在前。"""
    from reports.briefs import imprints, word
    from store import briefings

    found = briefings.listed(open_office().store, Scope.ALL, kind)
    if json:
        printing.as_json(found)
        return
    printing.table(
        (_("编号"), _("种类"), _("文件名"), _("状态"), _("期号"), _("起草时间")),
        [
            (
                row["id"],
                _(KINDS[row["kind"]].title),
                imprints.file_name(row),
                _(STATES[row["state"]]),
                word.numbered(row) or "—",
                f"{local(row['drafted_at']):%Y-%m-%d %H:%M}",
            )
            for row in found
        ],
    )


Number = Annotated[int, typer.Argument(help="简报编号，见 report list。")]


def get(number: Number, out: Out, json: Json = False) -> None:
    """把已有的一份简报写成文件。"""
    _save(open_office(), number, out, json)


def review(number: Number, by: Who) -> None:
    """审核一份初稿。"""
    from jobs import runner

    office = open_office()
    desk.review(office.store, Actor(by), number, {}, runner.now())
    printing.line(_("已审核，待签发。"))


def sign(number: Number, by: Who) -> None:
    """签发一份审核过的简报：编期号、定数据、发出。"""
    from jobs import mailing, runner

    office = open_office()
    given = desk.sign(office.store, Actor(by), number, mailing.post_of(office), runner.now())
    printing.line(_("已签发，第 {number} 期。", number=given))


def template(kind: Annotated[str, typer.Argument(help="简报种类，如 daily。")], out: Out) -> None:
    """取出一种简报的模板，用 Word 修改后放到 $MINSHENG_HOME/config/templates/种类.docx。"""
    from core.briefings import kind_of
    from reports.briefs import imprints

    office = open_office()
    sheets.put(out, imprints.template(office.settings.config_folder, kind_of(kind).id))
    printing.line(_("已写入 {path}。", path=out))
