"""No command and no page turns what somebody types into the hash of a submitter.

Whoever could have a name hashed could look for the person in the store. Every command of the
parser is run with a submitter's code wherever it takes a text, and with a file that holds the
code; nothing it prints or writes may hold the hash. Pages: tests/dashboard/test_no_hash_shown.py.
"""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import jobs
from config import settings, tables
from core import privacy
from jobs import importing
from jobs.cli import app, load
from jobs.commands import COMMANDS
from jobs.office import Office
from tests.conftest import NOW
from tests.makers import hash_forms

CODE = "U-probe-77"
RUNS_ON = {"serve", "worker", "dashboard", "push"}
HEAVY = {"demo", "bench", "backtest", "train"}
"""They make data of their own, and take numbers and files of labels."""

HOLDS_THE_STORE = {"backup", "db copy"}
"""What they write is the store, which holds hashes and no key: docs/privacy.md."""

PERSONS = re.compile("submitter|person|citizen|writer|hash|hmac|digest|phone|key_of|who")
IN_DOOR = {"preparing.py", "retry.py", "unpacking.py", "screening.py"}
GIVEN = {"month": "202611", "year": "2026", "day": "2026-11-20", "until": "2026-11-23",
         "since": "2026-11-01", "number": "1", "issue": "1",
         "start": "2026-11-20T09:00"}  # fmt: skip


def commands(found=None, path=()) -> Iterator[tuple[str, object]]:
    """Every command that the parser knows, with those inside groups."""
    if found is None:
        for name in COMMANDS:
            yield from commands(load(name), (name,))
    elif inner := getattr(found, "commands", None):
        for name, one in inner.items():
            yield from commands(one, (*path, name))
    else:
        yield " ".join(path), found


ALL = dict(commands())
RUN = [name for name in ALL if name.split()[0] not in RUNS_ON | HEAVY]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An installation in which the code is a submitter of this month and of March."""
    folder = tmp_path_factory.mktemp("home")
    letters(folder / "letters.csv")
    found = settings.load({"MINSHENG_HOME": str(folder)})
    office = Office(found, tables.load(found))
    profile = importing.profile_named(office, "message")
    importing.import_file(office, folder / "letters.csv", profile, "board", NOW)
    office.store.close()
    return folder


def letters(path: Path) -> None:
    head = "留言编号,留言用户,留言主题,留言时间,留言详情,id,title,text,reply,posted_at,replied_at"
    row = f"7,{CODE},路灯不亮,2026/3/2 8:05:00,云杉小区路灯不亮,7,路灯不亮,{CODE}反映路灯不亮,,,"
    path.write_text(f"{head}\n{row}\n", "utf-8")


def of_code(home: Path) -> list[bytes]:
    """The code's hash under every key there is, in every way it could be written down."""
    keys = [path.read_bytes() for path in (home / "keys").glob("submitter-*.key")]
    assert keys
    hashes = [privacy._hash(source, CODE, key) for source in ("board", CODE) for key in keys]
    return [form for made in hashes for form in hash_forms(made)]


def words(name: str, folder: Path) -> list[str]:
    """A call with the code wherever a text is taken, and a file that holds it."""
    said = name.split()
    for one in ALL[name].params:
        if one.name == "help" or getattr(one, "is_flag", False):
            continue
        value = GIVEN.get(one.name, CODE)
        if one.name in ("file", "files") or (one.name == "source" and "target" in names(name)):
            value = str(folder / "letters.csv")
        elif one.name in ("out", "target", "truth", "to_package", "keys", "place"):
            value = str(folder / f"out{len(said)}.csv")
        if one.param_type_name == "argument":
            said.append(value)
        elif one.required or value == CODE:
            said += [one.opts[0], value]
    return said


def names(name: str) -> set[str]:
    return {one.name for one in ALL[name].params}


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", RUN)
def test_a_command_that_is_given_a_code_tells_no_hash(home, tmp_path, monkeypatch, name):
    monkeypatch.setenv("MINSHENG_HOME", str(home))
    monkeypatch.setenv("MINSHENG_QUIET", "1")
    letters(tmp_path / "letters.csv")
    hashes = of_code(home)
    asked = words(name, tmp_path)
    few = [word for word in asked if not word.startswith("-") and word != CODE]
    for call in (asked, [*name.split(), *few[len(name.split()) :]]):
        done = CliRunner().invoke(app, call)
        told = done.output.encode() + str(done.exception).encode()
        assert [form for form in hashes if form in told] == []
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    if name not in HOLDS_THE_STORE:
        held = {path.name for path in written for form in hashes if form in path.read_bytes()}
        assert held == set()


def test_the_probe_would_be_seen(home):
    """The store does hold the hash, so the forms are the right ones."""
    stored = b"".join(path.read_bytes() for path in home.glob("*.db*"))
    assert any(form in stored for form in of_code(home))


def test_no_command_asks_for_a_person_or_a_hash():
    asked = {(name, one.name) for name, found in ALL.items() for one in found.params
             if PERSONS.search(one.name or "")}  # fmt: skip
    assert asked == set()
    assert len(ALL) > 60


def test_only_the_in_door_reads_a_key_of_hashes():
    house = Path(jobs.__file__).parents[1]
    rooms = ("core", "config", "collectors", "analysis", "store", "cases", "alerts", "reports",
             "jobs", "dashboard")  # fmt: skip
    readers = {
        path.relative_to(house).as_posix()
        for room in rooms
        for path in (house / room).rglob("*.py")
        if re.search(r"\.key_for\(|privacy\._hash|_submitter_hash\(", path.read_text("utf-8"))
    }
    known = {f"jobs/{name}" for name in IN_DOOR} | {"core/privacy.py"}
    assert readers <= known


def test_the_forms_are_many():
    made = bytes(range(16))
    assert made in hash_forms(made)
    assert made.hex().encode() in hash_forms(made)
    assert base64.b64encode(made).rstrip(b"=") in hash_forms(made)
