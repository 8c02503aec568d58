"""Closed months as Parquet: in a folder and in S3-compatible storage, and what erasing leaves."""

from dataclasses import replace

import polars as pl
import pytest

from core.errors import InputError, StoreError
from core.scope import Actor, Scope
from jobs import archiving, importing, runner
from jobs.office import Office
from store import closed_months, counts, erase
from store.filters import Filter
from tests.s3 import storage

ALL = Scope.ALL
WORD = "独一无二的泡桐树"


def quiet(*_state):
    """Nobody watches."""


@pytest.fixture(params=["folder", "s3"])
def kept(request, office, make_table, now):
    """An office with labelled letters of March, whose history lies in one or the other."""
    profile = importing.profile_named(office, "message")
    path = make_table(60)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"x1,王小明,白鹭花园积水,2026/3/9 8:00,{WORD}旁积水，请打13712345678。\n")
    importing.import_file(office, path, profile, "board", now)
    runner.drain(office, "analyse")
    if request.param == "folder":
        yield office
        return
    with storage() as server:
        settings = replace(
            office.settings, history="s3://minsheng/history", history_endpoint=server.url,
            secrets={"MINSHENG_SECRET_HISTORY": "key:secret"},
        )  # fmt: skip
        opened = Office(settings, office.tables)
        yield opened
        opened.store.close()
        assert all(server.signed)


def bytes_of(office):
    """All that lies in the history, unpacked, as one text."""
    found = archiving.parquet.scan(archiving.place_of(office)).collect()
    return found.write_json()


def test_the_history_counts_what_the_store_counts(kept, now):
    done = archiving.write(kept, now, quiet)
    assert (done.months, done.messages) == (1, 61)
    assert archiving.differing(kept) == []
    by = ("day", "area", "sentiment")
    there = archiving.counted(archiving.place_of(kept), by)
    here = counts.counts(kept.store, ALL, Filter(), by)
    assert there.sort(by).rows() == here.select(there.columns).sort(by).rows()
    text = bytes_of(kept)
    assert "13712345678" not in text
    assert "王小明" not in text


def test_what_did_not_change_is_not_written_again(kept, now):
    archiving.write(kept, now, quiet)
    done = archiving.write(kept, now, quiet)
    assert (done.months, done.kept) == (0, 1)


def test_a_month_that_runs_is_not_written(kept, now):
    march = now.replace(month=3, day=20)
    assert archiving.write(kept, march, quiet).months == 0


def test_what_is_erased_leaves_the_files(kept, now):
    archiving.write(kept, now, quiet)
    assert WORD in bytes_of(kept)
    erase.erase(kept.store, ALL, "board", "x1", Actor.step("cli"), now)
    runner.drain(kept, "archive")
    assert WORD not in bytes_of(kept)
    assert archiving.counted(archiving.place_of(kept), ())["messages"].item() == 60
    assert closed_months.owed(kept.store, ALL) == {}
    assert archiving.differing(kept) == []


def test_a_storage_that_is_away_is_asked_again(kept, now, monkeypatch):
    archiving.write(kept, now, quiet)
    erase.erase(kept.store, ALL, "board", "x1", Actor.step("cli"), now)
    with monkeypatch.context() as patched:

        def away(*_asked):
            raise StoreError("away")

        patched.setattr(archiving.parquet, "write", away)
        assert runner.tick(kept, "archive").failed == 1
    assert closed_months.owed(kept.store, ALL)
    runner.drain(kept, "archive")
    assert WORD not in bytes_of(kept)


@pytest.mark.slow
def test_an_emptied_county_leaves_no_row(kept, now):
    archiving.write(kept, now, quiet)
    with kept.store.read() as conn:
        tickets = [row[0] for row in conn.exec_driver_sql("SELECT external_id FROM message_keys")]
    for ticket in tickets:
        erase.erase(kept.store, ALL, "board", ticket, Actor.step("cli"), now)
    runner.drain(kept, "archive")
    where = archiving.place_of(kept)
    if where.is_remote:
        assert archiving.parquet.scan(where).collect().height == 0
    else:
        with pytest.raises(InputError, match="还没有"):
            archiving.parquet.scan(where)


def test_a_place_that_is_none_and_an_unknown_cut_are_one_sentence(office, tmp_path):
    with pytest.raises(InputError, match="s3://"):
        archiving.place_of(office, "ftp://x")
    with pytest.raises(InputError, match="month"):
        archiving.counted(archiving.place_of(office), ("nonsense",))
    with pytest.raises(InputError, match="还没有"):
        archiving.counted(archiving.place_of(office), ("month",))
    frame = pl.DataFrame({"region": ["", "330106", "330106001"]})
    assert [name for name, _rows in archiving.parquet.counties(frame)] == ["330106", "none"]
