"""What takes long is asked before anybody opens the page."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import StoreError
from dashboard import caching, loaders, warming
from store.engine import Store
from tests.dashboard import county

pytestmark = pytest.mark.slow  # every test draws whole pages

SLOW = (loaders.counted, loaders.standing, loaders.times, loaders.slowly)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[object, ...]]]:
    """Slow questions for figures that reached the store."""
    caching.clear()
    found: list[tuple[object, ...]] = []
    for one in SLOW:
        monkeypatch.setattr(one, "_function", _noting(one._function, found))
    yield found
    caching.clear()


def _noting(ask: Callable[..., object], found: list[tuple[object, ...]]) -> Callable[..., object]:
    def noted(*arguments: object) -> object:
        if loaders.figures_alone(*arguments):
            found.append((ask.__name__, *arguments[2:]))
        return ask(*arguments)

    return noted


@pytest.mark.parametrize("page", ["rates", "units", "assessment"])
def test_a_page_as_it_opens_has_no_slow_figure_left_to_ask(
    page_store: Store, visit: Callable[..., AppTest], asked: list[tuple[object, ...]], page: str
) -> None:
    county.fill(page_store, datetime.now(UTC))
    warming.warm()
    assert asked
    asked.clear()
    app = visit(page)
    assert not app.exception
    assert not app.error
    assert asked == []


@pytest.mark.usefixtures("page_store")
def test_a_question_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, asked: list[tuple[object, ...]]
) -> None:
    def fail(*_arguments: object) -> object:
        raise StoreError("数据库暂时无法读写（忙、已满、只读或连接中断），请稍后再试。")

    monkeypatch.setattr(loaders.times, "_function", fail)
    warming.warm()
    assert "standing" in {one[0] for one in asked}
