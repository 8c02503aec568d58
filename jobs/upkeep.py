"""The step `upkeep`: once a day, what of statements, documents and knowledge is out of date or
missing. Each becomes a fact that an alarm rule tells of, and ends when it is put right."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from core.alarms import Found
from core.i18n import gettext as _
from core.scope import Scope
from core.times import day_of, day_start
from jobs.office import Office
from store import alarm_facts, documents, history, knowledge, statements

KIND = "knowledge"
BACK = timedelta(days=90)
AT_LEAST = 10
"""So many questions in so long a time without an entry are told."""

_NOTE = "kept_up"


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work a day."""
    done = history.read_note(office.store, Scope.ALL, _NOTE) == day_of(now).isoformat()
    return [] if done else [""]


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Say what is to be renewed, and end what was."""
    today = day_of(now)
    found = list(findings(office, today))
    before = {one.subject for one in alarm_facts.standing(office.store, Scope.ALL, KIND)}
    over = before - {one.subject for one in found}
    with office.store.write() as conn:
        for one in found:
            alarm_facts.say(conn, one, now)
        alarm_facts.end(conn, KIND, over, now)
    history.note(office.store, Scope.ALL, _NOTE, today.isoformat())
    return {"standing": len(found), "ended": len(over)}


def findings(office: Office, today: date) -> Iterator[Found]:
    """What is out of date, or asked often without an entry."""
    store, scope = office.store, Scope.ALL
    for row in knowledge.expired(store, scope, today):
        title = _("知识条目待更新：{question}", question=row["question"])
        why = _("已过有效期，或所依据的文件已不再有效。")
        yield Found(KIND, f"entry:{row['id']}", title, why, "knowledge", unit=row["unit"])
    for row in knowledge.asked(store, scope, day_start(today - BACK), today, AT_LEAST):
        title = _("常问未入库：{topic}", topic=row["topic"])
        why = _("近 {days} 天咨询 {n} 件，没有有效条目。", days=BACK.days, n=row["asked"])
        name = f"asked:{row['topic']}:{row['unit']}"
        yield Found(KIND, name, title, why, "knowledge", unit=row["unit"])
    for row in documents.to_review(store, scope, today):
        title = _("政策文件待清理：{title}", title=row["title"])
        yield Found(KIND, f"document:{row['id']}", title, _("已到复核日期或有效期。"), "documents",
                    unit=row["unit"])  # fmt: skip
    for row in statements.ending(store, scope, today):
        title = _("口径已过有效期：{topic}", topic=row["topic"])
        yield Found(KIND, f"statement:{row['id']}", title, _("请出新版或撤回。"), "wording",
                    unit=row["lead"])  # fmt: skip
