"""Runs inside a network namespace: open a page in a Chromium, report what a person sees.

Usage: python look.py CHROMIUM ADDRESS. Writes one JSON object.
"""

import json
import sys
from contextlib import suppress

from playwright.sync_api import TimeoutError, sync_playwright

SETTLED = "[data-testid=stAppViewContainer] h1"


def main() -> None:
    """Open the page, wait for its heading, tell its text and every request that left it."""
    chromium, address = sys.argv[1:3]
    asked: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        with suppress(TimeoutError):
            page.wait_for_selector(SETTLED, timeout=60_000)
        told: dict[str, object] = {
            "headings": page.locator(SETTLED).all_inner_texts(),
            "text": page.inner_text("body"),
        }
        browser.close()
    told["elsewhere"] = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
