"""回避 that comes later: a record comes to accuse the unit that has its case or its procedure.

A person says so, the record changes at its source, or a better model reads it. From then on the
unit has it no more: it goes one level up, as it would have gone at first (`cases.following`).
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from cases.handling import Desk, carry_out
from core import case_clocks
from core.case_moves import Given
from core.cases import HELD, Case
from core.errors import InputError
from core.i18n import mark
from core.ladder import UNKNOWN, barred, parents_of, superior
from core.procedures import moved
from core.scope import Actor
from store import cases as cellar
from store import history, procedures

STEP = Actor("desk", "step", role="dispatch")
_WHY = mark("诉求反映的就是承办单位或其上级单位，依规回避。")


def follow(conn: Connection, desk: Desk, message: int, accused: str, now: datetime) -> int:
    """Take what was made of a record from whom it now accuses, inside the caller's transaction;
    how many cases and procedures changed.

    An accusation that is taken back gives nothing back by itself: somebody looks at the case
    (认定回避对象).
    """
    if not accused:
        return 0
    told = [case for case in cellar.on_message(conn, message) if case.accused != accused]
    for case in told:
        _take(conn, desk, case, accused, now)
    return len(told) + _procedure(conn, desk, message, accused, now)


def _take(conn: Connection, desk: Desk, case: Case, accused: str, now: datetime) -> None:
    """The case is returned where its handler is barred, and given to the unit above."""
    given = Given(text=_WHY)
    after = replace(case, accused=accused, revision=case.revision + 1)
    parents, changes = parents_of(desk.units), []
    gone = case.state in HELD and barred(parents, accused, case.handler)
    if gone:
        after = replace(after, state="returned", handler="", suspended=False, asked_days=0)
        clocks = cellar.clocks_of(conn, [case.id])[case.id]
        changes = case_clocks.changes(
            case, after, "return", STEP, given, now, clocks=clocks, rules=desk.rules
        )
    if not cellar.save(conn, case, after):
        raise InputError("刚才已有别人办理了这个交办件，请看最新情况后再办。")
    cellar.change_clocks(conn, case.id, changes)
    cellar.write_move(conn, case, after, "recuse", STEP, replace(given, unit=accused), now)
    details = {"move": "recuse", "before": case.state, "after": after.state}
    history.write(conn, STEP, "move", ("case", case.id), details, now)
    above = "" if accused == UNKNOWN else superior(parents, accused)
    if gone and above:
        with suppress(InputError):  # without a rule in use a person assigns it, with a limit
            carry_out(conn, desk, after, "assign", STEP, Given(unit=above), now)


def _procedure(conn: Connection, desk: Desk, message: int, accused: str, now: datetime) -> int:
    number = procedures.on_message(conn, message)
    before = procedures.one(conn, number) if number else None
    if before is None or before.accused == accused:
        return 0
    after = replace(before, accused=accused, revision=before.revision + 1)
    after = moved(after, away_from(desk, accused, before.unit))
    if not procedures.save(conn, before, after):
        raise InputError("刚才已有别人办理，请看最新情况后再办。")
    told = {"step": "recuse", "before": before.unit, "after": after.unit}
    history.write(conn, STEP, "step", ("procedure", before.id), told, now)
    return 1


def away_from(desk: Desk, accused: str, unit: str) -> str:
    """The unit itself, or the one above the accused where it is barred and there is one."""
    parents = parents_of(desk.units)
    above = "" if accused == UNKNOWN else superior(parents, accused)
    return above if above and barred(parents, accused, unit) else unit
