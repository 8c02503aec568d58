"""What the packaging tests share: the program's wheel, built once."""

import zipfile
from pathlib import Path

import pytest

from tools import bundle


@pytest.fixture(scope="session")
def wheel_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's own wheel, built from the files git knows."""
    folder = tmp_path_factory.mktemp("wheel")
    return bundle.build_wheel(bundle.copy_sources(folder / "source"), folder)


@pytest.fixture(scope="session")
def wheel_names(wheel_path: Path) -> set[str]:
    """The names of the files in the wheel."""
    with zipfile.ZipFile(wheel_path) as wheel:
        return set(wheel.namelist())
