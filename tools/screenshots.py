"""Photograph the pages of a running demonstration, and a printed briefing, for the documents.

minsheng serve --demo, then: python tools/screenshots.py [http://127.0.0.1:8501] [briefing.pdf]
The briefing is what `minsheng report daily --out briefing.docx` wrote; it needs pdftoppm.
"""

import io
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PAGES = {
    "overview": "/",
    "issues": "/issues",
    "desk": "/desk",
    "units": "/units",
    "map": "/map",
    "reports": "/reports",
}
IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIZE = {"width": 1280, "height": 860}
_BANNER = "演示数据"
_STILL_MS = 3_000
_MOST_MS = 120_000
_COLOURS = 128


def photograph(address: str) -> None:
    """Write one picture per page; refuses a store that is no demonstration."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        for name, path in PAGES.items():
            page.goto(address + path, timeout=_MOST_MS)
            _settle(page)
            keep(name, page.screenshot(timeout=_MOST_MS))
        browser.close()


def _settle(page: Page) -> None:
    """Wait until the page is drawn: the banner is there and nothing is pending any more."""
    page.get_by_text(_BANNER).first.wait_for(timeout=_MOST_MS)
    page.wait_for_timeout(_STILL_MS)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')"
        ".getAttribute('data-test-script-state') === 'notRunning'"
        " && !document.querySelector('[data-testid=stSkeleton]')",
        timeout=_MOST_MS,
    )
    page.wait_for_timeout(_STILL_MS)


def keep(name: str, picture: bytes) -> None:
    """Write a picture with few colours: a document need not be large."""
    with Image.open(io.BytesIO(picture)) as opened:
        few = opened.convert("RGB").quantize(_COLOURS)
        few.save(IMAGES / f"{name}.png", optimize=True)


def paper(path: Path) -> None:
    """The first page of a printed briefing."""
    command = ["pdftoppm", "-f", "1", "-l", "1", "-r", "72", "-png", str(path)]
    keep("briefing", subprocess.run(command, check=True, capture_output=True).stdout)


if __name__ == "__main__":
    photograph(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8501")
    if len(sys.argv) > 2:
        paper(Path(sys.argv[2]))
