"""Commands about statutory procedures and assessments: list, show, export.

`--unit` and `--region` show what staff of that unit, or a reader of that region, may see; the
scope of the store does it, so that what a unit is accused of is in none of its lists (回避).
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from core import assessment, ladder
from core.assessment import MEASURES, Scheme
from core.calendars import WorkTime
from core.errors import InputError
from core.i18n import gettext as _
from core.i18n import mark
from core.procedure_steps import CHOICES, FLOWS, OUTCOMES, RESULTS, STATES, step_of
from core.procedures import Procedure, is_ours, standings
from core.scope import Actor, Scope
from core.times import local
from jobs import runner, sheets
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import Office, open_office
from store import assessments, audit, procedures

Unit = Annotated[str, typer.Option(help="只看这个单位的人能看到的（单位编号）。")]
Region = Annotated[str, typer.Option(help="只看这个区域以内的（区划代码，如 3301）。")]
Flow = Annotated[str, typer.Option(help="disclosure、petition 或 consultation。")]
Closed = Annotated[bool, typer.Option("--closed", help="已归档的；默认为办理中的。")]
Number = Annotated[int, typer.Argument(metavar="N", help="编号。")]
Out = Annotated[Path, typer.Argument(metavar="OUT", help="CSV、XLSX、JSONL 或 Parquet。")]

_ON = ("normal", "soon", "overdue", "suspended")
_STANDINGS = {
    "normal": mark("正常"), "soon": mark("临期"), "overdue": mark("超期"),
    "suspended": mark("不计时"),
}  # fmt: skip
_KEPT = ("id", "name", "version", "since", "until", "frozen_by", "frozen_at")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    listed = typer.Typer(help="依申请公开、信访事项、意见征集。", no_args_is_help=True)
    listed.command("list")(list_)
    listed.command("show")(show)
    listed.command("export")(export)
    app.add_typer(listed, name="procedures")
    kept = typer.Typer(help="考核。", no_args_is_help=True)
    kept.command("list")(list_assessments)
    kept.command("show")(show_assessment)
    kept.command("export")(export_assessment)
    app.add_typer(kept, name="assessments")


def list_(
    flow: Flow = "", closed: Closed = False, unit: Unit = "", region: Region = "",
    json: Json = False,
) -> None:  # fmt: skip
    """各项程序：在哪一步、由谁承办、最近的时限。"""
    office = open_office()
    rows = _rows(office, _scope(office, unit, region), flow, closed)
    if json:
        printing.as_json(rows)
        return
    units = _names(office)
    printing.table(
        (_("编号"), _("程序"), _("标题"), _("状态"), _("承办"), _("到期"), _("时限")),
        [
            (row["id"], _(FLOWS[row["flow"]]), row["title"] or _("（已删除）"),
             _(STATES[row["state"]]), units.get(row["unit"], row["unit"]),
             (row["due_at"] or "—")[:16], _(_STANDINGS.get(row["standing"], "—")))
            for row in rows
        ],
    )  # fmt: skip


def export(
    out: Out, flow: Flow = "", closed: Closed = False, unit: Unit = "", region: Region = ""
) -> None:
    """把同样的清单写进文件。"""
    sheets.check_target(out)
    office = open_office()
    rows = _rows(office, _scope(office, unit, region), flow, closed)
    names = ("id", "flow", "state", "title", "unit", "region", "outcome", "opened_at", "closed_at",
             "duty", "due_at", "standing")  # fmt: skip
    schema = {name: pl.Int64 if name == "id" else pl.String for name in names}
    _write(pl.DataFrame(rows, schema=schema, orient="row"), out)
    _note(office, "export", ("procedure", 0), len(rows))
    printing.line(_("已写到 {path}，{n} 件。", path=out, n=len(rows)))


def show(number: Number, unit: Unit = "", region: Region = "", json: Json = False) -> None:
    """一件程序的时限和经过。"""
    office = open_office()
    scope = _scope(office, unit, region)
    found = procedures.read(office.store, scope, number)
    if found is None:
        raise InputError("没有编号为 {number} 的事项。", number=number)
    told = procedures.steps(office.store, scope, [number])[number]
    work, now = office.work_time, runner.now()
    clocks = _clocks(work, found, now)
    _note(office, "view", ("procedure", number), 1)
    if json:
        steps = [{"step": row["step"], "at": _moment(row["at"]), "by": row["actor"],
                  "given": row["given"]} for row in told]  # fmt: skip
        printing.as_json({**_row(work, found, now), "text": found.text, "clocks": clocks,
                          "steps": steps})  # fmt: skip
        return
    printing.line(f"{_(FLOWS[found.flow])} {number}　{found.title or _('（已删除）')}")
    printing.line(f"{_(STATES[found.state])}　{_names(office).get(found.unit, found.unit)}")
    printing.line(found.text)
    printing.table(
        (_("时限"), _("到期"), _("规则")),
        [(row["name"], row["due_at"][:16], row["rule"]) for row in clocks],
    )
    printing.table(
        (_("时间"), _("经过"), _("经办")),
        [(_moment(row["at"])[:16], _said(found.flow, row), row["actor"]) for row in told],
    )


def list_assessments(json: Json = False) -> None:
    """已固定的考核，最新的在前。"""
    kept = assessments.listed(open_office().store, Scope.ALL)
    rows = [{**{name: row[name] for name in _KEPT}, "frozen_at": _moment(row["frozen_at"]),
             "units": len(row["rows"]), "objections": len(row["objections"])}
            for row in kept]  # fmt: skip
    if json:
        printing.as_json(rows)
        return
    printing.table(
        (_("编号"), _("考核"), _("版本"), _("自"), _("至"), _("单位数"), _("异议")),
        [tuple(row[name] for name in ("id", "name", "version", "since", "until", "units",
                                      "objections")) for row in rows],
    )  # fmt: skip


def show_assessment(number: Number, unit: Unit = "", json: Json = False) -> None:
    """一版考核：每个单位的得分和各项指标（已办/应办）。"""
    office = open_office()
    rows = _assessed(office, number, unit)
    if json:
        printing.as_json(rows)
        return
    units, names = _names(office), [name for name in rows[0] if name in MEASURES] if rows else []
    printing.table(
        (_("单位"), _("得分"), *(_(MEASURES[name]) for name in names), _("回访覆盖率")),
        [
            (units.get(row["unit"], row["unit"]),
             _("不评分") if row["score"] is None else f"{row['score']:.1f}",
             *(row[name] or "—" for name in names), row["coverage"])
            for row in rows
        ],
    )  # fmt: skip


def export_assessment(number: Number, out: Out, unit: Unit = "") -> None:
    """把一版考核写进文件。"""
    sheets.check_target(out)
    office = open_office()
    rows = _assessed(office, number, unit)
    _write(pl.DataFrame(rows, infer_schema_length=None), out)
    _note(office, "export", ("assessment", number), len(rows))
    printing.line(_("已写到 {path}，{n} 个单位。", path=out, n=len(rows)))


def _scope(office: Office, unit: str, region: str) -> Scope:
    """What staff of a unit, or a reader of a region, may see; everything without either."""
    if unit:
        if unit not in _names(office):
            raise InputError("没有编号为“{unit}”的单位。", unit=unit)
        return ladder.scope_of(ladder.parents_of(office.shown_tables.units), unit)
    return Scope(regions=frozenset({region})) if region else Scope.ALL


def _names(office: Office) -> Mapping[str, str]:
    return {one.code: one.name for one in office.shown_tables.units}


def _rows(office: Office, scope: Scope, flow: str, closed: bool) -> list[dict[str, Any]]:
    if flow and flow not in FLOWS:
        raise InputError("没有“{flow}”这种程序。", flow=flow)
    now = runner.now()
    found = [
        one
        for name in ((flow,) if flow else FLOWS)
        for one in procedures.listed(office.store, scope, name, closed)
    ]
    work = office.work_time
    return [_row(work, one, now) for one in found]


def _row(work: WorkTime, found: Procedure, now: datetime) -> dict[str, Any]:
    """A procedure with the duty of ours that is due next."""
    owed = [
        (deadline.due_at, clock.rule.name, standing)
        for clock, deadline, standing in standings(found, work, now)
        if is_ours(clock) and standing in _ON
    ]
    due, duty, standing = min(owed, default=(None, "", ""))
    return {
        "id": found.id, "flow": found.flow, "state": found.state, "title": found.title,
        "unit": found.unit, "region": found.region, "outcome": found.outcome,
        "opened_at": _moment(found.opened_at),
        "closed_at": _moment(found.closed_at) if found.closed_at else None,
        "duty": duty, "due_at": _moment(due) if due else None, "standing": standing,
    }  # fmt: skip


def _clocks(work: WorkTime, found: Procedure, now: datetime) -> list[dict[str, Any]]:
    return [
        {"rule": clock.rule.id, "name": clock.rule.name, "citation": clock.rule.citation,
         "due_at": _moment(deadline.due_at), "standing": standing, "ours": is_ours(clock)}
        for clock, deadline, standing in standings(found, work, now)
    ]  # fmt: skip


def _said(flow: str, row: Mapping[str, Any]) -> str:
    step, given = step_of(flow, row["step"]), row["given"]
    choices = {**CHOICES.get((flow, row["step"]), {}), **OUTCOMES}
    parts = [_(step.title) if step else _("登记")]
    parts += [_(choices.get(given["choice"], given["choice"]))] if given.get("choice") else []
    parts += [_(RESULTS[given["result"]])] if given.get("result") else []
    return "　".join([*parts, given.get("text", "")]).strip()


def _assessed(office: Office, number: int, unit: str) -> list[dict[str, Any]]:
    """One row for each unit of a frozen version: its score, and each measure as done/owed."""
    kept = assessments.listed(office.store, _scope(office, unit, ""), 10_000)
    version = next((row for row in kept if row["id"] == number), None)
    if version is None:
        raise InputError("没有编号为 {number} 的考核。", number=number)
    scheme = Scheme(**version["scheme"])
    return [
        {
            "unit": row.unit,
            "score": row.score,
            **{name: _made(row.figures.get(name)) for name in scheme.weights},
            "coverage": _made(row.coverage),
        }
        for row in assessment.from_json(version["rows"])
    ]


def _made(figure: assessment.Figure | None) -> str:
    if figure is None or not figure.denominator:
        return ""
    return f"{figure.numerator:g}/{figure.denominator}"


def _moment(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")


def _write(frame: pl.DataFrame, out: Path) -> None:
    """A sheet for people: no text of it is a formula, in CSV neither."""
    if out.suffix.lower() == ".csv":
        from reports import export as drawing  # loads the drawing room, which no list needs

        sheets.put(out, drawing.table_csv(frame))
    else:
        sheets.write(frame, out)


def _note(office: Office, action: str, subject: tuple[str, int], rows: int) -> None:
    """What was read out goes into the audit."""
    told = {"rows": rows, "by": "command"}
    actor = Actor("cli", "operator")
    audit.add(office.store, Scope.ALL, actor, action, subject, told, runner.now())
