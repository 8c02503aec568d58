"""When a row of a queue may be taken, whatever the clock was when it was written."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

CLAIM_SECONDS = 120
"""A sender that says nothing for this long is taken for dead and its row is sent again."""

LONGEST_REST = timedelta(hours=5)
"""No attempt waits as long for the next: what does was written under a clock that ran ahead."""


def rested(columns: Any, now: datetime) -> ColumnElement[bool]:
    """Rows (attempts, next_at, claimed_until) that may go: at once the first time, after their
    rest again, and never while somebody is sending them."""
    claimed = columns.claimed_until
    ahead = now + 2 * timedelta(seconds=CLAIM_SECONDS)  # more than clocks differ in use
    ready = or_(
        columns.next_at <= now,
        columns.next_at > now + LONGEST_REST,
        and_(columns.attempts == 0, columns.next_at > ahead),
    )
    return and_(ready, or_(claimed.is_(None), claimed <= now, claimed > ahead))
