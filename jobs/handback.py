"""The step `handback`: work finished at the desk is told to the platform it came from (回填).

Only for sources whose profile says how, and never from a store that holds the demonstration, whose
answers are invented. What is told is kept as a row before it is sent: every
attempt sends the same content under the same key, so that the platform can tell a repetition.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from collectors import handback as door
from core.cases import SOLVED, STATES
from core.doors import Handback
from core.errors import FetchError
from core.scope import Scope
from core.times import local
from jobs import opening
from jobs.deliver import next_try
from jobs.office import Office
from store import case_lists, handbacks

logger = logging.getLogger(__name__)

MOST = 50
"""Tellings of one unit of work."""


def due(office: Office, now: datetime) -> list[str]:
    """One unit where something was finished that a platform has not been told, or is to be
    told again."""
    doors = configured(office)
    if not doors or office.is_demo:
        return []
    waits = handbacks.is_due(office.store, Scope.ALL, now)
    return [""] if waits or _fresh(office, doors) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Enter what is new, then send up to MOST that are due."""
    counts = {"entered": 0, "sent": 0, "failed": 0}
    if office.is_demo:
        return counts
    for told, content in _fresh(office, configured(office)):
        counts["entered"] += handbacks.enter(office.store, Scope.ALL, told, content, now)
    for _turn in range(MOST):
        handing = handbacks.claim(office.store, Scope.ALL, now)
        if handing is None:
            break
        counts["sent" if _send(office, handing, now) else "failed"] += 1
    return counts


def configured(office: Office) -> dict[str, Handback]:
    """Sources with a way back, by id."""
    tables = office.shown_tables
    found = {}
    for source in tables.sources.values():
        profile = tables.profiles.get(source.profile)
        if source.enabled and profile and profile.handback:
            found[source.id] = profile.handback
    return found


def _fresh(
    office: Office, doors: Mapping[str, Handback]
) -> list[tuple[tuple[int, str, str], dict[str, str]]]:
    """((case, source, key), content) of what no row tells yet."""
    owed = handbacks.finished(office.store, Scope.ALL, doors)
    if not owed:
        return []
    units = {unit.code: unit.name for unit in office.shown_tables.units}
    found = {}
    for row in case_lists.to_return(office.store, Scope.ALL, list(owed)):
        source = owed[row["id"]]
        content = door.content(_told(row, units), doors[source])
        found[_key(row["id"], content)] = ((row["id"], source), content)
    known = handbacks.known(office.store, Scope.ALL, list(found))
    return [((*who, key), content) for key, (who, content) in found.items() if key not in known]


def _told(row: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, str]:
    """One case as core.doors.HANDED names it: Chinese words, times at +08:00."""
    return {
        "external_id": row["external_id"],
        "case": str(row["id"]),
        "unit": row["handler"],
        "unit_name": units.get(row["handler"], row["handler"]),
        "state": STATES[row["state"]],
        "finished_at": local(row["finished_at"]).isoformat(timespec="seconds"),
        "reply": (row["given"] or {}).get("text", ""),
        "solved": SOLVED.get(row["solved"], ""),
        "published": "是" if row["published_at"] else "否",
    }


def _key(case: int, content: Mapping[str, str]) -> str:
    said = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return f"case-{case}-{hashlib.sha256(said).hexdigest()[:24]}"


def _send(office: Office, handing: handbacks.Handing, now: datetime) -> bool:
    try:
        source = office.shown_tables.sources.get(handing.source)
        if source is None:
            raise FetchError(
                "没有编号为“{source}”的数据源。", source=handing.source, permanent=True
            )
        opened = opening.opened(office, source)
        door.send(opened, handing.content, handing.ticket, handing.key)
    except FetchError as error:
        logger.warning("handback %s: %s (%r)", handing.id, error, error.__cause__)
        again = None if error.permanent else next_try(handing.attempts, now)
        handbacks.failed(office.store, Scope.ALL, handing.id, str(error), again)
        return False
    handbacks.sent(office.store, Scope.ALL, handing.id, now)
    return True
