"""What all labellers share: one pass over the texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
import rjieba

from analysis import linear
from analysis.grams import Floats, Hits
from analysis.linear import Model
from analysis.spoken import Spoken, spoken
from core.places import Lexicon, Region, Unit

LONGEST = 4_000
"""Characters of a text that are read; what a long letter is about stands at its beginning."""


@dataclass(frozen=True, slots=True)
class Materials:
    """What the switchboard hands in: word lists, places, units, and models trained here.

    `models` replace the shipped ones of the same name; `topics` is the platform's taxonomy
    (first level -> second level -> words); `engine` chooses the sentiment (linear or snownlp).
    """

    lexicon: Lexicon
    regions: Sequence[Region]
    units: Sequence[Unit]
    topics: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    models: Mapping[str, Model] = field(default_factory=dict)
    engine: str = "linear"

    def model(self, name: str) -> Model:
        """The model of this name: trained here, or shipped."""
        return self.models.get(name) or linear.shipped(name)

    def words(self) -> tuple[str, ...]:
        """Every word of every list, and every name of a region, in order."""
        lists: list[Iterable[str]] = [
            *self.lexicon.areas.values(), *self.lexicon.problems.values(),
            *(unit.words for unit in self.units),
            *(words for levels in self.topics.values() for words in levels.values()),
            *((region.name, *region.aliases) for region in self.regions),
        ]  # fmt: skip
        return tuple(sorted({word for words in lists for word in words if word}))


@dataclass(frozen=True)
class Features:
    """One batch of messages: `frame` has `title`, `text` and, if given, `region`, `unit`."""

    frame: pl.DataFrame
    materials: Materials

    @cached_property
    def titles(self) -> pl.Series:
        """Titles, never null."""
        return self.frame["title"].fill_null("")

    @cached_property
    def texts(self) -> pl.Series:
        """Texts cut at LONGEST, never null."""
        return self.frame["text"].fill_null("").str.slice(0, LONGEST)

    @cached_property
    def listed(self) -> tuple[list[str], list[str]]:
        """Titles and texts, as lists."""
        return self.titles.to_list(), self.texts.to_list()

    @cached_property
    def tokens(self) -> list[list[str]]:
        """The words of title and text, by jieba-rs."""
        pairs = zip(*self.listed, strict=True)
        return [rjieba.cut(f"{title}\n{text}") for title, text in pairs]

    @cached_property
    def model(self) -> Model:
        """The model that labels messages."""
        return self.materials.model("messages")

    @cached_property
    def hits(self) -> list[Hits]:
        """What `model` reads of the messages."""
        return self.model.hits(*self.listed)

    @cached_property
    def scores(self) -> Floats:
        """Scores of all heads of `model`: rows x columns."""
        return self.model.weigh(self.hits)

    def decide(self, head: str) -> tuple[list[str], Floats]:
        """The class of each row by one head of `model`, and its probability."""
        return self.model.decide(head, self.scores)

    @cached_property
    def spoken(self) -> Spoken:
        """Which words of all word lists occur where, found in one pass."""
        return spoken(*self.listed, self.materials.words())

    def best(
        self, groups: Mapping[str, Mapping[str, float]], least: float = 0.0
    ) -> tuple[list[str | None], list[float]]:
        """For each message the group whose words weigh most, and its share of all weight.

        The group is None where no group reaches `least`. Ties go to the group named first.
        The words must be among `Materials.words`.
        """
        names = list(groups)
        scores = self.spoken.scores(list(groups.values()))
        totals = scores.sum(axis=1)
        if not names:
            return [None] * len(totals), [0.0] * len(totals)
        places = scores.argmax(axis=1)
        tops = scores[np.arange(len(places)), places]
        found = (tops > 0) & (tops >= least)
        chosen = [names[at] if ok else None for at, ok in zip(places, found, strict=True)]
        shares = np.where(found, tops / np.where(totals > 0, totals, 1.0), 0.0)
        return chosen, shares.tolist()
