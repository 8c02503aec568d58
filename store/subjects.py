"""Whether a reader may see what a deed was done to (回避)."""

from sqlalchemy import ColumnElement, Connection, select

from core.scope import Scope
from store import alarm_recusal, recusal
from store import cases as cellar
from store import procedures as statutory
from store.desk_tables import cases
from store.duty_tables import procedures
from store.schema import issues, messages


def open_to(conn: Connection, scope: Scope, subject: str, number: int) -> bool:
    """May the reader see this message, issue, case, procedure or alarm? Others are about nobody."""
    if not scope.is_part:
        return True
    if subject == "alarm":
        return not alarm_recusal.closed(conn, scope, [number])
    conditions: dict[str, tuple[ColumnElement[int], ColumnElement[bool]]] = {
        "message": (messages.c.id, recusal.message_open_to(scope, number)),
        "issue": (issues.c.id, recusal.issues_open_to(scope)),
        "case": (cases.c.id, cellar.visible(scope)),
        "procedure": (procedures.c.id, statutory.visible(scope)),
    }
    if subject not in conditions:
        return True
    column, condition = conditions[subject]
    return conn.execute(select(column).where(column == number, condition)).first() is not None
