"""From what other steps and the desk found to signals, all pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.alarm_rules import KINDS, AlertRule
from core.alarms import Found, Signal
from core.i18n import gettext as _

Row = Mapping[str, Any]


def extensions(rows: Iterable[Row], rule: AlertRule) -> Iterator[Signal]:
    """Cases (rows of `store.extensions.at_desk`) whose limit was extended so often."""
    for row in rows:
        subject, page = f"case:{row['id']}", f"case?case={row['id']}"
        yield Signal(
            rule=rule.id,
            subject=f"record:{row['ref']}" if row["ref"] else subject,
            title=_("{title}：{kind}", title=row["title"], kind=_(KINDS[rule.kind])),
            why=_("已延期 {n} 次", n=row["count"]),
            unit=row["unit"],
            size=row["count"],
            accused=(row["accused"],) if row["accused"] else (),
            task=rule.task,
            page=page,
        )


def contradictions(rows: Iterable[Row], rule: AlertRule) -> Iterator[Signal]:
    """Replies (rows of `store.reply_checks.contradictions`, each with whom it `accused`) that
    say something else than the agreed wording."""
    for row in rows:
        yield Signal(
            rule=rule.id,
            subject=f"contradiction:{row['id']}",
            title=_("{title}：{kind}", title=row["title"] or _("（无标题）"),
                    kind=_(KINDS[rule.kind])),
            why=_("{fact}：口径为“{expected}”，答复为“{found}”", fact=row["fact"],
                  expected=row["expected"], found=row["found"]),
            unit=row["unit"] or "",
            accused=(row["accused"],) if row["accused"] else (),
            task=rule.task,
            page="wording",
        )  # fmt: skip


def told(found: Iterable[Found], rule: AlertRule) -> Iterator[Signal]:
    """What another step found and keeps as a fact (`store.alarm_facts`)."""
    for fact in found:
        yield Signal(
            rule=rule.id,
            subject=f"{fact.kind}:{fact.subject}"[:120],
            title=fact.title,
            why=fact.why,
            area=fact.area,
            region=fact.region,
            unit=fact.unit,
            accused=tuple(fact.accused),
            task=rule.task,
            page=fact.page,
        )
