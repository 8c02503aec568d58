"""A watched topic that passes its usual becomes an alarm and is over when it falls again."""

from datetime import timedelta

from cases import topics as desk
from core.messages import RawMessage
from core.privacy import mask
from core.scope import Actor, Scope
from core.times import day_of
from core.watched import Watched
from jobs import analyse, looking, sensing, watched_topics
from store import messages

KEY = b"a test key of thirty-two bytes.."


def put(office, now, counts):
    """So many messages on the heating on each of the last days, today last."""
    raw = [
        RawMessage(
            source="board", external_id=f"{back}-{number}", kind="ticket", title="暖气不热",
            text=f"家里暖气不热，第{number}次反映。", posted_at=now - timedelta(days=back, hours=1),
        )
        for back, count in enumerate(reversed(counts))
        for number in range(count)
    ]  # fmt: skip
    batch = messages.Batch("board", "f", [mask(one, KEY) for one in raw])
    messages.add(office.store, Scope.ALL, batch, now)
    analyse.run(office, "", now)


def watch(office, now, **more):
    today = day_of(now)
    days = {"since": today - timedelta(days=20), "until": today + timedelta(days=20), **more}
    return desk.create(office.store, Actor("周"), Watched("供暖", ("暖气", "供暖"), **days), now)


def signals(office, now):
    rule = next(rule for rule in office.tables.alerts if rule.kind == "topic")
    return sensing.signals(looking.look_at(office, now, []), [rule])


def test_more_than_usual_is_an_alarm_with_its_numbers(office, now):
    put(office, now, [1] * 30 + [9])
    number = watch(office, now)
    (found,) = signals(office, now)
    assert found.subject == f"topic:{number}"
    assert found.page == f"topic?topic={number}"
    assert "今日 9 件" in found.why
    assert "通常 1 件" in found.why


def test_the_usual_a_topic_not_begun_and_one_that_ended_are_silent(office, now):
    put(office, now, [1] * 30 + [4])
    watch(office, now)
    assert signals(office, now) == []
    put(office, now, [9])
    today = day_of(now)
    for topic in list(watched_topics.told(office, now)):
        desk.end(office.store, Actor("周"), topic.number, "结束", now)
    watch(office, now, since=today + timedelta(days=1))
    assert signals(office, now) == []


def test_an_empty_store_has_no_topics_to_tell(office, now):
    watch(office, now)
    assert list(watched_topics.told(office, now)) == []
