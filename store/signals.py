"""Signals of alarms as they are kept: text, parsed once while it is on."""

import json
from collections.abc import Collection
from datetime import datetime

from core.alarms import Signal


class Parsed(dict[str, Signal]):
    """Signals by their text: a look every few seconds reads all that are on, and nothing stays of
    what the last look did not find."""

    def __missing__(self, text: str) -> Signal:
        self[text] = found = _signal(text)
        return found

    def only(self, texts: Collection[str]) -> None:
        """Forget all others."""
        for text in [one for one in list(self) if one not in texts]:
            self.pop(text, None)


parsed = Parsed()


def _signal(text: str) -> Signal:
    """The signal that was kept as this text."""
    kept = json.loads(text)
    times = {"due_at": datetime.fromisoformat(kept["due_at"]) if kept["due_at"] else None}
    facts = {"facts": tuple((fact[0], fact[1]) for fact in kept["facts"])}
    accused = {"accused": tuple(kept.get("accused", ()))}
    return Signal(**{**kept, **times, **facts, **accused})
