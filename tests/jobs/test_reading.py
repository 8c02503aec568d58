"""Reports and rates over archived months: read in place, the same as from the store."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from sqlalchemy import delete

from core import periods
from core.briefings import KINDS
from core.errors import InputError
from core.privacy import mask
from core.rates import Policy
from core.scope import Actor, Scope
from core.times import month_of
from jobs import archiving, demo, drafting, engines, looking_back, rating, reading, runner
from jobs.drafting import Wish
from jobs.office import Office
from store import closed_months
from store import messages as store_messages
from store.schema import labels, messages, replies
from tests.jobs import briefing_place as place
from tests.s3 import storage

ALL = Scope.ALL
NEWEST = datetime(2026, 3, 29, 4, tzinfo=UTC)
"""The records end on a Sunday of March; their week lies in March as a whole."""

LATER = NEWEST + timedelta(days=20)


def quiet(*_state):
    """Nobody watches."""


@pytest.fixture
def store_url(tmp_path, sqlite_template):
    """The store of the week, not yet filled."""
    path = tmp_path / "week.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.slow)])
def archived(request, office):
    """An office with a week of records and issues, whose months are in the history."""
    settings = office.settings
    with storage() as server:
        if request.param == "s3":
            settings = replace(
                settings, history="s3://minsheng/history", history_endpoint=server.url,
                secrets={"MINSHENG_SECRET_HISTORY": "key:secret"},
            )  # fmt: skip
        found = Office(settings, office.tables)
        place.fill(found.store, NEWEST)
        assert archiving.write(found, LATER, quiet).messages
        yield found
        found.store.close()


def emptied(office):
    """The records leave the store, as after years: only the files have them."""
    with office.store.write() as conn:
        for table in (replies, labels, messages):
            conn.execute(delete(table))


def facts(office, kind):
    wish = Wish(KINDS[kind], NEWEST.date())
    number = drafting.draft(office, wish, Actor("cli"), LATER)
    return drafting.stored(office, number)["content"]["facts"]


def rates(office):
    period = periods.period("week", NEWEST.date())
    return rating.report(office, rating.Wish(period, "unit", "posted_at", Policy()), None, LATER)


KINDS_READ = ("weekly", pytest.param("monthly", marks=pytest.mark.slow))


@pytest.mark.parametrize("kind", KINDS_READ)
def test_a_briefing_has_the_same_facts_before_and_after_archiving(archived, kind):
    before = facts(archived, kind)
    assert len(before) > 20
    period = drafting.period_of(Wish(KINDS[kind], NEWEST.date()), LATER)
    with reading.room(archived, period.start, period.end) as there:
        assert facts(there, kind) == before
    emptied(archived)
    with reading.room(archived, period.start, period.end) as there:
        assert facts(there, kind) == before


def test_rates_are_the_same_before_and_after_archiving(archived):
    before = rates(archived)
    assert before["rows"]
    emptied(archived)
    period = periods.period("week", NEWEST.date())
    with reading.room(archived, period.start, period.end) as there:
        assert rates(there) == before


def test_what_is_written_in_the_room_does_not_stay(archived):
    period = periods.period("week", NEWEST.date())
    with reading.room(archived, period.start, period.end) as there:
        facts(there, "weekly")
        url = there.settings.store_url
    assert drafting.briefings.listed(archived.store, ALL, "weekly") == []
    assert url != archived.settings.store_url


def test_a_period_without_history_is_told(archived):
    period = periods.period("week", (NEWEST - timedelta(days=200)).date())
    with (
        pytest.raises(InputError, match="没有历史数据"),
        reading.room(archived, period.start, period.end),
    ):
        pass


def test_files_of_an_older_form_are_named_until_they_are_written_anew(archived, monkeypatch):
    where = archiving.place_of(archived)
    old = [name for name in closed_months.HISTORY
           if name not in ("facts", "keywords", "day_only")]  # fmt: skip
    for month, told in closed_months.written(archived.store, ALL)[where.url].items():
        for name in told["files"]:
            frame = archiving.parquet.read(where, int(month), int(month)).select(*old)
            archiving.parquet.write(where, name, frame)
    period = periods.period("week", NEWEST.date())
    with (
        pytest.raises(InputError, match="history write"),
        reading.room(archived, period.start, period.end),
    ):
        pass


@pytest.fixture
def county(archived, now):
    """The same office after another 700 records of a year: there is something to warn of."""
    key = b"a key of the test, thrown away.."
    made = demo.generate(3, NEWEST.date() - timedelta(days=1), 700).messages
    for source in sorted({one.source for one in made}):
        batch = [mask(one, key) for one in made if one.source == source]
        store_messages.add(archived.store, ALL, store_messages.Batch(source, "", batch, []), LATER)
    runner.drain(archived, "analyse")
    archiving.write(archived, LATER, quiet)
    return archived


@pytest.mark.slow
def test_archived_months_are_replayed_in_place_as_the_store_would_be(county):
    since, until = 202504, 202603
    told = looking_back.replay(county, since, until, "local")
    records = pl.concat(
        frame
        for month in closed_months.months(county.store, ALL, until + 1)
        if month >= since
        for frame in closed_months.rows(county.store, ALL, month)
    )
    here = [
        one
        for name, rows in archiving.parquet.counties(records)
        for one in looking_back.course((name, rows.drop("county", strict=False), county.temper))
    ]
    assert told
    assert told == sorted(here, key=lambda one: (one.at, one.county, one.ref))
    assert all(one.messages > 1 and since <= month_of(one.at) <= until for one in told)
    emptied(county)
    assert looking_back.replay(county, since, until, "local") == told
    with pytest.raises(InputError, match="没有历史数据"):
        looking_back.replay(county, 199901, 199912, "local")


@pytest.mark.slow
def test_counties_are_replayed_on_the_engine_that_is_asked_for(county, monkeypatch):
    since, until = 202504, 202603
    here = looking_back.replay(county, since, until, "local")
    asked = []

    @contextmanager
    def opened(engine, _materials):
        with ThreadPoolExecutor(2) as executor:
            asked.append(engine)
            yield executor

    monkeypatch.setattr(engines, "opened", opened)
    assert looking_back.replay(county, since, until, "dask://there:1") == here
    assert asked == ["dask://there:1"]
