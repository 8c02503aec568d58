"""How often a source should be looked at: its own rhythm, from 5 minutes to 24 hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)

_NEWEST = 20
_SAME = 2.0  # minutes


@dataclass(frozen=True, slots=True)
class Pace:
    """The usual minutes between two new entries, and when the newest was written."""

    minutes: float | None = None
    newest_at: datetime | None = None


def learned(known: Pace, written: Iterable[datetime]) -> Pace:
    """The pace after a look that showed entries written at these moments.

    The median gap of the newest twenty: one quiet night does not slow the day down. Entries
    that came out together count once.
    """
    moments = sorted(written)[-_NEWEST:]
    if not moments:
        return known
    newest = max([moments[-1], *([known.newest_at] if known.newest_at else [])])
    gaps = [(later - sooner).total_seconds() / 60 for sooner, later in pairwise(moments)]
    apart = [gap for gap in gaps if gap > _SAME]
    return Pace(median(apart) if apart else known.minutes, newest)


def interval(pace: Pace, now: datetime) -> timedelta | None:
    """Until the next look: half the usual gap, so that most entries are seen within one.

    A source that has been silent for longer than usual is asked more rarely, at a 24th of its
    silence: after a night every half hour, after weeks once a day. None: nothing is known yet.
    """
    if pace.minutes is None and pace.newest_at is None:
        return None
    half = timedelta(minutes=(pace.minutes or 0) / 2)
    silent = (now - pace.newest_at) / 24 if pace.newest_at else timedelta()
    return min(LONGEST, max(SHORTEST, half, silent))
