"""Answered questions on several matters, found in one look."""

from datetime import timedelta

import polars as pl

from core.scope import Scope
from store import knowledge, labels, messages
from store.messages import Batch

ALL = Scope.ALL


def test_each_matter_has_its_own_newest_answers(store, make_message, now):
    told = [("停水", "water", 2), ("停水", "", 1), ("道路", "water", 3)]
    rows = [
        (topic, unit, place, f"{topic}{unit}{place}")
        for topic, unit, number in told
        for place in range(number)
    ]
    found = [
        make_message(
            name, unit=unit or None, posted_at=now - timedelta(days=place), reply="已答复。"
        )
        for _topic, unit, place, name in rows
    ]
    messages.add(store, ALL, Batch("board", "f", found), now)
    frame = labels.pending(store, ALL)
    topics = {one.external_id: row[0] for one, row in zip(found, rows, strict=True)}
    names = list(topics)
    said = dict.fromkeys(labels.COLUMNS, "") | {
        "area_score": 0.5, "area_unsure": 0, "sentiment": "neu", "sentiment_score": 0.0,
        "intent": "咨询", "urgency": 0, "area": "other", "why": None, "keywords": "",
    }  # fmt: skip
    asked = frame.with_columns(pl.lit(value).alias(name) for name, value in said.items())
    asked = asked.with_columns(topic2=pl.Series([topics[name] for name in names]))
    labels.save(store, ALL, asked.sort("id"), "test", now)
    since = now - timedelta(days=90)
    matters = (("停水", "water"), ("道路", "water"), ("供暖", ""))
    answers = knowledge.samples(store, ALL, since, matters, limit=2)
    assert {matter: len(rows) for matter, rows in answers.items()} == {
        ("停水", "water"): 2, ("道路", "water"): 2, ("供暖", ""): 0,
    }  # fmt: skip
    assert all(row["reply"] == "已答复。" for rows in answers.values() for row in rows)
