"""Every public function of the store says who may call it, and refuses everybody else.

Found by introspection: a new function without its mark fails here.
"""

import inspect
import pkgutil
from importlib import import_module

import pytest

import store as room
from core.errors import Denied
from core.roles import CAPABILITIES, ROLES
from core.scope import Scope

KNOWN = {*CAPABILITIES, "clock"}
OPEN = {
    "accounts.is_any", "accounts.sign_in", "accounts.touch", "audit.add", "counts.span",
    "frames.sources", "frames.waiting", "history.read_note", "keeping.screen",
    "leases.ends_at", "leases.holder_at",
}  # fmt: skip
"""What anybody may call: it tells nothing of a message, or of oneself alone."""


def functions():
    for info in pkgutil.iter_modules(room.__path__):
        if info.name in ("migrations", "engine"):
            continue
        module = import_module(f"store.{info.name}")
        for name, function in vars(module).items():
            plain = inspect.unwrap(function) if inspect.isfunction(function) else None
            if plain is None or name.startswith("_") or plain.__module__ != module.__name__:
                continue
            if list(inspect.signature(plain).parameters)[:2] == ["store", "scope"]:
                yield f"{info.name}.{name}", function


FUNCTIONS = dict(functions())


def test_every_function_has_an_entry():
    assert [name for name, function in FUNCTIONS.items()
            if not hasattr(function, "capabilities")] == []  # fmt: skip
    unknown = {one for function in FUNCTIONS.values() for one in function.capabilities} - KNOWN
    assert unknown == set()


def test_what_is_open_to_everybody_is_listed_here():
    assert {name for name, function in FUNCTIONS.items() if not function.capabilities} == OPEN


def asked(function, scope):
    """Whether the function let this reader in (what it then does with None does not matter)."""
    wanted = inspect.signature(inspect.unwrap(function)).parameters.values()
    filled = [None for one in list(wanted)[2:]
              if one.default is one.empty and one.kind is not one.KEYWORD_ONLY]  # fmt: skip
    named = {one.name: None for one in wanted
             if one.default is one.empty and one.kind is one.KEYWORD_ONLY}  # fmt: skip
    try:
        function(None, scope, *filled, **named)
    except Denied:
        return False
    except Exception:  # noqa: BLE001 - a function that got past its mark fails on None
        return True
    return True


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_role_gets_what_it_may_and_nothing_else(name):
    function = FUNCTIONS[name]
    for code, role in ROLES.items():
        may = not function.capabilities or bool(role.may & set(function.capabilities))
        assert asked(function, Scope(may=role.may)) is may, code
    assert asked(function, Scope(may=frozenset())) is (not function.capabilities)
    assert asked(function, Scope.ALL)


def test_no_keeper_reads_a_text_or_a_figure():
    for name, function in FUNCTIONS.items():
        if {"texts", "figures", "cases"} & set(function.capabilities):
            for role in ("secadmin", "auditor"):
                assert not asked(function, Scope(may=ROLES[role].may)), name


def test_texts_are_for_those_who_handle_them():
    readers = {code for code, role in ROLES.items() if "texts" in role.may}
    assert readers == {"handler", "manager", "lead"}
    assert FUNCTIONS["frames.messages_page"].capabilities == ("texts",)
