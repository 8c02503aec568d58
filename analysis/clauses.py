"""Which clauses of many texts have certain words, found for a whole batch at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from analysis import lookup, wordlists

ENDS = "。！？!?；;\n"
"""A clause ends at one of these."""

Span = tuple[int, int]
"""Where a clause begins and ends, in characters of its text."""

_Rows = Iterable[Sequence[int]]
"""Of each clause: row, start, end, and its kinds (bits by their place)."""

_SAID = pl.col("clause").str


@dataclass(frozen=True, eq=False)
class Sieve:
    """Kinds of clauses, and the marks that a clause of each kind has, all of them.

    A mark is the name of one of `lists`, or a pattern of words (`analysis.wordlists`): the clause
    has one of its words.
    """

    lists: Mapping[str, list[str]]
    kinds: Mapping[str, Sequence[str]]

    def sift(self, texts: Sequence[str]) -> dict[int, dict[str, list[Span]]]:
        """Row -> kind -> its clauses, in order; rows and kinds without any are left out."""
        names = list(self.kinds)
        tree = self._tree if lookup.native else None
        rows = self._walked(texts, tree) if tree else self._searched(texts)
        found: dict[int, dict[str, list[Span]]] = {}
        for row, start, end, bits in rows:
            told = found.setdefault(row, {})
            while bits:
                kind = names[(bits & -bits).bit_length() - 1]
                told.setdefault(kind, []).append((start, end))
                bits &= bits - 1
        return found

    @cached_property
    def _marks(self) -> list[str]:
        return list(dict.fromkeys(mark for marks in self.kinds.values() for mark in marks))

    @cached_property
    def _tree(self) -> lookup.Tree | None:
        words = (self.lists.get(mark) or wordlists.words(mark) for mark in self._marks)
        return lookup.marked(words, ENDS)

    def _walked(self, texts: Sequence[str], tree: lookup.Tree) -> _Rows:
        bit = {mark: 1 << place for place, mark in enumerate(self._marks)}
        needs = [sum(bit[mark] for mark in {*marks}) for marks in self.kinds.values()]
        return lookup.clauses(texts, tree, needs)

    def _searched(self, texts: Sequence[str]) -> _Rows:
        """By searches in a column, each for all words of a mark: where nothing was compiled."""
        length = _SAID.len_chars().cast(pl.Int64)
        found = (
            pl.LazyFrame({"clause": texts}, schema={"clause": pl.String})
            .with_row_index("row")
            .with_columns(
                _SAID.replace_all(f"[{ENDS}]", "\n").str.split("\n"),
                before=(length + 1).cum_sum() - (length + 1),
            )
            .explode("clause")
            .with_columns(end=(length + 1).cum_sum() - 1 - pl.col("before"))
            .filter(self._maybe())
            .with_columns(
                _SAID.contains_any(words).alias(name) for name, words in self.lists.items()
            )
            .select(
                "row",
                pl.col("end") - length,
                pl.col("end").alias("until"),
                kinds=pl.sum_horizontal(
                    kind.cast(pl.Int64) * (1 << place)
                    for place, kind in enumerate(map(self._is, self.kinds.values()))
                ),
            )
            .filter(pl.col("kinds") > 0)
            .collect()
        )
        return found.iter_rows()

    def _is(self, marks: Sequence[str]) -> pl.Expr:
        """Of a kind; whether a list has a word in the clause stands in a column."""
        return pl.all_horizontal(
            pl.col(mark) if mark in self.lists else _SAID.contains(mark) for mark in marks
        )

    def _maybe(self) -> pl.Expr:
        """A quick first look: most clauses have no word of any list."""
        unlisted = [
            self._is(marks)
            for marks in self.kinds.values()
            if not any(mark in self.lists for mark in marks)
        ]
        listed = [word for words in self.lists.values() for word in words]
        return pl.any_horizontal(_SAID.contains_any(wordlists.hints(listed)), *unlisted)
