"""Whose an issue is, for whoever has to be told of it."""

import polars as pl

from core.scope import Scope
from store import labels, watching
from tests.store.test_erase import add, join, make_issue

ALL = Scope.ALL


def test_a_person_s_word_on_the_region_comes_before_what_the_source_says(store, now, make_message):
    add(store, now, make_message("1", region="330201", unit="water"))
    given = {name: pl.lit(None, pl.String) for name in labels.COLUMNS}  # the model names none
    found = labels.pending(store, ALL).drop("region", "unit").with_columns(**given)
    labels.save(store, ALL, found, "m", now)
    join(store, now)
    number = make_issue(store, now, 1)
    assert watching.owners(store, ALL, [number]) == {number: ("water", "330201")}
    with store.write() as conn:
        labels.correct(conn, 1, {"region": "330203"}, now)
    assert watching.owners(store, ALL, [number]) == {number: ("water", "330203")}
