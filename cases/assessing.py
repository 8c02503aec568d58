"""考核 as deeds: frozen by one, objected to by the unit, answered by another, frozen anew."""

from dataclasses import asdict
from datetime import date, datetime

from cases.reasons import line, reasoned
from core import assessment
from core.assessment import MEASURES, Row, Scheme
from core.draft_check import cleaned
from core.errors import InputError
from core.scope import Actor
from store import assessments, history
from store.engine import Store

DECIDERS = frozenset({"lead", "command", "verify"})
_LONGEST = 1_000


@Actor.needs("desk")
def freeze(
    store: Store,
    actor: Actor,
    named: tuple[str, date, date],
    scheme: Scheme,
    rows: list[Row],
    now: datetime,
) -> int:
    """Keep an assessment as it stands now: (name, since, until). It is never changed again.

    Raises InputError for who may not, without a name, or with nothing to assess.
    """
    _may_decide(actor)
    name, since, until = line(named[0]), named[1], named[2]
    if not 1 <= len(name) <= 40:
        raise InputError("请写明考核名称，1 至 {limit} 个字。", limit=40)
    if not rows:
        raise InputError("这段时间没有可考核的单位。")
    values = {
        "name": name, "since": since, "until": until, "scheme": _plain(scheme),
        "rows": assessment.as_json(rows), "frozen_by": actor.name, "reason": "",
    }  # fmt: skip
    with store.write() as conn:
        number = assessments.freeze(conn, values, now)
        history.write(conn, actor, "freeze", ("assessment", number), {"name": name}, now)
    return number


@Actor.needs("desk")
def object_to(
    store: Store,
    actor: Actor,
    number: int,
    said: tuple[str, str, tuple[float, int]],
    now: datetime,
) -> int:
    """A unit objects to its own figure: (measure, facts, (done, owed) as it should be).

    Raises InputError.
    """
    measure, text, value = said[0], cleaned(said[1]), said[2]
    if measure not in MEASURES:
        raise InputError("没有“{name}”这个指标。", name=measure)
    if not 1 <= len(text) <= _LONGEST:
        raise InputError("请写明异议所依据的事实，1 至 {limit} 个字。", limit=_LONGEST)
    if value[0] < 0 or value[1] < value[0]:
        raise InputError("应办数不能小于已办数。")
    with store.write() as conn:
        row = assessments.one(conn, number)
        if row is None or actor.unit not in {one["unit"] for one in row["rows"]}:
            raise InputError("只能对本单位的考核结果提出异议。")
        values = {"assessment_id": number, "unit": actor.unit, "measure": measure}
        values |= {"text": text, "raised_by": actor.name, "value": list(value)}
        made = assessments.object_to(conn, values, now)
        told = {"measure": measure, "text": text}
        history.write(conn, actor, "object", ("assessment", number), told, now)
    return made


@Actor.needs("desk")
def answer(store: Store, actor: Actor, number: int, said: tuple[bool, str], now: datetime) -> None:
    """Answer an objection: (upheld or not, reason). Where it is upheld, a new version is frozen.

    Raises InputError without a reason or for one's own unit.
    """
    _may_decide(actor)
    upheld, reason = said[0], reasoned(said[1], _LONGEST)
    with store.write() as conn:
        row = assessments.open_objection(conn, number)
        if row is None:
            raise InputError("这条异议已经答复过了。")
        if actor.name == row["raised_by"] or actor.unit == row["unit"]:
            raise InputError("须由另外的人办理。")
        state = "upheld" if upheld else "refused"
        values = {"state": state, "answer": reason, "answered_by": actor.name}
        assessments.answer(conn, number, values, now)
        told = {"objection": number, "state": state, "reason": reason}
        history.write(conn, actor, "answer", ("assessment", row["assessment_id"]), told, now)
        if upheld:
            before = assessments.one(conn, row["assessment_id"])
            put_right = assessments.upheld(conn, row["assessment_id"])
            assert before is not None
            scheme = Scheme(**before["scheme"])
            rows = assessment.with_objections(
                scheme, assessment.from_json(before["rows"]), put_right
            )
            again = {name: before[name] for name in ("name", "since", "until", "scheme")}
            again |= {"rows": assessment.as_json(rows), "frozen_by": actor.name, "reason": reason}
            assessments.freeze(conn, again, now)


def _plain(scheme: Scheme) -> dict[str, object]:
    return {**asdict(scheme), "weights": dict(scheme.weights)}


def _may_decide(actor: Actor) -> None:
    if actor.kind != "person" or actor.role not in DECIDERS:
        raise InputError("考核由牵头协调、批示交办或复核督办角色办理。")
