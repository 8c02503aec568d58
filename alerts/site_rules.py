"""When whoever looks after a site must hear of it, decided without touching the world."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from core.alarm_rules import AlertRule
from core.alarms import Signal
from core.alerts import Alert
from core.i18n import gettext as _
from core.sources import Source
from core.times import day_of
from core.website import Finding, WebRule, failing


def judge(
    source: Source, found: Sequence[Finding], rule: WebRule, now: datetime
) -> Iterator[Alert]:
    """One alert for each failing, again after a month while it lasts; a site that is down now is
    told once a day."""
    for finding in failing(found):
        day = day_of(now).isoformat()
        key = day if finding.code == "down" else day[:7]
        yield Alert(
            dedupe_key=f"site/{source.id}/{finding.code}/{key}",
            rule=f"site_{finding.code}",
            subject_id=0,
            level="",
            title=_("“{site}”：{finding}", site=source.name, finding=finding.name),
            why=finding.sentence,
            facts=((_("网址"), source.location), (_("依据"), f"{rule.citation}（{rule.mark}）")),
            fired_at=now,
        )


def down(
    source: Source, found: Sequence[Finding], rule: AlertRule, web: WebRule
) -> Iterator[Signal]:
    """A watched site that does not open now, whoever looks after it."""
    for finding in failing(found):
        if finding.code == "down":
            yield Signal(
                rule=rule.id,
                subject=f"site:{source.id}",
                title=_("“{site}”：{finding}", site=source.name, finding=finding.name),
                why=finding.sentence,
                facts=((_("网址"), source.location),),
                task=rule.task,
                cited=_("{citation}（{mark}）", citation=web.citation, mark=web.mark),
                page="websites",
            )
