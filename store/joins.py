"""How the tables around a message are joined to it, and how a scope limits what is read."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from core.scope import Scope
from store.schema import issue_members, messages, replies


def labelled_by(table: Any, origin: str) -> ColumnElement[bool]:
    """`table` (labels or an alias of it) holds the labels of this origin for the message."""
    return and_(
        table.c.month == messages.c.month,
        table.c.message_id == messages.c.id,
        table.c.origin == origin,
    )


def replied() -> ColumnElement[bool]:
    """The reply belongs to the message."""
    return and_(replies.c.month == messages.c.month, replies.c.message_id == messages.c.id)


def is_member() -> ColumnElement[bool]:
    """The member row belongs to the message."""
    return and_(
        issue_members.c.month == messages.c.month, issue_members.c.message_id == messages.c.id
    )


def within(scope: Scope, column: ColumnElement[str]) -> ColumnElement[bool]:
    """A scope's limit on a region column; an adcode stands for all that begin with it."""
    if scope.regions is None:
        return true()
    allowed = [column.startswith(code, autoescape=True) for code in sorted(scope.regions)]
    return or_(*allowed) if allowed else false()
