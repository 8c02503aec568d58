"""The life of alarms: group -> inhibit -> silence -> remind -> escalate -> resolve, purely.

`advance` takes what is known and what is true now and answers with what changed and what must
be told to whom. It is level-triggered: called twice with the same it changes nothing more, and
what could not be told now (night, silence, a parent alarm) is told when it can be.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.alarm_rules import FADING, AlertRule, Ladder, Quiet, ladder_for, span, step_of
from core.alarms import Alarm, Contact, Signal, Silence, higher
from core.calendars import WorkTime, clock_of
from core.deadline_units import WorkingHours
from core.times import local

FLAP = timedelta(hours=24)
"""An alarm that comes back within this is the same one; each time it takes twice as long to
be over, so that what flaps is told ever more rarely."""

_MOST_FLAPS = 6
_SKEW = timedelta(minutes=1)
_WAKING = timedelta(hours=2)
"""So long after the hours begin what passed before them is told; then nobody could be reached."""

Key = tuple[str, str]
Reach = Callable[[str, Signal, str], Sequence[Contact]]
"""Who a target such as A or superior is for a signal, a plain address being of a unit; nobody:
cannot be reached."""


@dataclass(frozen=True, slots=True)
class Book:
    """What the machine goes by. `judged`: the rules that were looked at (None: all)."""

    rules: Mapping[str, AlertRule]
    ladders: Sequence[Ladder]
    quiet: Quiet
    work: WorkTime
    reach: Reach
    silences: Sequence[Silence] = ()
    judged: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """An alarm as it is now, and what to tell: (event, channel, address), each once.

    `signed`: when it was signed as far as this look knew.
    """

    alarm: Alarm
    tell: tuple[tuple[str, str, str], ...] = ()
    signed: datetime | None = None


@dataclass
class Outcome:
    """What changed, and which silences lapsed because their matter grew."""

    moves: list[Move] = field(default_factory=list)
    lapsed: set[int] = field(default_factory=set)


def advance(
    known: Sequence[Alarm], signals: Sequence[Signal], book: Book, now: datetime
) -> Outcome:
    """What follows from the alarms of yesterday and the signals of now.

    `known` holds those that are on and those that ended within FLAP. An alarm whose rule is
    gone or switched off ends without a word.
    """
    before = {alarm.signal.key: alarm for alarm in known}
    seen = {signal.key: signal for signal in signals}
    alarms = {
        key: alarm
        for key in before.keys() | seen.keys()
        if (alarm := _live(before.get(key), seen.get(key), book, now)) is not None
    }
    found = Outcome()
    quelled = _inhibited(alarms.values(), book)
    for key in sorted(alarms):
        move = _told(alarms[key], key in quelled, book, now, found.lapsed)
        if move.tell or move.alarm != before.get(key):
            signed = before[key].acked_at if key in before else None
            found.moves.append(replace(move, signed=signed))
    return found


def _live(known: Alarm | None, signal: Signal | None, book: Book, now: datetime) -> Alarm | None:
    """The alarm after a look at its signal; None where there is none."""
    rule = book.rules.get((known.signal if known else signal).rule)  # type: ignore[union-attr]
    if rule is None or not rule.enabled:
        return _ended(known, now, quietly=True) if known and known.is_on else None
    if signal is not None:
        return _begun(known, signal, now)
    if known is None or not known.is_on:
        return known
    if book.judged is not None and rule.id not in book.judged:
        return known
    missing = known.missing_at
    if missing is None or missing > now + _SKEW:  # a clock was set back
        missing = now
    patience = span(rule.clear) * 2 ** min(known.flaps, _MOST_FLAPS)
    if now - missing >= patience and not _is_owed(known, rule, missing, (book, now)):
        return _ended(known, now)
    return known if known.missing_at == missing else replace(known, missing_at=missing)


def _is_owed(alarm: Alarm, rule: AlertRule, missing: datetime, at: tuple[Book, datetime]) -> bool:
    """Whether an alarm that passed by night is still to be told in the morning (`keep`)."""
    if not rule.keep or alarm.told or missing - alarm.fired_at < span(rule.hold):
        return False
    (book, now), hours = at, alarm.signal.hours or rule.hours
    return not (is_open(hours, book, now) and is_open(hours, book, now - _WAKING))


def _begun(known: Alarm | None, signal: Signal, now: datetime) -> Alarm | None:
    if known is None:
        return None if signal.old else Alarm(signal, now, now)
    back = not known.is_on
    if back and signal.old:
        return known
    alarm = replace(known, signal=signal, missing_at=None)
    if back:
        state = "acknowledged" if known.acked_at else "firing"
        alarm = replace(alarm, state=state, resolved_at=None, flaps=known.flaps + 1)
    changed = alarm != replace(known, seen_at=alarm.seen_at)
    return replace(alarm, seen_at=now) if changed else known


def _ended(alarm: Alarm, now: datetime, quietly: bool = False) -> Alarm:
    told = 0 if quietly else alarm.told
    return replace(alarm, state="resolved", resolved_at=now, missing_at=None, told=told)


def _inhibited(alarms: Collection[Alarm], book: Book) -> set[Key]:
    """Alarms that a parent speaks for: same subject, or the same unit, of an inhibited rule."""
    parents: set[tuple[str, str]] = set()
    for alarm in alarms:
        rule = book.rules.get(alarm.signal.rule)
        if rule and alarm.is_on:
            parents |= {(child, alarm.signal.subject) for child in rule.inhibits}
    return {alarm.signal.key for alarm in alarms if alarm.signal.key in parents}


def _told(alarm: Alarm, inhibited: bool, book: Book, now: datetime, lapsed: set[int]) -> Move:
    rule = book.rules.get(alarm.signal.rule)
    if rule is None or inhibited or _silenced(alarm, book, now, lapsed):
        # What a parent speaks for ends without a word of its own.
        return Move(replace(alarm, told=0) if inhibited and not alarm.is_on else alarm)
    hours = alarm.signal.hours or rule.hours
    if not is_open(hours, book, now):
        return Move(alarm)
    alarm = _sane(alarm, now)
    event, targets, after = _event(alarm, rule, hours, book, now)
    people = {
        (contact.channel, contact.address)
        for target in targets
        for contact in book.reach(target, alarm.signal, rule.unit)
    }
    if event == "fire" and not people:
        return Move(alarm)  # told as soon as somebody can be reached
    return Move(after, tuple((event, *person) for person in sorted(people)))


def _silenced(alarm: Alarm, book: Book, now: datetime, lapsed: set[int]) -> bool:
    if alarm.signal.urgent:
        return False
    silent = False
    for silence in book.silences:
        if not silence.is_on(now) or not silence.matches(alarm.signal):
            continue
        if alarm.is_on and silence.outgrown(alarm.signal):
            lapsed.add(silence.id)
        else:
            silent = True
    return silent


def _sane(alarm: Alarm, now: datetime) -> Alarm:
    """After a clock was set back nothing lies in the future, and nothing is told again."""
    late = [alarm.told_at, alarm.first_told_at, alarm.fired_at]
    if not any(at and at > now + _SKEW for at in late):
        return alarm
    told, first = (at and min(at, now) for at in late[:2])
    return replace(alarm, told_at=told, first_told_at=first, fired_at=min(alarm.fired_at, now))


def _event(
    alarm: Alarm, rule: AlertRule, hours: str, book: Book, now: datetime
) -> tuple[str, list[str], Alarm]:
    """What there is to tell now (empty: nothing), to which targets, and the alarm after it."""
    if not alarm.is_on:
        return _over(alarm, rule, book)
    signal = alarm.signal
    if not alarm.told:
        waits = now - alarm.fired_at < span(rule.hold) and not signal.urgent
        return ("", [], alarm) if waits else ("fire", rule.to, _marked(alarm, now))
    if signal.urgent:
        return "", [], alarm
    if higher(signal.level, alarm.told_level):
        fresh = replace(alarm, state="firing", acked_at=None, acked_by="", step=0)
        raised = replace(_marked(fresh, now), first_told_at=now)  # the ladder begins anew
        return "raise", _so_far(alarm, rule, book), raised
    step = _step(alarm, rule, hours, book, now)
    if step:
        return "escalate", [step], replace(_marked(alarm, now), step=alarm.step + 1)
    repeat = rule.repeat if alarm.state == "firing" else rule.repeat_acked
    if alarm.told_at and now - max(alarm.told_at, alarm.acked_at or alarm.told_at) >= span(repeat):
        return "remind", _so_far(alarm, rule, book), _marked(alarm, now)
    return "", [], alarm


def _marked(alarm: Alarm, now: datetime) -> Alarm:
    first = alarm.first_told_at or now
    return replace(
        alarm, told=alarm.told + 1, told_at=now, first_told_at=first, told_level=alarm.signal.level
    )


def _over(alarm: Alarm, rule: AlertRule, book: Book) -> tuple[str, list[str], Alarm]:
    """Recovery is told once, to all who were told of the trouble; FADING kinds have none."""
    if not alarm.told:
        return "", [], alarm
    forgotten = replace(alarm, told=0, step=0, first_told_at=None, told_level="")
    if alarm.signal.urgent or rule.kind in FADING:  # whoever went there knows; nothing is solved
        return "", [], forgotten
    return "resolve", _so_far(alarm, rule, book), forgotten


def _steps(alarm: Alarm, rule: AlertRule, book: Book) -> list[tuple[timedelta, str]]:
    signal = alarm.signal
    ladder = ladder_for(book.ladders, rule.ladder, signal.unit, signal.level)
    return [step_of(text) for text in ladder.steps] if ladder else []


def _so_far(alarm: Alarm, rule: AlertRule, book: Book) -> list[str]:
    return [*rule.to, *(target for _after, target in _steps(alarm, rule, book)[: alarm.step])]


def _step(alarm: Alarm, rule: AlertRule, hours: str, book: Book, now: datetime) -> str:
    """The next step's target if nobody signed in time; empty: not yet, or no step left."""
    steps = _steps(alarm, rule, book)
    if alarm.state != "firing" or alarm.step >= len(steps) or alarm.first_told_at is None:
        return ""
    after, target = steps[alarm.step]
    return target if elapsed(hours, book.work, alarm.first_told_at, now) >= after else ""


def elapsed(hours: str, work: WorkTime, since: datetime, now: datetime) -> timedelta:
    """Time on a ladder: for a duty of the office only office hours count.

    A day of the ladder is then as long as an office day, not 24 hours of office.
    """
    if hours != "working" or now <= since:
        return now - since
    counted = WorkingHours(work).between(local(since), local(now))
    days, rest = divmod(counted, work.hours.length)
    return timedelta(days=days, microseconds=rest)


def is_open(hours: str, book: Book, now: datetime) -> bool:
    """May a duty of these hours be told now?"""
    here = local(now)
    if hours == "working":
        on_time = any(start <= clock_of(here) < end for start, end in book.work.hours.windows)
        return on_time and book.work.calendar.is_workday(here.date())
    return hours == "always" or book.quiet.morning <= here.hour < book.quiet.night
