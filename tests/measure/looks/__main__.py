"""Every page of a store of one's own, in a real browser: `python -m tests.measure.looks HOME OUT`.

Each page is opened at three sizes over the installation HOME; a picture of each goes into the
folder OUT to be looked at. Told are errors, text that lies over other text, what sticks out of
the page, requests to another machine, what axe calls serious, and how long a change of the filter
takes until the page stands still again (wanted: 1 s; with --filters nothing else is measured).
Words of the records may be of any language and are not judged. With --dark the dark look is taken.
"""

import argparse
import time
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect, sync_playwright

from dashboard.app import PAGES
from tests.browser.test_pages import OURS, OVERLAPS, SIZES, opened
from tests.browser.test_pages import OUT as WIDER
from tests.dashboard.serving import BROWSER, served

RULES = ["wcag2a", "wcag2aa"]
STANDS = "[data-test-script-state=notRunning]"
FILTERED = ("overview", "issues", "messages", "map")


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands."""
    found = [f"overlap: {text}" for text in page.evaluate(OVERLAPS)]
    found += [
        f"error: {text}" for text in page.get_by_test_id("stAlertContentError").all_inner_texts()
    ]
    if page.evaluate(WIDER) > 1:
        found.append("wider than the window")
    told = Axe().run(page, context=OURS, options={"runOnly": RULES})
    found += [
        f"axe: {item['id']}: {item['nodes'][0]['html'][:120]}"
        for item in told.response["violations"]
        if item["impact"] in ("serious", "critical")
    ]
    return found


def redrawn(page: Page) -> float:
    """Seconds from the choice of another area until the page stands still."""
    page.get_by_label("领域", exact=True).last.click()
    option = page.get_by_role("option").nth(2)
    expect(option).to_be_visible()
    started = time.perf_counter()
    option.click()
    page.wait_for_timeout(50)
    expect(page.locator(STANDS)).to_be_visible()
    expect(page.locator("[data-testid=stSkeleton]:visible")).to_have_count(0)
    return time.perf_counter() - started


def main() -> None:
    """Walk, and print what is wrong; exit code 1 where anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--filters", action="store_true")
    parser.add_argument("--period", default="all", help="of the pages; all, month, year, ...")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    bad, away = 0, set[str]()
    with served(given.home, given.home) as address, sync_playwright() as playwright:

        def note(request: Request) -> None:
            ours = (address, address.replace("http", "ws"), "data:", "blob:")
            if not request.url.startswith(ours):
                away.add(request.url)

        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        for size, (wide, high) in SIZES.items():
            page = browser.new_page(locale="zh-CN", viewport={"width": wide, "height": high})
            page.on("request", note)
            if given.dark:
                opened(page, f"{address}/sources")
                page.get_by_role("link", name="深色").click()
            for name in [one.name for one in PAGES if not one.hidden and not given.filters]:
                opened(page, f"{address}/{name}?period={given.period}")
                page.screenshot(path=given.out / f"{size}_{name or 'overview'}.png")
                for fault in faults(page):
                    bad += 1
                    print(f"{size} {name}: {fault}", flush=True)
            for name in FILTERED if size == "desk" else ():
                opened(page, f"{address}/{name}?period={given.period}")
                print(f"{name}: filter changed in {redrawn(page):.2f} s", flush=True)
            page.close()
        browser.close()
    for url in sorted(away):
        print(f"asked elsewhere: {url}")
    raise SystemExit(bool(bad or away))


if __name__ == "__main__":
    main()
