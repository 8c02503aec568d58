"""Random clocks with mostly possible events, for the comparison of the two ways of counting."""

# ruff: noqa: S311
from datetime import UTC, datetime, timedelta
from random import Random

from core.deadline import EVENTS, Event

_FIRST = datetime(2023, 6, 1, tzinfo=UTC)
_MINUTES = 60 * 24 * 1280
_STEPS = (0, 1, 45, 240, 600, 1440, 3000, 9000)


def clock(rng: Random, most: int = 6) -> tuple[datetime, list[Event]]:
    """A start between June 2023 and November 2026 and up to `most` events after it."""
    at = _FIRST + timedelta(minutes=rng.randrange(_MINUTES), seconds=rng.choice((0, 0, 17)))
    start, open_, events = at, set[str](), list[Event]()
    for _ in range(rng.randrange(most + 1)):
        at += timedelta(minutes=rng.choice(_STEPS))
        kind = rng.choice(EVENTS) if rng.random() < 0.03 else rng.choice(_possible(open_))
        _happen(open_, kind)
        events.append(Event(kind, at, rng.choice((None, 1, 3)) if kind == "extend" else None))
    return start, events


def _possible(open_: set[str]) -> list[str]:
    if "stop" in open_:
        return ["reopen"]
    pause = "resume" if "suspend" in open_ else "suspend"
    exclusion = "include" if "exclude" in open_ else "exclude"
    return ["stop", "extend", "correct", *[pause, exclusion] * 4]


def _happen(open_: set[str], kind: str) -> None:
    if kind in ("suspend", "exclude", "stop"):
        open_.add(kind)
    elif kind in ("reopen", "correct"):
        open_.clear()
    else:
        open_.discard({"resume": "suspend", "include": "exclude"}.get(kind, ""))
