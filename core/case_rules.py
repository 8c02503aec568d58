"""Whether a move is possible, and the case as it stands afterwards. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from core.case_moves import CHOICES, MOVES, NEEDS, ROLES, Given, Move, move_of
from core.cases import CLOSED, FLOWS, HELD, MOST_RETURNS, STATES, Case
from core.errors import InputError
from core.i18n import gettext as _
from core.ladder import UNKNOWN, barred
from core.scope import Actor

LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class House:
    """What the desk knows of this place: units by code, the unit above each, who helps whom."""

    units: frozenset[str]
    parents: Mapping[str, str] = field(default_factory=dict)
    partners: frozenset[str] = frozenset()


def possible(case: Case, actor: Actor, house: House) -> list[Move]:
    """The moves that this actor may try now; what they need is asked for afterwards."""
    found = [move for move in MOVES if case.flow in move.flows and case.state in move.states]
    return [move for move in found if not _hindrance(case, move, actor, house)]


def take(case: Case, name: str, actor: Actor, given: Given, now: datetime, house: House) -> Case:
    """The case after a move. Raises InputError with one sentence where it cannot be."""
    move = move_of(case.flow, name)
    if move is None:
        raise InputError("“{flow}”没有“{move}”这一步。", flow=_(FLOWS[case.flow]), move=name)
    reason = _hindrance(case, move, actor, house) or _lack(case, move, given, house)
    if reason:
        raise InputError("不能{move}：{reason}", move=_(move.title), reason=reason)
    after = replace(case, state=move.to or case.state, revision=case.revision + 1)
    change = _CHANGES.get(name)
    if change:
        after = replace(after, **change(case, actor, given, now))
    if after.state in CLOSED:
        after = replace(after, closed_at=now, suspended=False, asked_days=0)
    return after


def _hindrance(case: Case, move: Move, actor: Actor, house: House) -> str:
    """Why this actor cannot take the move now, whatever is filled in; empty if nothing."""
    if case.state not in move.states:
        return _("现为“{state}”。", state=_(STATES[case.state]))
    if actor.role not in move.roles:
        roles = "、".join(_(ROLES[role]) for role in move.roles)
        return _("须由{roles}角色办理。", roles=roles)
    unread = case.accused == UNKNOWN and move.name == "recuse"
    if barred(house.parents, case.accused, actor.unit) and not unread:
        return _("诉求反映的就是本单位或上级单位，依规回避。")
    return _not_whose(case, move, actor, house) or _not_yet(case, move, actor)


def _not_whose(case: Case, move: Move, actor: Actor, house: House) -> str:
    own = bool(case.handler) and actor.unit == case.handler
    if move.whose == "own" and not own:
        return _("只有现在的承办单位可以办理。")
    if move.name == "answer_partner" and actor.unit not in house.partners:
        return _("只有协办单位可以反馈。")
    if move.whose == "other" and (own or actor.name == case.finished_by):
        return _("须由承办人和承办单位以外的人办理。")
    if move.fair and actor.unit and actor.unit in (case.handler, case.accused):
        return _("不能对涉及本单位的事项作此处理。")
    return ""


def _not_yet(case: Case, move: Move, actor: Actor) -> str:
    check = _CONDITIONS.get(move.name)
    return check(case, actor) if check else ""


def _unless(fine: bool, sentence: str) -> str:
    return "" if fine else sentence


_CONDITIONS: dict[str, Callable[[Case, Actor], str]] = {
    "return": lambda case, _who: _unless(not case.decided, _("牵头单位已经裁定，不能再退单。")),
    "suspend": lambda case, _who: _unless(not case.suspended, _("已经中止。")),
    "resume": lambda case, _who: _unless(case.suspended, _("没有中止。")),
    "ask_extension": lambda case, _who: _unless(not case.asked_days, _("已有延期申请待批。")),
    "grant_extension": lambda case, _who: _unless(case.asked_days > 0, _("没有延期申请。")),
    "refuse_extension": lambda case, _who: _unless(case.asked_days > 0, _("没有延期申请。")),
    "reply": lambda case, _who: _unless(not case.suspended, _("已经中止，请先恢复。")),
    "rectify": lambda case, _who: _unless(not case.suspended, _("已经中止，请先恢复。")),
    "verify": lambda case, _who: _unless(case.verified_at is None, _("已经复核。")),
    "solve": lambda case, _who: _unless(case.verified_at is not None, _("还没有复核。")),
    "archive": lambda case, _who: _unless(bool(case.solved), _("还没有认定是否解决。")),
    "rerate": lambda case, _who: _unless(case.rerated == 0, _("只能追评一次。")),
    "supervise": lambda case, _who: _unless(not case.supervised, _("已经在督办。")),
    "exclude": lambda case, _who: _unless(not case.excluded, _("已经剔除。")),
}


def _lack(case: Case, move: Move, given: Given, house: House) -> str:
    """What is missing or wrong in what was filled in; empty if nothing."""
    for name in move.needs:
        if not getattr(given, name):
            return _("请填写{what}。", what=_(NEEDS[name]))
    if len(given.text) > LONGEST:
        return _("内容最多 {n} 个字。", n=LONGEST)
    if move.name in CHOICES and given.choice not in CHOICES[move.name]:
        return _("没有“{choice}”这种结果。", choice=given.choice)
    if move.name == "recuse" and given.unit:
        return _wrong_accused(case, given.unit, house)
    if "unit" in move.needs:
        return _wrong_unit(case, move, given.unit, house)
    if move.name == "merge" and given.number == case.id:
        return _("不能并入它自己。")
    if move.name == "rerate" and given.number not in range(1, 6):
        return _("评价为 1 至 5 星。")
    if move.name == "ask_extension" and not 0 < given.number <= 365:
        return _("延期应为 1 至 365 日。")
    return ""


def _wrong_accused(case: Case, unit: str, house: House) -> str:
    if unit not in house.units:
        return _("没有“{unit}”这个单位。", unit=unit)
    if barred(house.parents, unit, case.handler):
        return _("现在的承办单位须回避，请先改派。")
    return ""


def _wrong_unit(case: Case, move: Move, unit: str, house: House) -> str:
    if unit not in house.units:
        return _("没有“{unit}”这个单位。", unit=unit)
    if barred(house.parents, case.accused, unit):
        return _("诉求反映的就是这个单位或其上级，依规回避，请派给上级单位。")
    if move.name == "co_handle" and (unit == case.handler or unit in house.partners):
        return _("这个单位已在承办或协办。")
    return ""


def _assigned(case: Case, actor: Actor, given: Given, now: datetime) -> dict[str, Any]:
    return {"handler": given.unit, "assigned_at": now, "assigned_by": actor.name}


def _decided(case: Case, actor: Actor, given: Given, now: datetime) -> dict[str, Any]:
    return _assigned(case, actor, given, now) | {"decided": True, "lead": actor.unit}


def _returned(case: Case, actor: Actor, given: Given, now: datetime) -> dict[str, Any]:
    returns = case.returns + 1
    return {
        "state": "disputed" if returns >= MOST_RETURNS else "returned",
        "returns": returns,
        "handler": "",
        "suspended": False,
        "asked_days": 0,
    }


def _finished(case: Case, actor: Actor, given: Given, now: datetime) -> dict[str, Any]:
    return {
        "finished_at": now,
        "finished_by": actor.name,
        "suspended": False,
        "asked_days": 0,
    }


def _reopened(case: Case, actor: Actor, given: Given, now: datetime) -> dict[str, Any]:
    return {
        "reopened": case.reopened + 1,
        "finished_at": None,
        "finished_by": "",
        "verified_at": None,
        "verified_by": "",
        "solved": "",
        "closed_at": None,
    }


_CHANGES: dict[str, Callable[[Case, Actor, Given, datetime], dict[str, Any]]] = {
    "consult": lambda case, actor, given, now: {"lead": given.unit or actor.unit or case.lead},
    "assign": _assigned,
    "decide": _decided,
    "return": _returned,
    "suspend": lambda case, actor, given, now: {"suspended": True},
    "resume": lambda case, actor, given, now: {"suspended": False},
    "ask_extension": lambda case, actor, given, now: {"asked_days": given.number},
    "grant_extension": lambda case, actor, given, now: {"asked_days": 0},
    "refuse_extension": lambda case, actor, given, now: {"asked_days": 0},
    "publish": lambda case, actor, given, now: {"published_at": now},
    "call_back": lambda case, actor, given, now: {"called_back_at": now},
    "check_rating": lambda case, actor, given, now: {"called_back_at": now},
    "finish": _finished,
    "tell": _finished,
    "reopen": _reopened,
    "rerate": lambda case, actor, given, now: {"rerated": given.number},
    "verify": lambda case, actor, given, now: {"verified_at": now, "verified_by": actor.name},
    "solve": lambda case, actor, given, now: {"solved": given.choice},
    "supervise": lambda case, actor, given, now: {"supervised": True},
    "recuse": lambda case, actor, given, now: {"accused": given.unit},
    "exclude": lambda case, actor, given, now: {"excluded": given.text},
    "merge": lambda case, actor, given, now: {"merged_into": given.number},
}


def impossible(case: Case) -> str:
    """What cannot be of a case, as a word for tests and `doctor`; empty if it is sound."""
    wrong = {
        "held by nobody": case.state in HELD and not case.handler,
        "closed without a time": case.is_closed != (case.closed_at is not None),
        "solved without a check": bool(case.solved) and case.verified_at is None,
        "verified by its handler": case.verified_at is not None
        and case.verified_by == case.finished_by,
        "verified unfinished": case.verified_at is not None and case.finished_at is None,
        "too many returns": case.returns > MOST_RETURNS,
        "suspended without work": case.suspended and case.state not in ("signed", "handling"),
        "merged into nothing": (case.state == "merged") != (case.merged_into is not None),
        "handled by the accused": bool(case.accused) and case.handler == case.accused,
        "time runs backwards": bool(case.closed_at and case.closed_at < case.opened_at),
    }
    return next((word for word, is_so in wrong.items() if is_so), "")
