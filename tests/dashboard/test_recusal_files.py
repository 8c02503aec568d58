"""回避 in what is taken away: every file that a page offers to the accused unit is, but for the
minute of its making, the same as if the matter that accuses it had never come in.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from core.scope import Actor, Scope
from dashboard import acting, caching
from dashboard.app import PAGES
from store.engine import Store
from store.migrate import open_store
from store.schema import labels, messages
from tests.dashboard import county

MARK = "云杉小区"
ALL = Scope.ALL
DRAWN = ("csv", "xlsx", "svg")
"""Of a chart; PNG, PDF and the page are drawn from the same figure (one page tries PNG too)."""

OFFERING = (
    ("overview",),
    ("issues", "messages", "areas", "map", "concentrated"),
    ("desk", "solutions", "rates", "units", "reports"),
    ("alarms", "opendata", "items", "responses", "topics"),
)
"""Pages for readers of a unit that offer files, in parts of about the same length."""

Files = dict[tuple[str, str, int], str]


def test_all_pages_that_a_unit_reads_are_tried() -> None:
    tried = {name for part in OFFERING for name in part}
    offers = ("download_button", "ledgers.", "case_papers.", "case_returning.", "chart_frame.chart")
    views = Path(acting.__file__).parent / "views"
    for page in PAGES:
        source = Path(page.show.__code__.co_filename)
        if source.parent == views and any(word in source.read_text("utf-8") for word in offers):
            assert page.name in tried | {"case", "issue", "topic"} or page.needs == ("desk",), page


@pytest.fixture
def places(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[bool, Store]]:
    """The county of the housing office with the matter that accuses it, and without."""
    now = datetime.now(UTC)
    monkeypatch.setattr(acting, "_local", lambda: Actor("周", unit="housing", role="handle"))
    whole = county.letters

    def harmless(at: datetime) -> Iterator[Any]:
        return (letter for letter in whole(at) if MARK not in letter.title)

    stores = {}
    for accused in (True, False):
        store = open_store(f"sqlite:///{home / f'{accused}.db'}")
        monkeypatch.setattr(county, "letters", whole if accused else harmless)
        county.fill(store, now)
        with store.write() as conn:
            conn.execute(update(labels).values(unit="housing"))
            said = labels.c.place == MARK
            conn.execute(update(labels).where(said).values(accused_unit="housing"))
        stores[accused] = store
    yield stores
    for store in stores.values():
        store.close()


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Files:
    """Every file that a run of a page offers: (page part, suffix, how manieth) -> its words."""
    files: Files = {}

    def offered(label: str, data: Any = None, file_name: str = "", *rest: Any, **more: Any) -> bool:
        suffix = file_name.rsplit(".", 1)[-1]
        chart = str(more.get("key", "")).endswith(f"_{suffix}")
        if not chart or suffix in DRAWN:
            made = data() if callable(data) else data
            named = re.sub(r"\d{6,}", "", file_name)
            number = sum(key[:2] == (named, suffix) for key in files)
            files[named, suffix, number] = words(made, suffix)
        return False

    monkeypatch.setattr(st, "download_button", offered)
    return files


def words(made: Any, suffix: str) -> str:
    """What a file says, without when it was made."""
    if suffix in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(made)) as parts:
            names = [name for name in parts.namelist() if "docProps" not in name]
            found = "\n".join(
                parts.read(name).decode("utf-8", "replace") for name in names if ".xml" in name
            )
    else:
        found = made if isinstance(made, str) else bytes(made).decode("utf-8", "replace")
    found = re.sub(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?|\d+ (?:秒|分钟)前", "", found)
    return re.sub(r"(id=\"|#|url\()[\w-]+", "", found)


def read(store: Store, visit: Callable[..., AppTest], name: str) -> None:
    """Open a page on this store."""
    caching.clear()
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as here:
        here.setenv("MINSHENG_STORE_URL", str(store.engine.url))
        assert not visit(name, period="all").exception


def refs(store: Store) -> dict[str, str]:
    """The number of each message -> where it was posted in time, alike in both stores."""
    with store.read() as conn:
        told = conn.execute(select(messages.c.ref, messages.c.posted_at)).all()
    return {ref: f"<{at:%Y%m%d%H}>" for ref, at in told}


def alike(files: Files, known: dict[str, str]) -> Files:
    """The files with what a message is called in both stores."""
    pattern = re.compile("|".join(map(re.escape, known)))
    return {key: pattern.sub(lambda ref: known[ref[0]], said) for key, said in files.items()}


@pytest.mark.slow
@pytest.mark.parametrize("names", OFFERING)
def test_files_are_as_if_it_had_never_come_in(
    visit: Callable[..., AppTest], places: dict[bool, Store], taken: Files,
    names: tuple[str, ...],
) -> None:  # fmt: skip
    found: dict[bool, Files] = {}
    for accused, store in places.items():
        taken.clear()
        for name in names:
            read(store, visit, name)
        found[accused] = alike(taken, refs(store))
    assert found[True].keys() == found[False].keys()
    for key, said in found[True].items():
        assert MARK not in said, key
        assert said == found[False][key], key


@pytest.mark.slow
def test_whoever_is_not_accused_takes_it_away(
    visit: Callable[..., AppTest], places: dict[bool, Store], taken: Files,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """So that the test above would see it."""
    monkeypatch.setattr(acting, "_local", lambda: Actor("周", role="lead"))
    told = {}
    for accused, store in places.items():
        taken.clear()
        for name in ("overview", "issues", "messages"):
            read(store, visit, name)
        told[accused] = "\n".join(taken.values())
        assert len(taken) > 5
    assert MARK in told[True]
    assert MARK not in told[False]
