"""`minsheng bench`: every measurement is a file of its own and gives lines for the table."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import InputError
from core.scope import Scope
from jobs import bench
from jobs.bench import Ground, Line, capacity, counting, filling, material, paper
from store import cubes
from store.migrate import open_store


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
    assert all(len(text) == material.LENGTH for _, text in pairs)


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
    counting._check(kept, counting._live(store))
    assert kept[0]["messages"].sum() == 1_500
    with pytest.raises(AssertionError, match="sentiment"):
        counting._check(kept, [rows[1:] for rows in counting._live(store)])
    assert set(counting._at(store, 100)) >= {"cubes", "live", "pandas", "search", "write"}
    store.close()
