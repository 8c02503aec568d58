"""The rows of a long file, shared out among processes and the one that writes."""

from concurrent.futures import Executor, Future
from contextvars import copy_context
from dataclasses import replace

import pytest
from sqlalchemy import select

from config import language
from core import i18n
from jobs import importing, preparing, sharing
from jobs.office import Office
from store.source_tables import quarantine


class Answer(Future):
    """Of a process: ready when it is waited for, or as soon as it was asked."""

    def __init__(self, executor, work):
        super().__init__()
        self.executor, self.work = executor, work

    def done(self):
        return self.executor.quick or super().done()

    def result(self, timeout=None):
        if not super().done():
            self.executor.under_way -= 1
            self.set_result(self.work())
        return super().result(timeout)


class Processes(Executor):
    """Notes how many pieces are under way at most."""

    def __init__(self, quick):
        self.quick, self.under_way, self.most = quick, 0, 0

    def submit(self, work, /, *given):
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        return Answer(self, lambda: work(*given))


@pytest.fixture
def done(monkeypatch):
    """Who worked out which rows."""
    found = {"here": [], "there": []}

    def working(where):
        def work(*given):
            rows = given[-3]
            found[where] += rows
            return [rows]

        return work

    monkeypatch.setattr(preparing, "work", working("here"))
    monkeypatch.setattr(preparing, "work_there", working("there"))
    monkeypatch.setattr(sharing, "PIECE", 3)
    monkeypatch.setattr(sharing, "processes", lambda: 2)
    return found


@pytest.mark.parametrize("quick", [True, False], ids=["quick", "late"])
@pytest.mark.parametrize("count", [0, 1, 3, 100])
def test_each_row_is_prepared_once_and_in_its_order(done, quick, count):
    found = sharing.prepared(Processes(quick), None, range(count), None, None)
    assert [row for part in found for row in part] == list(range(count))
    assert sorted(done["here"] + done["there"]) == list(range(count))


def test_the_writer_prepares_rows_while_the_processes_are_late(done):
    processes = Processes(quick=False)
    list(sharing.prepared(processes, None, range(100), None, None))
    assert len(done["here"]) > sharing.PIECE
    assert done["there"]
    assert processes.most <= 2 * sharing._AHEAD


def test_the_writer_only_writes_while_the_processes_are_ahead(done):
    list(sharing.prepared(Processes(quick=True), None, range(100), None, None))
    assert done["here"] == [0, 1, 2]


def test_a_file_is_not_read_far_ahead_of_a_late_process(done):
    rows, read = iter(range(10_000)), []

    def reading():
        for row in rows:
            read.append(row)
            yield row

    found = sharing.prepared(Processes(quick=False), None, reading(), None, None)
    next(found)
    next(found)
    assert len(read) <= 60


@pytest.mark.slow
def test_processes_speak_the_language_of_the_installation(office, make_table, now, monkeypatch):
    monkeypatch.setattr(sharing, "PARALLEL_FROM", 10)
    monkeypatch.setattr(sharing, "PIECE", 10)
    path = make_table(60)
    path.write_text(path.read_text("utf-8").replace("2026/", "someday "), "utf-8")
    english = Office(replace(office.settings, language="en"), office.tables)

    def take_in():
        i18n.use(language.load("en"))
        profile = importing.profile_named(english, "message")
        return importing.import_file(english, path, profile, "board", now)

    assert copy_context().run(take_in).quarantined == 60
    with english.store.read() as conn:
        reasons = conn.execute(select(quarantine.c.reason)).scalars().all()
    english.store.close()
    assert len({reason.split("someday")[0] for reason in reasons}) == 1
    assert "不是日期" not in "".join(reasons)
