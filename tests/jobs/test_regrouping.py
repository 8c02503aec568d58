"""Grouping everything anew: numbers stay, people's word stays, a lost engine changes nothing."""

import pytest
from sqlalchemy import select, update

from cases import desk
from core.errors import InputError, StoreError
from jobs import labelling, regrouping, watch
from store import frames, leases
from store.schema import issue_members, issues
from tests.jobs.test_reanalysing import Here, quiet
from tests.jobs.test_watch import ALL, FEES, LI, TEXTS, hot, put


@pytest.fixture
def here(monkeypatch, office):
    from contextlib import nullcontext

    from jobs import engines

    def stand(executor):
        labelling.begin(office.materials)
        monkeypatch.setattr(engines, "opened", lambda *_asked: nullcontext(executor))

    stand(Here())
    return stand


def standing(office):
    """Number of the issue -> the messages that stand in it."""
    found = {}
    with office.store.read() as conn:
        for row in conn.execute(select(issue_members.c.issue_id, issue_members.c.message_id)):
            found.setdefault(row.issue_id, set()).add(row.message_id)
    return found


def two_issues(office, now):
    put(office, now, TEXTS)
    put(office, now, FEES, "云杉小区物业涨停车费", first=11)
    return standing(office)


def test_what_is_grouped_rightly_stays_as_it_is(office, now, here):
    before = two_issues(office, now)
    done = regrouping.run(office, "local", now, quiet)
    assert (done.messages, done.moved) == (6, 0)
    assert standing(office) == before


def test_what_was_thrown_together_comes_apart_and_the_number_stays_with_most(office, now, here):
    before = two_issues(office, now)
    noise, fees = sorted(before, key=lambda number: -len(before[number]))
    with office.store.write() as conn:
        key = select(issues.c.key).where(issues.c.id == noise).scalar_subquery()
        conn.execute(update(issue_members).values(key=key, issue_id=noise))
        conn.execute(update(issues).where(issues.c.id == fees).values(merged_into=noise))
    done = regrouping.run(office, "local", now, quiet)
    after = standing(office)
    assert done.moved == 2
    assert after[noise] == before[noise]
    assert sorted(map(sorted, after.values())) == sorted(map(sorted, before.values()))
    assert sorted(row["messages"] for row in hot(office)) == [2, 4]


def test_an_issue_that_dissolves_becomes_an_alias(office, now, here):
    before = two_issues(office, now)
    noise = max(before, key=lambda number: len(before[number]))
    chosen = sorted(before[noise])[:1]
    with office.store.write() as conn:  # as an older finder left it: one problem, two issues
        row = dict(conn.execute(select(issues).where(issues.c.id == noise)).mappings().one())
        conn.execute(issues.insert().values({**row, "id": 99, "key": f"m{chosen[0]}000"}))
        conn.execute(
            update(issue_members)
            .where(issue_members.c.message_id.in_(chosen))
            .values(issue_id=99, key=f"m{chosen[0]}000")
        )
    regrouping.run(office, "local", now, quiet)
    assert standing(office)[noise] == before[noise]
    assert frames.issue(office.store, ALL, 99)["id"] == noise


def test_what_people_split_and_merged_stays(office, now, here):
    before = two_issues(office, now)
    noise, fees = sorted(before, key=lambda number: -len(before[number]))
    desk.split_issue(office.store, LI, noise, sorted(before[noise])[:2], "另一件事", now)
    put(office, now, ["白鹭花园电梯坏了三天。", "白鹭花园的电梯坏了三天没人修。"],
        "白鹭花园电梯故障", first=51)  # fmt: skip
    lift = next(n for n in standing(office) if n not in before and len(standing(office)[n]) == 2
                and n != max(before) + 1)  # fmt: skip
    desk.merge_issues(office.store, LI, fees, lift, now)
    kept = standing(office)
    done = regrouping.run(office, "local", now, quiet)
    assert standing(office) == kept
    assert done.moved == 0


def test_a_lost_engine_changes_nothing(office, now, here):
    before = two_issues(office, now)
    with office.store.write() as conn:
        conn.execute(update(issue_members).values(key="m1", issue_id=min(before)))
    wrong = standing(office)
    here(Here(fails_after=0))
    with pytest.raises(StoreError, match="没有改动"):
        regrouping.run(office, "local", now, quiet)
    assert standing(office) == wrong


def test_a_running_worker_is_told_to_stop_first(office, now, here):
    leases.hold(office.store, ALL, "leader", "one", now, 20.0)
    with pytest.raises(InputError, match="先停止后台"):
        regrouping.run(office, "local", now, quiet)


def test_the_watch_step_goes_on_from_there(office, now, here):
    two_issues(office, now)
    regrouping.run(office, "local", now, quiet)
    watch._memories.clear()
    put(office, now, ["云杉小区工地又半夜打桩，夜间施工噪声大，睡不着。"], first=71)
    assert sorted(row["messages"] for row in hot(office)) == [2, 5]
