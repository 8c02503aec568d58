"""Watched topics (关注专题) as of now: what the alarm looks at and the command line prints."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from alerts import topic_rules
from config import calendar
from core.alarm_rules import AlertRule
from core.alarms import Signal
from core.scope import Scope
from core.times import day_of
from core.watched import Watched
from jobs.looking import Look
from jobs.office import Office
from reports import watched
from store import frames, topics


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that goes on, with its figures."""

    number: int
    topic: Watched
    figures: watched.Figures


def told(office: Office, now: datetime) -> Iterator[Topic]:
    """The topics that nobody has ended and whose period holds today."""
    today, span = day_of(now), frames.span(office.store, Scope.ALL)
    rows = topics.listed(office.store, Scope.ALL).rows(named=True)
    going = [
        row for row in rows if not row["ended_at"] and row["since_on"] <= today <= row["until_on"]
    ]
    if span is None or not going:
        return
    known = calendar.load(office.settings)
    free = watched.Calendar(known.off, known.worked)
    for row in going:
        topic = topics.of_row(row)
        days = watched.span(topic, today)
        found = topics.matching(office.store, Scope.ALL, topic, days[0] - watched.PAST, days[1])
        yield Topic(row["id"], topic, watched.figures(found, days, span[0], free))


def signals(look: Look, rule: AlertRule) -> Iterator[Signal]:
    """Topics that pass their usual today."""
    for one in told(look.office, look.now):
        seen = (one.figures.today, one.figures.band, one.figures.accused)
        yield from topic_rules.high([topic_rules.Told(one.number, one.topic.name, *seen)], rule)
