"""Write the terms that are common in what citizens say, for `analysis.background`.

python -m jobs.background > analysis/models/common_terms.tsv

Counted on the everyday messages of the synthetic county. A term of a place is left out: it
stands in the messages of few towns.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TextIO

from analysis import place, terms
from analysis.background import KINDS
from core.messages import RawMessage
from jobs import demo

_SEED = 9_001
_UNTIL = date(2026, 6, 30)
_MESSAGES = 8_000
_LEAST = 0.006
_TOWNS = 0.6
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def write(out: TextIO) -> None:
    """One line for each term: its kind, the term, and the share of messages that use it."""
    said = list(_everyday())
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for message in said:
        found = terms.spelled(message.title, message.text, place.place_in(message.title))
        for kind in KINDS:
            for term in found[kind]:
                seen[kind, term][message.region or ""] += 1
    towns = len({message.region for message in said}) * _TOWNS
    for (kind, term), counted in sorted(seen.items()):
        share = counted.total() / len(said)
        if share >= _LEAST and len(counted) >= towns and _HAN.fullmatch(term):
            out.write(f"{kind}\t{term}\t{share:.4f}\n")


def _everyday() -> Iterator[RawMessage]:
    county = demo.generate(_SEED, _UNTIL, _MESSAGES)
    named = [*county.truth["issues"], *county.truth["decoys"]]
    special = {tuple(key) for item in named for key in item["messages"]}
    for raw in county.messages:
        if raw.kind in ("ticket", "letter") and (raw.source, raw.external_id) not in special:
            yield raw


if __name__ == "__main__":
    write(sys.stdout)
