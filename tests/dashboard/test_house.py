"""Names and imports of the front hall."""

import sys
from pathlib import Path

import pytest

from dashboard.app import PAGES

HALL = Path(__file__).parents[2] / "dashboard"
ROOMS = {path.parent.name for path in HALL.parent.glob("*/__init__.py")}
FILES = sorted(HALL.rglob("*.py"))
VIEWS = sorted((HALL / "views").glob("[!_]*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_file_shadows_a_room_or_a_standard_module(path: Path) -> None:
    """Streamlit puts the script's folder first on sys.path."""
    if path.name not in ("__init__.py", "__main__.py"):
        assert path.stem not in ROOMS | set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_views_are_short_and_have_two_words(path: Path) -> None:
    assert path.stem.count("_") == 1
    assert len(path.read_text("utf-8").splitlines()) <= 120


def test_every_view_is_a_page() -> None:
    assert {page.show.__module__.rsplit(".", 1)[1] for page in PAGES} == {
        path.stem for path in VIEWS
    }


def test_only_the_loaders_cache() -> None:
    sources = {path.name: path.read_text("utf-8") for path in FILES}
    assert {name for name, source in sources.items() if "st.cache_" in source} <= {
        "caching.py", "loaders.py"
    }  # fmt: skip
    assert [name for name, source in sources.items() if "@caching.kept" in source] == ["loaders.py"]


def test_no_page_renders_html_of_its_own() -> None:
    for path in FILES:
        source = path.read_text("utf-8")
        assert "unsafe_allow_html" not in source
        assert "unsafe_allow_javascript" not in source
        assert "st.write(" not in source
