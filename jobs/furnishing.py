"""The demonstration's own papers: documents, statements, drafts and entries."""

from datetime import date, datetime, timedelta
from typing import Any

from cases import documents, knowing, releasing, wording
from cases.documents import Paper, Status
from cases.knowing import Entry
from cases.releasing import Draft
from core.scope import Actor, Scope
from core.times import day_start
from core.wording import Reach, Statement
from jobs.demo import agreeing
from jobs.office import Office
from store import documents as shelf

_LEAD = Actor("高某", unit="demo_office", role="lead")
_CLERK = Actor("陈某", unit="demo_office", role="dispatch")
_MORNING = timedelta(hours=10)


def furnish(office: Office, until: date) -> None:
    """Enter everything, dated so that it fits the letters of the year that ends with `until`."""
    for row in agreeing.rows("document", until):
        _document(office, row, until)
    for row in agreeing.rows("statement", until):
        _statement(office, row, until)
    for row in agreeing.rows("release", until):
        _release(office, row, until)
    for row in agreeing.rows("entry", until):
        _entry(office, row, until)


def _at(until: date, days: int = 0, hours: int = 0) -> datetime:
    return day_start(until + timedelta(days=days)) + _MORNING + timedelta(hours=hours)


def _on(until: date, row: dict[str, Any], name: str) -> date | None:
    return until + timedelta(days=row[name]) if name in row else None


def _document(office: Office, row: dict[str, Any], until: date) -> None:
    parts = [
        (line.split(" ")[0] if line[0] == "第" else "", line) for line in row["text"].split("\n")
    ]
    paper = Paper(
        row["title"], parts, row["number"], row["issuer"], row["unit"], tuple(row["aliases"]),
        issued_on=_on(until, row, "issued"), until=_on(until, row, "until"),
        review_on=_on(until, row, "review"),
    )  # fmt: skip
    number = documents.enter(office.store, _CLERK, paper, _at(until, -200))
    if "status" in row:
        said = Status(row["status"], _on(until, row, "since"), row["basis"], row["replaced_by"])
        documents.set_status(office.store, _CLERK, number, said, _at(until, -150))


def _statement(office: Office, row: dict[str, Any], until: date) -> None:
    store, begun = office.store, _at(until, row["since"])
    wanted = Statement(
        topic=row["topic"],
        text=row["text"],
        reach=Reach(words=tuple(row["words"])),
        facts=wording.facts_from(row["facts"]),
        points=wording.points_from(row["points"]),
        kind=row["kind"],
        valid_from=_on(until, row, "since"),
        corrects=row.get("corrects", ""),
        contact=row["contact"],
    )
    number = wording.draft(store, _LEAD, wanted, begun)
    due_on = until + timedelta(days=row["since"] + 2)
    wording.send_round(store, _LEAD, number, row["units"], due_on, begun)
    for unit, answer, opinion, facts in row["signs"]:
        actor = Actor("周某", unit=unit, role="handle")
        wording.sign(store, actor, number, (answer, opinion, facts), begun + timedelta(hours=1))
    if row.get("agreed"):
        wording.agree(store, _LEAD, number, "", begun + timedelta(hours=2))


def _release(office: Office, row: dict[str, Any], until: date) -> None:
    tables = office.shown_tables
    held = releasing.house(
        office.store, tuple(tables.rows["word"].values()), [unit.name for unit in tables.units]
    )
    actor = Actor("周某", unit=row["unit"], role="handle")
    draft = Draft(row["title"], row["text"], row["unit"], row["sensitive"])
    number = releasing.enter(office.store, actor, draft, held, _at(until))
    if row["units"]:
        due_on = until + timedelta(days=2)
        releasing.consult(office.store, actor, number, row["units"], due_on, _at(until, hours=1))


def _entry(office: Office, row: dict[str, Any], until: date) -> None:
    known = {one.number: one.id for one in shelf.known(office.store, Scope.ALL)}
    entry = Entry(
        row["question"], row["answer"], row["basis"], row["unit"], row["topic"],
        known.get(row.get("number", "")), until - timedelta(days=180), _on(until, row, "ended"),
    )  # fmt: skip
    number = knowing.draft(office.store, _CLERK, entry, _at(until, -60))
    if row.get("approved"):
        knowing.approve(office.store, Actor("梁某", role="verify"), number, _at(until, -59))
