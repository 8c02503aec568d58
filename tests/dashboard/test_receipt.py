"""签收 by a signed link: looking changes nothing, pressing the button does."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
import urllib3
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from config import settings, signing
from core.alarms import Alarm, Contact, Signal
from core.scope import Scope
from dashboard.receipt import receipt
from store import alarms, contacts
from tests import smtp

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


class Browser:
    """Opens links of a real server on loopback."""

    def __init__(self, port):
        self.host = f"http://127.0.0.1:{port}"

    def get(self, path, method="GET"):
        return urllib3.request(method, self.host + path, retries=False)

    def post(self, path, **fields):
        return urllib3.request("POST", self.host + path, body=urlencode(fields), retries=False)


@pytest.fixture
def page():
    routes = [Route("/receipt/{token}", receipt, methods=["GET", "POST"])]
    port = smtp.free_port()
    config = uvicorn.Config(Starlette(routes=routes), port=port, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Browser(port)
    server.should_exit = True
    thread.join()


def words(answer):
    return answer.data.decode()


@pytest.fixture
def number(page_store):
    about = Signal("hot_issue", "issue:7", "云杉小区：<b>停水</b>", "近 7 天 31 件", cited="明天")
    alarms.save(page_store, Scope.ALL, [(Alarm(about, NOW, NOW, told=1), ())], NOW)
    return alarms.listed(page_store, Scope.ALL)["id"][0]


@pytest.fixture
def link(number):
    return f"/receipt/{signing.signer(settings.load()).sign([number], 'wang@example.gov.cn')}"


def state(store):
    return alarms.listed(store, Scope.ALL).row(0, named=True)


def test_a_link_shows_nothing_that_has_come_to_accuse_its_reader(page_store, page, link, number):
    told = Contact(0, "housing", "A", "王", "mail", "wang@example.gov.cn")
    with page_store.write() as conn:
        contacts.replace_units(conn, ["housing"], [told])
        before = alarms.by_id(conn, [number])[number]
    assert "停水" in words(page.get(link))
    grown = replace(before, signal=replace(before.signal, accused=("housing",)))
    alarms.save(page_store, Scope.ALL, [(grown, ())], NOW)
    assert "停水" not in words(page.get(link))
    page.post(link)
    assert state(page_store)["state"] == "firing"


def test_opening_the_link_changes_nothing(page, page_store, link):
    for _prefetch in range(3):
        answer = page.get(link)
        assert answer.status == 200
        assert page.get(link, "HEAD").status == 200
    assert "&lt;b&gt;停水&lt;/b&gt;" in words(answer)
    assert answer.headers["cache-control"] == "no-store"
    assert state(page_store)["state"] == "firing"


def test_the_button_signs_once_for_this_address(page, page_store, link):
    assert "已签收 1 项" in words(page.post(link, do="sign"))
    assert "此前已签收" in words(page.post(link, do="sign"))
    assert state(page_store)["acked_by"] == "wang@example.gov.cn"
    assert "<button>" not in words(page.get(link))


def test_returning_needs_a_reason(page, page_store, link):
    assert "请写明理由" in words(page.post(link, do="return", reason=" "))
    assert state(page_store)["state"] == "firing"
    assert "已退回" in words(page.post(link, do="return", reason="属区水务"))
    assert state(page_store)["state"] == "acknowledged"


def test_a_forged_or_old_link_is_told_so(page, page_store, number, link):
    forged = replace(signing.signer(settings.load()), key="another").sign([number], "x@y.cn")
    old = link.removeprefix("/receipt/")
    signed, seal = old.rsplit(".", 1)  # its last character holds bits that do not count
    for token in ("x", forged, f"{signed}.{'A' if seal[0] != 'A' else 'B'}{seal[1:]}"):
        answer = page.get(f"/receipt/{token}")
        assert (answer.status, "链接已失效" in words(answer)) == (410, True)
        assert page.post(f"/receipt/{token}", do="sign").status == 410
    assert signing.Signer(signing.signer(settings.load()).key, days=-1).read(old) is None
    assert state(page_store)["state"] == "firing"


def test_a_body_too_large_is_refused(page, link):
    assert page.post(link, reason="x" * 5000).status == 413


def test_the_key_is_made_once_and_only_its_owner_reads_it(home):
    first = signing.signer(settings.load()).key
    assert signing.signer(settings.load()).key == first
    assert (home / "link.key").stat().st_mode & 0o777 == 0o600
    given = settings.load({"MINSHENG_HOME": str(home), "MINSHENG_LINK_KEY": "given"})
    assert signing.signer(given).key == "given"
