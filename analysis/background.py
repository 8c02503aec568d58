"""Which words are common, known before the first message of a store.

Shares of the messages of the synthetic county that use a term; whatever fewer than `LEAST` of
them use is left out, so that no name is in it. Written by `python -m jobs.background`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

KINDS = ("title", "words", "names")

MESSAGES = 300
"""As many messages of a store weigh as much as what was known before."""

FILE = "common_terms.tsv"


@dataclass(frozen=True, slots=True)
class Background:
    """As if `messages` had been read: by kind of term, how many of them used it."""

    messages: int = 0
    used: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@cache
def shipped() -> Background:
    """The background that comes with the program."""
    found: dict[str, dict[str, float]] = {kind: {} for kind in KINDS}
    text = resources.files("analysis").joinpath("models", FILE).read_text("utf-8")
    for line in text.splitlines():
        kind, term, share = line.split("\t")
        found[kind][term] = float(share) * MESSAGES
    return Background(MESSAGES, found)
