"""The plan of the house holds: rooms, registries, sizes, and what the documents say."""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = (
    "core", "config", "collectors", "analysis", "store", "cases", "alerts", "reports", "jobs",
    "dashboard",
)  # fmt: skip
SOURCES = [
    path
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if "versions" not in path.parts
]
FORBIDDEN = {"utils", "helpers", "common", "manager", "engine_utils", "misc"}


def functions():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def length(node):
    return node.end_lineno - node.lineno + 1


def test_functions_are_short():
    lengths = sorted(length(node) for _, node in functions())
    assert statistics.median(lengths) <= 10
    assert lengths[int(len(lengths) * 0.95)] <= 30


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_short_and_well_named(path):
    limit = 420 if path.name == "schema.py" else 320
    assert len(path.read_text("utf-8").splitlines()) <= limit
    assert path.stem not in FORBIDDEN


def test_public_functions_have_docstrings():
    bare = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in SOURCES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert bare == []


def test_two_broad_excepts_in_the_whole_house():
    broad = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    ]
    assert len(broad) <= 2
    assert set(broad) <= {"jobs/runner.py", "dashboard/app.py", "dashboard/visit.py"}


def test_only_the_clock_room_and_the_front_hall_read_the_clock():
    readers = {
        path.relative_to(ROOT).parts[0]
        for path in SOURCES
        if re.search(r"datetime\.now\(|date\.today\(|time\.time\(", path.read_text("utf-8"))
    }
    assert readers <= {"jobs", "dashboard"}


def test_every_store_function_takes_a_scope():
    without = [
        f"{path.stem}.{node.name}"
        for path in sorted((ROOT / "store").glob("*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and [argument.arg for argument in node.args.args][:1] == ["store"]
        and path.stem not in ("migrate", "rows", "wiping")
        and [argument.arg for argument in node.args.args][1:2] != ["scope"]
    ]
    assert without == []


def test_the_data_model_is_documented():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import data_model
    finally:
        sys.path.remove(str(ROOT / "tools"))
    assert data_model.PAGE.read_text("utf-8") == data_model.page()


def test_documented_settings_are_the_settings():
    known = set(
        re.findall(r'"(MINSHENG_[A-Z_]+)"', (ROOT / "config/settings.py").read_text("utf-8"))
    )
    found = re.findall(r"`(MINSHENG_[A-Z_]+)`", (ROOT / "README.md").read_text("utf-8"))
    told = {name for name in found if not name.endswith("_FILE")}
    assert known == told


def test_documented_commands_are_the_commands():
    told = set(re.findall(r"^\| `minsheng ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), re.M))
    out = subprocess.run(
        [sys.executable, "-m", "jobs.cli", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True,
        env={"COLUMNS": "200", "TERM": "dumb", "PATH": ""},
    ).stdout  # fmt: skip
    assert told == set(re.findall(r"^│ ([a-z]+) ", out, re.M))
