"""Each scope filter matters: with one taken out of a copy of the program the matrix turns red."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (
    "core", "config", "collectors", "analysis", "store", "cases", "alerts", "reports", "jobs",
    "dashboard", "tests",
)  # fmt: skip

CUT = {
    "regions of messages": (
        "store/recusal.py",
        '        found.append(within(scope, best("region", "", told=told)))',
        "        pass",
    ),
    "units of messages": (
        "store/recusal.py",
        '        found.append(best("unit", "", told=told).in_(sorted(scope.units)))',
        "        pass",
    ),
    "issues outside": (
        "store/recusal.py",
        "or_(issues.c.id.in_(_concerning(scope)), issues.c.id.in_(_given(scope)))",
        "true()",
    ),
    "regions of cases": (
        "store/cases.py", "and_(_not_accusing(scope), _in_regions(scope))", "_not_accusing(scope)"
    ),
    "regions of procedures": (
        "store/procedures.py", "found.append(within(scope, procedures.c.region))", "pass"
    ),
    "units of procedures": (
        "store/procedures.py",
        "found.append(procedures.c.unit.in_(sorted(scope.units)))",
        "pass",
    ),
    "regions of counts": (
        "store/counts.py", 'found.append(within(scope, cube.at["region"]))', "pass"
    ),
}  # fmt: skip
"""What is cut -> file, text, and what stands there then."""

MARK = '@Store.needs("texts")\ndef messages_page('


def copied(folder: Path, file: str, before: str, after: str) -> Path:
    """The program with one place changed."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert before in text, f"{file} no longer holds: {before}"
    path.write_text(text.replace(before, after), "utf-8")
    return folder


def matrix(folder: Path, *chosen: str) -> int:
    """The exit code of the matrix over that copy."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *chosen]
    given = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=given, capture_output=True, timeout=300, check=False
    ).returncode


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("what", CUT)
def test_the_matrix_turns_red_when_a_filter_is_deleted(tmp_path: Path, what: str) -> None:
    folder = copied(tmp_path, *CUT[what])
    wanted = "sqlite and (region or unit)"
    assert matrix(folder, "tests/store/test_scopes.py", "-k", wanted) == 1


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_matrix_turns_red_when_a_mark_is_deleted(tmp_path: Path) -> None:
    after = MARK.replace('@Store.needs("texts")\n', "")
    folder = copied(tmp_path, "store/frames.py", MARK, after)
    assert matrix(folder, "tests/store/test_access.py", "-k", "entry") == 1
