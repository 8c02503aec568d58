"""Labelling everything anew; on a Dask cluster: test_cluster."""

import pytest
from sqlalchemy import select, update

from core.errors import ConfigError, StoreError
from core.scope import Scope
from jobs import engines, importing, reanalysing, runner
from store import cubes, history, labels
from store.schema import issue_members, messages
from store.schema import labels as table

ALL = Scope.ALL


def quiet(*_state):
    """Nobody watches."""


def spoiled(office, make_table, now, rows):
    """A store whose models' labels were all wrong; the right ones, and one a person gave."""
    profile = importing.profile_named(office, "message")
    importing.import_file(office, make_table(rows), profile, "board", now)
    runner.drain(office, "analyse")
    right = found(office)
    with office.store.write() as conn:
        with cubes.recounting(conn, [number for number, _area in right]):
            conn.execute(update(table).values(area="wages"))
        labels.correct(conn, right[0][0], {"area": "safety"}, now)
    return right


def found(office, origin="model"):
    with office.store.read() as conn:
        rows = conn.execute(
            select(table.c.message_id, table.c.area)
            .where(table.c.origin == origin)
            .order_by(table.c.message_id)
        ).all()
    return [tuple(row) for row in rows]


class Here:
    """An executor that works in the caller."""

    def __init__(self, fails_after=10**9):
        self.left = fails_after

    def submit(self, work, *arguments):
        from concurrent.futures import BrokenExecutor, Future

        future = Future()
        self.left -= 1
        if self.left < 0:
            future.set_exception(BrokenExecutor("gone"))
        else:
            future.set_result(work(*arguments))
        return future


@pytest.fixture
def here(monkeypatch, office):
    from contextlib import nullcontext

    from jobs import labelling

    def stand(executor):
        labelling.begin(office.materials)
        monkeypatch.setattr(engines, "opened", lambda *_asked: nullcontext(executor))

    return stand


def test_every_label_is_made_anew_and_a_person_still_wins(office, make_table, now, here):
    right = spoiled(office, make_table, now, 40)
    here(Here())
    assert reanalysing.run(office, "local", now, quiet) == 40
    assert found(office) == right
    assert found(office, "person") == [(right[0][0], "safety")]
    assert cubes.difference(office.store, ALL) == 0


@pytest.mark.slow
def test_an_interrupted_run_goes_on_where_it_stopped(office, make_table, now, here, monkeypatch):
    right = spoiled(office, make_table, now, 40)
    monkeypatch.setattr(labels.labelled_after.__wrapped__, "__defaults__", (10,))
    here(Here(fails_after=2))
    with pytest.raises(StoreError, match="接着做"):
        reanalysing.run(office, "local", now, quiet)
    assert sum(area == "wages" for _number, area in found(office)) == 20
    here(Here())
    assert reanalysing.run(office, "local", now, quiet) == 20
    assert found(office) == right
    assert history.read_note(office.store, ALL, "reanalyse") == "0"


@pytest.mark.parametrize(
    ("engine", "sentence"),
    [("ray://x:1", "无法识别"), ("dask://", "无法识别"), ("dask://127.0.0.1:9", "连不上")],
)
def test_a_wrong_engine_is_one_sentence(office, monkeypatch, engine, sentence):
    monkeypatch.setattr(engines, "_SECONDS", 0.2)
    with pytest.raises(ConfigError, match=sentence), engines.opened(engine, office.materials):
        pass


def test_a_message_that_stands_in_an_issue_is_labelled_anew_and_stays_there(
    office, make_table, now, here
):
    right = spoiled(office, make_table, now, 12)
    runner.drain(office, "watch")
    before = joined(office)
    here(Here())
    assert reanalysing.run(office, "local", now, quiet) == 12
    assert found(office) == right
    assert joined(office) == before
    assert {state for state, _issue in before.values()} == {"done"}


def joined(office):
    """Message -> its state and its issue."""
    with office.store.read() as conn:
        rows = conn.execute(
            select(messages.c.id, messages.c.state, issue_members.c.issue_id).outerjoin(
                issue_members, issue_members.c.message_id == messages.c.id
            )
        ).all()
    return {row.id: (row.state, row.issue_id) for row in rows}
