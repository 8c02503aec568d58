"""Replaying the synthetic county: how early planted issues are warned of, how often wrongly."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
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

_CALM = timedelta(days=30)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


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
    """Takes one message after another; warns of a group again only after a calm month."""

    def __init__(
        self, rows: pl.DataFrame, tags: dict[tuple[str, str], str], temper: heat.Temper
    ) -> None:
        self.rows, self.tags, self.temper = rows, tags, temper
        self.state = finder.Finder()
        self.seen: dict[str, int] = {}
        self.false: list[str] = []
        self.decoys: list[str] = []
        self._came: Counter[str] = Counter()
        self._hot: dict[int, datetime] = {}
        self._rows = rows.rows(named=True)

    def take(self, number: int) -> None:
        """One more message; is its group to be warned of now?"""
        row = self._rows[number]
        tag = self._tag(number)
        self._came[tag] += 1
        where = place.place_of(row["title"], row["text"])
        said = terms.terms(row["title"], row["text"], where, row["town"] or "")
        group = self.state.add(number, row["posted_at"].timestamp(), said)
        group = self.state.home_of(group)
        if not self._stirs(group, row["posted_at"]):
            return
        if not heat.judge(self._group(group), row["posted_at"], self.temper).level:
            return
        if row["posted_at"] - self._hot.get(group, _LONG_AGO) > _CALM:
            self._warn(group, row["posted_at"])
        self._hot[group] = row["posted_at"]

    def _stirs(self, group: int, now: datetime) -> bool:
        """Did enough messages come in the longest span of a burst?"""
        alertness = self.temper.alertness
        since = now - timedelta(days=max(alertness.days))
        newest = self.state.groups[group].members[-alertness.people :]
        return len(newest) == alertness.people and self._rows[newest[0]]["posted_at"] >= since

    def _group(self, group: int) -> pl.DataFrame:
        return self.rows[sorted(self.state.groups[group].members)]

    def _tag(self, number: int) -> str:
        source, external = self._rows[number]["ref"].split("\t")
        return self.tags.get((source, external), "")

    def _warn(self, group: int, now: datetime) -> None:
        """Whose messages of the last days called for the warning?"""
        members = self.state.groups[group].members
        late = [n for n in members if now - self._rows[n]["posted_at"] <= _CALM]
        tag, count = Counter(self._tag(number) for number in late).most_common(1)[0]
        if tag.startswith("decoy:"):
            self.decoys.append(tag)
        elif tag and count * 2 >= len(late):
            self.seen.setdefault(tag, self._came[tag])
        else:
            self.false.append(self._rows[members[-1]]["title"])
