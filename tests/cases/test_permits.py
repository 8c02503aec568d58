"""Every deed says which roles may do it, and nobody else does it, whatever a page shows.

Found by introspection: a new deed without its mark fails here.
"""

import inspect
import pkgutil
from importlib import import_module

import pytest

import cases as room
from cases import desk
from cases.handling import act
from core.case_moves import Given
from core.errors import Denied, InputError
from core.issues import Issue
from core.roles import ROLES
from core.scope import Actor, Scope
from store import issues, labels, messages
from store.messages import Batch
from tests.cases import desk_place

ALL = Scope.ALL
INNER = {
    "desk.not_about", "handling.carry_out", "handling.enter", "people.add", "people.first",
    "people.grant", "people.reset", "people.set_disabled",
}  # fmt: skip
"""Parts of deeds inside their transaction; accounts: tests/cases/test_entering.py."""


def deeds():
    for info in pkgutil.iter_modules(room.__path__):
        module = import_module(f"cases.{info.name}")
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or name.startswith("_"):
                continue
            plain = inspect.unwrap(function)
            if (
                plain.__module__ == module.__name__
                and "actor" in inspect.signature(plain).parameters
            ):
                yield f"{info.name}.{name}", function


DEEDS = dict(deeds())


def test_every_deed_has_an_entry():
    without = {name for name, deed in DEEDS.items() if not hasattr(deed, "capabilities")}
    assert without == INNER


@pytest.mark.parametrize("name", sorted(DEEDS.keys() - INNER))
def test_whoever_may_not_is_refused(name):
    deed = DEEDS[name]
    for code, role in ROLES.items():
        may = not deed.capabilities or not role.may.isdisjoint(deed.capabilities)
        if not may:
            with pytest.raises(Denied):
                deed(None, Actor("li", scope=Scope(may=role.may)))
        else:
            with pytest.raises(TypeError, match="argument"):  # past its mark: nothing was given
                deed(None, Actor("li", scope=Scope(may=role.may)), given=None)
        assert not (may and role.is_keeper) or set(deed.capabilities) <= {"operate", "desk"}, code


@pytest.fixture
def elsewhere(store, now, make_message):
    """A message of another region with its labels, its issue and its case."""
    made = make_message("1", region="330203", unit="water")
    messages.add(store, ALL, Batch("board", "test", [made], []), now)
    pending = labels.pending(store, ALL)
    import polars as pl

    frame = pending.with_columns(
        area=pl.lit("other"), sentiment=pl.lit("neg"), intent=pl.lit("投诉"), place=pl.lit("路"),
        problem=pl.lit("灯"), keywords=pl.lit(""), area_score=pl.lit(0.9), area_unsure=pl.lit(0),
        sentiment_score=pl.lit(0.0), urgency=pl.lit(0), region=pl.lit("330203"),
    )  # fmt: skip
    labels.save(store, ALL, frame, "test", now)
    keyed = issues.unjoined(store, ALL).with_columns(key=pl.lit("k"))
    issues.enter(store, ALL, keyed.select("id", "month", "posted_at", "key"))
    issues.save(store, ALL, [Issue("k", "路灯", "other", "路", "灯", 1, now, now)])
    return desk_place.ticket(desk_place.desk(store))


def test_nobody_acts_on_what_lies_outside_the_own_scope(store, now, elsewhere):
    for regions, refused in (("3301", True), ("3302", False)):
        seen = Scope(regions=frozenset({regions}), may=ROLES["lead"].may)
        clerk = Actor("陈", unit="hotline", role="dispatch", scope=seen)
        tries = [
            lambda who: desk.rename_issue(store, who, 1, "新名", now),
            lambda who: desk.correct(store, who, 1, {"area": "wages"}, now),
            lambda who: act(desk_place.desk(store), who, elsewhere, "supervise", Given(text="x"),
                            now),
            lambda who: desk.dismiss_issue(store, who, 1, "重复", now),
        ]  # fmt: skip
        for one in tries:
            if refused:
                with pytest.raises(InputError, match="没有编号"):
                    one(clerk)
            else:
                one(clerk)
