"""A changed rule touches running clocks only after a second person's approval.

Clocks that begin after a rule was edited go by its new text; those that run keep the old one
until somebody asks, with a reason, and somebody else approves. A unit has no say in the clocks
that run against itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from cases.handling import Desk, clean
from core.case_moves import ROLES
from core.deadline_rules import Rule
from core.errors import InputError
from core.i18n import gettext as _
from core.scope import Actor
from store import cases as cellar
from store import history
from store import rule_changes as changed

DECIDERS = ("lead", "verify")


@Actor.needs("desk")
def ask(desk: Desk, actor: Actor, rule_id: str, reason: str, now: datetime) -> int:
    """Ask that running clocks go by the present text of a rule; the number of the wish.

    Raises InputError without a reason, for an unknown rule, where nothing differs or is asked
    already, and for a unit that the clocks run against.
    """
    rule = {rule.id: rule for rule in desk.rules}.get(rule_id)
    if rule is None:
        raise InputError("没有编号为“{id}”的规则。", id=rule_id)
    why = clean(reason)
    if not why:
        raise InputError("请写明修改规则的理由。")
    with desk.store.write() as conn:
        _not_about(actor, changed.running(conn, rule_id))
        if changed.waiting_for(conn, rule_id) is not None:
            raise InputError("这条规则已有变更待批。")
        number = changed.ask(conn, rule, why, actor, now)
        history.write(conn, actor, "ask_rule", ("rule_change", number), {"reason": why}, now)
    return number


@Actor.needs("desk")
def decide(desk: Desk, actor: Actor, number: int, approved: bool, now: datetime) -> int:
    """Approve or refuse a wish of somebody else; how many running clocks it changed.

    Raises InputError for the one who asked, in another role, for a wish that is decided, for a
    unit the clocks run against, and where a clock cannot go by the new rule.
    """
    with desk.store.write() as conn:
        wish = changed.one(conn, number)
        if wish is None or wish["outcome"]:
            raise InputError("没有编号为 {number} 的待批规则变更。", number=number)
        if actor.role not in DECIDERS:
            roles = "、".join(_(ROLES[role]) for role in DECIDERS)
            raise InputError("规则变更须由{roles}角色批准。", roles=roles)
        if actor.name == wish["asked_by"]:
            raise InputError("规则变更须由申请人以外的人批准。")
        running = changed.running(conn, wish["rule_id"])
        _not_about(actor, running)
        rule = cellar.rule_from(wish["rule"])
        touched = _apply(conn, desk, rule, running) if approved else 0
        outcome = "approved" if approved else "refused"
        changed.decide(conn, number, outcome, touched, actor, now)
        details = {"rule": rule.id, "outcome": outcome, "clocks": touched}
        history.write(conn, actor, "decide_rule", ("rule_change", number), details, now)
    return touched


def _apply(
    conn: Connection, desk: Desk, rule: Rule, running: Sequence[tuple[int, int, str]]
) -> int:
    touched = 0
    for number, case, _unit in running:
        clock = next(c for c in cellar.clocks_of(conn, [case])[case] if c.id == number)
        if clock.rule != rule:
            replace(clock, rule=rule).deadline(desk.work)  # raises where it cannot be
            changed.apply(conn, number, rule)
            touched += 1
    return touched


def _not_about(actor: Actor, running: Sequence[tuple[int, int, str]]) -> None:
    if actor.unit and actor.unit in {unit for _clock, _case, unit in running}:
        raise InputError("本单位有在办件适用这条规则，不能由本单位申请或批准变更。")
