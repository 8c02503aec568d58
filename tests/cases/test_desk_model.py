"""No sequence of moves reaches an impossible state, loses history, or leaves a clock running.

Hypothesis plays whole offices: any actor tries any move on any case at any time, on a real
store. What is refused must have changed nothing.
"""

import shutil
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from cases.handling import act
from core.case_clocks import standings, today
from core.case_moves import CHOICES, MOVES, ROLES, Given
from core.case_rules import impossible, possible
from core.cases import FLOWS
from core.errors import InputError
from core.scope import Actor, Scope
from store import case_lists
from store.migrate import open_store
from store.schema import history
from tests.cases.desk_place import DAY, UNITS, WORK, desk, ticket
from tests.conftest import NOW

NAMES = sorted({move.name for move in MOVES})
CODES = [unit.code for unit in UNITS]
ACTORS = st.builds(
    Actor,
    st.sampled_from(["甲", "乙", "丙"]),
    unit=st.sampled_from([*CODES, ""]),
    role=st.sampled_from(sorted(ROLES)),
)
GIVEN = st.builds(
    Given,
    text=st.sampled_from(["", "依据三定方案"]),
    unit=st.sampled_from(["", *CODES]),
    day=st.sampled_from([None, date(2026, 12, 20), date(2026, 11, 1)]),
    choice=st.sampled_from(["", *{code for codes in CHOICES.values() for code in codes}]),
    number=st.integers(0, 6),
    post=st.sampled_from(["", "县长"]),
)
_TEMPLATE: list[bytes] = []


def template() -> bytes:
    """An empty store as bytes, made once."""
    if not _TEMPLATE:
        with tempfile.TemporaryDirectory() as folder:
            open_store(f"sqlite:///{folder}/t.db").close()
            _TEMPLATE.append((Path(folder) / "t.db").read_bytes())
    return _TEMPLATE[0]


class Office(RuleBasedStateMachine):
    """Three cases of the three flows, one of them accusing a unit, and a clock that only rises."""

    @initialize()
    def open(self):
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "desk.db").write_bytes(template())
        self.store = open_store(f"sqlite:///{self.folder / 'desk.db'}")
        self.here = desk(self.store)
        self.now = NOW
        accused = {"opinion": "", "ticket": "water", "rating": ""}
        self.cases = [
            ticket(self.here, flow=flow, subject_id=place, accused=accused[flow])
            for place, flow in enumerate(FLOWS)
        ]
        self.moves = dict.fromkeys(self.cases, 1)

    def case(self, place):
        return case_lists.file(self.store, Scope.ALL, self.cases[place])

    def attempt(self, place, actor, name, given):
        before = self.case(place)
        try:
            act(self.here, actor, self.cases[place], name, given, self.now)
        except InputError:
            assert self.case(place) == before, "a refused move changed something"
        else:
            self.moves[self.cases[place]] += 1

    @rule(place=st.integers(0, 2), actor=ACTORS, name=st.sampled_from(NAMES), given=GIVEN)
    def anything(self, place, actor, name, given):
        self.attempt(place, actor, name, given)

    @rule(place=st.integers(0, 2), data=st.data())
    def something_sensible(self, place, data):
        """A move that is offered as a button, by whoever may take it, with all it needs."""
        case = self.case(place).case
        offered = [
            (actor, move)
            for role in sorted(ROLES)
            for actor in (Actor(role, unit=case.handler, role=role), Actor(role, role=role))
            for move in possible(case, actor, self.here.house())
        ]
        if not offered:
            return
        actor, move = data.draw(st.sampled_from(offered))
        choices = sorted(CHOICES.get(move.name, {"": ""}))
        given = replace(
            data.draw(GIVEN), text="依据", unit=data.draw(st.sampled_from(CODES)), post="县长",
            choice=data.draw(st.sampled_from(choices)), day=date(2026, 12, 20),
        )  # fmt: skip
        self.attempt(place, actor, move.name, given)

    @rule(hours=st.sampled_from([1, 24, 24 * 9]))
    def wait(self, hours):
        self.now += timedelta(hours=hours)

    @invariant()
    def nothing_impossible(self):
        for place in range(3) if hasattr(self, "cases") else ():
            found = self.case(place)
            assert impossible(found.case) == ""
            assert len(found.moves) == self.moves[found.case.id] == found.case.revision + 1
            assert found.moves[-1]["after"] == found.case.state
            running = [clock for clock in found.clocks if clock.is_running]
            if found.case.is_closed:
                assert running == [], "a clock runs on a closed case"
                assert today(found.case, [], self.now + 99 * DAY) == ""
            if found.case.finished_at:
                assert [clock for clock in running if clock.purpose == "handle"] == []
            standings(found.clocks, WORK, self.now)

    @invariant()
    def the_house_remembers_as_much(self):
        if hasattr(self, "cases"):
            with self.store.read() as conn:
                kept = conn.execute(select(func.count()).select_from(history)).scalar_one()
            assert kept == sum(self.moves.values())

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)


QUICK = settings(
    max_examples=6, stateful_step_count=20, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


class TestQuick(Office.TestCase):
    """A few offices, always the same ones."""

    settings = QUICK


@pytest.mark.slow
@pytest.mark.timeout(900)
class TestLong(Office.TestCase):
    """Many offices, new ones each time."""

    settings = settings(QUICK, max_examples=25, stateful_step_count=40, derandomize=False)
