"""`minsheng bench`: every measurement is a file of its own and gives lines for the table."""

import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from analysis import yardsticks
from core.errors import InputError
from core.scope import Scope
from jobs import bench
from jobs.bench import (
    Ground,
    Line,
    capacity,
    counting,
    dask,
    filling,
    finding,
    material,
    paper,
    pouring,
)
from jobs.bench import cubes as measured
from store import counts, cubes
from store.filters import Filter
from store.migrate import open_store
from store.schema import metadata
from store.tallies import MEASURES


def test_every_measurement_has_a_title_and_lines():
    for name, module in bench.measures([]).items():
        assert module.TITLE
        assert callable(module.measure)
        assert Path(module.__file__).stem == name


def test_an_unknown_measurement_is_told():
    with pytest.raises(InputError, match="labels"):
        bench.measures(["nothing"])


def test_the_county_gives_messages_of_the_length_of_real_ones():
    pairs = material.pairs(Ground(None, 300))
    assert len(pairs) == 300
    assert all(len(text) == bench.LENGTH for _, text in pairs)


def test_the_page_tells_the_machine_and_what_was_reached():
    lines = [
        bench.at_least("fast", 1200.4, "件/秒", "other", 0.5, 0.6),
        bench.at_most("small", 1.234, "秒", 2),
        Line("plain", 7, "件"),
    ]
    page = paper.page({"速度": lines}, Ground(None, 300), date(2026, 11, 27))
    assert "| fast | 1,200 | 件/秒 | other | 0.5 | ≥ 0.6 | 否 |" in page
    assert "| small | 1.23 | 秒 |  |  | ≤ 2 秒 | 是 |" in page
    assert "2026-11-27" in page
    assert "polars" in page


