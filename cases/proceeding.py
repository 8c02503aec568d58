"""Statutory procedures as deeds: registered, and each step with its history in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from cases import recusing
from cases.handling import Desk
from core.draft_check import cleaned
from core.errors import InputError
from core.ladder import parents_of
from core.procedure_steps import step_of
from core.procedures import Given, Procedure, begun, consultation_problems, take
from core.scope import Actor
from core.times import day_of
from store import history, procedures, recusal

REGISTRARS = frozenset({"dispatch", "lead", "handle"})


@Actor.needs("desk")
def register(desk: Desk, actor: Actor, wanted: Procedure, now: datetime) -> int:
    """Register a procedure and return its number; its first clocks run from `opened_at`.

    Names and numbers of whoever applied are masked. Raises InputError without title or unit,
    for a time to come, for a record that is registered already, and outside the actor's scope.
    """
    if actor.kind != "person" or actor.role not in REGISTRARS:
        raise InputError("登记由受理派单、牵头协调或承办角色办理。")
    if wanted.opened_at > now:
        raise InputError("收到时间不能晚于现在。")
    facts = {
        name: value if name.endswith("_at") else cleaned(str(value))
        for name, value in wanted.facts.items()
        if value
    }
    tidy = replace(wanted, title=cleaned(wanted.title)[:200], text=cleaned(wanted.text))
    with desk.store.write() as conn:
        first = begun(_placed(conn, desk, actor, replace(tidy, facts=facts)), desk.rules)
        number = procedures.add(conn, first)
        if not procedures.sees(conn, actor.scope, number):
            raise InputError("只能登记自己管辖的单位和区域的事项。")
        kept = replace(first, id=number)
        procedures.write_step(conn, kept, "register", actor, Given(), wanted.opened_at, now)
        told = {"flow": first.flow, "unit": first.unit}
        history.write(conn, actor, "register", ("procedure", number), told, now)
    return number


def _placed(conn: Connection, desk: Desk, actor: Actor, first: Procedure) -> Procedure:
    """A record's procedure is where the record is, and with the unit above whom it accuses;
    whoever cannot see the one makes no other."""
    if first.message is None:
        return first
    if not recusal.is_message_open(conn, actor.scope, first.message):
        raise InputError("没有这件来件。")
    if procedures.on_message(conn, first.message):
        raise InputError("这件已经登记过了。")
    region = first.region or procedures.region_of(conn, first.message)
    accused = first.accused or procedures.accused_in(conn, first.message)
    unit = recusing.away_from(desk, accused, first.unit)
    return replace(first, region=region, accused=accused, unit=unit)


@Actor.needs("desk")
def act(
    desk: Desk,
    actor: Actor,
    number: int,
    step: str,
    given: Given,
    at: datetime,
    now: datetime,
) -> Procedure:
    """Take a step that happened at `at` (not after now); the procedure as it stands then.

    Raises InputError with one sentence for a step that cannot be, and where somebody else was
    quicker.
    """
    if at > now:
        raise InputError("办理时间不能晚于现在。")
    tidy = replace(given, text=cleaned(given.text))
    with desk.store.write() as conn:
        before = procedures.one(conn, number)
        if before is None or not procedures.sees(conn, actor.scope, number):
            raise InputError("没有编号为 {number} 的事项。", number=number)
        found = step_of(before.flow, step)
        if found is None:
            raise InputError("没有“{step}”这一步。", step=step)
        _ready(before, step, at)
        done = procedures.done(conn, number)
        after = take(
            before, found, actor, tidy, at,
            done=done, rules=desk.rules, work=desk.work, parents=parents_of(desk.units),
        )  # fmt: skip
        if not procedures.save(conn, before, after):
            raise InputError("刚才已有别人办理，请看最新情况后再办。")
        procedures.write_step(conn, after, step, actor, tidy, at, now)
        told = {"step": step, "before": before.state, "after": after.state, **asdict(tidy)}
        history.write(conn, actor, "step", ("procedure", number), told, now)
    return after


def _ready(before: Procedure, step: str, at: datetime) -> None:
    """A consultation is opened whole and not ended before its day."""
    if before.flow != "consultation":
        return
    if step == "start":
        lacking = problems_of(before)
        if lacking:
            raise InputError("还不能发布：{said}", said="".join(lacking))
    closes = before.facts.get("closes_at", "")
    if step == "end" and closes and day_of(at) < day_of(datetime.fromisoformat(closes)):
        raise InputError("征集还没有到截止日期。")


def problems_of(found: Procedure) -> Sequence[str]:
    """What the notice of a consultation lacks."""
    days: list[Any] = [found.facts.get(name) for name in ("opens_at", "closes_at")]
    opens, closes = (day_of(datetime.fromisoformat(day)) if day else None for day in days)
    return consultation_problems(found.facts, opens, closes)
