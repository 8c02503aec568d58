"""What flaps and what follows a parent is foretold by its rule alone, to the look.

A parent and its child come and go at random. From when each was there, and the words of
docs/alerts.md, the whole story of both is worked out in another way than the machine does it:
first the spans in which an alarm is on, then what is told within them.
"""

import random
from collections import Counter
from datetime import timedelta

import pytest

from alerts import alarms as machine
from core.alarm_rules import AlertRule, span
from tests.alerts.test_alarms import MON, Room, signal

LOOK = timedelta(minutes=10)
LOOKS = 6 * 24 * 5
PARENT = AlertRule("failing", "source_failing", to=["admin"], hours="always", hold="30m",
                   clear="1h", repeat="3h", inhibits=["quiet"])  # fmt: skip
CHILD = AlertRule("quiet", "source_quiet", to=["A"], hours="always", hold="20m", clear="40m",
                  repeat="2h")  # fmt: skip
DAY = machine.FLAP


def there(rng, stays, away):
    """For each look whether the signal is there: it stays and is gone for a while by turns."""
    seen, on = [], rng.random() < 0.5
    while len(seen) < LOOKS:
        seen += [on] * rng.randrange(1, stays if on else away)
        on = not on
    return seen[:LOOKS]


def both(seed):
    """When the parent and when the child is there."""
    rng = random.Random(seed)  # noqa: S311
    parent = there(rng, rng.choice((4, 12, 20)), rng.choice((20, 60, 200)))
    return parent, there(rng, rng.choice((8, 30, 120)), rng.choice((8, 20, 60)))


def spans(seen, rule):
    """(first look, look at which it is over or LOOKS, how often it came back, when it began)."""
    found, first, missing, flaps, began = [], None, None, 0, 0
    for look, is_there in enumerate(seen):
        if is_there:
            missing = None
            if first is None:
                back = bool(found) and (look - found[-1][1]) * LOOK < DAY
                flaps, began = (flaps + 1, began) if back else (0, look)
                first = look
        elif first is not None:
            missing = look if missing is None else missing
            if (look - missing) * LOOK >= span(rule.clear) * 2 ** min(flaps, 6):
                found.append((first, look, flaps, began))
                first = missing = None
    return found + ([(first, LOOKS, flaps, began)] if first is not None else [])


def foretold(rule, own, parents=()):
    """(look, what) of a rule whose alarm was on in `own` spans."""

    def is_quelled(look):
        return any(first <= look < over for first, over, *_ in parents)

    story = []
    for first, over, _flaps, began in own:
        told = None
        for look in range(first, over):
            if is_quelled(look):
                continue
            if told is None and (look - began) * LOOK >= span(rule.hold):
                story.append((look, "fire"))
                told = look
            elif told is not None and (look - told) * LOOK >= span(rule.repeat):
                story.append((look, "remind"))
                told = look
        if told is not None and over < LOOKS and not is_quelled(over):
            story.append((over, "resolve"))
    return story


def lived(one, other):
    """What the machine tells of both, look by look, and how often it found the child spoken for."""
    room, told, quelled = Room(PARENT, CHILD, ladders=()), {"failing": [], "quiet": []}, 0
    for look in range(LOOKS):
        now = MON + look * LOOK
        room.known = {key: alarm for key, alarm in room.known.items()
                      if alarm.is_on or alarm.resolved_at > now - DAY}  # fmt: skip
        signals = [signal(name, "source:x", level="") for name, seen in
                   (("failing", one), ("quiet", other)) if seen[look]]  # fmt: skip
        for event, address in room.look(now, *signals):
            told["failing" if address == "admin" else "quiet"].append((look, event))
        quelled += len(signals) == 2
    return told, quelled


@pytest.mark.parametrize("seed", range(25))
def test_the_story_of_parent_and_child_is_foretold_to_the_look(seed):
    one, other = both(seed)
    told, _quelled = lived(one, other)
    parents = spans(one, PARENT)
    assert told["failing"] == foretold(PARENT, parents)
    assert told["quiet"] == foretold(CHILD, spans(other, CHILD), parents)


def test_these_stories_hold_flaps_reminders_and_children_that_are_spoken_for():
    seen = Counter()
    for seed in range(25):
        one, other = both(seed)
        told, quelled = lived(one, other)
        own = spans(other, CHILD)
        alone = foretold(CHILD, own)
        seen["flaps"] += sum(flaps > 0 for _first, _over, flaps, _began in own)
        seen["reminders"] += sum(kind == "remind" for _look, kind in told["quiet"])
        seen["held back"] += alone != told["quiet"]
        seen["together"] += quelled
    assert min(seen[name] for name in ("flaps", "reminders", "together")) > 40
    assert seen["held back"] > 15
