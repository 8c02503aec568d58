"""回避 among alarms: which alarms, silences and mails about alarms a reader may see."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, select

from core.scope import Scope
from store import recusal
from store.alarm_tables import alarms, silences
from store.rows import slices


def sees(scope: Scope, unit: str, region: str, signal: Mapping[str, Any]) -> bool:
    """Whether a reader may see an alarm of a unit and region whose signal was kept like this."""
    if scope.units is not None and unit not in scope.units:
        return False
    if scope.regions is not None and not region.startswith(tuple(scope.regions)):
        return False
    return not set(signal.get("accused", ())) & set(recusal.kept_from(scope))


def closed(conn: Connection, scope: Scope, numbers: Collection[int]) -> set[int]:
    """Those of these alarms that a reader may not see."""
    if not scope.is_part:
        return set()
    hidden = set(numbers)
    for chunk in slices(numbers, 500):
        found = select(alarms.c.id, alarms.c.unit, alarms.c.region, alarms.c.signal).where(
            alarms.c.id.in_(chunk)
        )
        for row in conn.execute(found):
            if sees(scope, row.unit, row.region, row.signal):
                hidden.discard(row.id)
    return hidden


def closed_subjects(conn: Connection, scope: Scope) -> set[tuple[str, str]]:
    """(rule, subject) of every alarm that a reader may not see."""
    if not scope.is_part:
        return set()
    columns = [alarms.c[name] for name in ("rule", "subject", "unit", "region", "signal")]
    rows = conn.execute(select(*columns))
    return {
        (row.rule, row.subject) for row in rows if not sees(scope, row.unit, row.region, row.signal)
    }


def is_silence_closed(conn: Connection, scope: Scope, number: int) -> bool:
    """Whether a silence is of an alarm that a reader may not see."""
    found = select(silences.c.rule, silences.c.subject).where(silences.c.id == number)
    about = conn.execute(found).one_or_none()
    return about is not None and tuple(about) in closed_subjects(conn, scope)
