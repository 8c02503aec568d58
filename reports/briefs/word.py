"""A briefing's content as a Word file, over a template that a person can edit.

Each figure stands in a bookmark that bears the id of its fact (dots become underscores), so that
whoever doubts it can go from the page to the manifest. The same content, state and template
always give the same text.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib import resources
from itertools import count
from typing import Any
from zipfile import BadZipFile

import polars as pl
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from plotly.graph_objects import Figure

from core.briefings import STATES
from core.errors import InputError
from core.i18n import gettext as _
from core.i18n import mark
from reports import export, figures, numbers
from reports.briefs import columns, differ
from reports.briefs.ledger import Piece, plain, said_day, said_month
from reports.charts import Drawing
from reports.figures import Caption

_LONGEST_NAME = 36
_USUAL, _LOW, _SHEET = (760, 340), (760, 190), (760, 255)
"""Sizes of pictures: a page is narrower than a screen, and 一事一页 has but one."""

_ROW, _WIDE, _ROWS, _ROW_HEIGHT, _LOWEST = 45, 28, 22, 29, 110
"""Of 一事一页: characters in a row and in one of its title, rows beside the picture at its usual
height, pixels of the picture that a further row takes, and how low it becomes at most."""

_NUMERALS = (
    mark("一"), mark("二"), mark("三"), mark("四"), mark("五"), mark("六"), mark("七"),
    mark("八"), mark("九"), mark("十"), mark("十一"), mark("十二"), mark("十三"),
)  # fmt: skip

DRAWINGS = {
    "daily": figures.daily,
    "hours": figures.hours,
    "sentiments": figures.sentiments,
    "timeline": figures.timeline,
}
"""Name of a drawing in a content -> the figure of its data."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands around a briefing and is not its content: whose it is and how far it went."""

    state: str
    office: str = ""
    day: str = ""
    number: str = ""
    reviewer: str = ""
    signer: str = ""
    report_to: str = ""
    copy_to: str = ""
    digest: str = ""
    demo: bool = False


class _Marked:
    """Runs of Word XML that stand where a template says `{{r line }}`."""

    def __init__(self, xml: str) -> None:
        self._xml = xml

    def __str__(self) -> str:
        return self._xml

    __html__ = __str__


class _Described(InlineImage):  # type: ignore[misc]  # docxtpl has no types
    """A picture as wide as the text, with what a screen reader says of it."""

    def __init__(self, document: DocxTemplate, png: io.BytesIO, said: str) -> None:
        super().__init__(document, png, width=Mm(150))
        self._said = escape(said)

    def _insert_image(self) -> str:
        placed: str = super()._insert_image()
        return placed.replace("<wp:docPr ", f'<wp:docPr descr="{self._said}" ', 1)


def shipped(kind: str) -> bytes:
    """The template that comes with the program for a kind of briefing."""
    name = "page.docx" if kind == "issue" else "briefing.docx"
    return resources.files("reports.briefs").joinpath("templates", name).read_bytes()