def test_growth_of_a_step_is_told_as_an_exponent_of_all_its_cost():
    found = {
        10_000: {"write": 1e-3, "overview": 0.010, "disk": 3000.0, "memory": 200.0},
        100_000: {"write": 1e-3, "overview": 0.020, "disk": 3000.0, "memory": 210.0},
    }
    told = {line.name: line for line in capacity.lines(found)}
    growth = {name: line.figure for name, line in told.items() if "幂次" in name}
    assert [round(value, 2) for value in growth.values()] == [1.0, 0.3, 1.0]
    assert all(line.reached for name, line in told.items() if "幂次" in name)
    assert told["写入：标签、索引、汇总（100,000 件时）"].figure == pytest.approx(1000)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_step_of_the_capacity_is_measured(office):
    filling.fill(office.store, 1_000)
    found = capacity.at(office, 1_000)
    assert set(found) >= capacity.STEPS.keys() - {"write"}
    assert all(found[name] > 0 for name in ("history", "backup", "finder", "archive", "parquet"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_labels_are_measured_against_their_yardsticks():
    lines = bench.measures(["labels"])["labels"].measure(Ground(None, 100))
    assert {"jieba-rs", "SnowNLP"} <= {line.against for line in lines}
    assert all(line.figure > 0 for line in lines)


@pytest.mark.slow
def test_what_is_measured_gives_the_same_figures(tmp_path):
    """Cubes, SQL over the messages and pandas are compared: they must count the same."""
    store = open_store(f"sqlite:///{tmp_path / 'bench.db'}")
    filling.fill(store, 1_500)
    assert cubes.difference(store, Scope.ALL) == 0
    kept = counting.overview(store)
    counting.check(kept, counting.live(store))
    assert kept[0]["messages"].sum() == 1_500
    with pytest.raises(AssertionError, match="sentiment"):
        counting.check(kept, [rows[1:] for rows in counting.live(store)])
    assert set(counting._at(store, 100)) >= {"cubes", "live", "pandas", "search", "write"}
    store.close()


def cells(store):
    with store.read() as conn:
        return {
            name: sorted(tuple(row) for row in conn.execute(select(metadata.tables[name])))
            for name in MEASURES
        }


@pytest.mark.slow
def test_what_is_poured_counts_as_if_it_had_been_counted(store_url):
    store = open_store(store_url)
    pouring.pour(store, 2_000)
    poured = cells(store)
    assert sum(row[-1] for row in poured["cube_call_backs"]) > 500
    cubes.rebuild(store, Scope.ALL)
    assert cells(store) == poured
    assert cubes.difference(store, Scope.ALL) == 0
    counting.check(counting.overview(store), counting.live(store))
    store.close()


@pytest.mark.slow
def test_an_interrupted_pouring_goes_on_with_the_next_month(tmp_path):
    class Enough(Exception):
        pass

    def three_months(done, whole):
        if done > whole / 5:
            raise Enough

    store = open_store(f"sqlite:///{tmp_path / 'bench.db'}")
    with pytest.raises(Enough):
        pouring.pour(store, 700, three_months)
    before = counts.labelled(store, Scope.ALL)
    assert 0 < before < 700
    pouring.pour(store, 700)
    assert counts.labelled(store, Scope.ALL) == 700
    assert cubes.difference(store, Scope.ALL) == 0
    store.close()


@pytest.mark.slow
def test_a_poured_store_is_measured_and_kept(tmp_path, monkeypatch, office):
    monkeypatch.setattr(measured, "sizes", lambda _ground: [500, 1_000])
    monkeypatch.delenv("MINSHENG_BENCH_POSTGRES", raising=False)
    told = measured.measure(Ground(None, 1_000, tmp_path / "kept"))
    assert {"实时 SQL 聚合"} == {line.against for line in told if line.ratio is not None}
    assert {path.name for path in (tmp_path / "kept").glob("*.db")} == {
        "poured-500.db", "poured-1000.db",
    }  # fmt: skip


@pytest.mark.slow
def test_an_interrupted_capacity_goes_on_where_it_stopped(tmp_path, monkeypatch, office):
    sizes, asked = [20, 40], []
    monkeypatch.setattr(filling, "sizes", lambda _ground: sizes)
    monkeypatch.setattr(capacity, "at", lambda _office, size: asked.append(size) or {"memory": 1.0})
    ground = Ground(None, 100, tmp_path / "kept")
    capacity.measure(ground)
    sizes.append(60)
    capacity.measure(ground)
    assert asked == [20, 40, 60]
    store = open_store(f"sqlite:///{tmp_path / 'kept' / 'bench.db'}")
    assert int(counts.counts(store, Scope.ALL, Filter())["messages"].sum()) == 60
    store.close()


def test_a_disk_that_is_too_small_is_told_before_anything_is_filled(tmp_path, office):
    with pytest.raises(InputError, match="--keep"):
        capacity._room(tmp_path, 10**12, 370)


def test_two_free_cores_are_shared_by_the_workers_and_the_caller():
    one = dask.Spent(clock=9.0, busiest=1.0, workers=1.0, here=0.2, idle=0.0)
    two = dask.Spent(clock=9.0, busiest=0.5, workers=1.0, here=0.2, idle=0.0)
    told = dask.lines(1_000, one, two)
    assert told[1].ratio == 1.0
    assert told[-1].ratio == pytest.approx(1.0 / 0.6)
    assert told[-1].reached is None


def test_average_linkage_joins_what_is_alike():
    pytest.importorskip("scipy", reason="comes with the extra `train`")
    texts = ["阳光小区停水三天", "云杉路夜里施工噪声", "阳光小区停水三天了", "云杉路夜里施工的噪声"]
    one, other, *rest = yardsticks.linked(texts)
    assert [one, other] == rest
    assert one != other


def test_the_issue_finder_stands_beside_average_linkage(monkeypatch):
    pytest.importorskip("scipy", reason="comes with the extra `train`")
    usual, own = finding._beside(200)
    assert usual.figure > 0
    assert own.ratio == pytest.approx(own.figure / usual.figure)
    monkeypatch.setitem(sys.modules, "scipy.cluster.hierarchy", None)
    assert "SciPy" in finding._beside(50)[0].name
