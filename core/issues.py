"""An issue (热点事项): several messages about the same problem at the same place or party."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Issue:
    """What the store keeps of an issue. `key` is what its messages share.

    `heat` is 0-100 as of `heat_at`; `level` is I-IV or empty (参照, not an emergency grade);
    `why` is the sentence that explains the level.
    """

    key: str
    name: str
    area: str
    place: str
    problem: str
    messages: int
    first_at: datetime
    last_at: datetime
    heat: float = 0.0
    heat_at: datetime | None = None
    level: str = ""
    why: str = ""
