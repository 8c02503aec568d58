"""关注专题 in both stores: what belongs to one, who may see it, how it begins and ends."""

from datetime import date, timedelta

import polars as pl
import pytest

from cases import topics as desk
from core.errors import InputError
from core.issues import Issue
from core.scope import Actor, Scope
from core.watched import Watched
from reports import watched
from store import frames, history, issues, labels, messages, topics
from store.frames import Filter
from store.messages import Batch

ALL = Scope.ALL
WHO = Actor("周")
OTHER = pl.lit("other")
SINCE, UNTIL = date(2026, 11, 1), date(2026, 11, 30)
HEATING = Watched("供暖", ("供暖", "暖气"), SINCE, UNTIL)


@pytest.fixture
def winter(store, now, make_message):
    """Seven messages on the heating, of which one accuses the housing office; two on others."""
    told = [
        "供暖不热",
        "暖气漏水",
        "热力公司不供暖",
        "暖气费",
        "暖 气",
        "供暖",
        "家里暖气",
        "停水",
        "路灯",
    ]
    made = [
        make_message(
            str(number), kind="ticket", title=title, text="请处理。", unit="housing",
            region="330106" if number % 2 else "330203", posted_at=now - timedelta(days=number),
        )
        for number, title in enumerate(told)
    ]  # fmt: skip
    messages.add(store, ALL, Batch("board", "test", made, []), now)
    pending = labels.pending(store, ALL).with_columns(
        area=pl.when(pl.col("title") == "暖气费").then(pl.lit("business")).otherwise(OTHER),
        sentiment=pl.lit("neg"), intent=pl.lit("投诉"), place=pl.lit("路"), problem=pl.lit("暖"),
        keywords=pl.lit(""), area_score=pl.lit(0.9), area_unsure=pl.lit(0),
        sentiment_score=pl.lit(0.0), urgency=pl.lit(0),
        accused_unit=pl.when(pl.col("title") == "家里暖气").then(pl.lit("housing")),
    )  # fmt: skip
    labels.save(store, ALL, pending, "test", now)
    return store


def found(store, scope=ALL, topic=HEATING, since=SINCE, until=UNTIL):
    return topics.matching(store, scope, topic, since, until)


def test_a_message_belongs_that_holds_one_of_the_words(winter):
    assert found(winter).height == 7
    assert found(winter, until=date(2026, 11, 20)).height == 4
    assert frames.count_messages(winter, ALL, Filter(topic=HEATING)) == 7


def test_areas_and_regions_limit_a_topic(winter):
    business = Watched("供暖", HEATING.words, SINCE, UNTIL, areas=("business",))
    assert found(winter, topic=business)["area"].to_list() == ["business"]
    hangzhou = Watched("供暖", HEATING.words, SINCE, UNTIL, regions=("3301",))
    assert set(found(winter, topic=hangzhou)["region"]) == {"330106"}
    assert frames.count_messages(winter, ALL, Filter(topic=hangzhou)) == 3


def test_what_accuses_a_unit_is_not_counted_for_it(winter):
    housing = Scope(units=frozenset({"housing"}))
    assert found(winter, housing).height == 6
    assert frames.messages_page(winter, housing, Filter(topic=HEATING)).height == 6


def test_issues_are_told_with_the_topic_s_own_messages(winter, now):
    keyed = issues.unjoined(winter, ALL).with_columns(key=pl.lit("m1"))
    issues.enter(winter, ALL, keyed.select("id", "month", "posted_at", "key"))
    made = Issue("m1", "供暖", "other", "路", "暖", 9, now, now, 80.0, now, "I", "")
    (number,) = issues.save(winter, ALL, [made])
    figures = watched.figures(found(winter), (SINCE, UNTIL), SINCE, watched.Calendar())
    assert figures.issues == {number: 7}
    assert topics.hot_in(winter, ALL, figures.issues).select("id", "messages").rows() == [
        (number, 7)
    ]
    housing = Scope(units=frozenset({"housing"}))
    assert topics.hot_in(winter, housing, figures.issues).is_empty()


def test_a_topic_begins_and_ends_and_both_stand_in_the_history(store, now):
    number = desk.create(store, WHO, HEATING, now)
    row = topics.listed(store, ALL).row(0, named=True)
    assert topics.of_row(row) == HEATING
    assert history.deeds(store, ALL, "topic", number, "watch")[0]["details"]["name"] == "供暖"
    with pytest.raises(InputError, match="已有名为“供暖”"):
        desk.create(store, WHO, HEATING, now)
    with pytest.raises(InputError, match="理由"):
        desk.end(store, WHO, number, " ", now)
    desk.end(store, WHO, number, "季节结束", now)
    row = topics.listed(store, ALL).row(0, named=True)
    assert (row["ended_by"], row["end_reason"]) == ("周", "季节结束")
    assert history.deeds(store, ALL, "topic", number, "end")[0]["details"] == {"reason": "季节结束"}
    with pytest.raises(InputError, match="没有编号"):
        desk.end(store, WHO, number, "再来一次", now)
    assert desk.create(store, WHO, HEATING, now) != number


def test_a_topic_on_a_person_is_refused_and_leaves_nothing(store, now):
    named = Watched("暖气", ("暖气", "王小明"), SINCE, UNTIL)
    with pytest.raises(InputError, match="指向个人或账号"):
        desk.create(store, WHO, named, now)
    assert topics.listed(store, ALL).is_empty()


def test_topics_that_go_on_are_limited(store, now):
    for place in range(50):
        desk.create(store, WHO, Watched(f"专题{place}", ("供暖",), SINCE, UNTIL), now)
    with pytest.raises(InputError, match="最多 50 个"):
        desk.create(store, WHO, HEATING, now)
