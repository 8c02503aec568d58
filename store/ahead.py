"""What is worked out of messages before they are added. It knows no database: a process that only
works things out loads none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from store.vectors import Words

Labels = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was worked out before a batch is added: by external id, a model's labels of the
    message (`store.labels.COLUMNS`) and of its reply (`store.reply_labels.COLUMNS`), and the words
    as `store.vectors.worded` gives them."""

    model: str = ""
    labels: Mapping[str, Labels] = field(default_factory=dict)
    replies: Mapping[str, Labels] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
