"""What officials write beside a deed holds no personal data of others: each deed that takes free
text is tried with some, and every column of the store is read afterwards.

A new module of deeds needs an entry in TRIED, or in APART with the reason.
"""

import importlib
import pkgutil
from datetime import timedelta

import pytest
from sqlalchemy import select

import cases
from cases import (
    alerting,
    assessing,
    briefings,
    configuring,
    desk,
    documents,
    judging,
    keeping,
    knowing,
    releasing,
    topics,
    wording,
)
from core.alarms import Alarm, Contact, Signal
from core.assessment import Figure, assess
from core.draft_check import House
from core.errors import InputError
from core.issues import Issue
from core.judgement import Judgement
from core.scope import Actor, Scope
from core.watched import Watched
from core.wording import KeyFact, Reach, Statement
from store import alarms, frames, issues, judgements
from store import briefings as cellar
from store.schema import metadata
from tests.cases.desk_place import LEAD
from tests.cases.test_assessing import SCHEME

ALL = Scope.ALL
ABOVE = Actor("高二", unit="", role="lead")
PHONE = "13812345678"
SAID = f"已与诉求人欧阳雪莹联系，电话 {PHONE}"
SECRETS = (PHONE, "欧阳雪莹")
APART = {
    "entering": "signing in",
    "people": "officials' own accounts",
    "returning": "no text",
    "rule_changes": "tests/cases/test_rule_changes.py",
    "handling": "tests/cases/test_handling.py",
    "proceeding": "tests/cases/test_proceeding.py",
    "proof": "tests/cases/test_proof.py",
    "opening_data": "no text",
    "following": "steps of the clock",
    "reasons": "no deed",
}
"""Modules of deeds that are tried elsewhere or take no text, and why."""


def issue(store, now, name="云杉小区：停水"):
    """An issue that the system proposed; its number."""
    found = Issue("m1", name, "other", "云杉小区", "停水", 9, now, now, level="I")
    (number,) = issues.save(store, ALL, [found])
    judgements.propose(store, ALL, [number], now)
    return number


def everything(store):
    """Every value of every table, as text."""
    with store.read() as conn:
        return "\n".join(
            str(list(conn.execute(select(table)).all())) for table in metadata.sorted_tables
        )


def of_issues(store, now):
    desk.rename_issue(store, LEAD, issue(store, now), f"停水 {PHONE}", now)
    desk.dismiss_issue(store, LEAD, 1, SAID, now)


def of_judgements(store, now):
    judging.decline(store, LEAD, issue(store, now), SAID, now)
    made = judging.judge(store, Judgement(LEAD, now, "interests", "重大", SAID), 1, now)
    judging.publish(store, LEAD, made, ("response", now, SAID, ""), now)
    judging.withdraw(store, LEAD, made, SAID, now)


def of_alarms(store, now):
    signal = Signal("late", "record:1", "路灯", "路灯", unit="water")
    alarms.save(store, ALL, [(Alarm(signal, now, now), ())], now)
    alerting.put_contacts(store, LEAD, [Contact(0, "", "A", "", "mail", "a@example.cn")], now)
    alerting.refuse(store, LEAD, [1], SAID, now)
    alerting.silence(store, LEAD, 1, now + timedelta(days=1), SAID, now)


def of_briefings(store, now):
    content = {"sections": [{"id": "advice", "open": True}], "period": "x"}
    draft = cellar.Draft("daily", 0, "x", now, now, now, content)
    number = cellar.keep(store, ALL, draft, Actor.step("brief"), now)
    briefings.review(store, LEAD, number, {"advice": SAID}, now)
    briefings.send_back(store, LEAD, number, SAID, now)


def of_wording(store, now):
    fact, reach = KeyFact("日期", "date", "2026-11-25", ("供水",)), Reach(words=("供水",))
    said = Statement(SAID, SAID, reach, (fact,), corrects=SAID, contact="办公室")
    wording.withdraw(store, LEAD, wording.draft(store, LEAD, said, now), SAID, now)


def of_releases(store, now):
    number = releasing.enter(store, LEAD, releasing.Draft(SAID, SAID, "office"), House(), now)
    releasing.drop(store, LEAD, number, SAID, now)


def of_knowledge(store, now):
    entry = knowing.Entry(SAID, SAID, SAID, "office")
    knowing.withdraw(store, LEAD, knowing.draft(store, LEAD, entry, now), SAID, now)


def of_documents(store, now):
    file = documents.Upload(f"{SAID}.docx", b"x")
    documents.hand_in(store, LEAD, file, now)
    paper = documents.Paper("供水管理办法", [("一", "停水须提前通知。")])
    number = documents.enter(store, LEAD, paper, now)
    documents.set_status(store, LEAD, number, documents.Status("repealed", now.date(), SAID), now)


def of_assessments(store, now):
    rows = assess(SCHEME, {"office": {"on_time": Figure(8, 10)}})
    named = (f"三季度 {PHONE}", now.date(), now.date())
    number = assessing.freeze(store, LEAD, named, SCHEME, rows, now)
    raised = assessing.object_to(store, LEAD, number, ("on_time", SAID, (9.0, 10)), now)
    assessing.answer(store, ABOVE, raised, (False, SAID), now)


def of_pages(store, now):
    keeping.save_view(store, LEAD, f"查 {PHONE}", ("messages", {"words": PHONE}), now)
    desk.search(store, LEAD, PHONE, 0, now)


def of_settings(store, now):
    configuring.change(store, LEAD, {}, SAID, lambda: None, now)
    today = now.date()
    number = topics.create(store, LEAD, Watched("供暖", ("暖气",), today, today), now)
    topics.end(store, LEAD, number, SAID, now)


TRIED = {
    of_issues: (desk,), of_judgements: (judging,), of_alarms: (alerting,),
    of_briefings: (briefings,), of_wording: (wording,), of_releases: (releasing,),
    of_knowledge: (knowing,), of_documents: (documents,), of_assessments: (assessing,),
    of_pages: (keeping,), of_settings: (configuring, topics),
}  # fmt: skip


def test_no_personal_data_is_kept_of_what_officials_write(store, now):
    for deeds in TRIED:
        deeds(store, now)
    kept = everything(store)
    assert kept.count("〔电话〕") > len(TRIED)
    assert [secret for secret in SECRETS if secret in kept] == []


def test_no_module_of_deeds_is_forgotten():
    doing = {
        module.name
        for module in pkgutil.iter_modules(cases.__path__)
        if any(hasattr(one, "capabilities") for one in
               vars(importlib.import_module(f"cases.{module.name}")).values())
    }  # fmt: skip
    tried = {one.__name__.removeprefix("cases.") for some in TRIED.values() for one in some}
    assert doing - APART.keys() - tried == set()


@pytest.mark.parametrize("name", ["张三上访", "欧阳雪莹"])
def test_no_issue_is_named_for_those_who_complain(store, now, name):
    number = issue(store, now)
    with pytest.raises(InputError, match=r"个人|反映问题的人"):
        desk.rename_issue(store, LEAD, number, name, now)
    assert frames.issue(store, ALL, number)["name"] == "云杉小区：停水"


def test_what_an_issue_was_called_before_is_put_back(store, now):
    number = issue(store, now, name="云杉小区：集体上访")
    desk.rename_issue(store, LEAD, number, "云杉小区停水", now)
    desk.rename_issue(store, LEAD, number, "云杉小区：集体上访", now)
    assert frames.issue(store, ALL, number)["name"] == "云杉小区：集体上访"
