"""No page shows the hash of a submitter, whatever is typed into it.

Commands: tests/jobs/test_no_hash_of_an_input.py.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from core import privacy
from core.messages import RawMessage
from core.scope import Scope
from dashboard.app import PAGES
from store import messages
from store.engine import Store
from tests.dashboard.county import KEY, SOURCE
from tests.makers import hash_forms

CODE = "U-probe-77"
NAMED = {"issue": {"issue": "1"}}


def everything(app: AppTest) -> bytes:
    """All that the page was sent: texts, tables, options."""
    return str(app.main).encode() + str(app.sidebar).encode()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_page_turns_what_is_typed_into_a_hash(
    visit: Callable[..., AppTest], filled: Store
) -> None:
    now = datetime.now(UTC)
    raw = RawMessage(SOURCE, "77", "letter", "路灯不亮", "路灯不亮", now, submitter=CODE)
    one = privacy.mask(raw, KEY)
    assert one.submitter_hash
    messages.add(filled, Scope.ALL, messages.Batch(SOURCE, "f", [one]), now)
    forms = hash_forms(one.submitter_hash)
    shown, typed = [], 0
    for page in PAGES:
        app = visit(page.name, **NAMED.get(page.name, {}))
        for number in range(len(app.text_input)):
            if number < len(app.text_input) and not app.text_input[number].disabled:
                app.text_input[number].set_value(CODE)
                typed += 1
        told = everything(app) + everything(app.run())
        shown += [(page.name, form) for form in forms if form in told]
    assert typed > 10
    assert shown == []
