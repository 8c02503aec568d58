"""A reader walks through the real pages in a real browser: overview, issue, messages, export.

The machine's own fonts do not matter: the browser is told of none that has Chinese, so what
is seen is what the pages bring with them.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect

from tests.dashboard import county
from tests.dashboard.serving import BROWSER

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on this machine"),
]

PROPER = {"PNG", "CSV", "Excel", "English", "SVG", "PDF"}
VISIBLE_TEXT = """
() => {
  const not_words = "style, script, noscript, [data-testid=stIconMaterial], " +
    "[data-testid=stSkipToContent]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (!parent.closest(not_words) && parent.getClientRects().length && size > 0)
      found.push(walker.currentNode.data);
  }
  return found.join("\\n");
}
"""
DRAWN = """
() => {
  const draw = char => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 40, height: 40});
    const pen = canvas.getContext("2d");
    pen.font = `32px ${getComputedStyle(document.querySelector("h1")).fontFamily}`;
    pen.fillText(char, 2, 32);
    return pen.getImageData(0, 0, 40, 40).data.join();
  };
  return [..."民声诉求热点镇饕"].map(draw);
}
"""


@pytest.fixture
def requests() -> list[str]:
    """The hosts that were asked for something."""
    return []


@pytest.fixture
def page(browser: Browser, requests: list[str]) -> Iterator[Page]:
    """A Chinese reader's page; every request is noted."""
    opened = browser.new_page(locale="zh-CN", viewport={"width": 1440, "height": 900})

    def note(request: Request) -> None:
        requests.append(request.url)

    opened.on("request", note)
    opened.on("websocket", lambda socket: requests.append(socket.url))
    yield opened
    opened.close()


def check_words(page: Page) -> None:
    """Only Chinese, apart from proper names and our own reference numbers."""
    ours = r"编号：\S+|\b(?=\w*\d)[a-z\d]{8,}\b|\b[a-z2-7]{12}\b"  # some have no digit
    shown = re.sub(ours, "", page.evaluate(VISIBLE_TEXT))
    shown = shown.replace("\u200b", "").replace(county.HOSTILE, "")
    assert set(re.findall(r"[A-Za-z]{3,}", shown)) <= PROPER
    assert "诉求" in shown


def wait(page: Page, title: str) -> None:
    """Until a page is drawn to its last line and nothing of the page before is left."""
    expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
    expect(page.get_by_text("研判标签由程序给出").last).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def test_from_the_overview_to_a_picture(page: Page, address: str, requests: list[str]) -> None:
    page.goto(address)
    wait(page, "总览")
    expect(page.locator(".st-key-chart_overview_areas .bars path").last).to_be_visible()
    check_words(page)
    assert len(set(page.evaluate(DRAWN))) == 8, "characters look alike: no glyphs for them"

    page.get_by_role("link", name="云杉小区：电梯停运").click()
    wait(page, "云杉小区：电梯停运")
    expect(page.get_by_text("红色（参照）", exact=True).first).to_be_visible()
    check_words(page)

    page.get_by_role("link", name="诉求列表").click()
    wait(page, "诉求列表")
    page.get_by_text("查看全文").first.click()
    expect(page.get_by_text("渠道：网络留言").first).to_be_visible()
    check_words(page)

    page.get_by_role("link", name="总览").click()
    wait(page, "总览")
    page.get_by_role("button", name="导出").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="图片（PNG）").first.click()
    with Image.open(io.BytesIO(Path(download.value.path()).read_bytes())) as picture:
        assert picture.format == "PNG"
        assert picture.width >= 2000
    assert download.value.suggested_filename.startswith("诉求受理量变化")
    outside = [
        url for url in requests if not re.match(r"(?:http|ws)://127\.0\.0\.1:|data:|blob:", url)
    ]
    assert not outside


@pytest.mark.slow
def test_a_bar_leads_to_the_messages_of_its_area(page: Page, address: str) -> None:
    page.goto(f"{address}/?period=all")
    wait(page, "总览")
    bars = page.locator(".st-key-chart_overview_areas .bars path")
    expect(bars.last).to_be_visible()
    bars.last.scroll_into_view_if_needed()
    box = bars.last.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait(page, "诉求列表")
    assert "area=" in page.url
    assert "period=all" in page.url
    expect(page.get_by_text("共 10 件")).to_be_visible()


@pytest.mark.slow
def test_a_chart_leads_to_its_messages_without_a_mouse(page: Page, address: str) -> None:
    page.goto(f"{address}/areas?period=all")
    wait(page, "八大领域")
    page.locator("[class*=st-key-rows_] button").first.focus()
    page.keyboard.press("Enter")
    choice = page.get_by_label("查看其中一项的诉求")
    expect(choice.last).to_be_visible()
    choice.last.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    wait(page, "诉求列表")
    assert "/messages?" in page.url
    assert "area=" in page.url


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("issues", "热点事项"),
        ("sources", "信息源"),
        ("deliveries", "预警发送记录"),
        ("runs", "运行记录"),
    ],
)
@pytest.mark.slow
def test_the_other_pages_on_a_phone(page: Page, address: str, name: str, title: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/{name}")
    wait(page, title)
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
    check_words(page)


@pytest.mark.slow
def test_hostile_text_runs_nothing(page: Page, address: str) -> None:
    page.goto(f"{address}/messages?period=all&words=链")
    wait(page, "诉求列表")
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("**星**").first).to_be_visible()
    assert main.locator("a[href*='example.com']").count() == 0
    assert main.locator(".katex").count() == 0
