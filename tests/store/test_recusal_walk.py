"""回避 by introspection: whatever a page can read is, for the accused unit, as if the matter that
accuses it had never come in: no text, no number, no small count.

Every reading function of every module of the store that pages use is called, with arguments made
from the names of its parameters. A function with a parameter unknown here fails the test: give it
a value in VALUES, or a reason in APART.
"""

import inspect
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import true

from core.ladder import fair, parents_of, scope_of
from core.scope import Scope
from core.watched import Watched
from dashboard import loaders, shelves
from store import search
from store.frames import Filter
from store.migrate import open_store
from tests.cases.desk_place import UNITS, WORK
from tests.conftest import NOW
from tests.store.walk_place import MARK, fill

ALL = Scope.ALL
PARENTS = parents_of(UNITS)
OWN = [scope_of(PARENTS, "housing"), scope_of(PARENTS, "property"), fair(PARENTS, "housing")]
DAYS = (date(2026, 10, 1), date(2026, 12, 31))
TIMES = (datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))

APART = {
    "store.frames.sources": "counts whole sources before anybody has read what they bring",
    "store.frames.run_history": "counts the work of the clock, not matters",
    "store.frames.span": "the first and last day of the whole store",
    "store.health.next_tries": "when sources are read again",
    "store.volumes.daily": "counts whole sources before anybody has read what they bring",
    "store.volumes.hours": "as daily",
    "store.reply_checks.waiting": "what a step of the clock reads next; no page does",
    "store.alarms.sent": "what a step of the clock reads; no page does",
    "store.alarms.waiting": "what a step of the clock reads; no page does",
    "store.handbacks.finished": "what a step of the clock reads; no page does",
    "store.volumes.verdicts": "as daily",
    "store.case_lists.accused_in": "says whom to keep a case from; pages ask it of what they show",
    "store.history.read_note": "facts about the store itself",
}
"""What is not about matters, and why."""

VALUES = {
    "since": TIMES[0], "until": TIMES[1], "now": NOW, "on": "posted_at", "start": TIMES[0],
    "number": [1, 2, 3, 4], "issue": [1, 2, 3, 4], "message": [1, 2, 3], "case": [1, 2, 3],
    "alarm": [1, 2, 3], "numbers": [(1, 2, 3)], "subject": ["issue", "message", "case", "alarm"],
    "action": ["dismiss", "silence", "correct", "move"], "by": ["unit", "area"],
    "chosen": [Filter(), Filter(words=MARK), Filter(issue=1), Filter(issue=2)],
    "clock": [("ticket", "assigned_at", "finished_at")], "names": [["路灯"]],
    "bounds": [TIMES], "between": [TIMES], "kind": ["collect", "dry_run"], "ref": ["x"],
    "name": ["demo"], "words": ["", MARK], "rules": [{}], "today": DAYS[1], "day": DAYS[1],
    "store.counts.by": [(), ("unit",), ("day", "area")], "store.situation.name": ["unit", "area"],
    "owner": ["li"], "at_least": [1], "topic": ["b"], "period": [TIMES], "document": [1],
    "store.topics.topic": [Watched("灯", ("路灯", MARK), *DAYS)], "counted": [{1: 1, 2: 1}],
    "holding": [[true()]], "store.frames.number": [1, 2, 3],
    "year": 2026, "flow": ["disclosure", "consultation", "petition"], "consultation": ["C-1"],
    "matters": [(("道路", ""), ("停水", "housing"))],
    "source": ["board"], "keys": [("a",)], "unit": ["", "housing"], "work": [WORK],
}  # fmt: skip


PAGES = Path(loaders.__file__).parent
SAID = "\n".join(path.read_text("utf-8") for path in sorted(PAGES.rglob("*.py")))


def named(module, name):
    """Does any page call it, by attribute or by name?"""
    short = module.__name__.rsplit(".", 1)[1]
    return re.search(rf'\b{short}(_module)?\.{name}\b|"{name}"', SAID) is not None


def functions():
    """Every reading function that a page can reach."""
    modules = {module for module in vars(loaders).values() if inspect.ismodule(module)}
    modules |= set(shelves.SHELVES.values()) | {loaders.items_module}
    found = {}
    for module in modules:
        if not module.__name__.startswith("store."):
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            wanted = list(inspect.signature(function).parameters)[:2] == ["store", "scope"]
            reads = "store.write()" not in inspect.getsource(function)
            reads = reads and inspect.signature(function).return_annotation is not None
            if own and wanted and reads and named(module, name):
                found[f"{module.__name__}.{name}"] = function
    return found


FOUND = functions()


def calls(function):
    """Arguments by name, once for each value of each parameter."""
    given = [{}]
    for name, parameter in list(inspect.signature(function).parameters.items())[2:]:
        own = f"{function.__module__}.{name}"
        key = own if own in VALUES else name
        if parameter.default is not inspect.Parameter.empty and key not in VALUES:
            continue
        assert key in VALUES, f"{function.__module__}.{function.__name__} wants {name}"
        values = VALUES[key] if isinstance(VALUES[key], list) else [VALUES[key]]
        if "date" in str(parameter.annotation) and "datetime" not in str(parameter.annotation):
            values = [{"since": DAYS[0], "until": DAYS[1]}.get(name, DAYS[1])]
        given = [{**one, name: value} for one in given for value in values]
    return given


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """The place with and without the matter that accuses the housing office."""
    from core import privacy
    from core.messages import RawMessage

    def make(external_id, **fields):
        raw = {"source": "board", "kind": "letter", "title": "x", "text": "x", "posted_at": NOW}
        return privacy.mask(RawMessage(external_id=external_id, **{**raw, **fields}), b"k" * 32)

    opened = []
    for name in ("with", "without"):
        store = open_store(f"sqlite:///{tmp_path_factory.mktemp('walk') / f'{name}.db'}")
        fill(store, NOW, make, accused=name == "with")
        search.settle(store, ALL)
        opened.append(store)
    yield opened
    for store in opened:
        store.close()


def shown(function, store, scope):
    """What it answers to all calls, as text; numbers of our own making (ref) are left out."""
    told = []
    for arguments in calls(function):
        answer = function(store, scope, **arguments)
        if hasattr(answer, "rows"):
            kept = [name for name in answer.columns if name != "ref"]
            answer = answer.select(kept).rows(named=True)
        elif inspect.isgenerator(answer):
            answer = list(answer)
        told.append(_plain(answer))
    return told


def _plain(answer):
    if isinstance(answer, dict):
        return {str(key): _plain(value) for key, value in answer.items() if key != "ref"}
    if isinstance(answer, list | tuple | set):
        plain = [_plain(value) for value in answer]
        return sorted(plain, key=repr) if isinstance(answer, set) else plain
    return repr(answer)


@pytest.mark.parametrize("name", sorted(FOUND))
def test_it_is_as_if_the_matter_had_never_come_in(stores, name):
    if name in APART:
        pytest.skip(APART[name])
    for scope in OWN:
        accused, without = (shown(FOUND[name], store, scope) for store in stores)
        assert accused == without
        assert MARK not in repr(accused).replace(f"words='{MARK}'", "").replace(f"'{MARK}': ", "")


def test_the_walk_would_see_it(stores):
    """For whoever may see all, most of these tell of the matter."""
    told = set()
    for name in set(FOUND) - set(APART):
        accused, without = (shown(FOUND[name], store, ALL) for store in stores)
        if accused != without:
            told.add(name)
    assert len(told) >= 30, sorted(set(FOUND) - told)
