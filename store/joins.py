"""How the tables around a message are joined to it, and how a scope limits what is read."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from core.scope import Scope
from store.engine import Store
from store.schema import issue_members, labels, messages, replies

Label = Callable[[str, str], ColumnElement[Any]]
"""What the origin (model or person) says of a record: a column of its labels."""

PERSON, MODEL = labels.alias("person"), labels.alias("model")
"""The labels of a message by origin, in LABELLED and ANALYSED."""


def labelled_by(table: Any, origin: str) -> ColumnElement[bool]:
    """`table` (labels or an alias of it) holds the labels of this origin for the message."""
    return and_(
        table.c.month == messages.c.month,
        table.c.message_id == messages.c.id,
        table.c.origin == origin,
    )


LABELLED = messages.outerjoin(MODEL, labelled_by(MODEL, "model")).outerjoin(
    PERSON, labelled_by(PERSON, "person")
)
"""Messages with their labels; also those that have none yet."""

ANALYSED = messages.join(MODEL, labelled_by(MODEL, "model")).outerjoin(
    PERSON, labelled_by(PERSON, "person")
)
"""Messages that are labelled, with their labels."""


def looked_up(origin: str, name: str) -> ColumnElement[Any]:
    """A label that is looked up only for the records that ask for it, and joined to none."""
    own = select(labels.c[name]).where(labelled_by(labels, origin))
    return own.correlate(messages).scalar_subquery()


def joined(person: Any, model: Any) -> Label:
    """Labels as columns of two tables that the statement joins."""
    return lambda origin, name: (person if origin == "person" else model).c[name]


told_by: Label = joined(PERSON, MODEL)
"""Labels of what LABELLED or ANALYSED selects."""


def best(name: str, *otherwise: Any, told: Label = told_by) -> ColumnElement[Any]:
    """What counts as a label of a message: a person's word, else the model's, else `otherwise`.

    A unit that the source names comes before both, a region that it names after them.
    """
    said = (told("person", name), told("model", name))
    if name == "unit":
        return func.coalesce(messages.c.unit, *said, *otherwise)
    if name == "region":
        return func.coalesce(*said, messages.c.region, *otherwise)
    return func.coalesce(*said, *otherwise)


def label_of(scope: Scope, store: Store, otherwise: Label) -> Label:
    """How a label is read: looked up where none limits the reader (`is_whole`), else joined."""
    return looked_up if is_whole(scope, store) else otherwise


def is_whole(scope: Scope, store: Store) -> bool:
    """Whether no label limits what is read, in a store that looks labels up one by one anyhow."""
    return store.is_sqlite and not scope.is_part


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
