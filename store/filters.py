"""What a list or a count shows."""

from dataclasses import dataclass
from datetime import date

from core.watched import Watched


@dataclass(frozen=True, slots=True)
class Filter:
    """None or empty means all. Days are Shanghai days, both included.

    `region` is an adcode and stands for everything whose adcode it begins. `issue`, `answered`,
    `took`, `words` and `topic` are for lists only: counts are not kept by them. `took` is the
    natural hours from the message to its answer: at least the first, less than the second.
    """

    since: date | None = None
    until: date | None = None
    area: str | None = None
    sentiment: str | None = None
    intent: str | None = None
    source: str | None = None
    channel: str | None = None
    region: str | None = None
    unit: str | None = None
    issue: int | None = None
    answered: bool | None = None
    words: str = ""
    topic: Watched | None = None
    kind: str | None = None
    took: tuple[int, int | None] | None = None
