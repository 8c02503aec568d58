"""What goes out together: one mail for a storm, one address at a time, ever slower in a flood."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from core.alarm_rules import Quiet, span
from core.alarms import Bundle, Sent, Told

_WEIGHT = ("remind", "fire", "raise", "escalate", "silence", "return", "resolve")
"""Of several events of one alarm the last of these is told."""


def bundle(
    waiting: Sequence[Told],
    sent: Mapping[tuple[str, str], Sent],
    urgent: frozenset[int],
    quiet: Quiet,
    now: datetime,
    *,
    kept: frozenset[int] = frozenset(),
) -> list[Bundle]:
    """What goes out now, in the order in which it came.

    `urgent` alarms go at once and each alone, whatever else waits. Up to `quiet.apart` others
    go as mails of their own, more as one; an address that got a mail just now waits. Of `kept`
    alarms (`keep` in their rule) an address hears even if they were over before it could.
    """
    found: list[Bundle] = []
    rest: dict[tuple[str, str], list[Told]] = {}
    for told in sorted(waiting, key=lambda told: told.id):
        person = (told.channel, told.address)
        if told.alarm in urgent:
            found.append(Bundle(*person, ((told.alarm, told.kind),), (told.id,)))
        else:
            rest.setdefault(person, []).append(told)
    for person, events in rest.items():
        if _may(sent.get(person), quiet, now):
            ready = _ready(events, kept)
            found += _packed(person, ready, sent.get(person), quiet)
    return found


def _may(sent: Sent | None, quiet: Quiet, now: datetime) -> bool:
    """Whether an address may get a mail again; a clock set back holds nothing up."""
    return sent is None or sent.last_at > now or now - sent.last_at >= pause(sent.day, quiet)


def pause(day: int, quiet: Quiet) -> timedelta:
    """How long an address is left alone after `day` mails within a day."""
    beyond = min(max(day - quiet.free, 0), 16)
    return min(span(quiet.pause) * (1 << beyond), max(span(quiet.most), span(quiet.pause)))


def _ready(events: list[Told], kept: frozenset[int]) -> list[Told]:
    """What may go now: the end of a kept alarm waits until its beginning was told."""
    begun = {told.alarm for told in events if told.kind == "fire" and told.alarm in kept}
    return [told for told in events if told.kind != "resolve" or told.alarm not in begun]


def _packed(
    person: tuple[str, str], events: list[Told], sent: Sent | None, quiet: Quiet
) -> list[Bundle]:
    by_alarm: dict[int, list[Told]] = {}
    for told in events:
        by_alarm.setdefault(told.alarm, []).append(told)
    parts = {alarm: kind for alarm, found in by_alarm.items() if (kind := _strongest(found))}
    nothing = [told.id for told in events if told.alarm not in parts]
    few = len(parts) <= quiet.apart and (sent is None or sent.day < quiet.free)
    groups = [[alarm] for alarm in parts] if few else [list(parts)] if parts else []
    found = [
        Bundle(
            *person,
            tuple((alarm, parts[alarm]) for alarm in group),
            tuple(told.id for alarm in group for told in by_alarm[alarm]),
        )
        for group in groups
    ]
    return [*found, Bundle(*person, (), tuple(nothing))] if nothing else found


def _strongest(found: list[Told]) -> str:
    """What is left to tell; nothing where a trouble was over before anybody heard of it."""
    kinds = {told.kind for told in found}
    if "fire" in kinds and found[-1].kind == "resolve":
        return ""
    if found[-1].kind != "resolve":
        kinds.discard("resolve")
    return max(kinds, key=_WEIGHT.index)
