"""When a watched topic (关注专题) draws more than is usual, decided without touching the world."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.alarm_rules import AlertRule
from core.alarms import Signal
from core.i18n import gettext as _
from core.volume import Band


@dataclass(frozen=True, slots=True)
class Told:
    """A topic as of today: how many messages came, and what is usual by the whole day."""

    number: int
    name: str
    today: int
    band: Band | None
    accused: tuple[str, ...] = ()


def high(topics: Iterable[Told], rule: AlertRule) -> Iterator[Signal]:
    """Topics whose count of today passes the band, with enough messages to say so."""
    for topic in topics:
        band = topic.band
        if band is None or topic.today < rule.at_least or topic.today <= band.high:
            continue
        yield Signal(
            rule=rule.id,
            subject=f"topic:{topic.number}",
            title=_("关注专题“{name}”：今日诉求超出常态", name=topic.name),
            why=_(
                "今日 {n} 件，这类日子通常 {usual} 件，不超过 {high} 件",
                n=topic.today,
                usual=f"{band.usual:.0f}",
                high=f"{band.high:.0f}",
            ),
            size=topic.today,
            accused=topic.accused,
            task=rule.task,
            page=f"topic?topic={topic.number}",
        )
