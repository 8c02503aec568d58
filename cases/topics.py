"""What a person does with a watched topic (关注专题): make one, end one. Never delete."""

from dataclasses import asdict
from datetime import datetime

from cases.reasons import reasoned
from core.errors import InputError
from core.scope import Actor
from core.watched import Watched, checked
from store import history, topics
from store.engine import Store

_LONGEST_REASON = 200
_MOST = 50
"""Topics that go on at a time: each is looked at every few minutes."""


@Actor.needs("desk")
def create(store: Store, actor: Actor, topic: Watched, now: datetime) -> int:
    """Begin to watch a topic; returns its number.

    Raises InputError for one that names a person or an account, for a name that is taken, and
    for what `core.watched.checked` refuses. What was refused is not written down anywhere.
    """
    tidy = checked(topic)
    details = {name: value for name, value in asdict(tidy).items() if value}
    details |= {"since": tidy.since.isoformat(), "until": tidy.until.isoformat()}
    with store.write() as conn:
        going = topics.names(conn)
        if tidy.name in going:
            raise InputError("已有名为“{name}”的专题，请换一个名称。", name=tidy.name)
        if len(going) >= _MOST:
            raise InputError("同时关注的专题最多 {most} 个，请先结束一个。", most=_MOST)
        number = topics.create(conn, tidy, actor, now)
        history.write(conn, actor, "watch", ("topic", number), details, now)
    return number


@Actor.needs("desk")
def end(store: Store, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Stop watching a topic. Raises InputError without a reason or for one that is over."""
    why = reasoned(reason, _LONGEST_REASON)
    with store.write() as conn:
        if not topics.end(conn, number, why, actor, now):
            raise InputError("没有编号为 {number} 的在用专题。", number=number)
        history.write(conn, actor, "end", ("topic", number), {"reason": why}, now)