def write(content: Mapping[str, Any], imprint: Imprint, template: bytes) -> bytes:
    """The briefing as .docx. Raises InputError for a template that cannot be filled."""
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(
            _context(document, content, imprint),
            jinja_env=SandboxedEnvironment(autoescape=True),
        )
        for table in document.docx.tables:
            columns.fit(table, document.docx.sections[0])
        _describe(document, content, imprint)
        buffer = io.BytesIO()
        document.save(buffer)
    except (TemplateError, PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise InputError("简报模板有误，填不进去：{why}。", why=error) from error
    return buffer.getvalue()


def _context(
    document: DocxTemplate, content: Mapping[str, Any], imprint: Imprint
) -> dict[str, Any]:
    marks = _Marks(content["facts"])
    sections = [
        _section(document, content, section, marks, place)
        for place, section in enumerate(content["sections"])
    ]
    return {
        "title": content["title"],
        "period": content["period"],
        "headline": content.get("subject_name") or content["period"],
        "subject": content.get("subject_name", ""),
        "state": _(STATES[imprint.state]),
        "state_line": _state_line(imprint),
        "number": imprint.number or _("（未编号）"),
        "office": imprint.office or _("（编发单位）"),
        "day": imprint.day,
        "secrecy": _("内部资料　注意保存"),
        "report_to": imprint.report_to,
        "copy_to": imprint.copy_to,
        "sections": sections,
        "part": {section["id"]: section for section in sections},
        "notes": [marks.line(line) for line in content["notes"]],
    }


def _state_line(imprint: Imprint) -> str:
    demo = _("演示数据，全部虚构　") if imprint.demo else ""
    if imprint.state == "signed":
        said = _(
            "审核：{reviewer}　签发：{signer}", reviewer=imprint.reviewer, signer=imprint.signer
        )
    elif imprint.state == "reviewed":
        said = _("审核：{reviewer}　待签发", reviewer=imprint.reviewer)
    elif imprint.state == "withdrawn":
        said = _("已作废")
    else:
        said = _("初稿（系统生成，未经审核，不得印发）")
    return demo + said


def _section(
    document: DocxTemplate,
    content: Mapping[str, Any],
    section: Mapping[str, Any],
    marks: "_Marks",
    place: int,
) -> dict[str, Any]:
    remark = content.get("remarks", {}).get(section["id"], "")
    lines = [marks.line(line) for line in section["lines"]]
    lines += [marks.line([part]) for part in remark.splitlines()]
    if section["open"] and not remark:
        lines.append(marks.line([_("（研判意见由审核人补充。）")]))
    return {
        "id": section["id"],
        "heading": _("{n}、{heading}", n=_(_NUMERALS[place]), heading=section["heading"]),
        "lines": lines,
        "tables": [_table(table, marks) for table in section["tables"]],
        "pictures": [_picture(document, content, one) for one in section["pictures"]],
    }


def _table(table: Mapping[str, Any], marks: "_Marks") -> dict[str, Any]:
    return {
        "title": marks.line(table["title"]),
        "columns": list(table["columns"]),
        "rows": [[marks.line(cell) for cell in row] for row in table["rows"]],
        "note": table["note"],
    }


def _picture(
    document: DocxTemplate, content: Mapping[str, Any], one: Mapping[str, Any]
) -> dict[str, Any]:
    size = _LOW if one["drawing"] == "sentiments" else _USUAL
    if content["kind"] == "issue":
        size = _on_sheet(content)
    drawn = drawing(content, one)
    png = io.BytesIO(export.picture(drawn, size))
    told = drawn.caption
    said = _("{title}（{period}，样本量 {n} 件）", title=told.title, period=told.period,
             n=numbers.count(told.n))  # fmt: skip
    return {"title": one["title"], "image": _Described(document, png, said)}


def _on_sheet(content: Mapping[str, Any]) -> tuple[int, int]:
    """The size of the picture on 一事一页: lower where much is said, to stay on one sheet."""
    facts = content.get("facts", {})
    lines = [plain(line, facts) for section in content["sections"] for line in section["lines"]]
    rows = sum(-(-(len(line) + 2) // _ROW) for line in lines)
    rows += len(content.get("subject_name", "")) // _WIDE
    width, height = _SHEET
    return width, max(_LOWEST, height - _ROW_HEIGHT * max(0, rows - _ROWS))


def drawing(content: Mapping[str, Any], one: Mapping[str, Any]) -> Drawing:
    """A chart of a briefing, drawn from the data in its content."""
    table = pl.DataFrame(dict(one["data"]))
    if "day" in table.columns:
        table = table.with_columns(pl.col("day").map_elements(date.fromisoformat, pl.Date))
    if "mean" in table.columns:
        table = table.with_columns(pl.col("mean").cast(pl.Float64))
    figure: Figure = DRAWINGS[one["drawing"]](table)
    fresh = content.get("facts", {}).get("fresh", {}).get("shown", "")
    caption = Caption(
        one["title"], _told_days(table) or content["period"], content.get("source", ""), one["n"],
        fresh,
    )  # fmt: skip
    return Drawing(one["id"], figure, table, caption)


def _told_days(table: pl.DataFrame) -> str:
    """The days, or months, that a chart by day shows: it may reach back beyond the period."""
    if "day" not in table.columns or not table.height:
        return ""
    first, last = table["day"][0], table["day"][-1]
    if figures.is_monthly(table):
        return _("{since}至{until}", since=said_month(first), until=said_month(last))
    return _("{since}至{until}", since=said_day(first), until=said_day(last))


class _Marks:
    """Lines as runs; each fact in a bookmark of its own."""

    def __init__(self, facts: Mapping[str, Mapping[str, Any]]) -> None:
        self._facts = facts
        self._numbers = count(1)

    def line(self, line: Sequence[Piece]) -> _Marked:
        """One line as Word XML; it takes the look of the paragraph it stands in."""
        return _Marked("".join(self._runs(line)))

    def _runs(self, line: Sequence[Piece]) -> Iterator[str]:
        for piece in line:
            if isinstance(piece, str):
                yield _run(piece)
                continue
            number = next(self._numbers)
            name = bookmark(piece["fact"], number)
            yield f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
            yield _run(str(self._facts[piece["fact"]]["shown"]))
            yield f'<w:bookmarkEnd w:id="{number}"/>'


def bookmark(fact: str, number: int) -> str:
    """A name that Word accepts: a letter first, letters, digits and underscores, at most 40."""
    safe = "".join(sign if sign.isalnum() else "_" for sign in fact)
    return f"f{number}_{safe}"[:_LONGEST_NAME]


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def _describe(document: DocxTemplate, content: Mapping[str, Any], imprint: Imprint) -> None:
    """Properties of the file: its state and the hash of its facts, for machines."""
    about = document.docx.core_properties
    about.title = f"{content['title']} {content['period']}"
    about.content_status = _(STATES[imprint.state])
    about.identifier = imprint.digest
    about.author = imprint.office or _("民声")
    about.language = "zh-CN"


def manifest(content: Mapping[str, Any], imprint: Imprint) -> dict[str, Any]:
    """The machine-readable file beside the Word file: every figure with its id, and the texts."""
    return {
        **content,
        "state": imprint.state,
        "state_name": _(STATES[imprint.state]),
        "number": imprint.number,
        "digest": imprint.digest,
        "reviewer": imprint.reviewer,
        "signer": imprint.signer,
    }


def numbered(row: Mapping[str, Any]) -> str:
    """（2026）第3期 of a stored briefing, empty until it is signed."""
    return differ.numbered(row)
