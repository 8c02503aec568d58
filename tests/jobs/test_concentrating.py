"""投诉集中事项: counted once a day from complaints by kind and unit."""

from datetime import timedelta

from core.messages import RawMessage
from core.privacy import mask
from core.scope import Scope
from jobs import analyse, concentrating
from store import concentrations, frames, messages

KEY = b"a test key of thirty-two bytes.."


def put(office, now, count=12):
    raw = [
        RawMessage(
            source="board",
            external_id=f"{number}",
            kind="ticket",
            title="投诉物业管理不到位",
            text=f"小区物业公司不作为，垃圾没人清，物业费照收，第{number}次投诉，请严肃处理。",
            posted_at=now - timedelta(days=number % 20, hours=1),
            submitter=f"U{number}",
            unit="demo_housing",
            facts={"solved": "未解决", "contacted": True} if number % 2 else {},
        )
        for number in range(count)
    ]
    messages.add(
        office.store, Scope.ALL, messages.Batch("board", "f", [mask(r, KEY) for r in raw]), now
    )
    analyse.run(office, "", now)


def test_an_empty_store_has_nothing_to_count(office, now):
    assert concentrating.due(office, now) == []
    assert concentrations.kept(office.store, Scope.ALL).is_empty()


def test_a_matter_that_draws_many_complaints_is_kept_for_the_page(office, now):
    put(office, now)
    assert concentrating.due(office, now) == [""]
    assert concentrating.run(office, "", now)["matters"] >= 1
    kept = concentrations.kept(office.store, Scope.ALL)
    assert kept["counts"].to_list()[0][-1] >= 8
    assert kept["asked"][0] >= 4
    assert concentrating.due(office, now) == []
    assert concentrating.due(office, now + timedelta(days=1)) == [""]


def test_counting_again_replaces_what_was_kept(office, now):
    put(office, now)
    for _ in range(2):
        concentrating.run(office, "", now)
    assert concentrations.kept(office.store, Scope.ALL).height == 1


def test_records_that_carry_an_item_code_are_counted_by_item(office, now):
    def made(number, **facts):
        rated = "stars" in facts
        return RawMessage(
            source="board",
            external_id=f"i{number}",
            kind="rating" if rated else "ticket",
            title="" if rated else "投诉办证",
            text="办证很快，窗口服务热情，谢谢。"
            if facts.get("stars") == 5
            else f"办证跑了{number}次还没办下来，窗口互相推，投诉。",
            posted_at=now - timedelta(days=number % 20, hours=1),
            unit="demo_market",
            facts={"item_code": "demo_item_02", **facts},
        )

    raw = [made(number) for number in range(6)]
    raw += [made(number, stars=1) for number in range(6, 12)]
    raw += [made(number, stars=5) for number in range(12, 24)]
    batch = messages.Batch("board", "f", [mask(one, KEY) for one in raw])
    messages.add(office.store, Scope.ALL, batch, now)
    analyse.run(office, "", now)
    concentrating.run(office, "", now)
    kept = concentrations.kept(office.store, Scope.ALL).filter(item="demo_item_02")
    assert kept.select("topic2", "unit").rows() == [("", "demo_market")]
    assert 12 <= kept["counts"][0][-1] < 24
    assert listed(office, matter=("", "", "demo_item_02")) == kept["counts"][0][-1]


def test_the_list_of_a_matter_has_the_messages_that_were_counted(office, now):
    put(office, now)
    concentrating.run(office, "", now)
    kept = concentrations.kept(office.store, Scope.ALL).row(0, named=True)
    topics = kept["topic1"], kept["topic2"]
    assert listed(office, unit=kept["unit"], matter=(*topics, "")) == kept["counts"][-1]
    assert listed(office, unit=kept["unit"], matter=(topics[0], "别的", "")) == 0
    assert listed(office, unit=kept["unit"], matter=("", "", "demo_item_02")) == 0


def listed(office, **chosen):
    return frames.count_messages(office.store, Scope.ALL, frames.Filter(**chosen))
