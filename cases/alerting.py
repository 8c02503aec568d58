"""What people do about alarms: sign, return, be silent for a while, keep the list of contacts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from cases.reasons import reasoned
from core.alarms import Alarm, Contact, Silence
from core.errors import InputError
from core.ladder import barred, superior
from core.scope import Actor, Scope
from store import alarm_recusal, alarms, contacts, history
from store.engine import Store

LONGEST = timedelta(days=30)
"""A silence ends by itself after this at the latest."""

_REASON = 200

NOBODY: Mapping[str, str] = {}
"""No unit is known to stand above another."""


@Actor.needs("desk")
def acknowledge(store: Store, actor: Actor, numbers: Collection[int], now: datetime) -> list[int]:
    """签收: somebody takes care. Reminders come less often, escalation stops.

    Returns the alarms that waited for it; signing again, or what the actor may not see, changes
    nothing.
    """
    with store.write() as conn:
        signed = alarms.acknowledge(conn, _shown(conn, actor, numbers), actor.name, now)
        for number in signed:
            history.write(conn, actor, "sign", ("alarm", number), {}, now)
    return signed


@Actor.needs("desk")
def refuse(
    store: Store, actor: Actor, numbers: Collection[int], reason: str, now: datetime
) -> None:
    """不属于本单位: the office that runs Minsheng hears of it with the reason.

    Signs as well, so that nobody else is told meanwhile. Raises InputError without a reason.
    """
    why = reasoned(reason, _REASON)
    people = _office(store, now)
    with store.write() as conn:
        found = alarms.by_id(conn, _shown(conn, actor, numbers))
        alarms.acknowledge(conn, list(found), actor.name, now)
        for number in sorted(found):
            alarms.tell(conn, number, ("return", why), people, now)
            history.write(conn, actor, "return", ("alarm", number), {"reason": why}, now)


@Actor.needs("desk")
def silence(
    store: Store,
    actor: Actor,
    alarm: int,
    until: datetime,
    reason: str,
    now: datetime,
    *,
    parents: Mapping[str, str] = NOBODY,
) -> int:
    """暂停提醒 of one alarm until a moment; the unit one level up and the office hear of it.

    `parents` names the unit above each. Raises InputError without a reason or an end within
    LONGEST, for an unknown alarm, and for a unit that wants silence about itself.
    """
    why = reasoned(reason, _REASON)
    if not now < until <= now + LONGEST:
        raise InputError("请写明结束时间，最长 {days} 天。", days=LONGEST.days)
    listed = contacts.listed(store, Scope.ALL)
    with store.write() as conn:
        about = _known(conn, actor, alarm)
        if actor.unit and actor.unit in (about.signal.unit, *about.signal.accused):
            raise InputError("单位不能暂停关于自己的提醒，请由上级单位决定。")
        made = Silence(
            0, why, actor.name, now, until,
            rule=about.signal.rule, subject=about.signal.subject,
            size=about.signal.size, level=about.signal.level,
        )  # fmt: skip
        number = alarms.silence(conn, made)
        above = superior(parents, actor.unit or about.signal.unit)
        people = dict.fromkeys(_first(listed, above, now) + _first(listed, "", now))
        for one in listed:
            if any(barred(parents, code, one.unit) for code in about.signal.accused):
                people.pop((one.channel, one.address), None)
        alarms.tell(conn, alarm, ("silence", why), people, now)
        told = {"until": until.isoformat(), "reason": why}
        history.write(conn, actor, "silence", ("alarm", alarm), told, now)
    return number


@Actor.needs("desk")
def end_silence(store: Store, actor: Actor, number: int, now: datetime) -> None:
    """End a silence early. Raises InputError where there is none that the actor may see."""
    with store.write() as conn:
        hidden = alarm_recusal.is_silence_closed(conn, actor.scope, number)
        if hidden or not alarms.end_silences(conn, [number], now):
            raise InputError("没有编号为 {number} 的暂停提醒，或者它已结束。", number=number)
        history.write(conn, actor, "end_silence", ("silence", number), {}, now)


@Actor.needs("operate")
def put_contacts(
    store: Store,
    actor: Actor,
    fresh: Sequence[Contact],
    now: datetime,
    emptied: Collection[str] = (),
) -> int:
    """Replace the contacts of every unit in the list, and of those that have none any more
    (`emptied`); returns how many units. Raises InputError for a contact without an address, for
    a mail address that is none, and for a duty that ends before it begins."""
    for one in fresh:
        _reachable(one)
    units = {contact.unit for contact in fresh} | set(emptied)
    with store.write() as conn:
        contacts.replace_units(conn, units, fresh)
        told = {"units": len(units), "contacts": len(fresh)}
        history.write(conn, actor, "contacts", ("contacts", 0), told, now)
    return len(units)


def _reachable(one: Contact) -> None:
    address = one.address.strip()
    if not address or (one.channel == "mail" and "@" not in address):
        raise InputError("收件地址“{address}”不能用。", address=address)
    if one.from_at and one.to_at and one.from_at >= one.to_at:
        raise InputError("值班的结束时间应晚于开始时间。")


@Actor.needs("operate")
def restore_address(store: Store, actor: Actor, channel: str, address: str, now: datetime) -> None:
    """Send to an address again that was disabled. Raises InputError for an unknown one."""
    with store.write() as conn:
        if not contacts.disable(conn, channel, address, ""):
            raise InputError("没有收件地址“{address}”。", address=address)
        history.write(conn, actor, "restore", ("contacts", 0), {"address": address}, now)


def _office(store: Store, now: datetime) -> list[tuple[str, str]]:
    """The office that runs Minsheng: who is on duty there, else its A, else its B."""
    return _first(contacts.listed(store, Scope.ALL), "", now)


def _first(people: Sequence[Contact], unit: str, now: datetime) -> list[tuple[str, str]]:
    """Who is on duty in a unit (empty: the office), else its A, else its B."""
    found = [contact for contact in people if contact.unit == unit and contact.on_duty(now)]
    for role in ("duty", "A", "B"):
        chosen = [(one.channel, one.address) for one in found if one.role == role]
        if chosen:
            return chosen
    return []


def _shown(conn: Connection, actor: Actor, numbers: Collection[int]) -> list[int]:
    """Those of these alarms that the actor may see."""
    return sorted(set(numbers) - alarm_recusal.closed(conn, actor.scope, numbers))


def _known(conn: Connection, actor: Actor, number: int) -> Alarm:
    found = alarms.by_id(conn, _shown(conn, actor, [number])).get(number)
    if found is None:
        raise InputError("没有编号为 {number} 的预警。", number=number)
    return found
