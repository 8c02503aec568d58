"""The step remind: from what the store knows to mails in the outbox, once, in rows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from alerts import alarms as machine
from cases import alerting
from core import periods
from core.alarm_rules import AlertRule
from core.alarms import Alarm, Contact, Signal
from core.errors import InputError
from core.scope import Actor, Scope
from jobs import looking, remind, sensing, trying
from store import alarms, contacts, erase, frames, health, judgements, messages, outbox
from store.alarm_tables import alarms as alarms_table
from store.schema import alerts as alerts_table
from store.schema import issues as issues_table
from store.schema import labels
from tests.jobs.test_watch import TEXTS, hot, put

ALL = Scope.ALL
LI = Actor("li")
HOUR = timedelta(hours=1)
OFFICE = Contact(0, "", "A", "值班", "mail", "office@example.gov.cn")
ADMIN = Contact(0, "", "admin", "", "mail", "admin@example.gov.cn")


@pytest.fixture
def people(office, now):
    """The office and an administrator; one contact of the water works is added by `of`."""

    def put_in(*fresh):
        alerting.put_contacts(office.store, LI, fresh, now)

    put_in(OFFICE, ADMIN)
    return put_in


def work(office, now):
    """All looks that have work at `now`, as the worker does them."""
    remind._memories.clear()
    for _turn in range(5):
        subjects = remind.due(office, now)
        if not subjects:
            return
        for subject in subjects:
            remind.run(office, subject, now)
    raise AssertionError(f"no end of work: {subjects}")


def told(office):
    found = frames.delivery_log(office.store, ALL).sort("fired_at")
    return [(row["address"], row["title"]) for row in found.rows(named=True)]


def state(office, rule):
    found = alarms.listed(office.store, ALL)
    return {row["subject"]: row["state"] for row in found.filter(rule=rule).rows(named=True)}


@pytest.fixture
def failing(office, now):
    """A configured source that failed three times."""
    source = next(iter(office.tables.sources))
    for _time in range(3):
        health.failed(office.store, ALL, source, "连不上", now, now + HOUR)
    return source


def test_a_failing_source_is_told_once_whatever_restarts(office, people, failing, now):
    work(office, now)
    first = told(office)
    assert [address for address, _title in first] == ["admin@example.gov.cn"]
    assert "采集失败" in first[0][1]
    for minute in range(1, 4):
        work(office, now + timedelta(minutes=minute))
    assert told(office) == first
    health.succeeded(office.store, ALL, failing, now, now + HOUR)
    work(office, now + HOUR)
    work(office, now + 1.5 * HOUR)
    assert told(office)[-1][1].startswith("预警解除：")
    assert set(state(office, "collect_failing").values()) == {"resolved"}


def test_what_nobody_signs_goes_up_and_signing_stops_it(office, people, failing, now):
    work(office, now)
    (number,) = alarms.listed(office.store, ALL).filter(rule="collect_failing")["id"].to_list()
    assert alerting.acknowledge(office.store, Actor("admin"), [number], now) == [number]
    assert alerting.acknowledge(office.store, Actor("li"), [number], now) == []
    work(office, now + timedelta(days=1))
    assert len(told(office)) == 1
    row = alarms.listed(office.store, ALL).filter(id=number).row(0, named=True)
    assert (row["state"], row["acked_by"]) == ("acknowledged", "admin")


def test_signing_between_a_look_and_its_writing_is_kept(office, people, failing, now):
    work(office, now)
    (number,) = alarms.listed(office.store, ALL).filter(rule="collect_failing")["id"].to_list()
    remind._memories.clear()
    later = now + timedelta(days=1, hours=1)
    assert "alarms" in remind.due(office, later)
    alerting.acknowledge(office.store, LI, [number], later - HOUR)
    remind.run(office, "alarms", later)
    assert alarms.listed(office.store, ALL).filter(id=number)["acked_by"].to_list() == ["li"]


def test_a_duty_without_a_contact_is_an_alarm_itself(office, people, failing, now):
    people(OFFICE)
    work(office, now)
    assert told(office) == []
    work(office, now + timedelta(minutes=1))
    assert "duty::admin" in state(office, "unreachable")
    people(OFFICE, ADMIN)
    work(office, now + timedelta(minutes=2))
    assert any("采集失败" in title for _to, title in told(office))


def test_a_hot_issue_that_nobody_judged_is_told_to_the_office(office, people, now):
    put(office, now, TEXTS)
    (issue,) = hot(office)
    judgements.propose(office.store, ALL, [issue["id"]], now - 3 * HOUR)
    work(office, now)
    assert any("尚未研判" in title for to, title in told(office) if to == OFFICE.address)


def test_possible_danger_goes_out_in_the_same_tick_by_night(office, people, make_message, now):
    night = now.replace(hour=19)  # three in the morning in Shanghai
    people(replace(OFFICE, unit="source:board", role="duty", address="12345@example.gov.cn"))
    text = "有人从楼上要跳下来，请马上派人救人，快出人命了！"
    found = make_message("A-77", text=text, title="紧急求助", kind="ticket", posted_at=night)
    messages.add(office.store, ALL, messages.Batch("board", "t", [found]), night)
    with office.store.write() as conn:
        conn.exec_driver_sql("UPDATE messages SET state = 'done'")
        conn.exec_driver_sql(
            "INSERT INTO labels (message_id, month, origin, area, urgency, model, mask_version,"
            " labelled_at) SELECT id, month, 'model', 'safety', 2, 't', 1, posted_at FROM messages"
        )
    work(office, night)
    ((address, title),) = told(office)
    assert address == "12345@example.gov.cn"
    assert title.endswith("受理的工单：可能危及生命安全")
    listed = alarms.listed(office.store, ALL).filter(rule="danger")
    assert listed.height == 1
    assert "A-77" not in repr(listed.rows())
    delivery = outbox.claim(office.store, ALL, "t", night)
    assert delivery is not None
    assert ("工单编号", "A-77") in delivery.alert.facts
    assert "A-77" not in repr(replace(delivery.alert, facts=()))
    said = repr(delivery.alert)
    assert "跳下来" not in said
    assert "紧急求助" not in said


def test_returning_a_matter_tells_the_office_why(office, people, failing, now):
    work(office, now)
    (number,) = alarms.listed(office.store, ALL).filter(rule="collect_failing")["id"].to_list()
    with pytest.raises(InputError, match="理由"):
        alerting.refuse(office.store, LI, [number], " ", now)
    alerting.refuse(office.store, LI, [number], "不是我们的数据源", now)
    work(office, now + HOUR)
    assert (OFFICE.address, "退回改派") in [(to, title[:4]) for to, title in told(office)]


def test_silences_need_reason_end_and_distance(office, people, failing, now):
    work(office, now)
    (number,) = alarms.listed(office.store, ALL).filter(rule="collect_failing")["id"].to_list()
    store = office.store
    for until, reason in ((now, "x"), (now + timedelta(days=31), "x"), (now + HOUR, " ")):
        with pytest.raises(InputError):
            alerting.silence(store, LI, number, until, reason, now)
    silence = alerting.silence(store, LI, number, now + timedelta(days=5), "维护", now)
    work(office, now + timedelta(days=2))
    # The office hears of the silence; the administrator hears nothing more.
    assert [to for to, _title in told(office)] == [ADMIN.address, OFFICE.address]
    alerting.end_silence(store, LI, silence, now)
    with pytest.raises(InputError, match="已结束"):
        alerting.end_silence(store, LI, silence, now)


def test_a_unit_does_not_silence_what_is_about_itself(office, people, now):
    about = Signal("deadline_passed", "record:x:R", "水管：已超期", "超期", unit="water")
    alarms.save(office.store, ALL, [(Alarm(about, now, now), ())], now)
    (number,) = alarms.listed(office.store, ALL)["id"].to_list()
    with pytest.raises(InputError, match="自己"):
        alerting.silence(office.store, Actor("wang", unit="water"), number, now + HOUR, "在办", now)


def test_the_digest_is_written_once_a_day_and_not_when_empty(office, people, failing, now):
    people(OFFICE, replace(ADMIN, digest="daily"))
    work(office, now)
    work(office, now + HOUR)
    digests = [title for _to, title in told(office) if "摘要" in title]
    assert digests == ["每日摘要：未解除 1 项，其中待签收 1 项；已解除 0 项"]


def test_an_address_refused_for_good_is_told_to_the_administrator(office, people, failing, now):
    with office.store.write() as conn:
        contacts.disable(conn, "mail", "wang@example.gov.cn", "邮件服务器不接受这个收件地址（550）")
    work(office, now)
    assert any("wang@example.gov.cn：已停用" in title for _to, title in told(office))


@pytest.mark.parametrize(
    ("accused", "heard"),
    [("", ["", "fire", "government", "housing"]), ("housing", ["", "fire", "government"]),
     ("?", [""])],
)  # fmt: skip
def test_the_accused_unit_is_not_told_of_it(office, now, accused, heard):
    put(office, now, TEXTS)
    with office.store.write() as conn:
        conn.execute(update(labels).values(accused_unit=accused))
        conn.execute(update(issues_table).values(level="I"))
    look = looking.look_at(office, now, [])
    rule = AlertRule("hot_issue", level="IV")
    (signal,) = sensing.signals(look, [rule])
    told = [
        unit
        for unit in ("", "fire", "government", "housing")
        if [one for one in look.directory.reach("a@example.org", signal, unit) if one.unit == unit]
    ]
    assert told == heard


def test_what_has_come_to_accuse_a_unit_is_told_to_it_no_more(office, people, now):
    people(OFFICE, replace(OFFICE, unit="housing", address="li@example.gov.cn", digest="daily"))
    kept = Alarm(Signal("deadline_passed", "record:x:R", "物业", "多", unit="housing"), now, now)
    waits = [("fire", "mail", OFFICE.address), ("fire", "mail", "li@example.gov.cn")]
    alarms.save(office.store, ALL, [(kept, waits)], now)
    (number,) = alarms.listed(office.store, ALL)["id"].to_list()
    grown = replace(kept, id=number, signal=replace(kept.signal, accused=("housing",)))
    alarms.save(office.store, ALL, [(grown, ())], now)
    assert remind.run(office, "mails", now) == {"alerts": 1}
    assert [address for address, _title in told(office)] == [OFFICE.address]
    assert remind.run(office, "digests", now + 24 * HOUR) == {"alerts": 0}


def test_what_accuses_a_unit_goes_to_the_one_above(office, people, now):
    about = Signal("r", "issue:1", "投诉", "多", unit="housing", accused=("housing",))
    people(
        replace(OFFICE, unit="housing", address="accused@example.gov.cn"),
        replace(OFFICE, unit="government", address="above@example.gov.cn"),
    )
    directory = looking.look_at(office, now, []).directory
    directory = replace(directory, parents={"housing": "government"})
    assert [one.address for one in directory.reach("A", about)] == ["above@example.gov.cn"]
    assert [one.address for one in replace(directory, parents={}).reach("A", about)] == [
        OFFICE.address
    ]


def test_an_erased_ticket_leaves_nothing_in_alarms_and_mails(office, people, make_message, now):
    facts = {"assigned_at": "2026-11-09T09:00:00+08:00"}
    posted = now - timedelta(days=14)
    tickets = [
        make_message(f"A-{n}", title=f"第{n}号漏水", kind="ticket", facts=facts, posted_at=posted)
        for n in range(6)
    ]
    messages.add(office.store, ALL, messages.Batch("board", "t", tickets), now)
    people(replace(OFFICE, unit="", role="duty"), ADMIN)
    with office.store.write() as conn:
        conn.exec_driver_sql("UPDATE messages SET state = 'done', unit = 'water'")
    people(replace(OFFICE, unit="water"))
    work(office, now)
    kept = [row["title"] for row in alarms.listed(office.store, ALL).rows(named=True)]
    assert "第3号漏水：已超期" in kept
    erase.erase(office.store, ALL, "board", "A-3", LI, now)
    with office.store.read() as conn:
        dump = repr([conn.execute(select(table)).all() for table in (alarms_table, alerts_table)])
    assert "第3号漏水" not in dump
    assert "第4号漏水" in dump


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_storm_is_less_than_twenty_mails_with_all_facts_in_them(office, people, now):
    """10,000 alarms over a day, half of them at once."""
    signals = [
        Signal("collect_failing", f"source:{n}", f"第{n}个来源", f"原因{n}", page="sources")
        for n in range(10_000)
    ]
    directory = looking.look_at(office, now, []).directory
    book = machine.Book(
        {rule.id: rule for rule in office.tables.alerts}, [], office.tables.quiet,
        looking.clocking.work_time(office), directory.reach,
    )  # fmt: skip
    known = {}
    for hour in range(4):
        moment = now + hour * HOUR
        size = 5_000 if hour == 0 else 5_000 + 1_667 * hour
        found = machine.advance(list(known.values()), signals[:size], book, moment)
        moves = [(move.alarm, move.tell) for move in found.moves]
        alarms.save(office.store, ALL, moves, moment)
        known = {a.signal.key: a for a in alarms.known(office.store, ALL, moment)}
        for one in remind._bundles(office, moment):
            remind._say(office, one, moment)
    with office.store.read() as conn:
        sheets = [row.sheet for row in conn.execute(select(alerts_table.c.sheet))]
    assert 1 < len(sheets) < 20
    told = [line for sheet in sheets for line in sheet.splitlines()[1:]]
    assert len(told) == 10_000
    assert {line.split(",")[6] for line in told} == {f"原因{n}" for n in range(10_000)}


def test_a_rule_is_tried_on_last_month(office, make_message, now):
    facts = {"assigned_at": "2026-10-09T09:00:00+08:00"}
    given = {"kind": "ticket", "posted_at": now - timedelta(days=45)}
    late = {**facts, "finished_at": "2026-10-20T09:00:00+08:00"}
    fine = {**facts, "finished_at": "2026-10-12T09:00:00+08:00"}
    found = [
        make_message(f"A-{number}", title=title, facts=told, **given)
        for number, (title, told) in enumerate((("超期", late), ("按期", fine), ("未办", facts)))
    ]
    messages.add(office.store, ALL, messages.Batch("board", "t", found), now)
    month = periods.period("month", date(2026, 10, 1))
    rules = {rule.id: rule for rule in office.tables.alerts}
    passed = trying.tried(office, rules["deadline_passed"], month, now)
    assert (passed.basis, [title for _at, title in passed.fired]) == ("records", ["未办", "超期"])
    near = trying.tried(office, rules["deadline_near"], month, now)
    assert len(near.fired) == 2
    off = replace(rules["hot_issue"], enabled=False)
    assert trying.tried(office, off, month, now).fired == []
    assert trying.tried(office, rules["danger"], month, now).basis == "history"
