"""The rooms' short import names belong to this project, and its files name no package host."""

import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tools import bundle

ROOMS = (
    "core", "config", "collectors", "analysis", "store", "cases", "alerts", "reports", "jobs",
    "dashboard",
)  # fmt: skip
INDEX_HOST = re.compile(
    r"\b[\w.-]*(?:pypi|pythonhosted|npmjs)[\w-]*\.(?:org|com|net|io|cn)\b"
    r"|https?://\S+/simple\b"
)
INDEX_OPTION = re.compile(r"--(?:extra-)?index-url|--trusted-host|PIP_(?:EXTRA_)?INDEX_URL")
TEXT = {".py", ".toml", ".md", ".txt", ".sh", ".yaml", ".yml", ".cfg", ".ini", ""}


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_distribution_provides_a_room(room: str) -> None:
    owners = set(packages_distributions().get(room, []))
    assert owners <= {"minsheng"}, f"{room} is also installed by {owners - {'minsheng'}}"


def test_constraints_are_exact_pins_and_nothing_else() -> None:
    lines = (bundle.ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    wrong = [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", pin)]
    assert not wrong
    assert not [line for line in lines if "://" in line]
    assert pins == sorted(pins, key=str.lower)


def test_every_declared_library_is_pinned() -> None:
    text = (bundle.ROOT / "constraints.txt").read_text("utf-8")
    pinned = {canonical(line.split("==")[0]) for line in text.splitlines() if "==" in line}
    missing = {canonical(name) for name in declared()} - pinned
    assert not missing, f"run `make pins`: {sorted(missing)}"


def declared() -> list[str]:
    """The names of the libraries that pyproject.toml asks for, with those of the extras."""
    project = bundle.project_table(bundle.ROOT)
    wanted = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        wanted += extra
    return [re.split(r"[^A-Za-z0-9._-]", item, maxsplit=1)[0] for item in wanted]


def canonical(name: str) -> str:
    """A library's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_no_file_names_a_package_host() -> None:
    """Where libraries come from is a matter of the machine, not of the project."""
    found = [name for name in bundle.source_files() if names_a_host(bundle.ROOT / name)]
    assert not found


def names_a_host(path: Path) -> bool:
    """Whether a text file names a package index or an option that would choose one."""
    if path.suffix not in TEXT or not path.is_file() or path == Path(__file__):
        return False
    text = path.read_text("utf-8", errors="ignore")
    return bool(INDEX_HOST.search(text) or INDEX_OPTION.search(text))


@pytest.mark.parametrize(
    "text", ["https://mirror.example/simple", "files." + "pythonhosted" + ".org", "PIP_INDEX_URL"]
)
def test_the_search_for_package_hosts_finds_them(text: str) -> None:
    assert INDEX_HOST.search(text) or INDEX_OPTION.search(text)
