"""What an erased record left beside itself goes with it: alarms, mails, findings, deeds."""

from dataclasses import replace

from sqlalchemy import select

from cases import alerting, proceeding
from cases.handling import Desk
from core.alarms import Alarm, Signal
from core.alerts import Alert
from core.procedures import Given, Procedure
from core.scope import Actor, Scope
from store import alarms, erase, messages, outbox, reply_checks
from store.messages import Batch
from store.schema import alerts, metadata
from tests.cases.desk_place import DAY, LEAD, UNITS, WORK, desk, ticket
from tests.core.clock_cases import rules

ALL = Scope.ALL
ABOVE = Actor("高", role="lead")
MARK, OTHER = "暗号甲乙丙", "别的事"
FOUND = {"sort": "contradicts", "source_id": 1, "fact": "标准", "expected": "1", "found": "2",
         "start": 0, "end": 1, "excerpt": MARK}  # fmt: skip


def alarm(store, now, rule, subject, page, title=MARK):
    signal = Signal(rule, subject, title, title, unit="office", page=page)
    alarms.save(store, ALL, [(Alarm(signal, now, now), (("fire", "mail", "a@b.cn"),))], now)
    return int(max(alarms.listed(store, ALL)["id"]))


def tell(store, now, numbers, sheet=""):
    """A mail about these alarms, as `jobs.remind` writes it."""
    title = MARK if len(numbers) == 1 else "2 项预警"
    said = Alert(f"k{numbers}", "late", 0, "", title, "", (("x", MARK),), now, sheet=sheet)
    told = [one.id for one in alarms.waiting(store, ALL) if one.alarm in numbers]
    with store.write() as conn:
        number = outbox.post(conn, replace(said, alarms=tuple(numbers)), [("mail", "a@b.cn")], "h")
        alarms.finish(conn, told, number, now)


def test_nothing_of_its_words_is_left(store, now, make_message):
    made = make_message("1", title=MARK, text=MARK, kind="disclosure")
    messages.add(store, ALL, Batch("board", "test", [made], []), now)
    case = ticket(desk(store), title=MARK)
    here = Desk(store, WORK, tuple(rules().values()), UNITS)
    wanted = Procedure("disclosure", MARK, MARK, "office", now - DAY, message=1)
    number = proceeding.register(here, LEAD, wanted, now)
    unit = Actor("周", unit="office", role="handle")
    proceeding.act(here, unit, number, "ask_correction", Given(text=MARK), now, now)
    reply = reply_checks.Reply("case", case, 1, MARK, MARK, "", None, "office", now, "1")
    reply_checks.keep(store, ALL, [(reply, [FOUND])], now)
    page = f"case?case={case}"
    of_case = alarm(store, now, "late", f"case:{case}:1", page)
    others = [
        alarm(store, now, "late", f"procedure:{number}:1", "disclosures"),
        alarm(store, now, "contradiction", f"contradiction:case:{case}", "wording"),
        alarm(store, now, "contradiction", "contradiction:1", "wording"),
    ]
    stays = alarm(store, now, "late", "case:9999:1", "case?case=9999", OTHER)
    tell(store, now, [of_case])
    tell(store, now, [stays, *others], sheet=f"{MARK},disclosures\n{OTHER},case?case=9999\n")
    alerting.silence(store, ABOVE, of_case, now + DAY, MARK, now)
    erase.erase(store, ALL, "board", "1", LEAD, now)
    with store.read() as conn:
        left = {
            table.name: str(rows)
            for table in metadata.sorted_tables
            if MARK in str(rows := conn.execute(select(table)).all())
        }
        mails = conn.execute(select(alerts.c.alarms, alerts.c.sheet)).all()
    assert left == {}
    assert [tuple(row) for row in mails] == [([stays], "")]
    assert alarms.listed(store, ALL)["title"].to_list() == [OTHER]
