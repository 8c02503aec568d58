"""When an area in a region, or a unit, draws more than is usual, without touching the world."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from alerts.rules import Names
from core.alarm_rules import AlertRule
from core.alarms import Signal
from core.i18n import gettext as _
from core.labels import AREAS
from core.volume import Band


@dataclass(frozen=True, slots=True)
class Surge:
    """People of a day, of an area in a region (`place` is its name), or of a unit.

    `beside` wrote of no hot issue: those have alarms of their own. `also`: units and towns whose
    own surge is the same people.
    """

    day: date
    area: str
    region: str
    place: str
    unit: str
    people: int
    beside: int
    band: Band
    accused: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def high(found: Iterable[Surge], rule: AlertRule, names: Names) -> Iterator[Signal]:
    """Those that pass the band with enough people, hot issues apart.

    Text and link name the day: a surge of the evening is told in the morning. A unit does not
    hear how many complain to it; the office does.
    """
    for one in found:
        if one.beside < rule.at_least or one.beside <= one.band.high:
            continue
        whose = names.unit(one.unit) if one.unit else _areas(one)
        where = f"unit={one.unit}" if one.unit else f"area={one.area}&region={one.region}"
        yield Signal(
            rule=rule.id,
            subject=f"unit:{one.unit}" if one.unit else f"area:{one.area}:{one.region}",
            title=_("{whose}：{day} 诉求突增", whose=whose, day=one.day.isoformat()),
            why=_(
                "{day} 共 {people} 人次，其中不属于已有热点的 {beside} 人次；"
                "这类日子通常 {usual} 件，不超过 {high} 件",
                day=one.day.isoformat(),
                people=one.people,
                beside=one.beside,
                usual=f"{one.band.usual:.0f}",
                high=f"{one.band.high:.0f}",
            ),
            facts=((_("同时突增"), "、".join(one.also)),) if one.also else (),
            area=one.area,
            region=one.region,
            unit=one.unit,
            size=one.beside,
            accused=tuple(sorted({*one.accused, one.unit} - {""})),
            task=rule.task,
            page=f"messages?period=custom&since={one.day}&until={one.day}&{where}",
        )


def _areas(one: Surge) -> str:
    area = _(AREAS.get(one.area, one.area))
    return f"{one.place} · {area}" if one.place else area
