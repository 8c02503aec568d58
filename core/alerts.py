"""An alert (预警) and what was sent of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """Something a unit must hear. The same `dedupe_key` never fires twice.

    `facts` are shown in the mail as label and value, in this order.
    """

    dedupe_key: str
    rule: str
    subject_id: int
    level: str
    title: str
    why: str
    facts: tuple[tuple[str, str], ...]
    fired_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one address. `message_id` stays the same over all attempts."""

    id: int
    channel: str
    address: str
    message_id: str
    attempts: int
    alert: Alert
