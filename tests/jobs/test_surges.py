"""More people than usual complain of an area in a region, or to a unit: an alarm of its own."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from core.messages import RawMessage
from core.privacy import mask
from core.scope import Scope
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

    def some(back, count, who="", said="", intent="要求处理", start=0):
        raw = [
            RawMessage(
                source="board", external_id=f"{back}-{start + n}", kind="ticket",
                unit="environment",
                title=f"{HEARD[n % len(HEARD)]}", region=TOWN, submitter=who or f"甲{back}-{n}",
                text=said or f"{back}街{n}号：{HEARD[n % len(HEARD)]}，{intent}，投诉！",
                posted_at=now - timedelta(days=back, minutes=n),
            )
            for n in range(count)
        ]  # fmt: skip
        batch = messages.Batch("board", f"f{back}-{start}", [mask(one, KEY) for one in raw])
        messages.add(office.store, ALL, batch, now)

    return some


def seen(office, now):
    """Subject -> the alarm, after labels that every message is a complaint of the environment."""
    analyse.run(office, "", now)
    rule = next(rule for rule in office.tables.alerts if rule.kind == "surge")
    found = sensing.signals(looking.look_at(office, now, []), [rule])
    return {signal.subject: signal for signal in found}


def test_many_people_with_different_troubles_are_told_by_area_and_by_unit(office, put, now):
    for back in range(1, PAST):
        put(back, 1)
    put(0, 12)
    found = seen(office, now)
    assert {"area:environment:330106001", "unit:environment"} <= found.keys()
    told = found["area:environment:330106001"]
    assert "今日 12 人次" in told.why
    assert told.area == "environment"
    assert told.page == "messages?period=today&area=environment&region=330106001"


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
