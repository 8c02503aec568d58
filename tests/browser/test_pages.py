"""Every page of the demonstration county in a real browser, at three sizes, looked at by a program.

No error, no English in the Chinese pages, nothing that lies over something else or sticks out of
the page, no request to another machine, and nothing that axe calls serious.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from cases import keeping
from config import settings, signing
from core.scope import Actor, Scope
from dashboard.app import PAGES
from store import frames
from store.filters import Filter
from store.migrate import open_store
from tests.browser.test_walk import VISIBLE_TEXT
from tests.dashboard import county
from tests.dashboard.serving import BROWSER

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on this machine"),
]

SIZES = {"desk": (1440, 900), "phone": (390, 844), "wall": (1920, 1080)}
WALLS = {"wall": (1920, 1080), "large wall": (3840, 2160)}
NAMES = [page.name for page in PAGES if not page.hidden] + ["issue?issue=1"]
MAIN = ("overview", "issues", "messages", "map", "units", "desk")
"""The pages looked at in every size; the others in one, to keep the time."""

PHONE = ("areas", "rates", "wording", "documents", "disclosures", "alarms")
"""More pages that a phone must hold: wide tables, forms, rows of tabs."""

PROPER = {"PNG", "CSV", "Excel", "English", "SVG", "PDF", "HTML", "XLSX", "Word", "DOCX", "APP"}
"""Names of formats, a channel and a language: the same in every language."""

PLAIN = (
    r"`[^`]*`|minsheng [a-z ]+|[\w.-]+@[\w.-]+|https?://\S+|[\w/.-]+\.(?:toml|xlsx|geojson)"
    r"|/\S+|编号：\S+|R-[\w-]+|MINSHENG_\w+(?:=\w+)?|kind = \"site\"|yyyy"
)
"""Commands, addresses, file names, numbers of records and rules, which are written so; the
pattern in an empty date field is Streamlit's."""

OURS = {"exclude": [["[data-testid=stSidebarNav]"]]}
"""Streamlit draws its list of pages with a div inside, which we cannot change."""

OUT = "() => document.documentElement.scrollWidth - window.innerWidth"
OVERLAPS = """
() => {
  const closed = "[role=tabpanel][hidden], details:not([open]) > :not(summary)";
  const told = "h1, h2, h3, p, label, [data-testid=stMetricValue]";
  const seen = [...document.querySelectorAll(`[data-testid=stMain] :is(${told})`)].filter(e =>
    e.checkVisibility({visibilityProperty: true}) && e.innerText.trim() && !e.closest(closed));
  const box = e => {
    const range = document.createRange();
    range.selectNodeContents(e);
    return range.getBoundingClientRect();
  };
  const boxes = seen.map(box), found = [];
  for (let i = 0; i < seen.length; i++) for (let j = i + 1; j < seen.length; j++) {
    if (seen[i].contains(seen[j]) || seen[j].contains(seen[i])) continue;
    const r = boxes[i], s = boxes[j];
    const wide = Math.min(r.right, s.right) - Math.max(r.left, s.left);
    const high = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
    if (wide > 4 && high > 6)
      found.push(seen[i].innerText.slice(0, 20) + " | " + seen[j].innerText.slice(0, 20));
  }
  return found;
}
"""


def opened(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("h1").first).to_be_visible(timeout=30_000)
    page.wait_for_timeout(300)
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-testid=stSkeleton]:visible")).to_have_count(0, timeout=30_000)


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_whole(browser: Browser, address: str, home: Path, size: str) -> None:
    store = open_store(f"sqlite:///{home / 'minsheng.db'}")
    refs = frames.messages_page(store, Scope.ALL, Filter(), limit=1_000)["ref"].to_list()
    store.close()
    plain = re.compile("|".join([*refs, PLAIN]))  # records have random public numbers
    wide, high = SIZES[size]
    page = browser.new_page(locale="zh-CN", viewport={"width": wide, "height": high})
    away: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:", address.replace("http", "ws"))):
            away.append(request.url)

    page.on("request", note)
    faults: dict[str, list[str]] = {}
    chosen = {"desk": NAMES, "phone": [*MAIN, *PHONE]}.get(size, list(MAIN))
    for name in chosen:
        # One letter of the county is markup on purpose: what citizens write may be English.
        query = "?area=wages&period=all" if name == "messages" else ""
        opened(page, f"{address}/{name}{query}")
        found = [str(text) for text in page.evaluate(OVERLAPS)]
        text = plain.sub("", page.evaluate(VISIBLE_TEXT))
        found += sorted(set(re.findall(r"[A-Za-z]{3,}", text)) - PROPER)
        found += page.get_by_test_id("stAlertContentError").all_inner_texts()
        if page.evaluate(OUT) > 1:
            found.append("wider than the window")
        if found:
            faults[name] = found
    page.close()
    assert faults == {}
    assert away == []


