"""The same small place twice: once with a matter that accuses the housing office, once without."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
from sqlalchemy import update

from cases import alerting
from cases import desk as deeds
from core.alarms import Alarm, Contact, Signal
from core.alerts import Alert
from core.concentration import Matter
from core.issues import Issue
from core.scope import Actor, Scope
from store import (
    alarms,
    concentrations,
    heat_days,
    history,
    issues,
    judgements,
    labels,
    messages,
    outbox,
    reply_labels,
)
from store.messages import Batch
from store.schema import messages as messages_table
from tests.cases.desk_place import CLERK, desk, ticket, walk

ALL = Scope.ALL
MARK = "暗号甲乙丙"
ANYBODY = Actor("li")
FACTS = {"assigned_at": "2026-11-20T09:00:00+08:00", "stars": 1, "solved": "未解决",
         "called_back_at": "2026-11-22T09:00:00+08:00", "effective": True}  # fmt: skip


def fill(store, now, make_message, *, accused):
    """Two tickets of housing, its issue, case and alarm; with `accused` a third that accuses it."""
    titles = ["路灯甲", "路灯乙", *([MARK] if accused else [])]
    made = [
        make_message(
            str(number), kind="ticket", unit="housing", facts=FACTS, title=title,
            text=f"{title}坏了", reply=f"{title}已处理", replied_at=now - timedelta(hours=1),
            posted_at=now - timedelta(hours=9 - number), submitter=f"甲{number}",
        )
        for number, title in enumerate(titles, 1)
    ]  # fmt: skip
    messages.add(store, ALL, Batch("board", "test", made, []), now)
    with store.write() as conn:
        conn.execute(update(messages_table).values(ref=messages_table.c.title))
    _label(store, now)
    for number, title in ((1, "路灯甲"), (3, MARK)):
        if title in titles:
            _matter(store, number, title, now)


def _label(store, now):
    pending = labels.pending(store, ALL).with_columns(
        area=pl.lit("other"), sentiment=pl.lit("neg"), intent=pl.lit("投诉"), place=pl.lit("路"),
        problem=pl.lit("灯"), keywords=pl.lit(""), area_score=pl.lit(0.9), area_unsure=pl.lit(0),
        sentiment_score=pl.lit(0.0), urgency=pl.lit(0), topic1=pl.lit("a"), topic2=pl.lit("b"),
        accused_unit=pl.when(pl.col("title") == MARK).then(pl.lit("housing")),
    )  # fmt: skip
    labels.save(store, ALL, pending, "test", now)
    told = reply_labels.of(store, ALL, pending["id"].to_list())
    flags = ("relevant", "basis", "owner", "deadline", "contact")
    reply_labels.save(
        store, ALL,
        told.with_columns(
            *(pl.lit(0).alias(name) for name in flags), outcome=pl.lit("empty"), hours=pl.lit(1.0),
            promised_on=pl.lit(None, pl.Date), score=pl.lit(5),
        ),
        "test", now,
    )  # fmt: skip


def _matter(store, number, title, now):
    """An issue of one message with all that follows from it."""
    key, accused = f"m{number}", "housing" if title == MARK else ""
    row = {"id": number, "month": 202611, "posted_at": now - timedelta(hours=3), "key": key}
    issues.enter(store, ALL, pl.DataFrame([row]))
    issue = Issue(key, title, "other", "路", "灯", 1, now, now, 80.0, now, "I", title)
    (found,) = issues.save(store, ALL, [issue])
    heat_days.keep(store, ALL, [(found, issue)], now)
    judgements.propose(store, ALL, [found], now)
    deeds.dismiss_issue(store, ANYBODY, found, f"{title}重复", now)
    here = desk(store)
    case = ticket(here, subject_id=number, title=title, accused=accused, platform="assigned",
                  platform_at=now)  # fmt: skip
    walk(here, case, (CLERK, "assign", {"unit": "office" if accused else "housing"}))
    _alarm(store, number, title, accused, now)
    matter = [Matter("a", "b", "housing", (9, 9, 9, 9 + (number == 3)))]
    concentrations.keep(store, ALL, matter, now)
    with store.write() as conn:
        history.write(conn, ANYBODY, "correct", ("message", number), {"after": title}, now)


def _alarm(store, number, title, accused, now):
    signal = Signal("late", f"record:{number}", title, title, unit="housing",
                    accused=(accused,) if accused else ())  # fmt: skip
    alarms.save(store, ALL, [(Alarm(signal, now, now, told=1), (("fire", "mail", "a@b.cn"),))], now)
    alarm = max(alarms.listed(store, ALL)["id"])
    alert = Alert(f"k{number}", "late", 0, "", title, title, (), now, alarms=(alarm,))
    outbox.fire(store, ALL, [replace(alert, page="x")], [("mail", "a@b.cn")], "h")
    people = [Contact(0, "", "A", "", "mail", "office@b.cn")]
    alerting.put_contacts(store, ANYBODY, people, now)
    alerting.silence(store, ANYBODY, alarm, now + timedelta(days=2), f"{title}在修", now)
