"""What a list or a count shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.periods import NOON_SHIFT
from core.times import day_start
from core.watched import Watched


@dataclass(frozen=True, slots=True)
class Filter:
    """None or empty means all. Days are Shanghai days, both included.

    `region` is an adcode and stands for everything whose adcode it begins. `issue`, `answered`,
    `took`, `words`, `topic` and `matter` are for lists only: counts are not kept by them. `matter`
    is a concentrated one (store.concentrations): its two topics, or the code of its item. `took`
    is the natural hours from the message to its answer: at least the first, less than the second.
    With `noon` a day is cut at noon: it begins at 12:00 of the day before and ends at 12:00.
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
    noon: bool = False
    matter: tuple[str, str, str] | None = None

    @property
    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """The first moment, and the one after the last."""
        shift = NOON_SHIFT if self.noon else timedelta(0)
        start = day_start(self.since) - shift if self.since else None
        return start, day_start(self.until + timedelta(1)) - shift if self.until else None
