"""The case desk: opening a case and every move on it, each one transaction.

The move, its line in the case's history and in the house's, the clocks it begins or stops and
what belongs to it are written together or not at all. Of two people who act on the same
revision one wins and the other is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from cases.reasons import line
from core import case_clocks
from core.calendars import WorkTime
from core.case_clocks import Change, Clock, Tell
from core.case_moves import OPENERS, ROLES, Given, move_of
from core.case_rules import House, take
from core.cases import CLOSED, FIRST_STATES, Case
from core.deadline import Event
from core.deadline_rules import Rule
from core.errors import InputError
from core.i18n import gettext as _
from core.ladder import parents_of
from core.places import Unit
from core.scope import Actor
from store import cases as cellar
from store import history, instructing, labels, recusal
from store.engine import Store


@dataclass(frozen=True)
class Desk:
    """What every deed needs: the store, this place's units and rules, and its working calendar."""

    store: Store
    work: WorkTime
    rules: Sequence[Rule] = ()
    units: Sequence[Unit] = field(default_factory=tuple)

    def house(self, partners: frozenset[str] = frozenset()) -> House:
        """The place as the rules of the desk see it."""
        codes = frozenset(unit.code for unit in self.units)
        return House(codes, parents_of(self.units), partners)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case is opened on: an issue, a message, a service item."""

    flow: str
    subject: str
    subject_id: int
    title: str
    first_at: datetime
    kind: str = ""
    item: str = ""
    accused: str = ""
    platform: str = ""
    platform_at: datetime | None = None
    subject_revision: int = 0


@Actor.needs("desk")
def open_case(desk: Desk, actor: Actor, matter: Matter, now: datetime) -> int:
    """Open a case on something and return its number.

    Raises InputError where an open case is there already, without a title, or for a flow that
    does not exist.
    """
    if actor.role not in OPENERS:
        roles = "、".join(_(ROLES[role]) for role in OPENERS)
        raise InputError("不能立项：须由{roles}角色办理。", roles=roles)
    if matter.flow not in FIRST_STATES:
        raise InputError("没有“{flow}”这种流程。", flow=matter.flow)
    with desk.store.write() as conn:
        _within(conn, actor, matter)
        return enter(conn, desk, actor, matter, now).id


def _within(conn: Connection, actor: Actor, matter: Matter) -> None:
    """Raises InputError for what lies outside the actor's scope."""
    seen = {"message": recusal.is_message_open, "issue": recusal.is_issue_open}.get(matter.subject)
    if seen and not seen(conn, actor.scope, matter.subject_id):
        raise InputError("只能登记自己管辖的单位和区域的事项。")


def enter(conn: Connection, desk: Desk, actor: Actor, matter: Matter, now: datetime) -> Case:
    """Open a case inside the caller's transaction; raises InputError as `open_case`."""
    wanted = Case(
        id=0, flow=matter.flow, state=FIRST_STATES[matter.flow], subject=matter.subject,
        subject_id=matter.subject_id, title=clean(matter.title) or _("（无标题）"),
        first_at=min(matter.first_at, now), opened_at=now, kind=matter.kind, item=matter.item,
        accused=matter.accused, platform=matter.platform, platform_at=matter.platform_at,
        subject_revision=matter.subject_revision,
    )  # fmt: skip
    case = cellar.add(conn, wanted)
    if case is None:
        known = cellar.standing_on(conn, wanted)
        raise InputError("已有编号为 {case} 的交办件。", case=known)
    cellar.write_move(conn, case, case, "open", actor, Given(), now)
    history.write(conn, actor, "open", ("case", case.id), {"subject": matter.subject}, now)
    return case


@Actor.needs("desk")
def act(
    desk: Desk,
    actor: Actor,
    number: int,
    move: str,
    given: Given,
    now: datetime,
    *,
    seen: int | None = None,
) -> Case:
    """Take a move on a case and return it as it stands then.

    `seen` is the revision that the person looked at. Raises InputError with one sentence for a
    move that cannot be, for an unknown case, and where somebody else was quicker.
    """
    tidy = replace(given, text=clean(given.text), post=line(given.post))
    with desk.store.write() as conn:
        case = cellar.one(conn, number)
        if case is None or not cellar.sees(conn, actor.scope, number):
            raise InputError("没有编号为 {case} 的交办件。", case=number)
        if seen is not None and seen != case.revision:
            raise _too_late()
        return carry_out(conn, desk, case, move, actor, tidy, now)


