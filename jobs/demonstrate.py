"""Loading the synthetic county, and playing it forward so that pages stay alive."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from core.errors import InputError
from core.messages import RawMessage
from core.scope import Scope
from core.times import day_of, day_start
from jobs import (
    demo,
    furnishing,
    furnishing_cases,
    furnishing_duties,
    furnishing_response,
    importing,
    runner,
)
from jobs.importing import Origin, Progress
from jobs.office import Office
from store import frames, history
from store.frames import Filter
from store.messages import Counts
from store.rows import slices

NOTE = "demo"
MESSAGES = 20_000
_BATCH = "demo"
_STEP = timedelta(minutes=5)
_LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Played:
    """What the store knows of its demonstration: how it was made, how far it has been played."""

    seed: int
    per_day: int
    until: str
    played_to: str

    def as_text(self) -> str:
        """For the note in the store."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__})


@dataclass(frozen=True, slots=True)
class Wish:
    """What county a person wants; `until` is yesterday unless given."""

    seed: int = 1
    until: date | None = None
    messages: int = MESSAGES
    truth: Path | None = None


def load(office: Office, wish: Wish, progress: Progress | None = None) -> Counts:
    """Fill an empty store with a year of 示例县; analysis and issues included.

    Raises InputError when the store is not empty: invented and real data never mix.
    """
    store = office.store
    if frames.count_messages(store, Scope.ALL, Filter()):
        raise InputError("数据库里已有数据。演示数据只能装入空库：请另设 MINSHENG_HOME。")
    end = wish.until or day_of(runner.now()) - timedelta(days=1)
    county = demo.generate(wish.seed, end, wish.messages)
    played_to = day_start(end + timedelta(days=1)).isoformat()
    played = Played(wish.seed, max(1, wish.messages // 365), end.isoformat(), played_to)
    history.note(store, Scope.ALL, NOTE, played.as_text())
    counts = _add(office, county.messages, progress)
    while wish.until is None and due(office, runner.now()):
        run(office, "", runner.now())
    furnishing.furnish(office, end)
    furnishing_duties.furnish(office, end)
    for step in ("analyse", "watch", "concentrate"):
        runner.drain(office, step)
    furnishing_cases.furnish(office, wish.seed, _played_to(office))
    furnishing_response.furnish(office, runner.now())
    for step in ("desk", "wording", "upkeep"):
        runner.drain(office, step)
    if wish.truth:
        wish.truth.write_text(json.dumps(county.truth, ensure_ascii=False, indent=1), "utf-8")
    return counts


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where a demonstration has not been played up to now."""
    note = history.read_note(office.store, Scope.ALL, NOTE)
    if not note:
        return []
    return [""] if now - _played_to(office) >= _STEP else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Add what has been "said" in the county since it was last played."""
    note = Played(**json.loads(history.read_note(office.store, Scope.ALL, NOTE) or "{}"))
    start = datetime.fromisoformat(note.played_to)
    end = min(now, start + _LONGEST)
    fresh = demo.play(
        note.seed, start, end, note.per_day, until=date.fromisoformat(note.until), as_of=now
    )
    counts = _add(office, fresh)
    furnishing_cases.go_on(office, note.seed, end)
    furnishing_response.go_on(office, now)
    moved = replace(note, played_to=end.isoformat())
    history.note(office.store, Scope.ALL, NOTE, moved.as_text())
    return counts.as_dict()


def _played_to(office: Office) -> datetime:
    note = history.read_note(office.store, Scope.ALL, NOTE) or "{}"
    return datetime.fromisoformat(json.loads(note)["played_to"])


def _add(office: Office, made: list[RawMessage], progress: Progress | None = None) -> Counts:
    counts = Counts()
    total = len(made)
    by_source: dict[str, list[RawMessage]] = {}
    for message in made:
        by_source.setdefault(message.source, []).append(message)
    for source, found in by_source.items():
        for chunk in slices(found, importing.ROWS):
            counts += importing.add(office, Origin(source, _BATCH), list(chunk), runner.now())
            if progress:
                progress(counts.rows, total)
    return counts
