"""An alert (预警) and what was sent of it."""

from dataclasses import dataclass
from datetime import datetime

SOURCE_RULES = ("source_failing", "source_quiet", "source_flood")
"""Rules whose alerts are about a source, not about an issue; they have no level."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that is said to people once: the same `dedupe_key` never goes out twice.

    `facts` are shown in the mail as label and value, in this order. `kind` is an event of
    core.alarms, `digest` or `danger`; mails of one `thread` stand together; `sheet` is a CSV
    with every alarm it speaks of; `alarms` are the numbers that its 签收 acknowledges.
    """

    dedupe_key: str
    rule: str
    subject_id: int
    level: str
    title: str
    why: str
    facts: tuple[tuple[str, str], ...]
    fired_at: datetime
    kind: str = ""
    thread: str = ""
    task: str = ""
    cited: str = ""
    feedback: str = ""
    page: str = ""
    unit: str = ""
    sheet: str = ""
    alarms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one address. `message_id` stays the same over all attempts."""

    id: int
    channel: str
    address: str
    message_id: str
    attempts: int
    alert: Alert