def carry_out(
    conn: Connection,
    desk: Desk,
    case: Case,
    move: str,
    actor: Actor,
    given: Given,
    now: datetime,
) -> Case:
    """The same inside the caller's transaction, for a case that was just read."""
    after = take(case, move, actor, given, now, desk.house(cellar.partners_of(conn, case.id)))
    clocks = cellar.clocks_of(conn, [case.id])[case.id]
    changes = case_clocks.changes(
        case, after, move, actor, given, now, clocks=clocks, rules=desk.rules
    )
    changes += _beside(conn, case, move, given, now)
    _check(desk, clocks, changes)
    if not cellar.save(conn, case, after):
        raise _too_late()
    begun = cellar.change_clocks(conn, case.id, changes)
    _keep(conn, after, move, actor, given, now, begun)
    cellar.write_move(conn, case, after, move, actor, given, now)
    details = {"move": move, "before": case.state, "after": after.state, "text": given.text}
    history.write(conn, actor, "move", ("case", case.id), details, now)
    return after


def _beside(conn: Connection, case: Case, move: str, given: Given, now: datetime) -> list[Change]:
    """What a move asks of other rows before it may happen."""
    if move == "reopen" and case.is_closed:
        other = cellar.standing_on(conn, case)
        if other is not None:
            raise InputError("已有编号为 {case} 的交办件。", case=other)
    if move == "feed_back":
        clock = instructing.clock_of(conn, case.id, given.number)
        if clock is None:
            raise InputError("没有编号为 {number} 的未反馈批示。", number=given.number)
        return [Tell(clock, Event("stop", now))]
    if move == "merge":
        into = cellar.one(conn, given.number)
        if into is None or into.state in CLOSED:
            raise InputError("没有编号为 {case} 的未办结交办件。", case=given.number)
        if into.accused != case.accused:
            raise InputError("回避对象不同的交办件不能并案。")
    return []


def _keep(
    conn: Connection,
    after: Case,
    move: str,
    actor: Actor,
    given: Given,
    now: datetime,
    begun: list[int],
) -> None:
    if move == "co_handle":
        cellar.add_partner(conn, after.id, given.unit, now)
    elif move == "recuse" and after.subject == "message":
        labels.correct(conn, after.subject_id, {"accused_unit": given.unit}, now)
    elif move == "answer_partner":
        cellar.partner_answered(conn, after.id, actor.unit, now)
    elif move == "instruct":
        instructing.add(conn, after.id, begun[0], given, now)
    elif move == "feed_back":
        instructing.answer(conn, given.number, given.text, now)


def _check(desk: Desk, clocks: Sequence[Clock], changes: Sequence[Change]) -> None:
    """The clock engine accepts what the move makes of each clock; else it raises InputError."""
    known = {clock.id: clock for clock in clocks}
    for change in changes:
        if not isinstance(change, Tell):
            case_clocks.Clock(0, change.rule, change.unit, "", change.start_at).deadline(desk.work)
        elif change.event:
            clock = known[change.clock]
            told = replace(clock, events=(*clock.events, change.event)).deadline(desk.work)
            if change.event.kind == "extend" and told.late_extensions:
                raise InputError("已经超期，不能再延。")


def clean(text: str) -> str:
    """What officials write is masked like everything else; lines stay lines."""
    from core.privacy import mask_text  # 37 MB that a process which only shows pages does without

    lines = (" ".join(line.split()) for line in text.strip().splitlines())
    return mask_text("\n".join(lines))


def _too_late() -> InputError:
    return InputError("刚才已有别人办理了这个交办件，请看最新情况后再办。")


def title_of(flow: str, move: str) -> str:
    """What a move is called on the page."""
    found = move_of(flow, move)
    return _(found.title) if found else {"open": _("立项"), "follow": _("平台状态")}.get(move, move)
