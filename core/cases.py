"""A case (交办件): who owes what, and was it solved. What may be done with it: core.case_moves.

Two flows as officials know them, and the loop of a poor rating. 办结 (finished) is not 解决
(solved): the handler says the first, somebody else says the second. Two clocks: 承办时限 runs
by rule from the assignment, 群众等待时长 from the first intake without a stop.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.deadline import Event
from core.deadline_standing import waiting
from core.i18n import mark

FLOWS: dict[str, str] = {
    "opinion": mark("舆情"),
    "ticket": mark("工单"),
    "rating": mark("差评"),
}

STATES: dict[str, str] = {
    "watched": mark("监测"),
    "judged": mark("已研判"),
    "consulted": mark("已会商"),
    "accepted": mark("待派单"),
    "returned": mark("已退单待重派"),
    "disputed": mark("待牵头单位裁定"),
    "assigned": mark("待签收"),
    "signed": mark("已签收"),
    "handling": mark("办理中"),
    "replied": mark("已答复"),
    "finished": mark("已办结"),
    "called_back": mark("已回访"),
    "checked": mark("已回访核实"),
    "appealed": mark("申诉待核"),
    "rated": mark("已评价"),
    "archived": mark("已归档"),
    "dismissed": mark("不予受理"),
    "merged": mark("已并案"),
}

CLOSED = frozenset({"archived", "dismissed", "merged"})
HELD = frozenset({"assigned", "signed", "handling", "replied"})
"""States in which a unit owes something."""

STAGES: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {
    "opinion": (
        (mark("监测"), frozenset({"watched"})),
        (mark("研判"), frozenset({"judged"})),
        (mark("会商"), frozenset({"consulted"})),
        (mark("交办"), frozenset({"returned", "disputed", "assigned", "signed", "handling"})),
        (mark("回应"), frozenset({"replied"})),
        (mark("评估"), frozenset({"finished"})),
        (mark("归档"), CLOSED),
    ),
    "ticket": (
        (mark("受理"), frozenset({"accepted", "returned", "disputed"})),
        (mark("派单"), frozenset({"assigned"})),
        (mark("签收"), frozenset({"signed"})),
        (mark("办理"), frozenset({"handling"})),
        (mark("答复"), frozenset({"replied"})),
        (mark("办结"), frozenset({"finished"})),
        (mark("回访"), frozenset({"called_back"})),
        (mark("评价"), frozenset({"rated"})),
        (mark("归档"), CLOSED),
    ),
    "rating": (
        (mark("受理"), frozenset({"accepted", "returned", "disputed"})),
        (mark("派单"), frozenset({"assigned", "signed"})),
        (mark("回访核实"), frozenset({"checked", "appealed"})),
        (mark("整改"), frozenset({"handling"})),
        (mark("告知"), frozenset({"replied", "finished"})),
        (mark("追评"), frozenset({"rated"})),
        (mark("归档"), CLOSED),
    ),
}
"""The stages of each flow and the states that belong to them, in order."""

SOLVED: dict[str, str] = {
    "yes": mark("已解决"),
    "partly": mark("部分解决"),
    "no": mark("未解决"),
}

SUBJECTS: dict[str, str] = {
    "issue": mark("热点事项"),
    "message": mark("诉求"),
    "item": mark("服务事项"),
}

FIRST_STATES = {"opinion": "watched", "ticket": "accepted", "rating": "accepted"}
MOST_RETURNS = 2
"""After so many returns the lead unit (牵头单位) decides, and nobody may return it again."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it stands. Times are aware UTC; units are codes of units.toml.

    `revision` counts the moves: of two people who saw the same one, the second is told.
    `solved` is empty until somebody other than the handler has verified. `accused` is the unit
    that must not see the case (core.ladder). `platform` is the state the source platform gave
    it, which wins; everything else is registered here (本系统登记).
    """

    id: int
    flow: str
    state: str
    subject: str
    subject_id: int
    title: str
    first_at: datetime
    opened_at: datetime
    revision: int = 0
    kind: str = ""
    item: str = ""
    handler: str = ""
    lead: str = ""
    accused: str = ""
    returns: int = 0
    reopened: int = 0
    decided: bool = False
    suspended: bool = False
    supervised: bool = False
    asked_days: int = 0
    assigned_at: datetime | None = None
    assigned_by: str = ""
    finished_at: datetime | None = None
    finished_by: str = ""
    published_at: datetime | None = None
    called_back_at: datetime | None = None
    verified_at: datetime | None = None
    verified_by: str = ""
    solved: str = ""
    excluded: str = ""
    rerated: int = 0
    closed_at: datetime | None = None
    merged_into: int | None = None
    platform: str = ""
    platform_at: datetime | None = None
    subject_revision: int = 0

    @property
    def is_closed(self) -> bool:
        """Nothing is owed any more and nothing may escalate."""
        return self.state in CLOSED

    def waited(self, now: datetime) -> timedelta:
        """群众等待时长: since the first intake, up to the finish that lasted."""
        finish = [Event("stop", self.finished_at)] if self.finished_at else []
        return waiting(self.first_at, finish, now)

    def stage(self) -> int:
        """Which stage of its flow the case is in, from 0."""
        stages = STAGES[self.flow]
        return next(place for place, (_, states) in enumerate(stages) if self.state in states)
