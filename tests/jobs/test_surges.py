"""More people than usual complain of an area in a region, or to a unit: an alarm of its own."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from alerts.routes import Directory
from core.alarm_rules import ladder_for
from core.alarms import Contact
from core.messages import RawMessage
from core.privacy import mask
from core.scope import Scope
from core.times import day_of
from jobs import analyse, looking, sensing
from store import messages
from store.schema import issue_members, issues
from store.schema import messages as rows

ALL = Scope.ALL
KEY = b"a test key of thirty-two bytes.."
PAST = 40
TOWN = "330106001"
HEARD = (
    "小区旁的工地噪声扰民", "饭店油烟直排窗户", "河道发黑发臭", "工厂夜里排放废气刺鼻",
    "垃圾堆放无人清运发臭", "养殖场污水横流", "焚烧秸秆浓烟滚滚", "广场舞噪声太大",
    "渣土车扬尘满天", "化工厂异味难闻", "烧烤摊油烟呛人", "雨污混流水沟发臭",
)  # fmt: skip


@pytest.fixture
def put(office, now):
    """So many complaints of the environment in one town, each of its own street, by day."""

    def some(back, count, who="", said="", start=0, town=TOWN, people=None):
        raw = []
        for n in range(count):
            trouble, part = HEARD[n % len(HEARD)], "甲乙丙丁戊己庚"[start // 100]
            letter = f"{back}街{part}段{n}号：{trouble}，要求处理，投诉！"
            raw.append(RawMessage(
                source="board", external_id=f"{back}-{start + n}", kind="ticket",
                unit="environment", title=trouble, region=town,
                submitter=who or f"甲{back}-{(people or start) + n}", text=said or letter,
                posted_at=now - timedelta(days=back, minutes=n),
            ))  # fmt: skip
        batch = messages.Batch("board", f"f{back}-{start}", [mask(one, KEY) for one in raw])
        messages.add(office.store, ALL, batch, now)

    return some


def seen(office, now):
    """Subject -> the alarm, after labels that every message is a complaint of the environment."""
    analyse.run(office, "", now)
    rule = next(rule for rule in office.tables.alerts if rule.kind == "surge")
    found = sensing.signals(looking.look_at(office, now, []), [rule])
    return {signal.subject: signal for signal in found}


def test_many_people_with_different_troubles_are_told_once_with_place_and_unit(office, put, now):
    """Their town, its county and the unit that is to act draw the same people: one mail."""
    for back in range(1, PAST):
        put(back, 1)
    put(0, 12)
    found = seen(office, now)
    assert found.keys() == {"area:environment:330106001"}
    told = found["area:environment:330106001"]
    day = day_of(now).isoformat()
    assert f"{day} 诉求突增" in told.title
    assert f"{day} 共 12 人次" in told.why
    assert told.area == "environment"
    assert told.facts == (("同时突增", "environment"),)
    days = f"period=custom&since={day}&until={day}"
    assert told.page == f"messages?{days}&area=environment&region=330106001"


def test_of_several_towns_their_county_speaks(office, put, now):
    for back in range(1, PAST):
        put(back, 1)
        put(back, 1, start=100, town="330106002")
    put(0, 12)
    put(0, 12, start=100, town="330106002")
    found = seen(office, now)
    assert found.keys() == {"area:environment:330106"}
    assert len(found["area:environment:330106"].facts[0][1].split("、")) == 3


def test_a_unit_does_not_hear_how_many_complain_to_it_at_any_step(office, put, now):
    """Complaints of all towns at one unit: the office alone is told, however long it waits."""
    for back in range(1, PAST):
        put(back, 1, town="")
    put(0, 12, town="")
    (told,) = seen(office, now).values()
    assert told.subject == "unit:environment"
    people = [
        Contact(n, unit, role, "", "mail", f"{role}@{unit}")
        for n, (unit, role) in enumerate(
            [("environment", "A"), ("environment", "B"), ("environment", "duty"), ("", "A")]
        )
    ]
    rules = {rule.id: rule for rule in office.tables.alerts}
    rule = rules["surge"]
    ladder = ladder_for(office.tables.ladders, rule.ladder, told.unit, told.level)
    directory = Directory(people, {}, now)
    targets = [*rule.to, *(step.split()[1] for step in ladder.steps), "A", "B", "duty"]
    assert {one.unit for target in targets for one in directory.reach(target, told)} == {""}
    assert set(rule.to) | {step.split()[1] for step in ladder.steps} == {"office"}


def test_one_person_a_campaign_and_a_usual_day_are_no_surge(office, put, now):
    for back in range(1, PAST):
        put(back, 1)
    put(0, 40, who="乙")
    put(0, 40, said="工地噪声扰民，同样的话原样再发一遍，投诉！", start=100)
    put(0, 2, start=200)
    assert seen(office, now) == {}


def test_what_a_hot_issue_explains_is_left_to_its_own_alarm(office, put, now):
    for back in range(1, PAST):
        put(back, 1)
    put(0, 12)
    assert seen(office, now)
    heat = {"name": "油烟", "area": "environment", "place": "", "problem": "", "messages": 12,
            "first_at": now, "last_at": now, "heat": 50.0, "level": "III", "why": ""}  # fmt: skip
    with office.store.write() as conn:
        conn.execute(insert(issues).values(id=1, key="m1", **heat))
        asked = select(rows.c.id, rows.c.month, rows.c.posted_at).order_by(rows.c.id.desc())
        for number, month, at in conn.execute(asked.limit(12)).all():
            own = {"message_id": number, "month": month, "posted_at": at, "origin": "model"}
            conn.execute(insert(issue_members).values(key="m1", issue_id=1, **own))
    assert seen(office, now) == {}


def test_without_a_past_nothing_is_usual_and_nothing_is_told(office, put, now):
    put(0, 12)
    assert seen(office, now) == {}


def test_who_signs_a_campaign_and_writes_of_an_own_trouble_too_is_counted(office, put, now):
    for back in range(1, PAST):
        put(back, 1)
    put(0, 12, said="工地噪声扰民，同样的话原样再发一遍，投诉！", start=100)
    assert seen(office, now) == {}
    put(0, 12, start=200, people=100)
    (told,) = seen(office, now).values()
    assert "共 12 人次" in told.why


def test_what_is_placed_nowhere_or_only_in_the_city_is_compared_with_nothing(office, put, now):
    """The towns of a city are no measure of what names the city alone, nor the other way."""
    for back in range(1, PAST):
        put(back, 1, town="3301")
        put(back, 1, start=50, town="")
    for town in range(4):
        put(0, 6, start=100 * town, town=f"33010{town + 5}")
    put(0, 12, start=500, town="3301")
    put(0, 12, start=600, town="")
    found = seen(office, now).keys()
    assert not found & {"area:environment:", "area:environment:3301", "area:environment:33"}
