"""What moved within a span: received, and the urgent ones among them, whoever said so."""

from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import select

from core.scope import Scope
from store import labels, messages, situation
from store.schema import message_keys

ALL = Scope.ALL
HOUR = timedelta(hours=1)


@pytest.fixture
def three(store, make_message, now):
    """Two messages of the last hour and one of the hour before; all wait to be labelled."""
    made = [
        make_message(f"m{place}", posted_at=now - HOUR * place / 2 - HOUR / 4) for place in range(3)
    ]
    messages.add(store, ALL, messages.Batch("board", "", made, []), now)
    return store


def test_what_waits_is_received_and_a_person_may_call_it_urgent(three, now):
    told = situation.moved(three, ALL, now - HOUR, now)
    assert (told["received"], told["urgent"]) == (2, 0)
    pending = labels.pending(three, ALL)
    found = pending.with_columns(
        area=pl.lit("other"), area_score=pl.lit(0.9), area_unsure=pl.lit(0),
        sentiment=pl.lit("neg"), sentiment_score=pl.lit(0.0), intent=pl.lit("投诉"),
        urgency=pl.lit(0), place=pl.lit(""), problem=pl.lit(""), keywords=pl.lit(""),
    )  # fmt: skip
    labels.save(three, ALL, found, "test", now)
    with three.read() as conn:
        newest = conn.execute(select(message_keys.c.id).filter_by(external_id="m0")).scalar_one()
    with three.write() as conn:
        labels.correct(conn, newest, {"urgency": 2}, now)
    told = situation.moved(three, ALL, now - HOUR, now)
    assert (told["received"], told["urgent"]) == (2, 1)
    nowhere = Scope(regions=frozenset({"999999"}), may=frozenset({"figures"}))
    assert situation.moved(three, nowhere, now - HOUR, now)["received"] == 0
