"""Photograph the pages of a running demonstration for the documents.

minsheng serve --demo, then: python tools/screenshots.py [http://127.0.0.1:8501]
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = {"overview": "/"}
IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
_BANNER = "演示数据"


def photograph(address: str) -> None:
    """Write one picture per page; refuses a store that is no demonstration."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        for name, path in PAGES.items():
            page.goto(address + path)
            page.get_by_text(_BANNER).first.wait_for()
            page.wait_for_timeout(3_000)
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    photograph(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8501")
