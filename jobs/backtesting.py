"""Replaying the synthetic county: how early planted issues are warned of, how often wrongly."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from analysis import finder, heat, label, place, terms
from analysis.features import Materials
from analysis.kinds import Words
from core import tide
from core.i18n import mark
from core.messages import RawMessage
from core.privacy import mask
from core.times import local
from jobs import demo, engines, labelling
from jobs.office import Office

KINDS = ("ticket", "letter", "news")
"""What people say of problems; ratings and consultations have their own pages."""

DAYS = 365

IN_TIME = 0.25
"""A warning is in time before this share of an issue's messages has come."""

_LOST = mark("计算引擎中断，请重新运行。")

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

    @property
    def late(self) -> list[Warned]:
        """Planted issues of which a quarter of the messages had come, or all."""
        return [row for row in self.warned if row.share >= IN_TIME]

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
    problems = materials.lexicon.problems if materials else None
    told = Replay(rows, tags, temper, problems)
    for row in range(len(said)):
        told.take(row)
    names = [(item["id"], item["name"]) for item in county.truth["issues"]]
    counts = Counter(tag for tag in (tags.get(_key(raw)) for raw in said) if tag)
    return Backtest(
        [Warned(name, counts[tag], told.seen.get(tag, 0)) for tag, name in names],
        told.false,
        told.decoys,
    )


def replays(
    office: Office, seeds: Sequence[int], until: date, messages: int, engine: str
) -> dict[int, Backtest]:
    """A replay for each seed; several of them on the engine at once (`engines.opened`).

    Raises StoreError where the engine was lost.
    """
    if len(seeds) == 1 and engine == engines.LOCAL:
        materials = office.invented_materials
        return {seeds[0]: replay(seeds[0], until, messages, office.temper, materials)}
    with engines.opened(engine, office.invented_materials) as executor:
        waiting = {
            seed: executor.submit(replayed, seed, until, messages, office.temper) for seed in seeds
        }
        return {seed: engines.result(future, _LOST) for seed, future in waiting.items()}


def replayed(seed: int, until: date, messages: int, temper: heat.Temper) -> Backtest:
    """`replay` in a worker, with the materials that it was handed."""
    return replay(seed, until, messages, temper, labelling.held())


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
        return frame.with_columns(
            pl.lit("投诉").alias("intent"), pl.lit("").alias("area"), pl.lit("").alias("problem")
        )
    return label(frame, materials)


class Replay:
    """Takes one message after another; warns of a matter again only after a calm month.

    A warning is a level of the whole issue, or a burst of one kind of matter in it.
    """

    def __init__(
        self,
        rows: pl.DataFrame,
        tags: dict[tuple[str, str], str],
        temper: heat.Temper,
        problems: Words | None = None,
    ) -> None:
        self.temper = temper
        self.state = finder.Finder(problems=problems)
        self.seen: dict[str, int] = {}
        self.false: list[str] = []
        self.decoys: list[str] = []
        self._came: Counter[str] = Counter()
        self._hours: Counter[tuple[date, int]] = Counter()
        self._week: tuple[int, int] | None = None
        self._hot: dict[int, dict[tuple[str, str], datetime]] = {}
        self.rows = rows.rows(named=True)
        self._tags = [tags.get(tuple(row["ref"].split("\t")), "") for row in self.rows]

    def take(self, number: int) -> None:
        """One more message; is its group to be warned of now?"""
        row = self.rows[number]
        self._came[self._tags[number]] += 1
        where = place.place_of(row["title"], row["text"])
        said = terms.terms(row["title"], row["text"], where, row["town"] or "")
        group = self.state.add(number, row["posted_at"].timestamp(), said)
        group = self.state.home_of(group)
        self._learn(row["posted_at"])
        if self._stirs(group, row["posted_at"]):
            self._judge(group, row["posted_at"])

    def _learn(self, at: datetime) -> None:
        """Know the usual hours from what came before this week, as the step `watch` does."""
        here = local(at)
        week = here.isocalendar()[:2]
        if week != self._week:
            self._week = week
            counted = ((day, hour, count) for (day, hour), count in self._hours.items())
            back = here.date() - timedelta(weeks=heat.WEEKS + 1)
            recent = [one for one in counted if one[0] >= back]
            self.temper = replace(self.temper, tide=tide.learned(recent, self.temper.holidays))
        self._hours[here.date(), here.hour] += 1

    def _stirs(self, group: int, now: datetime) -> bool:
        """Did enough messages come in the longest span of a burst?"""
        alertness = self.temper.alertness
        since = now - timedelta(days=max(alertness.days))
        newest = self.state.groups[group].newest(alertness.people)
        return len(newest) == alertness.people and self.rows[newest[0]]["posted_at"] >= since

    def _judge(self, group: int, now: datetime) -> None:
        members = sorted(self.state.groups[group].members)
        judged = heat.judge([self.rows[member] for member in members], now, self.temper)
        if not judged.level:
            return
        told = self._hot.setdefault(group, {})
        was_hot = any(now - at <= _CALM for at in told.values())
        for kind in [(sign.by, sign.of) for sign in judged.signs] or [("", "")]:
            known = now - told.get(kind, _LONG_AGO) <= _CALM if kind[0] else was_hot
            told[kind] = now
            if not known:
                self._warn(members, kind, now)

    def _warn(self, members: list[int], kind: tuple[str, str], now: datetime) -> None:
        """Whose messages of the last days called for the warning?"""
        by, of = kind
        late = [
            number
            for number in members
            if now - self.rows[number]["posted_at"] <= _CALM
            and (not by or self.rows[number][by] == of)
        ]
        tag, count = Counter(self._tags[number] for number in late).most_common(1)[0]
        if tag.startswith("decoy:"):
            self.decoys.append(tag)
        elif tag and count * 2 >= len(late):
            self.seen.setdefault(tag, self._came[tag])
        else:
            self.false.append(self.rows[members[-1]]["title"])