def test_a_long_title_is_shown_whole(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844})
    opened(page, f"{address}/issues?period=all")
    link = page.get_by_test_id("stMain").get_by_test_id("stPageLink-NavLink").first
    link.locator("p").evaluate("e => { e.textContent = '云杉小区二期东门外'.repeat(8) }")
    assert link.locator("span").first.evaluate("e => e.scrollWidth <= e.clientWidth")
    page.close()


NAMED = """
() => ["aria-label", "placeholder", "alt", "title"].flatMap(kind =>
  [...document.querySelectorAll(`[${kind}]`)].filter(e => e.checkVisibility())
    .map(e => e.getAttribute(kind)).filter(said => /[A-Za-z]{3,}/.test(said)))
"""


def test_a_screen_reader_hears_chinese(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN", viewport={"width": 1440, "height": 900})
    opened(page, f"{address}/messages?period=all")
    expect(page.get_by_role("button", name="下一页")).to_be_visible()
    expect(page.get_by_role("link", name="跳到正文")).to_be_attached()
    for name in ("responses", "wording"):
        opened(page, f"{address}/{name}")
        page.wait_for_timeout(500)
        said = {re.sub(PLAIN, "", text) for text in page.evaluate(NAMED)}
        assert not {text for text in said if set(re.findall("[A-Za-z]{3,}", text)) - PROPER}
    page.close()


def test_axe_finds_nothing_serious(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN", viewport={"width": 1440, "height": 900})
    faults = {}
    for name in ("", "issues", "messages", "map", "units", "desk", "rates"):
        opened(page, f"{address}/{name}")
        told = Axe().run(page, context=OURS, options={"runOnly": ["wcag2a", "wcag2aa"]})
        bad = [
            (item["id"], item["nodes"][0]["html"][:160])
            for item in told.response["violations"]
            if item["impact"] in ("serious", "critical")
        ]
        if bad:
            faults[name] = bad
    page.close()
    assert faults == {}


@pytest.mark.parametrize("size", WALLS)
def test_a_big_screen_fits_and_ends_when_its_link_is_revoked(
    browser: Browser, address: str, home: Path, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    monkeypatch.setenv("MINSHENG_HOME", str(home))
    found, now = settings.load(), datetime.now(UTC)
    store = open_store(found.store_url)
    wide, high = WALLS[size]
    page = browser.new_page(locale="zh-CN", viewport={"width": wide, "height": high})
    for kind, issue in (("overview", 0), ("emergency", 1)):
        number = keeping.open_screen(store, Actor("梁某"), kind, issue, 7, now)
        link = f"{address}/screen/{signing.screens(found).sign([number], 'screen')}"
        page.goto(link)
        expect(page.locator("header h1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollHeight") <= high
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
        shown = page.evaluate(VISIBLE_TEXT)
        assert "数据截至" in shown
        for topic in county._TOPICS:
            assert topic[5] not in shown  # no text of a message
        counts = page.locator(".fact strong").all_inner_texts()
        assert not [told for told in counts if re.fullmatch("[1-4]", told)]
        keeping.revoke_screen(store, Actor("梁某"), number, now)
    store.close()
    page.wait_for_timeout(21_000)  # pages keep what they read for twenty seconds
    page.reload()
    expect(page.get_by_text("这个大屏链接已失效")).to_be_visible()
    page.close()


def test_the_look_and_the_language_are_kept(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN", viewport={"width": 1440, "height": 900})
    opened(page, f"{address}/issues?period=all")
    page.get_by_role("link", name="深色").click()
    opened(page, page.url)
    assert "period=all" in page.url
    dark = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    assert page.evaluate(dark) == "rgb(15, 21, 28)"
    opened(page, f"{address}/units")  # and on every other page
    assert page.evaluate(dark) == "rgb(15, 21, 28)"
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Hot issues")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.close()
