"""The life of an alarm: once, at the right hour, to the right person, and no end without a word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts import alarms as machine
from alerts.alarms import Book
from alerts.routes import Directory
from core.alarm_rules import AlertRule, Ladder, Quiet
from core.alarms import Alarm, Contact, Signal, Silence
from core.calendars import WorkTime
from tests.core.clock_cases import moment, work_calendar

WORK = WorkTime(work_calendar())
MON = moment("2026-11-23T10:00")
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
RULE = AlertRule("hot", level="II", to=["A"], hours="day", repeat="1d", repeat_acked="3d")
LADDER = Ladder("default", ["2h B", "4h superior", "8h office"])
PEOPLE = [
    Contact(1, "water", "A", "", "mail", "a@water"),
    Contact(2, "water", "B", "", "mail", "b@water"),
    Contact(3, "county", "A", "", "mail", "a@county"),
    Contact(4, "", "A", "", "mail", "office"),
    Contact(5, "", "admin", "", "mail", "admin"),
]


class Room:
    """Plays the clock: what is known goes from one look to the next, what is told is kept."""

    def __init__(self, *rules, people=PEOPLE, ladders=(LADDER,)):
        self.rules = {rule.id: rule for rule in rules or (RULE,)}
        self.people, self.ladders = people, ladders
        self.known: dict[tuple, Alarm] = {}
        self.silences: list[Silence] = []
        self.lapsed: set[int] = set()
        self.mails: list[tuple] = []

    def look(self, now, *signals, judged=None):
        """One look; what was told, as (event, address)."""
        directory = Directory(self.people, {"water": "county"}, now)
        silences = [one for one in self.silences if one.id not in self.lapsed]
        reach = directory.reach
        book = Book(self.rules, self.ladders, Quiet(), WORK, reach, silences, judged)
        found = machine.advance(list(self.known.values()), signals, book, now)
        self.lapsed |= found.lapsed
        told = []
        for move in found.moves:
            self.known[move.alarm.signal.key] = move.alarm
            told += [(event, address) for event, _channel, address in move.tell]
        self.mails += [(now, *one) for one in told]
        return told

    def alarm(self, rule="hot", subject="issue:1"):
        return self.known[rule, subject]

    def sign(self, now, rule="hot", subject="issue:1"):
        self.known[rule, subject] = self.alarm(rule, subject).acknowledged("wang", now)


def signal(rule="hot", subject="issue:1", **fields):
    given = {"title": "停水", "why": "多", "level": "II", "unit": "water", "size": 10, **fields}
    return Signal(rule, subject, **given)


def test_it_is_told_once_and_a_restart_tells_nothing():
    room = Room()
    assert room.look(MON, signal()) == [("fire", "a@water")]
    for minute in range(1, 60):
        assert room.look(MON + minute * MINUTE, signal()) == []


def test_it_climbs_until_somebody_signs():
    room = Room()
    room.look(MON, signal())
    assert room.look(MON + 2 * HOUR - MINUTE, signal()) == []
    assert room.look(MON + 2 * HOUR, signal()) == [("escalate", "b@water")]
    room.sign(MON + 3 * HOUR)
    assert room.look(MON + 5 * HOUR, signal()) == []
    again = Room()
    times = [again.look(MON + n * HOUR, signal()) for n in range(10)]
    assert [told for told in times if told] == [
        [("fire", "a@water")],
        [("escalate", "b@water")],
        [("escalate", "a@county")],
        [("escalate", "office")],
    ]
    assert [n for n, told in enumerate(times) if told] == [0, 2, 4, 8]


def test_reminders_go_on_until_it_is_signed_and_until_it_is_over():
    room = Room(ladders=())
    told = [room.look(MON + n * 6 * HOUR, signal()) for n in range(9)]
    assert [n for n, one in enumerate(told) if one] == [0, 4, 8]
    room.sign(MON + 49 * HOUR)
    later = [room.look(MON + 49 * HOUR + n * DAY, signal()) for n in range(1, 8)]
    assert [n for n, one in enumerate(later, 1) if one] == [3, 6]


def test_all_who_heard_of_the_trouble_hear_of_its_end():
    room = Room()
    room.look(MON, signal())
    room.look(MON + 2 * HOUR, signal())
    assert room.look(MON + 3 * HOUR) == []
    told = room.look(MON + 3 * HOUR + 15 * MINUTE)
    assert sorted(told) == [("resolve", "a@water"), ("resolve", "b@water")]
    assert room.look(MON + 4 * HOUR) == []


def test_what_ends_before_it_was_told_is_never_told():
    room = Room(replace(RULE, hold="30m"))
    assert room.look(MON, signal()) == []
    room.look(MON + MINUTE)
    room.look(MON + 20 * MINUTE)
    assert room.alarm().state == "resolved"
    assert room.mails == []


def test_flapping_is_told_ever_more_rarely():
    room = Room(ladders=())
    for minute in range(0, 10 * 60, 20):
        room.look(MON + minute * MINUTE, signal())
        for gone in range(1, 17):
            room.look(MON + (minute + gone) * MINUTE)
    resolved = [mail for mail in room.mails if mail[1] == "resolve"]
    assert 1 <= len(resolved) <= 3
    assert len(room.mails) <= 7


def test_a_higher_level_is_told_again_even_after_signing():
    room = Room()
    room.look(MON, signal())
    room.sign(MON + HOUR)
    assert room.look(MON + 2 * HOUR, signal(level="I")) == [("raise", "a@water")]
    assert room.alarm().state == "firing"
    assert room.look(MON + 3 * HOUR, signal(level="II")) == []


def test_a_parent_speaks_for_its_children():
    parent = AlertRule("failing", "source_failing", to=["admin"], inhibits=["quiet"])
    child = AlertRule("quiet", "source_quiet", to=["admin"], clear="0m")
    room = Room(parent, child)
    both = (signal("failing", "source:x"), signal("quiet", "source:x"))
    assert room.look(MON, *both) == [("fire", "admin")]
    assert room.alarm("quiet", "source:x").told == 0
    room.look(MON + HOUR, both[1])
    told = room.look(MON + 2 * HOUR, both[1])
    assert ("fire", "admin") in told


@pytest.mark.parametrize(
    ("hours", "at", "told_at"),
    [
        ("always", "2026-11-27T23:30", "2026-11-27T23:30"),
        ("day", "2026-11-27T23:30", "2026-11-28T08:00"),
        ("working", "2026-11-27T23:30", "2026-11-30T09:00"),
        ("working", "2026-09-30T18:00", "2026-10-08T09:00"),
        ("working", "2026-10-09T18:00", "2026-10-10T09:00"),
        ("working", "2026-11-23T12:10", "2026-11-23T13:00"),
        ("day", "2026-11-23T07:59", "2026-11-23T08:00"),
    ],
)
def test_quiet_hours_know_the_law(hours, at, told_at):
    room = Room(replace(RULE, hours=hours), ladders=())
    start = moment(at)
    for minute in range(0, 9 * 24 * 60, 10):
        now = start + minute * MINUTE
        now = min(now, moment(told_at)) if room.mails == [] and now > moment(told_at) else now
        room.look(now, signal())
        if room.mails:
            break
    assert room.mails[0][0] == moment(told_at)


@pytest.mark.parametrize(
    ("keep", "minutes", "told"), [(True, 40, ["fire", "resolve"]), (False, 40, []), (True, 10, [])]
)
def test_a_burst_that_passed_by_night_is_told_in_the_morning(keep, minutes, told):
    rule = AlertRule("burst", "burst", to=["A"], hours="day", hold="30m", clear="2h", keep=keep)
    room = Room(rule, ladders=())
    start = moment("2026-11-24T01:00")
    for minute in range(0, 12 * 60, 10):
        there = [signal("burst")] if minute <= minutes else []
        room.look(start + minute * MINUTE, *there)
    assert [event for _at, event, _who in room.mails] == told
    assert [at for at, *_rest in room.mails][:1] == ([moment("2026-11-24T08:00")] if told else [])
    assert not room.alarm("burst").is_on


@pytest.mark.parametrize("kind", ["surge", "topic"])
def test_the_end_of_the_day_is_not_told_as_a_solution(kind):
    """A surge of the evening is told in the morning; that a new day began is no recovery."""
    rule = AlertRule(kind, kind, to=["A"], hours="day", clear="6h", keep=True)
    room = Room(rule, ladders=())
    for minute in range(0, 15 * 60, 10):
        there = [signal(kind)] if minute < 3 * 60 else []
        room.look(moment("2026-11-23T21:00") + minute * MINUTE, *there)
    assert room.mails == [(moment("2026-11-24T08:00"), "fire", "a@water")]
    assert not room.alarm(kind).is_on


def test_a_night_alarm_that_reaches_nobody_is_over_by_noon():
    rule = AlertRule("burst", "burst", to=["A"], hours="day", clear="2h", keep=True)
    room = Room(rule, people=[], ladders=())
    for minute in range(0, 12 * 60, 10):
        there = [signal("burst")] if minute < 60 else []
        room.look(moment("2026-11-24T01:00") + minute * MINUTE, *there)
    assert room.mails == []
    assert not room.alarm("burst").is_on


def test_the_hours_of_a_signal_win_over_those_of_its_rule():
    room = Room(replace(RULE, hours="working"))
    assert room.look(moment("2026-11-28T02:00"), signal(hours="always")) == [("fire", "a@water")]


def test_a_ladder_in_office_hours_does_not_climb_at_night():
    room = Room(replace(RULE, hours="working"))
    start = moment("2026-11-27T16:00")
    room.look(start, signal())
    for hour in range(1, 24 * 4):
        room.look(start + hour * HOUR, signal())
    climbed = [(at, who) for at, event, who in room.mails if event == "escalate"]
    assert climbed[0] == (moment("2026-11-30T10:00"), "b@water")


def test_the_most_specific_ladder_counts():
    own = Ladder("own", ["30m office"], units=["water"])
    red = Ladder("red", ["1h B"], levels=["I"])
    room = Room(ladders=(LADDER, red, own))
    room.look(MON, signal(level="I"))
    assert room.look(MON + 30 * MINUTE, signal(level="I")) == [("escalate", "office")]
    other = Room(ladders=(LADDER, red), people=PEOPLE)
    other.look(MON, signal(level="I"))
    assert other.look(MON + HOUR, signal(level="I")) == [("escalate", "b@water")]


def test_a_silence_holds_ends_and_lapses_when_the_matter_grows():
    room = Room(ladders=())
    room.silences = [Silence(1, "施工", "li", MON - HOUR, MON + 5 * HOUR, subject="issue:1",
                             size=10, level="II")]  # fmt: skip
    assert room.look(MON, signal()) == []
    assert room.look(MON + 4 * HOUR, signal(size=14)) == []
    assert room.look(MON + 5 * HOUR, signal(size=14)) == [("fire", "a@water")]
    grown = Room(ladders=())
    grown.silences = room.silences
    assert grown.look(MON, signal(size=15)) == [("fire", "a@water")]
    assert grown.lapsed == {1}
    higher = Room(ladders=())
    higher.silences = room.silences
    assert higher.look(MON, signal(level="I")) == [("fire", "a@water")]


def test_possible_danger_is_told_at_night_at_once_through_every_silence():
    danger = AlertRule("danger", "danger", to=["source"], hours="always", hold="0m")
    duty = Contact(9, "source:board", "duty", "", "mail", "duty@12345")
    room = Room(danger, people=[*PEOPLE, duty])
    room.silences = [Silence(1, "全部", "li", MON - DAY, MON + 5 * DAY)]
    found = signal("danger", "danger:board:ab", urgent=True, hours="always", level="")
    assert room.look(moment("2026-11-24T03:00"), found) == [("fire", "duty@12345")]
    assert room.look(moment("2026-11-26T03:00"), found) == []
    room.look(moment("2026-11-26T04:00"))
    assert room.look(moment("2026-11-26T05:00")) == []


def test_the_stand_in_is_told_where_the_first_is_not_there():
    absent = [replace(PEOPLE[0], disabled="550"), *PEOPLE[1:]]
    assert Room(people=absent).look(MON, signal()) == [("fire", "b@water")]


def test_who_is_on_call_now_is_told():
    roster = [
        Contact(6, "water", "duty", "", "mail", "early", from_at=MON - HOUR, to_at=MON),
        Contact(7, "water", "duty", "", "mail", "late", from_at=MON, to_at=MON + DAY),
    ]
    room = Room(replace(RULE, to=["duty"]), people=[*PEOPLE, *roster])
    assert room.look(MON, signal()) == [("fire", "late")]


def test_it_waits_for_somebody_who_can_be_reached():
    room = Room(people=[])
    assert room.look(MON, signal()) == []
    room.people = PEOPLE
    assert room.look(MON + HOUR, signal()) == [("fire", "a@water")]


def test_a_rule_that_is_gone_ends_its_alarms_without_a_word():
    room = Room()
    room.look(MON, signal())
    room.rules = {}
    assert room.look(MON + HOUR) == []
    assert room.alarm().state == "resolved"
    room.rules = {"hot": RULE}
    assert room.look(MON + 2 * HOUR) == []


def test_a_changed_threshold_tells_nothing_again():
    room = Room()
    room.look(MON, signal())
    room.rules = {"hot": replace(RULE, level="III", repeat="2d")}
    assert room.look(MON + HOUR, signal()) == []


def test_a_clock_set_back_or_forward_tells_nothing_twice():
    room = Room(ladders=())
    room.look(MON, signal())
    room.look(MON - 3 * DAY, signal())
    assert [mail[1] for mail in room.mails] == ["fire"]
    assert room.look(MON - 2 * DAY - HOUR, signal()) == []
    assert room.look(MON - 2 * DAY + HOUR, signal()) == [("remind", "a@water")]


def test_an_end_that_was_seen_while_the_clock_ran_ahead_is_told_in_its_time():
    room = Room(ladders=())
    room.look(MON, signal())
    room.look(MON + 3 * DAY)
    for hour in range(12):
        room.look(MON + hour * HOUR)
    assert not room.alarm().is_on
    assert room.mails[-1][1] == "resolve"


def test_what_was_not_looked_at_is_not_taken_for_over():
    room = Room()
    room.look(MON, signal())
    for hour in range(1, 5):
        room.look(MON + hour * HOUR, judged=frozenset())
    assert room.alarm().is_on
    assert [mail[1] for mail in room.mails] == ["fire", "escalate", "escalate"]


def test_an_old_signal_keeps_an_alarm_and_begins_none():
    room = Room()
    assert room.look(MON, signal(old=True)) == []
    assert not room.known
    room.look(MON, signal())
    room.look(MON + HOUR, signal(old=True))
    assert room.alarm().is_on
