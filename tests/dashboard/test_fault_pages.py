"""What a page says while the store is locked, or gone: one sentence, and afterwards all is well."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dashboard import caching

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def said(app):
    return " ".join(str(one.value) for one in app.error)


def test_a_locked_store_shows_no_text_that_the_audit_cannot_note(visit, filled, home: Path):
    with closing(sqlite3.connect(home / "minsheng.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        app = visit("messages", period="all")
        assert "数据库暂时无法读写" in said(app)
        assert not app.text
        assert not app.exception
        other.execute("ROLLBACK")
    caching.clear()
    app = visit("messages", period="all")
    assert not app.error
    assert app.text


def test_a_store_that_is_gone_is_said(visit, filled, home: Path, monkeypatch):
    monkeypatch.setenv("MINSHENG_STORE_URL", "postgresql+psycopg://nobody@127.0.0.1:9/none")
    app = visit("overview")
    assert "数据库暂时无法读写" in said(app)
    assert not app.exception


def test_a_store_that_may_only_be_read_shows_figures_and_no_texts(
    visit, filled, home: Path, monkeypatch
):
    monkeypatch.chdir(home)
    url = f"sqlite:///file:{home / 'minsheng.db'}?mode=ro&uri=true"
    monkeypatch.setenv("MINSHENG_STORE_URL", url)
    app = visit("areas")
    assert not app.exception
    app = visit("messages", period="all")
    assert "数据库暂时无法读写" in said(app)
    assert not app.text
