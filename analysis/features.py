"""What all labellers share: one pass over the texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl
import rjieba

from analysis import linear
from analysis.grams import Floats
from analysis.linear import Model
from core.places import Lexicon, Region, Unit

TITLE_WEIGHT = 2
"""A word in the title tells more about the matter than one in the text."""

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
    def tokens(self) -> list[list[str]]:
        """The words of title and text, by jieba-rs."""
        pairs = zip(self.titles, self.texts, strict=True)
        return [rjieba.cut(f"{title}\n{text}") for title, text in pairs]

    @cached_property
    def model(self) -> Model:
        """The model that labels messages."""
        return self.materials.model("messages")

    @cached_property
    def scores(self) -> Floats:
        """Scores of all heads of `model`: rows x columns."""
        return self.model.scores(self.titles.to_list(), self.texts.to_list())

    def decide(self, head: str) -> tuple[list[str], Floats]:
        """The class of each row by one head of `model`, and its probability."""
        return self.model.decide(head, self.scores)

    def hits(self, words: Sequence[str]) -> pl.DataFrame:
        """Which words occur where: `row`, `word`, `weight` (title counts TITLE_WEIGHT, text 1).

        A word counts once per title and once per text, however often it is repeated.
        """
        parts = [
            self._found(series, words).with_columns(pl.lit(float(weight)).alias("weight"))
            for series, weight in ((self.titles, TITLE_WEIGHT), (self.texts, 1))
        ]
        return pl.concat(parts).group_by("row", "word").agg(pl.col("weight").sum())

    @staticmethod
    def _found(series: pl.Series, words: Sequence[str]) -> pl.DataFrame:
        found = series.str.extract_many(list(words), overlapping=True)
        frame = pl.DataFrame({"row": pl.int_range(len(found), eager=True), "word": found})
        return frame.explode("word").drop_nulls().unique()

    def best(
        self, groups: Mapping[str, Mapping[str, float]], least: float = 0.0
    ) -> tuple[list[str | None], list[float]]:
        """For each message the group whose words weigh most, and its share of all weight.

        The group is None where no group reaches `least`. Ties go to the group named first.
        """
        order = {name: position for position, name in enumerate(groups)}
        weights = [
            (name, word, weight) for name, words in groups.items() for word, weight in words.items()
        ]
        names: list[str | None] = [None] * len(self.frame)
        shares = [0.0] * len(self.frame)
        if not weights:
            return names, shares
        for row, name, share in self._scores(weights, order, least):
            names[row], shares[row] = name, share
        return names, shares

    def _scores(
        self, weights: list[tuple[str, str, float]], order: dict[str, int], least: float
    ) -> list[tuple[int, str, float]]:
        words = pl.DataFrame(weights, schema=["name", "word", "value"], orient="row")
        scored = (
            self.hits(words["word"].unique().to_list())
            .join(words, on="word")
            .group_by("row", "name")
            .agg((pl.col("weight") * pl.col("value")).sum().alias("score"))
            .with_columns(
                (pl.col("score") / pl.col("score").sum().over("row")).alias("share"),
                pl.col("name").replace_strict(order, return_dtype=pl.Int32).alias("order"),
            )
            .sort("row", "score", "order", descending=[False, True, False])
            .unique("row", keep="first", maintain_order=True)
            .filter(pl.col("score") >= least)
        )
        return list(scored.select("row", "name", "share").iter_rows())
