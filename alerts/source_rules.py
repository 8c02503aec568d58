"""When whoever looks after a source must hear of it, decided without touching the world."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.alerts import Alert
from core.i18n import gettext as _
from core.sources import Source
from core.times import day_of, local
from core.volume import Verdict

FAILURES = 3
LASTING = timedelta(hours=1)
"""A source fails when so many looks in a row went wrong, over at least this long."""


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a source: its failures and what its volume is worth."""

    source: Source
    verdict: Verdict
    failures: int = 0
    failing_since: datetime | None = None
    last_success_at: datetime | None = None
    error: str = ""


def judge(state: State, now: datetime) -> Iterator[Alert]:
    """The alerts that a state calls for: one for each outage or silence, one a day for a flood."""
    since = state.failing_since
    if state.failures >= FAILURES and since and now - since >= LASTING:
        yield _alert(
            state, now, "source_failing", since.isoformat(),
            _("数据源“{name}”读取失败", name=state.source.name),
            _("自 {at} 起连续 {n} 次读取失败：{error}", at=_shown(since), n=state.failures,
              error=state.error),
        )  # fmt: skip
    elif state.verdict.state == "quiet":
        last = now - state.verdict.silent
        yield _alert(
            state, now, "source_quiet", _hour(last),
            _("数据源“{name}”可能断更", name=state.source.name),
            _("读取正常，但自 {at} 起没有新数据，按往常早该有了。", at=_shown(last)),
        )  # fmt: skip
    elif state.verdict.state == "flood":
        yield _alert(
            state, now, "source_flood", day_of(now).isoformat(),
            _("数据源“{name}”数据激增", name=state.source.name),
            _("今天已有 {n} 件，远多于往常。请核对是否重复推送或一次补录。",
              n=state.verdict.today),
        )  # fmt: skip


def _alert(state: State, now: datetime, rule: str, key: str, title: str, why: str) -> Alert:
    return Alert(
        dedupe_key=f"{rule}/{state.source.id}/{key}",
        rule=rule,
        subject_id=0,
        level="",
        title=title,
        why=why,
        facts=((_("数据源编号"), state.source.id), (_("上次成功"), _shown(state.last_success_at))),
        fired_at=now,
    )


def _hour(at: datetime) -> str:
    return at.replace(minute=0, second=0, microsecond=0).isoformat()


def _shown(at: datetime | None) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}" if at else "—"
