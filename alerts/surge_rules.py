"""When an area in a region, or a unit, draws more than is usual, without touching the world."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alerts.rules import Names
from core.alarm_rules import AlertRule
from core.alarms import Signal
from core.i18n import gettext as _
from core.labels import AREAS
from core.volume import Band


@dataclass(frozen=True, slots=True)
class Surge:
    """Today's people of an area in a region (`place` is its name), or of a unit.

    `beside` wrote of no hot issue: those have alarms of their own.
    """

    area: str
    region: str
    place: str
    unit: str
    people: int
    beside: int
    band: Band
    accused: tuple[str, ...] = ()


def high(found: Iterable[Surge], rule: AlertRule, names: Names) -> Iterator[Signal]:
    """Those that pass the band with enough people, hot issues apart."""
    for one in found:
        if one.beside < rule.at_least or one.beside <= one.band.high:
            continue
        whose = names.unit(one.unit) if one.unit else _areas(one)
        where = f"unit={one.unit}" if one.unit else f"area={one.area}&region={one.region}"
        yield Signal(
            rule=rule.id,
            subject=f"unit:{one.unit}" if one.unit else f"area:{one.area}:{one.region}",
            title=_("{whose}：今日诉求突增", whose=whose),
            why=_(
                "今日 {people} 人次，其中不属于已有热点的 {beside} 人次；这类日子通常 {usual} 件，"
                "不超过 {high} 件",
                people=one.people,
                beside=one.beside,
                usual=f"{one.band.usual:.0f}",
                high=f"{one.band.high:.0f}",
            ),
            area=one.area,
            region=one.region,
            unit=one.unit,
            size=one.beside,
            accused=one.accused,
            task=rule.task,
            page=f"messages?period=today&{where}",
        )


def _areas(one: Surge) -> str:
    area = _(AREAS.get(one.area, one.area))
    return f"{one.place} · {area}" if one.place else area
