"""An installation of its own for each test."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stamina

from config import settings, tables
from jobs.office import Office


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Tries within a look follow each other at once."""
    stamina.set_testing(True, attempts=2)
    yield
    stamina.set_testing(False)


@pytest.fixture
def office(tmp_path: Path, store_url: str) -> Office:
    """An office over an empty store, once of each kind."""
    values = {"MINSHENG_HOME": str(tmp_path / "home"), "MINSHENG_STORE_URL": store_url}
    found = settings.load(values)
    opened = Office(found, tables.load(found))
    yield opened
    opened.store.close()


@pytest.fixture
def make_table(tmp_path: Path) -> Callable[..., Path]:
    """A CSV with the columns of the profile `message` and `rows` invented letters."""

    def make(rows: int, name: str = "letters.csv", first: int = 1) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"])
            for number in range(first, first + rows):
                day = 1 + number % 28
                place = ("云杉小区", "白鹭花园", "望江路")[number % 3]
                writer.writerow(
                    [
                        number,
                        f"U{number % 97}",
                        f"{place}夜间施工噪声扰民",
                        f"2026/3/{day} {number % 24}:05:00",
                        f"第{number}件：{place}旁的工地半夜施工，噪音很大，请尽快处理。",
                    ]
                )
        return path

    return make
