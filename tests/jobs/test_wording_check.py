"""Replies that are stored are held against what was agreed; what citizens wrote never is."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import update

from cases import documents, wording
from cases.documents import Paper, Status
from config import settings, tables
from core.errors import InputError
from core.scope import Actor, Scope
from jobs import upkeep, wording_check
from jobs.office import Office
from store import alarm_facts, erase, labels, messages, reply_checks
from store.schema import messages as messages_table
from tests.core.test_wording import SUBSIDY

ALL = Scope.ALL
LEAD = Actor("高", unit="office", role="lead")
HOUSING = Actor("周", unit="housing", role="handle")
CITIZEN = "加装电梯补贴标准是每台99万元，根据示政办发〔2021〕12号！"
WRONG = "您好，加装电梯补贴标准为每台10万元，请申报。"
RIGHT = "您好，加装电梯补贴标准为每台15万元，请于12月31日前申报。"


@pytest.fixture
def office(store, tmp_path):
    """An installation around the test's store."""
    found = settings.load({"MINSHENG_HOME": str(tmp_path)})
    made = Office(found, tables.load(found))
    made.__dict__["store"] = store
    return made


def letters(store, make_message, now, *replies):
    """Letters whose own text contradicts everything, each with its reply."""
    made = [
        make_message(
            str(number), text=CITIZEN, unit="housing",
            posted_at=now - timedelta(days=2), reply=reply, replied_at=now - timedelta(days=1),
        )
        for number, reply in enumerate(replies)
    ]  # fmt: skip
    messages.add(store, ALL, messages.Batch("board", "t", made), now)
    pending = labels.pending(store, ALL)
    given = {"area": "other", "sentiment": "neu", "intent": "咨询", "place": "", "problem": "",
             "area_score": 0.9, "area_unsure": 0, "sentiment_score": 0.0, "urgency": 0,
             "keywords": ""}  # fmt: skip
    frame = pending.with_columns(**{name: pl.lit(value) for name, value in given.items()})
    labels.save(store, ALL, frame, "test", now)


def agree(store, now, **changed):
    wanted = replace(SUBSIDY, id=0, contact="改造科", **changed)
    number = wording.draft(store, LEAD, wanted, now)
    wording.send_round(store, LEAD, number, ["housing"], now.date(), now)
    wording.sign(store, HOUSING, number, ("agree", "", ""), now)
    wording.agree(store, LEAD, number, "", now)
    return number


def test_a_wrong_reply_is_found_alarms_and_ends_when_settled(office, store, make_message, now):
    letters(store, make_message, now, WRONG, RIGHT)
    assert wording_check.due(office, now) == []
    agree(store, now)
    assert wording_check.due(office, now) == [""]
    assert wording_check.run(office, "", now) == {"replies": 2, "findings": 1}
    assert wording_check.due(office, now) == []
    (found,) = reply_checks.findings(store, ALL)
    assert (found["sort"], found["found"], found["expected"]) == ("contradicts", "10万元", "15万元")
    assert WRONG[found["start"] : found["end"]] == "10万元"
    (alarm,) = alarm_facts.standing(store, ALL, "contradiction")
    assert alarm.unit == "housing"
    wording.settle(store, HOUSING, found["id"], "mended", "已电话更正", now)
    assert alarm_facts.standing(store, ALL, "contradiction") == []


def test_what_is_found_is_for_its_own_region_and_by_a_persons_area(
    office, store, make_message, now
):
    letters(store, make_message, now, WRONG)
    with store.write() as conn:
        conn.execute(update(messages_table).values(region="330106"))
        labels.correct(conn, 1, {"area": "safety"}, now)
    (reply,) = reply_checks.waiting(store, ALL, now - timedelta(days=9), 9)
    assert reply.area == "safety"
    agree(store, now)
    wording_check.run(office, "", now)
    (found,) = reply_checks.findings(store, ALL)
    here, there = (Scope(regions=frozenset({code})) for code in ("3301", "3302"))
    assert [row["id"] for row in reply_checks.findings(store, here)] == [found["id"]]
    assert reply_checks.findings(store, there) == []
    other = replace(LEAD, scope=there)
    with pytest.raises(InputError):
        wording.settle(store, other, found["id"], "mended", "已改", now)


def test_everything_is_looked_at_anew_when_the_wording_changes(office, store, make_message, now):
    letters(store, make_message, now, WRONG, RIGHT)
    number = agree(store, now)
    wording_check.run(office, "", now)
    wording.withdraw(store, LEAD, number, "口径有误", now)
    facts = (replace(SUBSIDY.facts[0], value="10万元"),)
    agree(store, now, text="每台10万元。", facts=facts)
    wording_check.run(office, "", now)
    (found,) = reply_checks.findings(store, ALL)
    assert (found["found"], found["expected"]) == ("15万元", "10万元")


def test_a_dead_citation_is_found_and_an_erased_letter_takes_it_along(
    office, store, make_message, now
):
    letters(store, make_message, now, "根据示政办发〔2021〕12号办理。")
    paper = Paper("补贴办法", (("", "每台电梯补贴10万元，由县财政承担。"),), "示政办发〔2021〕12号")
    number = documents.enter(store, LEAD, paper, now)
    assert wording_check.due(office, now) == []
    since = (now - timedelta(days=90)).date()
    documents.set_status(store, LEAD, number, Status("repealed", since, "清理"), now)
    wording_check.run(office, "", now)
    (found,) = reply_checks.findings(store, ALL)
    assert (found["sort"], found["fact"]) == ("citation", "repealed")
    fire = Scope(units=frozenset({"fire"}))
    assert reply_checks.findings(store, fire) == []
    erase.erase(store, ALL, "board", "0", LEAD, now)
    assert reply_checks.findings(store, ALL) == []


def test_what_is_out_of_date_is_told_once_a_day_and_ends_when_renewed(office, store, now):
    agree(store, now, valid_until=(now - timedelta(days=1)).date())
    paper = Paper("补贴办法", (("", "每台电梯补贴10万元，由县财政承担。"),),
                  review_on=(now - timedelta(days=3)).date())  # fmt: skip
    number = documents.enter(store, LEAD, paper, now)
    assert upkeep.due(office, now) == [""]
    assert upkeep.run(office, "", now) == {"standing": 2, "ended": 0}
    assert upkeep.due(office, now) == []
    later = (now + timedelta(days=300)).date()
    documents.set_status(store, LEAD, number, Status("valid", None, "复核", review_on=later), now)
    assert upkeep.run(office, "", now + timedelta(days=1)) == {"standing": 1, "ended": 1}
    (left,) = alarm_facts.standing(store, ALL, "knowledge")
    assert left.subject.startswith("statement:")
