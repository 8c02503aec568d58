"""Precision and recall of `accused_unit`: python -m tests.measure.accused [FOLDER]

FOLDER holds the three message sheets (default: ../shared/data/messages beside the project).
`read.csv` names 300 of their messages, drawn at random, by key (file and number) and says
whether the writer complains about an office, a village committee or their staff. The wide rules
(`analysis.grievances`) were chosen on the messages of `chosen_on.csv`, which are no sample: most
were picked because the rules of before had passed them by (`?`: the reader was in doubt).
"""

import csv
import sys
from pathlib import Path

import polars as pl

from analysis.accused import accused
from core.rates import Ratio

HERE = Path(__file__).parent
SHEETS = {"c3": "messages_hot", "c4": "messages_replied", "t2": "messages_unlabelled"}


def read(folder: Path) -> dict[str, tuple[str, str]]:
    """Key -> title and text."""
    found = {}
    for prefix, name in SHEETS.items():
        sheet = pl.read_excel(folder / f"{name}.xlsx", columns=["留言编号", "留言主题", "留言详情"])
        for number, title, text in sheet.iter_rows():
            key = f"{prefix}-{number}"
            if key not in found:
                found[key] = (str(title or "").strip(), " ".join(str(text or "").split()))
    return found


def main() -> None:
    """Print both tables."""
    root = Path(__file__).parents[3]
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else root / ".." / "shared/data/messages"
    known = read(folder)
    for name in ("read", "chosen_on"):
        with (HERE / f"{name}.csv").open(encoding="utf-8") as file:
            rows = [(known[row["key"]], row["accused"]) for row in csv.DictReader(file)]
        print(f"{name}.csv, {len(rows)} messages")
        _table(
            [(accused(*said, ()) is not None, mark == "1") for said, mark in rows if mark != "?"]
        )


def _table(told: list[tuple[bool, bool]]) -> None:
    """Of (what was said, what is true)."""
    both = sum(guess and truth for guess, truth in told)
    for name, part in (
        ("precision", [row for row in told if row[0]]),
        ("recall", [row for row in told if row[1]]),
    ):
        ratio = Ratio(both, len(part))
        low, high = ratio.interval or (0, 0)
        print(f"{name}: {both}/{len(part)} = {ratio.value:.1f} % (95 %: {low:.1f}-{high:.1f})")
    wrong = sum(guess and not truth for guess, truth in told)
    clean = sum(not truth for _, truth in told)
    print(f"wrongly kept from a unit: {wrong}/{clean} = {100 * wrong / clean:.1f} %")


if __name__ == "__main__":
    main()
