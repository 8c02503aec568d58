"""The step `watch`: labelled messages join issues, issues get their heat, alerts fire."""

from datetime import datetime, timedelta

import polars as pl

from alerts import rules
from analysis import issues as finder
from core.scope import Scope
from jobs.office import Office
from store import issues, outbox

COOLING = timedelta(hours=1)
"""An issue without new messages is judged again this often, so that its heat can fall."""


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where messages wait or heat has to be judged again."""
    waiting = issues.unjoined(office.store, Scope.ALL, limit=1).height
    return [""] if waiting or _cooling(office, _as_of(office, now), limit=1) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Join waiting messages, judge the issues they belong to, fire what must be heard."""
    keys, joined = _join(office)
    as_of = _as_of(office, now)
    keys |= set(_cooling(office, as_of))
    if not keys:
        return {"messages": joined, "issues": 0, "alerts": 0}
    found = finder.gather(issues.groups(office.store, Scope.ALL, sorted(keys)), as_of)
    numbers = issues.save(office.store, Scope.ALL, found)
    fired = rules.judge(list(zip(numbers, found, strict=True)), _watched(office), now)
    new = _fire(office, fired)
    return {"messages": joined, "issues": len(found), "alerts": new}


def _join(office: Office) -> tuple[set[str], int]:
    waiting = issues.unjoined(office.store, Scope.ALL)
    named = (pl.col("place") != "") & (pl.col("problem") != "")
    keyed = finder.keys(waiting).with_columns(pl.when(named).then("key").alias("key"))
    issues.enter(office.store, Scope.ALL, keyed)
    return set(keyed["key"].drop_nulls()), keyed.height


def _as_of(office: Office, now: datetime) -> datetime:
    """Heat is for the newest data: an old spreadsheet shows what was hot in its time."""
    newest = issues.last_message_at(office.store, Scope.ALL)
    return min(now, newest) if newest else now


def _cooling(office: Office, as_of: datetime, limit: int = 500) -> list[str]:
    return issues.cooling(office.store, Scope.ALL, as_of - COOLING, limit)


def _watched(office: Office) -> list[rules.Rule]:
    return [
        rules.Rule(row.id, row.level, tuple(row.to)) for row in office.tables.alerts if row.enabled
    ]


def _fire(office: Office, fired: list[rules.Fired]) -> int:
    new = 0
    for item in fired:
        addresses = [("mail", address) for address in item.to]
        new += outbox.fire(office.store, Scope.ALL, [item.alert], addresses, office.mail_host)
    return new
