"""The wheel carries everything the program reads at run time, not only its Python files."""

import zipfile
from pathlib import Path

import pytest

from tools import bundle

ROOMS = (
    "core", "config", "collectors", "analysis", "store", "cases", "alerts", "reports", "jobs",
    "dashboard",
)  # fmt: skip


def in_rooms(*suffixes: str) -> set[str]:
    """The files in the rooms that git knows, with one of these endings (all without any)."""
    files = (name for name in bundle.source_files() if name.split("/")[0] in ROOMS)
    return {
        name for name in files if name.endswith(suffixes or "") and (bundle.ROOT / name).is_file()
    }


@pytest.mark.slow
def test_every_file_in_a_room_is_in_the_wheel(wheel_names: set[str]) -> None:
    missing = in_rooms() - wheel_names
    assert not missing, f"add their suffix to [tool.setuptools.package-data]: {sorted(missing)}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("folder", "suffixes"),
    [
        ("config/", (".toml",)),
        ("config/locale/", (".mo",)),
        ("config/profiles/", (".toml",)),
        ("store/migrations/versions/0001", (".py",)),
        ("analysis/models/", ()),
        ("dashboard/static/", (".woff2",)),
    ],
)
def test_what_is_read_at_run_time_is_there(
    folder: str, suffixes: tuple[str, ...], wheel_names: set[str]
) -> None:
    carried = {name for name in in_rooms(*suffixes) & wheel_names if name.startswith(folder)}
    assert carried - {f"{folder}__init__.py"}, f"nothing in {folder}"


@pytest.mark.slow
def test_nothing_but_the_rooms_is_installed(wheel_names: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel_names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOMS)


@pytest.mark.slow
def test_the_console_script_is_declared(wheel_path: Path) -> None:
    with zipfile.ZipFile(wheel_path) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
        assert "minsheng = jobs.cli:main" in wheel.read(name).decode()
