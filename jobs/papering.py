"""Policy documents brought in from files."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from cases import documents as desk
from cases.documents import Paper
from collectors import papers
from core.errors import InputError
from core.scope import Actor
from jobs.office import Office


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a file beyond what it tells itself."""

    title: str = ""
    number: str = ""
    unit: str = ""
    aliases: tuple[str, ...] = field(default_factory=tuple)
    review_on: date | None = None
    link: str = ""


def bring_in(office: Office, path: Path, said: Said, now: datetime) -> tuple[int, Paper]:
    """Read a file and enter it as in force: its number and what was read. Raises InputError."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise InputError("打不开文件：{path}", path=path) from error
    return enter(office, (path.name, body), said, Actor.step("documents"), now)


def enter(
    office: Office, file: tuple[str, bytes], said: Said, actor: Actor, now: datetime
) -> tuple[int, Paper]:
    """Enter a file (its name and content) in somebody's name. Raises InputError."""
    known = {unit.name: unit.code for unit in office.shown_tables.units}
    unit = known.get(said.unit, said.unit)
    if unit and unit not in known.values():
        raise InputError("没有“{unit}”这个单位，请写 units.toml 里的名称或编号。", unit=said.unit)
    found = papers.read(*file)
    paper = Paper(
        title=said.title or found.title,
        parts=found.parts,
        number=said.number or found.number,
        issuer=found.issuer,
        unit=unit or known.get(found.issuer, ""),
        aliases=said.aliases,
        issued_on=found.issued_on,
        effective_on=found.effective_on,
        until=found.until,
        review_on=said.review_on,
        link=said.link,
    )
    return desk.enter(office.store, actor, paper, now), paper
