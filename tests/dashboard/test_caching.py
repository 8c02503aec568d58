"""What is kept between pages: asked once, for one reader's scope, and nobody's to change."""

import threading
from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest

from core.errors import StoreError
from core.scope import Scope
from dashboard import caching, loaders


@dataclass(frozen=True)
class Alert:
    """A record that cannot be hashed."""

    name: str
    units: list[str]


ALL, OWN = Scope.ALL, Scope(units=frozenset({"water"}), barred=frozenset({"water"}))


@pytest.fixture
def asked():
    """Questions that reached the store."""
    return []


@pytest.fixture
def rows(asked):
    @caching.kept(600)
    def rows(url, scope, name, arguments=()):
        asked.append((scope, name, arguments))
        return [{"name": name, "parts": [1, 2]}]

    return rows


def test_two_readers_of_one_scope_ask_the_store_once(rows, asked):
    assert rows("a", ALL, "open") == rows("a", Scope(), "open")
    assert len(asked) == 1


def test_another_scope_never_gets_what_was_kept_for_the_first(rows, asked):
    others = [OWN, Scope(units=OWN.units), Scope(barred=OWN.barred), Scope(least=5)]
    for scope in [ALL, *others]:
        rows("a", scope, "open")
    assert [scope for scope, *_rest in asked] == [ALL, *others]


def test_equal_numbers_of_another_kind_are_another_question(rows, asked):
    listed = Alert("alert", ["unit"]), Alert("alert", ["other"])
    for value in (1, True, 1.0, "1", date(2026, 1, 1), [1], (1,), {"n": 1}, {"n": True}, *listed):
        rows("a", ALL, "open", (value,))
    assert len(asked) == 11


def test_what_one_reader_changes_the_next_does_not_see(rows):
    first = rows("a", ALL, "open")
    first[0]["parts"].append(3)
    first[0]["name"] = "changed"
    first.clear()
    assert rows("a", ALL, "open") == [{"name": "open", "parts": [1, 2]}]


def test_a_column_put_into_a_frame_stays_with_its_reader():
    frame = caching.kept(600)(lambda: pl.DataFrame({"n": [1, 2]}))
    frame().insert_column(0, pl.Series("more", [3, 4]))
    assert frame().columns == ["n"]


def test_after_a_deed_the_store_is_asked_again(rows, asked):
    rows("a", ALL, "open")
    rows.clear()
    rows("a", ALL, "open")
    caching.clear()
    rows("a", ALL, "open")
    assert len(asked) == 3


def test_an_answer_that_was_on_its_way_during_a_deed_is_not_kept():
    begun, done = threading.Event(), threading.Event()
    stored = ["before"]

    @caching.kept(600)
    def read():
        found = stored[0]
        begun.set()
        assert done.wait(10)
        return found

    late = threading.Thread(target=read)
    late.start()
    assert begun.wait(10)
    stored[0] = "after"
    read.clear()
    done.set()
    late.join(10)
    assert read() == "after"


def test_who_asks_what_is_just_being_asked_waits_for_that_answer():
    begun, done, asked, found = threading.Event(), threading.Event(), [], []

    @caching.kept(600)
    def read():
        asked.append(1)
        begun.set()
        assert done.wait(10)
        return "answer"

    readers = [threading.Thread(target=lambda: found.append(read())) for _reader in range(5)]
    for reader in readers:
        reader.start()
    assert begun.wait(10)
    done.set()
    for reader in readers:
        reader.join(10)
    assert (found, asked) == (["answer"] * 5, [1])


def test_a_failure_is_not_kept():
    answers = iter([ValueError("locked"), "answer"])

    @caching.kept(600)
    def read():
        found = next(answers)
        if isinstance(found, ValueError):
            raise found
        return found

    with pytest.raises(ValueError, match="locked"):
        read()
    assert read() == "answer"


def test_what_is_too_old_is_asked_again_and_the_oldest_makes_room():
    asked = []
    brief = caching.kept(0)(lambda: asked.append("brief"))
    brief()
    brief()
    few = caching.kept(600, 2)(lambda name: asked.append(name))
    for name in ("a", "b", "a", "c", "a", "b"):
        few(name)
    assert asked == ["brief", "brief", "a", "b", "c", "b"]


class Clock:
    """A clock that goes on when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr(caching, "time", found)
    return found


def _renewed() -> None:
    """Wait until what is fetched behind the readers is there."""
    for thread in threading.enumerate():
        if thread.name == "renewing":
            thread.join(10)


def test_an_answer_kept_late_is_given_at_once_and_renewed_behind(clock):
    told, asked = ["old", "new"], []

    @caching.kept(60, late=600)
    def slow():
        asked.append(1)
        return told[len(asked) - 1]

    assert slow() == "old"
    clock.now += 61
    assert slow() == "old", "nobody waits"
    _renewed()
    assert slow() == "new"
    assert len(asked) == 2


def test_only_one_reader_has_an_answer_renewed(clock):
    begun, done, asked = threading.Event(), threading.Event(), []

    @caching.kept(60, late=600)
    def slow():
        asked.append(1)
        if len(asked) > 1:
            begun.set()
            assert done.wait(10)
        return len(asked)

    slow()
    clock.now += 61
    assert [slow() for _reader in range(5)] == [1] * 5
    assert begun.wait(10)
    done.set()
    _renewed()
    assert slow() == 2


def test_an_answer_that_is_too_late_is_waited_for(clock):
    asked = []
    slow = caching.kept(60, late=600)(lambda: asked.append(1) or len(asked))
    slow()
    clock.now += 661
    assert slow() == 2


def test_what_must_not_be_late_is_asked_anew(clock):
    asked = []

    @caching.kept(60, late=600, when=lambda what: what == "figures")
    def slow(what):
        asked.append(what)
        return len(asked)

    assert [slow("figures"), slow("texts")] == [1, 2]
    clock.now += 61
    assert slow("texts") == 3
    assert slow("figures") == 1


@pytest.mark.parametrize(
    ("scope", "may_be_late"),
    [
        (Scope(may=frozenset({"figures"})), True),
        (Scope(may=frozenset({"figures", "texts"})), False),
        (Scope(may=frozenset({"cases"})), False),
        (Scope.ALL, False),
        (Scope(units=frozenset({"water"}), may=frozenset({"figures"})), False),
        (Scope(regions=frozenset({"330106"}), may=frozenset({"figures"})), False),
    ],
)
def test_only_figures_of_everything_may_be_late(scope, may_be_late):
    assert loaders.figures_alone("sqlite://", scope, "call_backs", ()) is may_be_late


def test_after_a_deed_nothing_late_is_given(clock):
    asked = []
    slow = caching.kept(60, late=600)(lambda: asked.append(1) or len(asked))
    slow()
    clock.now += 61
    slow.clear()
    assert slow() == 2


def test_the_old_answer_stays_while_the_store_cannot_tell_a_new_one(clock):
    asked = []

    @caching.kept(60, late=600)
    def slow():
        asked.append(1)
        if len(asked) > 1:
            raise StoreError("数据库暂时无法读写（忙、已满、只读或连接中断），请稍后再试。")
        return "old"

    slow()
    clock.now += 61
    assert slow() == "old"
    _renewed()
    assert slow() == "old"
    _renewed()
    clock.now += 600
    with pytest.raises(StoreError):
        slow()
