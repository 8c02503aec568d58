"""All messages of an issue with what is known of each, as heat and life are judged from them.

An issue is judged at each message that joins it. What was read of the others before is known
still: only a stamp of each is read again, and in full what changed.
"""

import sys
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from core.scope import Scope
from store import voices
from store.engine import Store
from store.handled import HANDLED, told
from store.joins import is_member, labelled_by, replied
from store.rows import raw, slices
from store.schema import issue_members, labels, messages, replies

KNOWN = 30_000
"""Messages that stay known, some 2 KB each."""

GROUP = (
    "id", "title", "posted_at", "votes", "submitter", "channel", "region", "replied_at",
    "intent", "area", "urgency", "sentiment", "place", "problem", "kind", "reply", "content",
    *HANDLED, "key", "share",
)  # fmt: skip
"""What is known of a message. `content` is the same number for the same text."""

_FEW = ("channel", "region", "intent", "area", "sentiment", "problem", "kind")
_LOOKUP = 500

Row = dict[str, Any]
Stamp = tuple[Any, ...]
"""The first of it: whether it is known who wrote."""

_Member = tuple[str, int, int, int | None, Stamp]
"""Key, number, month, issue and stamp of a message."""

_NEVER: tuple[Stamp, Row] = (), {}


class Known:
    """What was read of the messages of issues, those judged last; `most` messages of them."""

    def __init__(self, most: int = KNOWN) -> None:
        self.most = most
        self._held = 0
        self._groups: OrderedDict[str, dict[int, tuple[Stamp, Row]]] = OrderedDict()

    def of(self, key: str) -> Mapping[int, tuple[Stamp, Row]]:
        """Message -> its stamp and what was known under it."""
        return self._groups.get(key, {})

    def keep(self, key: str, group: dict[int, tuple[Stamp, Row]]) -> None:
        """Know this of a group from now on, and less of others where it becomes too much."""
        self._held += len(group) - len(self._groups.pop(key, ()))
        self._groups[key] = group
        while self._held > self.most:
            self._held -= len(self._groups.popitem(last=False)[1])

    def drop(self, keys: Iterable[str]) -> None:
        """Know nothing of these groups any more."""
        for key in keys:
            self._held -= len(self._groups.pop(key, ()))


@Store.needs("clock")
def groups(
    store: Store, scope: Scope, keys: Sequence[str], known: Known | None = None
) -> dict[str, list[Row]]:
    """Key -> all messages that share it (GROUP) in the order of time; keys by their first one.

    `share` is below 1 where who wrote is no longer known: see `voices.shares`.
    """
    known, stamped = known or Known(0), _stamps(store, keys)
    known.drop(set(keys) - stamped.keys())
    silent = {
        issue
        for rows in stamped.values()
        for _key, _number, _month, issue, stamp in rows
        if issue is not None and not stamp[0]
    }
    with store.read() as conn:
        shares = voices.shares(conn, silent)
    before = {key: known.of(key) for key in stamped}  # what is kept now may push others out
    missing = {
        number: month
        for key, rows in stamped.items()
        for _key, number, month, _issue, stamp in rows
        if before[key].get(number, _NEVER)[0] != stamp
    }
    fresh = _read(store, missing)
    found: dict[str, list[Row]] = {}
    for key, rows in stamped.items():
        group, chosen = _group(rows, before[key], fresh, shares)
        known.keep(key, group)
        if chosen:
            found[key] = sorted(chosen, key=_order)
    return dict(sorted(found.items(), key=lambda item: _order(item[1][0])))


def _group(
    members: Iterable[_Member],
    before: Mapping[int, tuple[Stamp, Row]],
    fresh: Mapping[int, Row],
    shares: Mapping[Any, float],
) -> tuple[dict[int, tuple[Stamp, Row]], list[Row]]:
    """What is known of a group from now on, and its messages: copied only where a share is told."""
    group: dict[int, tuple[Stamp, Row]] = {}
    chosen: list[Row] = []
    for key, number, month, issue, stamp in members:
        if number in fresh:
            row = {**fresh[number], "key": key, "share": 1.0}
        elif before.get(number, _NEVER)[0] == stamp:
            row = before[number][1]
        else:
            continue  # gone since its stamp was read
        group[number] = stamp, row
        share = 1.0 if stamp[0] else shares.get((issue, month), 1.0)
        chosen.append(row if share == 1.0 else {**row, "share": share})
    return group, chosen


def _order(row: Row) -> tuple[Any, int]:
    return row["posted_at"], row["id"]


def _stamps(store: Store, keys: Iterable[str]) -> dict[str, list[_Member]]:
    """Key -> its members, each with what changes when anything of it does."""
    hashed = messages.c.submitter_hash.is_not(None).label("hashed")
    found: dict[str, list[_Member]] = {}
    with store.read() as conn:
        for chunk in slices(keys, _LOOKUP):
            rows = conn.execute(
                select(
                    issue_members.c.key, issue_members.c.message_id, issue_members.c.month,
                    issue_members.c.issue_id, hashed, messages.c.revision,
                    messages.c.mask_version, raw(labels.c.labelled_at, store).label("labelled"),
                )
                .join_from(issue_members, messages, is_member())
                .join(labels, labelled_by(labels, "model"))
                .where(issue_members.c.key.in_(chunk))
            )  # fmt: skip
            for row in rows:
                key, number, month, issue, *stamp = row
                found.setdefault(key, []).append((key, number, month, issue, tuple(stamp)))
    return found


def _read(store: Store, wanted: Mapping[int, int]) -> dict[int, Row]:
    """Messages by number (number -> month)."""
    found: dict[int, Row] = {}
    with store.read() as conn:
        for chunk in slices(wanted, _LOOKUP):
            months = sorted({wanted[number] for number in chunk})
            found |= {row.id: _row(row) for row in conn.execute(_asked(chunk, months))}
    return found


def _asked(numbers: Collection[int], months: Collection[int]) -> Any:
    return (
        select(
            messages.c.id, messages.c.title, messages.c.posted_at,
            (messages.c.votes_up + messages.c.votes_down).label("votes"),
            messages.c.submitter_hash.label("submitter"), messages.c.channel,
            func.coalesce(labels.c.region, messages.c.region).label("region"),
            replies.c.replied_at, labels.c.intent, labels.c.area, labels.c.urgency,
            labels.c.sentiment, labels.c.place, labels.c.problem, messages.c.kind,
            replies.c.text.label("reply"), messages.c.text, messages.c.facts,
        )
        .join_from(messages, labels, labelled_by(labels, "model"))
        .outerjoin(replies, replied())
        .where(messages.c.month.in_(months), messages.c.id.in_(numbers))
    )  # fmt: skip


def _row(row: Any) -> Row:
    *values, text, facts = row
    found = dict(zip((*GROUP[:16], "content"), (*values, _content(text)), strict=True))
    found |= zip(HANDLED, told(facts), strict=True)
    for name in _FEW:
        if found[name]:
            found[name] = sys.intern(found[name])
    return found


def _content(text: str) -> int:
    return hash("".join(text.split()))
