"""回避 in the store: what accuses a unit is shown to it neither as text nor as a number.

A small count tells as much as a text, so cubes keep what accuses a unit in cells of their own
(`store.counts`). A message that is not labelled yet may accuse anybody: a reader limited to
units does not see it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    false,
    not_,
    or_,
    select,
    true,
)

from core.ladder import UNKNOWN
from core.scope import Scope
from store.desk_tables import case_partners, cases
from store.engine import Store
from store.joins import Label, best, is_member, joined, labelled_by, told_by, within
from store.schema import issue_members, issues, labels, messages

_TEN = 10
_person = labels.alias("person_said")
_model = labels.alias("model_said")
_told = joined(_person, _model)


def open_to(scope: Scope, told: Label = told_by) -> ColumnElement[bool]:
    """Messages, joined to their labels (`joins.LABELLED` or as `told` says), that a reader may
    see."""
    found: list[ColumnElement[bool]] = []
    if scope.units is not None:
        found.append(best("unit", "", told=told).in_(sorted(scope.units)))
    if scope.regions is not None:
        found.append(within(scope, best("region", "", told=told)))
    if scope.shielded:
        accused = best("accused_unit", "", told=told)
        found += [accused.not_in(kept_from(scope)), messages.c.state != "pending"]
    return and_(true(), *found)


def message_open_to(scope: Scope, number: Any) -> ColumnElement[bool]:
    """Whether a reader may see one message (its number, or a column of numbers)."""
    if not scope.is_part:
        return true()
    return exists(
        select(messages.c.id)
        .join(_model, labelled_by(_model, "model"))
        .outerjoin(_person, labelled_by(_person, "person"))
        .where(messages.c.id == number, open_to(scope, _told))
    )


def accuses_none_of(scope: Scope, number: Any) -> ColumnElement[bool]:
    """Whether a message of an issue (its number) accuses nobody of the reader's: others, of
    whatever unit, may be counted."""
    if not scope.shielded:
        return true()
    accusing = _labelled(select(issue_members.c.message_id)).correlate(None)
    hidden: ColumnElement[bool] = number.not_in(accusing.where(_accused().in_(kept_from(scope))))
    return hidden


def issues_open_to(scope: Scope) -> ColumnElement[bool]:
    """Issues of which no message accuses the reader's unit, and some message is in its scope
    or which somebody gave the reader's unit to handle.

    A reader who sees no group of fewer than `scope.least` messages sees no issue of fewer.
    """
    found = [issues.c.messages >= scope.least] if scope.least else []
    if scope.shielded:
        found.append(issues.c.id.not_in(_accusing(scope)))
    if scope.units is not None or scope.regions is not None:
        found.append(or_(issues.c.id.in_(_concerning(scope)), issues.c.id.in_(_given(scope))))
    return and_(true(), *found)


def issues_in(scope: Scope, region: str) -> ColumnElement[bool]:
    """Issues of which some message that the reader may see is about a region (an adcode, which
    stands for all that begin with it)."""
    there = within(Scope(regions=frozenset((region,))), best("region", "", told=_told))
    return issues.c.id.in_(_concerning(scope).where(there))


def is_issue_open(conn: Connection, scope: Scope, number: int) -> bool:
    """Whether an issue is nothing that this reader must not see; an unknown one is not."""
    open_ones = select(issues.c.id).where(issues_open_to(scope))
    hidden = select(issues.c.id).where(issues.c.id == number, issues.c.id.not_in(open_ones))
    return conn.execute(hidden).first() is None


def is_message_open(conn: Connection, scope: Scope, number: int) -> bool:
    """Likewise for a message."""
    hidden = select(messages.c.id).where(
        messages.c.id == number, not_(message_open_to(scope, number))
    )
    return conn.execute(hidden).first() is None


def accusing(conn: Connection, scope: Scope, numbers: Collection[int]) -> set[int]:
    """Those of these issues of which a message accuses a unit the reader belongs to."""
    if not scope.shielded or not numbers:
        return set()
    found = select(issues.c.id).where(issues.c.id.in_(numbers), issues.c.id.in_(_accusing(scope)))
    return set(conn.execute(found).scalars())


def alerts_open_to(scope: Scope, subject: ColumnElement[int]) -> ColumnElement[bool]:
    """Alerts on issues that the reader may see."""
    return subject.not_in(_accusing(scope)) if scope.shielded else true()


def nothing_unread(scope: Scope) -> ColumnElement[bool]:
    """What nobody has labelled, such as rows in quarantine, is for readers without a limit."""
    return false() if scope.is_part else true()


def rough(scope: Scope, frame: pl.DataFrame, counted: Sequence[str]) -> pl.DataFrame:
    """Counts of whole sources, told in tens to whoever must not see some of what came: exact ones,
    less what such a reader can count, would tell how much accuses the own unit."""
    if not scope.shielded:
        return frame
    return frame.with_columns((pl.col(name) + _TEN // 2) // _TEN * _TEN for name in counted)


@Store.needs("clock")
def accused_by(store: Store, scope: Scope, numbers: Collection[int]) -> Mapping[int, set[str]]:
    """Which units each of these issues accuses: nobody of them is to be told of it."""
    statement = _labelled(select(issue_members.c.issue_id, _accused().label("unit"))).where(
        issue_members.c.issue_id.in_(sorted(numbers)), _accused() != ""
    )
    found: dict[int, set[str]] = {}
    with store.read() as conn:
        for row in conn.execute(statement.distinct()):
            found.setdefault(row.issue_id, set()).add(row.unit)
    return found


def kept_from(scope: Scope) -> list[str]:
    """Whom a message must not accuse to be shown to this reader.

    An accused office that the table does not know is kept from every handling unit; whoever
    assigns or leads has to look at it and say who it is.
    """
    unread = [UNKNOWN] if scope.units is not None else []
    return [*sorted(scope.shielded), *unread]


def _accused() -> ColumnElement[str]:
    return best("accused_unit", "", told=_told)


def _accusing(scope: Scope) -> Any:
    """Ids of the issues with a message that accuses a unit the reader belongs to."""
    return _labelled(select(issue_members.c.issue_id)).where(
        issue_members.c.issue_id.is_not(None), _accused().in_(kept_from(scope))
    )


def _concerning(scope: Scope) -> Any:
    """Ids of the issues with a message that the reader may see."""
    return (
        select(issue_members.c.issue_id)
        .join(messages, is_member())
        .outerjoin(_model, labelled_by(_model, "model"))
        .outerjoin(_person, labelled_by(_person, "person"))
        .where(issue_members.c.issue_id.is_not(None), open_to(scope, _told))
    )


def _given(scope: Scope) -> Any:
    """Ids of the issues that are a case of the reader's units."""
    mine = handled_by(sorted(scope.units or ()))
    return select(cases.c.subject_id).where(cases.c.subject == "issue", mine)


def handled_by(units: Collection[str]) -> ColumnElement[bool]:
    """Cases that one of these units handles, leads or helps with."""
    helps = exists().where(case_partners.c.case_id == cases.c.id, case_partners.c.unit.in_(units))
    return or_(cases.c.handler.in_(units), cases.c.lead.in_(units), helps)


def _labelled(statement: Any) -> Any:
    return (
        statement.select_from(issue_members)
        .join(_model, and_(_model.c.message_id == issue_members.c.message_id, _is(_model, "model")))
        .outerjoin(
            _person,
            and_(_person.c.message_id == issue_members.c.message_id, _is(_person, "person")),
        )
    )


def _is(table: Any, origin: str) -> ColumnElement[bool]:
    return and_(table.c.month == issue_members.c.month, table.c.origin == origin)
