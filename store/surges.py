"""Who complained of an area in a region, or to a unit: people, copies and hot issues apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from core.scope import Scope
from store import recusal
from store.concentrations import COMPLAINTS
from store.engine import Store
from store.filters import Filter
from store.joins import ANALYSED, best, is_member, within
from store.schema import issue_members, issues, messages


@dataclass(frozen=True, slots=True)
class Heard:
    """`people` complained, each counted once and each text once (相同内容); `beside`: the messages
    of those who wrote of no issue that has a level of heat; `accused`: the units that they accuse.
    """

    people: int
    beside: frozenset[int]
    accused: tuple[str, ...]


@Store.needs("clock")
def heard(store: Store, scope: Scope, chosen: Filter, kinds: Sequence[str]) -> Heard:
    """The people of a period (`since`, `until`) by `area`, `region` and `unit` of the filter."""
    start, end = chosen.bounds
    area = best("area", "")
    region = best("region", "")
    intent = best("intent", "")
    unit = best("unit", "")
    accused = best("accused_unit", "")
    statement = (
        select(
            messages.c.id, messages.c.submitter_hash, messages.c.text, accused.label("accused"),
            func.coalesce(issues.c.level, "").label("level"),
        )
        .select_from(ANALYSED)
        .outerjoin(issue_members, is_member())
        .outerjoin(issues, issues.c.id == issue_members.c.issue_id)
        .where(
            messages.c.posted_at >= start, messages.c.posted_at < end,
            messages.c.kind.in_(kinds), intent.in_(COMPLAINTS),
            recusal.open_to(scope),
        )
        .order_by(messages.c.posted_at, messages.c.id)
    )  # fmt: skip
    if chosen.area:
        statement = statement.where(area == chosen.area)
    if chosen.region:
        statement = statement.where(within(Scope(regions=frozenset([chosen.region])), region))
    if chosen.unit:
        statement = statement.where(unit == chosen.unit)
    with store.read() as conn:
        rows = conn.execute(statement).all()
    voices = _voices(rows)
    beside = frozenset(row.id for row in voices if not row.level)
    return Heard(len(voices), beside, tuple(sorted({row.accused for row in rows} - {""})))


def _voices(rows: Sequence[Any]) -> list[Any]:
    """The first message of each person that says what nobody said before."""
    people: set[Any] = set()
    texts: set[str] = set()
    found = []
    for row in rows:
        who, said = row.submitter_hash or row.id, "".join(row.text.split())
        if who not in people and said not in texts:
            found.append(row)
            people.add(who)
        texts.add(said)
    return found
