"""The page of an issue leads from each count of its explanation to the messages behind it."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.scope import Scope
from store import frames
from store.engine import Store
from store.frames import Filter


@pytest.mark.slow
def test_each_count_has_its_messages(visit: Callable[..., AppTest], filled: Store) -> None:
    app = visit("issue", issue="1")
    assert not app.exception
    told = [line.value for line in app.markdown if "messages?ref=" in line.value]
    assert any(line.startswith("近 7 天") for line in told)
    assert any(line.startswith("负面") for line in told)
    assert any(line.startswith("“") for line in told), "what the issue is about, in its own words"
    own = set(frames.messages_page(filled, Scope.ALL, Filter(issue=1), limit=500)["ref"])
    linked = {ref for line in told for ref in re.findall(r"ref=(\w+)", line)}
    assert linked
    assert linked <= own
