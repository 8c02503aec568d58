"""A person's label wins at once, is told in the history, and becomes training data."""

import pytest
from sqlalchemy import select

import analysis
from cases import desk
from config import settings, tables
from core.errors import InputError
from core.scope import Actor, Scope
from store import cubes, labels, messages
from store.cube_tables import cube_cells
from store.messages import Batch
from store.schema import history

ALL = Scope.ALL
LI = Actor("li")


@pytest.fixture
def labelled(store, now, make_message):
    messages.add(store, ALL, Batch("board", "test", [make_message("1")], []), now)
    found = tables.load(settings.load({"MINSHENG_HOME": "/nowhere"})).for_demo(False)
    waiting = labels.pending(store, ALL)
    materials = analysis.prepare(found.lexicon, found.regions, found.units)
    labels.save(store, ALL, analysis.label(waiting, materials), analysis.MODEL, now)
    return waiting["id"][0]


def counted(store):
    with store.read() as conn:
        rows = conn.execute(select(cube_cells.c.area).where(cube_cells.c.messages > 0))
        return [row.area for row in rows]


def test_it_works(store, now, labelled):
    assert counted(store) == ["environment"]
    desk.correct(store, LI, labelled, {"area": "safety"}, now)
    desk.correct(store, LI, labelled, {"urgency": 2}, now)
    assert counted(store) == ["safety"]
    assert cubes.difference(store, ALL) == 0
    row = labels.corrections(store, ALL).row(0, named=True)
    assert (row["area"], row["urgency"], row["intent"]) == ("safety", "2", "")
    with store.read() as conn:
        details = conn.execute(select(history.c.details)).scalars().all()
    assert details[0] == {"before": {"area": "environment"}, "after": {"area": "safety"}}


@pytest.mark.parametrize("values", [{"area": "nowhere"}, {"place": "x"}, {"urgency": 3}, {}])
def test_what_is_no_label_is_refused(store, now, labelled, values):
    with pytest.raises(InputError):
        desk.correct(store, LI, labelled, values, now)
    assert labels.corrections(store, ALL).is_empty()


def test_an_unknown_message_is_refused(store, now):
    with pytest.raises(InputError, match="没有编号"):
        desk.correct(store, LI, 99, {"area": "safety"}, now)
