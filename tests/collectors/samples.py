"""Samples that are files: NAME beside NAME.expected.json in tests/samples/KIND."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.messages import BadRow, RawMessage, Record, Withdrawn
from core.sources import Profile

SAMPLES = Path(__file__).parents[1] / "samples"
_END = ".expected.json"


def cases(kind: str) -> list[str]:
    """The names of the samples of a kind."""
    return sorted(path.name.removesuffix(_END) for path in (SAMPLES / kind).glob(f"*{_END}"))


def expectation(kind: str, name: str) -> dict[str, Any]:
    """What must come out of a sample; its `profile`, where it has one, as a Profile."""
    found: dict[str, Any] = json.loads((SAMPLES / kind / f"{name}{_END}").read_text("utf-8"))
    if "profile" in found:
        found["profile"] = Profile(**{"name": "p", "kind": "ticket", **found["profile"]})
    return found


def check(found: Sequence[Record], expected: dict[str, Any], *facts: str) -> None:
    """The records (id, title, time, and these facts), what is withdrawn, and why rows are bad."""
    told = [
        [one.external_id, one.title, one.posted_at.isoformat(), *map(one.facts.get, facts)]
        for one in found
        if isinstance(one, RawMessage)
    ]
    bad = [one for one in found if isinstance(one, BadRow)]
    assert told == expected["records"]
    withdrawn = [one.external_id for one in found if isinstance(one, Withdrawn)]
    assert withdrawn == expected.get("withdrawn", [])
    assert len(bad) == len(expected["bad"])
    for row, reason in zip(bad, expected["bad"], strict=True):
        assert reason in row.reason
