"""Every page with every role: it opens, or says in one sentence that the role may not see it.

Found by introspection: a new page is tried with each role at once.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from config import settings, tables
from core.roles import CAPABILITIES, ROLES
from core.scope import Scope
from dashboard import acting
from dashboard.app import PAGES
from store import audit
from store.engine import Store
from store.schema import issues, messages
from tests.dashboard.test_views import unmarked, words
from tests.makers import account

REFUSED = "您的角色不能查看这个页面"


@pytest.fixture
def as_role(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Look at the pages with a role."""

    def become(role: str, **given: object) -> None:
        units = tables.load(settings.load()).units
        unit = units[0].code if ROLES[role].needs_unit else ""
        known = account("li", role=role, unit=unit, **given)
        actor = acting.actor_of(known, units, "", "10.1.2.3")
        monkeypatch.setattr(acting, "current", lambda *_: actor)

    return become


def said(app: AppTest) -> str:
    return " ".join(str(one.value) for kind in (app.warning, app.error) for one in kind)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_opens_and_every_other_is_refused(
    visit: Callable[..., AppTest], filled: Store, as_role: Callable[[str], None], role: str
) -> None:
    as_role(role)
    problems, refused = [], 0
    for page in PAGES:
        if ROLES[role].may.isdisjoint(page.needs) and page.name == "overview":
            continue  # without a page in the address a role's own first page opens
        app = visit(page.name, issue="1") if page.name == "issue" else visit(page.name)
        if ROLES[role].may.isdisjoint(page.needs):
            refused += 1
            shown = [*app.text, *app.metric, *app.dataframe, *app.subheader, *app.selectbox]
            if said(app) != f"{REFUSED}。" or shown or not app.get("page_link"):
                problems.append((page.name, said(app), [one.value for one in shown]))
        elif app.exception or said(app):
            problems.append((page.name, said(app), [str(one.value) for one in app.exception]))
    assert problems == []
    assert len(audit.entries(filled, Scope.ALL, action="denied")) == refused


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", [code for code, role in ROLES.items() if role.is_keeper])
def test_a_keeper_reads_on_no_page_what_anybody_wrote(
    visit: Callable[..., AppTest], filled: Store, as_role: Callable[[str], None], role: str
) -> None:
    with filled.read() as conn:
        titles = set(conn.execute(select(messages.c.title)).scalars())
        titles |= set(conn.execute(select(issues.c.name)).scalars())
    as_role(role)
    read = []
    for page in PAGES:
        if not ROLES[role].may.isdisjoint(page.needs):
            app = visit(page.name)
            shown = unmarked(words(app)) + "".join(one.value.to_string() for one in app.dataframe)
            read += [(page.name, title) for title in titles if title and title in shown]
    assert read == []


def test_each_page_names_known_capabilities_and_somebody_may_open_it() -> None:
    for page in PAGES:
        assert set(page.needs) <= CAPABILITIES.keys()
        assert any(not role.may.isdisjoint(page.needs) for role in ROLES.values())


def test_every_role_has_a_first_page() -> None:
    for role in ROLES.values():
        assert [page for page in PAGES if not page.hidden and not role.may.isdisjoint(page.needs)]


@pytest.mark.slow
def test_a_page_that_is_not_for_a_role_is_refused_and_noted(
    visit: Callable[..., AppTest], filled: Store, as_role: Callable[[str], None]
) -> None:
    as_role("viewer")
    visit("overview")
    app = visit("messages")
    assert REFUSED in said(app)
    assert not app.text
    (row,) = audit.entries(filled, Scope.ALL, action="denied")
    assert (row["actor"], row["address"]) == ("li", "10.1.2.3")


def test_an_account_without_a_role_sees_nothing(
    visit: Callable[..., AppTest], filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = account("li", role="", created_at=datetime.now(UTC))
    monkeypatch.setattr(acting, "current", lambda *_: acting.actor_of(known, (), "", ""))
    app = visit("overview")
    assert "还没有授权" in said(app)
    assert not app.metric
