"""A small place for tests of the desk: units, rules, a calendar, people with their roles."""

from datetime import timedelta
from typing import Any

from cases.handling import Desk, Matter, act, open_case
from core.calendars import WorkCalendar, WorkTime
from core.case_moves import Given
from core.deadline_rules import Rule
from core.places import Unit
from core.scope import Actor
from tests.conftest import NOW

WORK = WorkTime(WorkCalendar([2025, 2026, 2027], {}, []))
FIVE = Rule(
    id="R-5", kind="clock", name="办结并答复", citation="示例条例第一条", mark="A", amount=5,
    unit="working_day", extension=5, trigger="ticket_assigned", duty="finish", record="ticket",
)  # fmt: skip
CALL = Rule(
    id="R-CALL", kind="clock", name="差评回访核实", citation="示例办法第二条", mark="A", amount=1,
    unit="day", trigger="poor_rating", duty="call_back",
)  # fmt: skip
FIX = Rule(
    id="R-FIX", kind="clock", name="差评整改", citation="示例办法第三条", mark="A", amount=15,
    unit="day", trigger="poor_rating_verified", duty="rectify",
)  # fmt: skip
UNITS = (
    Unit("office", "县政府办公室"),
    Unit("housing", "住建局", parent="office"),
    Unit("property", "物业管理所", parent="housing"),
    Unit("water", "水务公司", parent="housing"),
    Unit("hotline", "热线中心", parent="office"),
)

CLERK = Actor("陈", unit="hotline", role="dispatch")
LEAD = Actor("高", unit="office", role="lead")
CHECKER = Actor("梁", unit="office", role="verify")
HOUSING = Actor("周", unit="housing", role="handle")
WATER = Actor("吴", unit="water", role="handle")
PROPERTY = Actor("冯", unit="property", role="handle")
DAY = timedelta(days=1)


def desk(store, rules=(FIVE, CALL, FIX)):
    """The desk of this place over a store."""
    return Desk(store, WORK, rules, UNITS)


def ticket(here, now=NOW, **more: Any):
    """A case on a ticket that came in a day ago."""
    given = {"flow": "ticket", "subject": "message", "subject_id": 1, "title": "水管漏水", **more}
    return open_case(here, CLERK, Matter(first_at=now - DAY, **given), now)


def walk(here, number, *steps, now=NOW):
    """Take steps (actor, move, fields of Given) an hour apart; the case after the last."""
    case = None
    for hours, (actor, move, given) in enumerate(steps, 1):
        case = act(here, actor, number, move, Given(**given), now + timedelta(hours=hours))
    return case
