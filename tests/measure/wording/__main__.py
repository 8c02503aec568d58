"""Precision and recall of departures: python -m tests.measure.wording

From each of first.toml and second.toml 200 replies are made with a fixed seed: 100 right ones, most with values that
are about something else, 60 that state another value for a key fact, 20 without any point, 20 that
cite what no longer holds. Printed as the table of docs/model-card-wording.md.
"""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

from core.citations import Document, not_in_force
from core.rates import Ratio
from core.wording import KeyFact, Point, Reach, Statement, check_all

SEED = 20261127
DAY = date(2026, 11, 27)
SORTS = ("contradicts", "lacks", "citation")
_DEAD = {"status": "repealed", "status_on": date(2025, 1, 1)}
DOCUMENTS = (
    Document(1, "示例县城市供水管理办法", "示政发〔2019〕7号", **_DEAD),
    Document(2, "示例县公共服务收费目录", "示发改价〔2018〕2号", until=date(2023, 12, 31)),
    Document(3, "示例县民生实事管理办法", "示政发〔2025〕3号"),
)


def statements(sheet: dict) -> list[Statement]:
    """The agreed statement of each matter."""
    return [
        Statement(
            topic=row["topic"], text=row["topic"], id=number, state="agreed",
            reach=Reach(words=tuple(row["words"])), points=tuple(Point((p,)) for p in row["points"]),
            facts=tuple(
                KeyFact(f["name"], f["kind"], f["value"], tuple(f["cues"])) for f in row["fact"]
            ),
        )
        for number, row in enumerate(sheet["matter"], 1)
    ]  # fmt: skip


def replies(sheet: dict, rng: Random) -> list[tuple[str, str]]:
    """(text, what it is: right or one of SORTS)."""
    plan = ["right"] * 100 + ["contradicts"] * 60 + ["lacks"] * 20 + ["citation"] * 20
    return [(_reply(sheet, sort, number, rng), sort) for number, sort in enumerate(plan)]


def _reply(sheet: dict, sort: str, number: int, rng: Random) -> str:
    shapes, matter = sheet["shapes"], sheet["matter"][number % len(sheet["matter"])]
    opening = rng.choice(shapes["openings"]).format(topic=rng.choice(matter["words"]))
    closing = rng.choice(shapes["closings"]).format(n=rng.randrange(100, 1000))
    if sort == "lacks":
        return opening + rng.choice(shapes["empty"]) + closing
    said = [rng.choice(fact["right"]) for fact in matter["fact"]]
    if sort == "contradicts":
        wrong = rng.choice([n for n, fact in enumerate(matter["fact"]) if fact["wrong"]])
        said[wrong] = rng.choice(matter["fact"][wrong]["wrong"])
    said += rng.sample(matter["asides"], rng.choice((0, 1, 1, 2)))
    rng.shuffle(said)
    if sort == "citation":
        said.insert(0, rng.choice(shapes["citations_dead"]))
    elif rng.random() < 0.25:
        said.insert(0, rng.choice(shapes["citations_live"]))
    return opening + rng.choice(("，", "。", "；")).join(said) + "。" + closing


def found(text: str, agreed: list[Statement]) -> set[str]:
    """Which sorts of departure the checker tells in a reply."""
    told = {finding.kind for finding in check_all(agreed, text, DAY)}
    return told | ({"citation"} if not_in_force(text, DOCUMENTS, DAY) else set())


def measured(
    name: str,
) -> tuple[dict[str, tuple[Ratio, Ratio]], Ratio, list[tuple[str, str, set[str]]]]:
    """Of one set: sort -> (precision, recall); right replies that raise nothing; every error."""
    sheet = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
    agreed, counts, wrong = statements(sheet), Counter[tuple[str, str]](), []
    clean = 0
    for text, sort in replies(sheet, Random(SEED)):
        told = found(text, agreed)
        clean += sort == "right" and not told
        if told != ({sort} - {"right"}):
            wrong.append((sort, text, told))
        for part in SORTS:
            counts[part, "told"] += part in told
            counts[part, "true"] += part == sort
            counts[part, "both"] += part in told and part == sort
    table = {
        part: (
            Ratio(counts[part, "both"], counts[part, "told"]),
            Ratio(counts[part, "both"], counts[part, "true"]),
        )
        for part in SORTS
    }
    return table, Ratio(clean, 100), wrong


def main() -> None:
    """Print the tables, each with what went wrong."""
    for name in ("first", "second"):
        table, clean, wrong = measured(name)
        print(f"## {name}.toml\n\n| | precision | recall |\n|---|---|---|")
        for sort, pair in table.items():
            print(f"| {sort} | " + " | ".join(_shown(ratio) for ratio in pair) + " |")
        print(f"\nright replies that raise nothing: {_shown(clean)}\n")
        for sort, text, told in wrong:
            print(f"{sort} -> {sorted(told) or 'nothing'}: {text}")


def _shown(ratio: Ratio) -> str:
    low, high = ratio.interval or (0, 0)
    return f"{ratio.numerator:.0f}/{ratio.denominator} = {ratio.value:.1f} % ({low:.1f}–{high:.1f})"


if __name__ == "__main__":
    main()
