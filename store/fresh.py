"""Putting messages in that the store has never had, with all that hangs on them."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core.messages import Message
from store import cubes, search
from store.ahead import Ahead, Labels
from store.answer_tables import reply_labels
from store.rows import insert_many
from store.schema import labels, messages, replies
from store.tallies import Counted, first

_SPOKEN = b"0123456789abcdefghjkmnpqrstvwxyz" * 8
"""For each byte a digit or letter; none is taken for another when read aloud."""

_REF_LENGTH = 12
Place = tuple[int, int]


def put_in(
    conn: Connection,
    fresh: Sequence[Message],
    entered: Mapping[str, Place],
    now: datetime,
    ahead: Ahead,
) -> None:
    """Insert messages with their replies, words and labels, and count them.

    `entered` tells the id and month of each by its external id. One whose labels are not known
    yet waits for analysis.
    """
    if not fresh:
        return
    places = [entered[message.external_id] for message in fresh]
    known = [ahead.labels.get(message.external_id) for message in fresh]
    insert_many(
        conn, messages, [_row(*found, now) for found in zip(fresh, places, known, strict=True)]
    )
    answers = [reply(one, *place) for one, place in zip(fresh, places, strict=True)]
    insert_many(conn, replies, [answer for answer in answers if answer])
    texts = [(message.title, message.text, message.reply or "") for message in fresh]
    worded = [ahead.words[one.external_id] for one in fresh] if ahead.words else []
    search.add(conn, list(zip([number for number, _month in places], texts, strict=True)), worded)
    found = zip(fresh, places, known, answers, strict=True)
    told = [(one, place, label, answer) for one, place, label, answer in found if label is not None]
    insert_many(conn, labels, [_label(*one[:3], ahead.model, now) for one in told])
    insert_many(conn, reply_labels, list(_reply_labels(fresh, places, ahead, now)))
    cubes.count_in(conn, [_counted(*one) for one in told])


def _reply_labels(
    fresh: Sequence[Message], places: Sequence[Place], ahead: Ahead, now: datetime
) -> Iterator[dict[str, Any]]:
    for message, (number, month) in zip(fresh, places, strict=True):
        known = ahead.replies.get(message.external_id)
        if known is not None:
            own = {"message_id": number, "month": month, "model": ahead.model, "labelled_at": now}
            yield {**known, **own}


def columns(message: Message) -> dict[str, Any]:
    """What is kept of a message in its own table, but for its number and times."""
    return {
        "source": message.source,
        "kind": message.kind,
        "channel": message.channel,
        "title": message.title,
        "text": message.text,
        "posted_at": message.posted_at,
        "link": message.link,
        "region": message.region,
        "unit": message.unit,
        "votes_up": message.votes_up,
        "votes_down": message.votes_down,
        "submitter_hash": message.submitter_hash,
        "mask_version": message.mask_version,
        "state": "pending",
        "facts": dict(message.facts),
    }


def reply(message: Message, number: int, month: int) -> dict[str, Any] | None:
    """The row of a message's reply, None without one."""
    if not message.reply:
        return None
    hours = None
    if message.replied_at and message.replied_at >= message.posted_at:
        hours = (message.replied_at - message.posted_at).total_seconds() / 3600
    return {
        "message_id": number,
        "month": month,
        "text": message.reply,
        "replied_at": message.replied_at,
        "day_only": int(message.replied_day_only),
        "hours": hours,
    }


def _row(message: Message, place: Place, known: Labels | None, now: datetime) -> dict[str, Any]:
    return {
        **columns(message),
        "id": place[0],
        "month": place[1],
        "ref": _new_ref(),
        "added_at": now,
        "revision": 0,
        "state": "pending" if known is None else "labelled",
    }


def _label(
    message: Message, place: Place, known: Labels, model: str, now: datetime
) -> dict[str, Any]:
    return {
        **known,
        "message_id": place[0],
        "month": place[1],
        "origin": "model",
        "model": model,
        "mask_version": message.mask_version,
        "labelled_at": now,
    }


def _counted(
    message: Message, place: Place, known: Labels, answer: Mapping[str, Any] | None
) -> Counted:
    return Counted(
        place[1],
        message.posted_at,
        message.source,
        message.kind,
        message.channel,
        first(known["region"], message.region, ""),
        first(known["area"], "other"),
        first(message.unit, known["unit"], ""),
        first(known["accused_unit"], ""),
        first(known["intent"], ""),
        first(known["sentiment"], "neu"),
        answer is not None,
        answer["hours"] if answer else None,
        message.facts if message.kind in ("ticket", "rating") else None,
    )


def _new_ref() -> str:
    return secrets.token_bytes(_REF_LENGTH).translate(_SPOKEN).decode()
