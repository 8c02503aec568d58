"""Replaying the synthetic county: how early planted issues are warned of, how often wrongly."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import polars as pl

from analysis import finder, heat, label, place, terms
from analysis.features import Materials
from core.messages import RawMessage
from core.privacy import mask
from jobs import demo

KINDS = ("ticket", "letter", "news")
"""What people say of problems; ratings and consultations have their own pages."""

DAYS = 365


@dataclass(frozen=True, slots=True)
class Warned:
    """One planted issue: how many of its messages had come when the warning came (0: never)."""

    name: str
    messages: int
    seen: int

    @property
    def share(self) -> float:
        return self.seen / self.messages if self.seen else 1.0


@dataclass(frozen=True, slots=True)
class Backtest:
    """Warnings for planted issues, and the warnings that were for none."""

    warned: list[Warned]
    false: list[str] = field(default_factory=list)
    decoys: list[str] = field(default_factory=list)

    @property
    def weekly_false(self) -> float:
        return len(self.false) * 7 / DAYS

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self) | {"weekly_false": round(self.weekly_false, 3)}


def replay(
    seed: int,
    until: date,
    messages: int,
    temper: heat.Temper,
    materials: Materials | None = None,
) -> Backtest:
    """Play a year of 示例县 message by message and note the first warning of every issue."""
    county = demo.generate(seed, until, messages)
    said = [raw for raw in county.messages if raw.kind in KINDS]
    tags = _tags(county.truth)
    rows = _rows(said, materials)
    told = _Replay(rows, tags, temper)
    for row in range(len(said)):
        told.take(row)
    names = [(item["id"], item["name"]) for item in county.truth["issues"]]
    counts = Counter(tag for tag in (tags.get(_key(raw)) for raw in said) if tag)
    return Backtest(
        [Warned(name, counts[tag], told.seen.get(tag, 0)) for tag, name in names],
        told.false,
        told.decoys,
    )


def _key(raw: RawMessage) -> tuple[str, str]:
    return (raw.source, raw.external_id)


def _tags(truth: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Which planted issue (its id) or decoy (`decoy:` and its kind) a message belongs to."""
    named = [(item["id"], item) for item in truth["issues"]]
    named += [(f"decoy:{item['kind']}", item) for item in truth["decoys"]]
    return {tuple(key): tag for tag, item in named for key in item["messages"]}


def _rows(said: list[RawMessage], materials: Materials | None) -> pl.DataFrame:
    masked = [mask(raw, b"a key of the replay, thrown away") for raw in said]
    frame = pl.DataFrame(
        {
            "id": range(len(masked)),
            "ref": [f"{item.source}\t{item.external_id}" for item in masked],
            "kind": [item.kind for item in masked],
            "title": [item.title for item in masked],
            "text": [item.text for item in masked],
            "posted_at": [item.posted_at for item in masked],
            "submitter": pl.Series([item.submitter_hash for item in masked], dtype=pl.Binary),
            "channel": [item.channel for item in masked],
            "town": pl.Series([item.region for item in masked], dtype=pl.String),
            "votes": [item.votes_up for item in masked],
        }
    ).with_columns(pl.col("text").str.replace_all(r"\s", "").hash().alias("content"))
    if materials is None:
        return frame.with_columns(pl.lit("投诉").alias("intent"))
    return label(frame, materials)


class _Replay:
    """Takes one message after another; warns of a group once."""

    def __init__(
        self, rows: pl.DataFrame, tags: dict[tuple[str, str], str], temper: heat.Temper
    ) -> None:
        self.rows, self.tags, self.temper = rows, tags, temper
        self.state = finder.Finder()
        self.seen: dict[str, int] = {}
        self.false: list[str] = []
        self.decoys: list[str] = []
        self._came: Counter[str] = Counter()
        self._warned: set[int] = set()
        self._rows = rows.rows(named=True)
        self._members: dict[int, list[int]] = {}

    def take(self, number: int) -> None:
        """One more message; is its group to be warned of now?"""
        row = self._rows[number]
        tag = self._tag(number)
        self._came[tag] += 1
        where = place.place_of(row["title"], row["text"])
        said = terms.terms(row["title"], row["text"], where, row["town"] or "")
        group = self.state.add(number, row["posted_at"].timestamp(), said)
        group = self.state.home_of(group)
        if len(self.state.groups[group].members) < self.temper.alertness.people:
            return
        if any(self.state.home_of(known) == group for known in self._warned):
            return
        judged = heat.judge(self._group(group), row["posted_at"], self.temper)
        if judged.level:
            self._warn(group)

    def _group(self, group: int) -> pl.DataFrame:
        return self.rows[sorted(self.state.groups[group].members)]

    def _tag(self, number: int) -> str:
        source, external = self._rows[number]["ref"].split("\t")
        return self.tags.get((source, external), "")

    def _warn(self, group: int) -> None:
        self._warned.add(group)
        members = self.state.groups[group].members
        tag, count = Counter(self._tag(number) for number in members).most_common(1)[0]
        if tag.startswith("decoy:"):
            self.decoys.append(tag)
        elif tag and count * 2 >= len(members):
            self.seen.setdefault(tag, self._came[tag])
        else:
            self.false.append(self._rows[members[-1]]["title"])
