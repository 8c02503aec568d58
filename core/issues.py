"""An issue (热点事项): several messages about the same problem at the same place or party."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Issue:
    """What the store keeps of an issue. `key` is what its messages share.

    `heat` is 0-100 as of `heat_at`; `level` is I-IV or empty (参照, not an emergency grade);
    `why` is the sentence that explains the level, `parts` what the heat is made of, each 0-100.
    `stage` is a code of `core.life.STAGES`; `life` what a page shows of its course (see
    `analysis.life.tell`), with the burst that makes it a first sign (`sign`).
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
    parts: Mapping[str, float] = field(default_factory=dict)
    stage: str = ""
    life: Mapping[str, Any] = field(default_factory=dict)
