"""Reading the examples of a page of the handbook."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def blocks(page: str, language: str) -> list[str]:
    """The fenced examples of one language, in the page's order."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def commands(page: str) -> list[list[str]]:
    """The words after `minsheng` of every command line shown."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    return [line.split()[1:] for line in lines if line.startswith("minsheng ")]
