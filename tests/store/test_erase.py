"""Erasing, forgetting submitters, counting confidential records: in both stores."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import func, inspect, select

from core.messages import MaskedRow
from core.scope import Actor, Scope
from store import (
    confidential,
    cubes,
    erase,
    frames,
    issues,
    labels,
    messages,
    packages,
    submitters,
)
from store.frames import Filter
from store.schema import history, metadata, tombstones

ALL = Scope.ALL
CLERK = Actor("clerk", "operator")
LABELS = {"area": "environment", "sentiment": "neg", "intent": "投诉", "region": "", "unit": ""}


def add(store, now, *found, **rest):
    return messages.add(store, ALL, messages.Batch("board", "file", found, **rest), now)


def label(store, now):
    frame = labels.pending(store, ALL).drop("region", "unit")
    given = {name: pl.lit(LABELS.get(name)).cast(pl.String) for name in labels.COLUMNS}
    labels.save(store, ALL, frame.with_columns(**given), "m", now)


def join(store, now, key="云杉|噪声"):
    frame = issues.unjoined(store, ALL).select("id", "month", "posted_at")
    issues.enter(store, ALL, frame.with_columns(pl.lit(key).alias("key")))


def make_issue(store, now, count):
    from core.issues import Issue

    values = {
        "key": "云杉|噪声",
        "name": "云杉：噪声",
        "area": "environment",
        "place": "云杉",
        "problem": "噪声",
        "messages": count,
        "first_at": now,
        "last_at": now,
        "heat": 2.0,
        "heat_at": now,
        "level": "III",
        "why": "",
    }
    (number,) = issues.save(store, ALL, [Issue(**values)])
    return number


def test_it_works(store, now, make_message):
    add(store, now, make_message("1", reply="好", replied_at=now), make_message("2"))
    label(store, now)
    gone = erase.erase(store, ALL, "board", "1", CLERK, now)
    assert gone.as_dict() == {
        "messages": 1,
        "replies": 1,
        "labels": 1,
        "members": 0,
        "changes": 0,
        "quarantined": 0,
        "deeds": 0,
    }
    assert frames.count_messages(store, ALL, Filter()) == 1
    assert cubes.difference(store, ALL) == 0
    day = frames.days(store, ALL, *frames.span(store, ALL))
    assert day.select("messages", "replied").rows() == [(1, 0)]


def test_an_erased_ticket_is_not_taken_in_again(store, now, make_message):
    add(store, now, make_message("1"))
    erase.erase(store, ALL, "board", "1", CLERK, now)
    counts = add(store, now, make_message("1", text="换了内容"), make_message("2"))
    assert (counts.accepted, counts.duplicate, counts.updated) == (1, 1, 0)
    assert frames.count_messages(store, ALL, Filter()) == 1


def test_an_import_beside_an_erasure_does_not_bring_the_ticket_back(
    store, now, make_message, monkeypatch
):
    """The import begins when the erasure has done all but its commit, which nobody sees yet."""
    add(store, now, make_message("1", reply="好", replied_at=now))
    pool, deed, begun = ThreadPoolExecutor(1), erase.deeds.write, []

    def beside(*given):
        deed(*given)
        again = make_message("1", text="换了内容", reply="又好", replied_at=now)
        begun.append(pool.submit(add, store, now, again, make_message("2")))
        wait(begun, timeout=0.5)

    monkeypatch.setattr(erase.deeds, "write", beside)
    erase.erase(store, ALL, "board", "1", CLERK, now)
    assert begun[0].result(timeout=60).accepted == 1
    assert frames.count_messages(store, ALL, Filter()) == 1
    assert frames.count_messages(store, ALL, Filter(answered=True)) == 0
    pool.shutdown()


def erased(store, now):
    return erase.erase(store, ALL, "board", "1", CLERK, now).messages


def heard(store, now):
    """The other network tells that it has erased the ticket."""
    return packages.remove(store, ALL, "board", {erase.ticket_hash("board", "1"): True}, now)


@pytest.mark.parametrize("deed", [erased, heard])
def test_an_erasure_beside_an_import_waits_for_the_ticket(
    store, now, make_message, monkeypatch, deed
):
    """The erasure begins when the import has entered the ticket, which nobody sees yet."""
    pool, put_in, begun = ThreadPoolExecutor(1), messages.put_in, []

    def beside(*given):
        put_in(*given)
        begun.append(pool.submit(deed, store, now))
        wait(begun, timeout=0.5)

    monkeypatch.setattr(messages, "put_in", beside)
    add(store, now, make_message("1"), make_message("2"))
    assert begun[0].result(timeout=60) == 1
    assert frames.count_messages(store, ALL, Filter()) == 1
    assert add(store, now, make_message("1")).accepted == 0
    pool.shutdown()


def test_a_ticket_that_never_came_is_kept_out_too(store, now, make_message):
    assert erase.erase(store, ALL, "board", "9", CLERK, now) == erase.Erased()
    assert add(store, now, make_message("9")).accepted == 0
    assert add(store, now, make_message("9", source="board")).accepted == 0


def test_erasing_twice_is_well(store, now, make_message):
    add(store, now, make_message("1"))
    erase.erase(store, ALL, "board", "1", CLERK, now)
    assert erase.erase(store, ALL, "board", "1", CLERK, now).messages == 0


def test_an_issue_counts_what_is_left(store, now, make_message):
    add(store, now, *(make_message(n, posted_at=now - timedelta(days=int(n))) for n in "123"))
    label(store, now)
    join(store, now)
    number = make_issue(store, now, 3)
    assert erase.erase(store, ALL, "board", "1", CLERK, now).members == 1
    left = frames.issue(store, ALL, number)
    assert left["messages"] == 2
    assert left["last_at"] == now - timedelta(days=2)
    assert issues.cooling(store, ALL, now) == ["云杉|噪声"]
    for ticket in "23":
        erase.erase(store, ALL, "board", ticket, CLERK, now)
    assert frames.issue(store, ALL, number) is None


def test_rows_in_quarantine_that_name_the_ticket_go(store, now):
    bad = [MaskedRow(1, "日期", {"编号": "77"}), MaskedRow(2, "日期", {"编号": "78"})]
    add(store, now, bad=bad)
    assert erase.erase(store, ALL, "board", "77", CLERK, now).quarantined == 1
    assert frames.quarantined(store, ALL)["row_no"].to_list() == [2]


def test_the_deed_is_written_down_without_the_number(store, now, make_message):
    add(store, now, make_message("T-2026-0042"))
    erase.erase(store, ALL, "board", "T-2026-0042", CLERK, now)
    with store.read() as conn:
        deed = conn.execute(select(history)).one()
        grave = conn.execute(select(tombstones)).one()
    assert (deed.action, deed.actor, deed.details) == ("erase", "clerk", {"source": "board"})
    assert b"0042" not in bytes(grave.ticket_hash)
    assert len(grave.ticket_hash) == 16


def test_details_of_what_people_did_with_the_message_go(store, now, make_message):
    from store import history as deeds

    add(store, now, make_message("1"))
    number = frames.messages_page(store, ALL, Filter())["id"].item()
    with store.write() as conn:
        deeds.write(conn, CLERK, "correct", ("message", number), {"from": "a"}, now)
    assert erase.erase(store, ALL, "board", "1", CLERK, now).deeds == 1


def test_deletion_upstream_does_the_same(store, now, make_message):
    add(store, now, make_message("1"), make_message("2"))
    assert erase.gone(store, ALL, "board", ["1", "3"], now) == 1
    assert add(store, now, make_message("1")).accepted == 0


def test_in_sqlite_the_bytes_are_gone(store, now, make_message):
    if not store.is_sqlite:
        pytest.skip("PostgreSQL frees the space with VACUUM")
    text = "独一无二的白鹭在河边唱歌" * 40
    add(store, now, *(make_message(str(n), text=f"{text}{n}") for n in range(30)))
    path = store.engine.url.database
    for number in range(30):
        erase.erase(store, ALL, "board", str(number), CLERK, now)
    for suffix in ("", "-wal"):
        with open(path + suffix, "rb") as file:
            assert "独一无二的白鹭".encode() not in file.read()


def test_hashes_go_and_counts_stay(store, now, make_message):
    people = ["a", "b", "a", None]
    found = [make_message(str(n), submitter=person) for n, person in enumerate(people)]
    old = make_message("9", submitter="c", posted_at=now - timedelta(days=90))
    add(store, now, *found, old)
    assert submitters.months(store, ALL) == [202608, 202611]
    assert submitters.forget(store, ALL, 202611, now) == 3
    assert submitters.months(store, ALL) == [202608]
    assert submitters.frozen(store, ALL) == {(202611, "board"): 2}


def test_hashes_that_come_late_are_added(store, now, make_message):
    add(store, now, make_message("1", submitter="a"))
    submitters.forget(store, ALL, 202611, now)
    add(store, now, make_message("2", submitter="b"))
    assert submitters.forget(store, ALL, 202611, now) == 1
    assert submitters.forget(store, ALL, 202611, now) == 0
    assert submitters.frozen(store, ALL) == {(202611, "board"): 2}


def test_a_crash_after_counting_does_not_count_twice(store, now, make_message, monkeypatch):
    add(store, now, make_message("1", submitter="a"))
    clear = submitters._clear

    def crash(*_):
        raise RuntimeError

    monkeypatch.setattr(submitters, "_clear", crash)
    with pytest.raises(RuntimeError):
        submitters.forget(store, ALL, 202611, now)
    monkeypatch.setattr(submitters, "_clear", clear)
    assert submitters.months(store, ALL) == [202611]
    assert submitters.forget(store, ALL, 202611, now) == 1
    assert submitters.frozen(store, ALL) == {(202611, "board"): 1}


def test_submitters_of_an_issue_are_counted_too(store, now, make_message):
    add(store, now, *(make_message(n, submitter=person) for n, person in ("1a", "2b", "3b")))
    label(store, now)
    join(store, now)
    number = make_issue(store, now, 3)
    submitters.forget(store, ALL, 202611, now)
    assert submitters.frozen(store, ALL, "issue") == {(202611, str(number)): 2}


def test_confidential_records_are_counted_once_and_told_in_fives(store, now):
    def some(first, last, area="wages"):
        tickets = (str(number) for number in range(first, last))
        return [confidential.Labelled(ticket, 202611, area, "投诉") for ticket in tickets]

    assert len(confidential.add(store, ALL, "board", some(0, 4))) == 4
    assert confidential.counts(store, ALL).height == 0
    assert confidential.add(store, ALL, "board", some(0, 6)) == [one.ticket for one in some(4, 6)]
    assert len(confidential.add(store, ALL, "board", some(6, 8, "other"))) == 2
    assert confidential.counts(store, ALL).rows() == [(202611, "board", "wages", "投诉", 6)]


def test_an_erased_confidential_record_is_not_counted_again(store, now):
    erase.erase(store, ALL, "board", "1", CLERK, now)
    record = confidential.Labelled("1", 202611, "wages", "投诉")
    assert confidential.add(store, ALL, "board", [record]) == []


def test_the_migrations_make_the_tables_that_the_program_knows(store):
    with store.read() as conn:
        found = set(inspect(conn).get_table_names()) - {"alembic_version"}
        words = {name for name in found if name.startswith("search_texts")}
        assert found - words == set(metadata.tables)
        assert words  # the index of words is of another kind in each store
        assert conn.execute(select(func.count()).select_from(tombstones)).scalar_one() == 0
