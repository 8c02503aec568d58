"""From alarms to what is said of them: one alert for one alarm, one for a storm, the digest."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from alerts.rules import shown
from core.alarm_rules import KINDS, AlertRule
from core.alarms import EVENTS, STATES, Alarm, Bundle, Silence, higher
from core.alerts import Alert
from core.i18n import gettext as _

LISTED = 20
"""So many alarms are named in the mail itself; all of them stand in its sheet."""


def said(
    bundle: Bundle,
    alarms: Mapping[int, Alarm],
    rules: Mapping[str, AlertRule],
    now: datetime,
    notes: Mapping[int, str] | None = None,
) -> Alert:
    """What one address is told: of one alarm in full, of several as a list with a sheet.

    `notes`: what a person said with the event, such as why a matter was returned.
    """
    parts = [(alarms[number], event) for number, event in bundle.parts]
    key = f"{bundle.channel}/{bundle.address}/{bundle.done[0]}"
    if len(parts) == 1:
        told = _one(*parts[0], rules, key, now)
        note = (notes or {}).get(parts[0][0].id, "")
        return replace(told, facts=((_("说明"), note), *told.facts)) if note else told
    return _several(parts, rules, key, now)


def _one(
    alarm: Alarm, event: str, rules: Mapping[str, AlertRule], key: str, now: datetime
) -> Alert:
    signal = alarm.signal
    rule = rules.get(signal.rule)
    over = event == "resolve"
    return Alert(
        dedupe_key=key,
        rule=signal.rule,
        subject_id=_number(signal.subject),
        level=signal.level,
        title=signal.title if event == "fire" else f"{_(EVENTS[event])}：{signal.title}",
        why=_("情况已解除，无须再办。") if over else signal.why,
        facts=(*signal.facts, *_history(alarm, event)),
        fired_at=now,
        kind="danger" if signal.urgent else event,
        thread=_thread(signal.subject),
        task=_("无须办理，预警已解除") if over else signal.task or _("请核实处置"),
        cited=signal.cited,
        feedback=rule.feedback if rule else "",
        page=signal.page,
        unit=signal.unit,
        alarms=() if over else (alarm.id,),
    )


def _history(alarm: Alarm, event: str) -> list[tuple[str, str]]:
    found = []
    if event in ("remind", "escalate", "raise"):
        found.append((_("首次预警"), shown(alarm.first_told_at or alarm.fired_at)))
        state = _(STATES[alarm.state])
        found.append((_("签收情况"), f"{state} {alarm.acked_by}".strip()))
    if alarm.flaps:
        found.append((_("反复次数"), str(alarm.flaps)))
    return found


def _thread(subject: str) -> str:
    """What mails stand together: those about one issue, one case, one ticket, one source."""
    return ":".join(subject.split(":")[:2])


def _number(subject: str) -> int:
    number = subject.split(":")[1] if ":" in subject else ""
    return int(number) if number.isdecimal() and len(number) < 16 else 0


def _several(
    parts: Sequence[tuple[Alarm, str]],
    rules: Mapping[str, AlertRule],
    key: str,
    now: datetime,
) -> Alert:
    ordered = sorted(parts, key=lambda part: _weight(part[0]))
    kinds = Counter(_kind(alarm, rules) for alarm, _event in parts)
    counted = "、".join(f"{kind} {n}" for kind, n in kinds.most_common())
    mixed = len(kinds) > 1  # of one kind it is said once, above the list
    listed = [
        (_heading(alarm, event, rules) if mixed else _(EVENTS[event]), _line(alarm, rules, mixed))
        for alarm, event in ordered[:LISTED]
    ]
    dues = [alarm.signal.due_at for alarm, _event in parts if alarm.signal.due_at]
    return Alert(
        dedupe_key=key,
        rule=ordered[0][0].signal.rule,
        subject_id=0,
        level=_highest([alarm.signal.level for alarm, _event in parts]),
        title=_("{n} 项预警：{kinds}", n=len(parts), kinds=counted),
        why=_("短时间内有 {n} 项预警，合为一封：{kinds}。", n=len(parts), kinds=counted),
        facts=tuple(listed),
        fired_at=now,
        kind="several",
        thread="",
        task=_("请逐项处理 {n} 项预警，全部列在附件", n=len(parts)),
        cited=_("最早 {at}，各项依据见附件", at=shown(min(dues)))
        if dues
        else _("各项都没有写明截止时间，请尽快处理"),
        page="alarms",
        sheet=sheet(ordered, rules),
        alarms=tuple(alarm.id for alarm, event in parts if event != "resolve"),
    )


def _weight(alarm: Alarm) -> tuple[int, bool, float, int]:
    signal = alarm.signal
    order = ("I", "II", "III", "IV", "").index(signal.level)
    due = signal.due_at
    return order, due is None, due.timestamp() if due else 0.0, alarm.id


def _highest(levels: Sequence[str]) -> str:
    found = ""
    for level in levels:
        found = level if higher(level, found) else found
    return found


def _kind(alarm: Alarm, rules: Mapping[str, AlertRule]) -> str:
    rule = rules.get(alarm.signal.rule)
    return _(KINDS[rule.kind]) if rule else alarm.signal.rule


def _heading(alarm: Alarm, event: str, rules: Mapping[str, AlertRule]) -> str:
    return f"{_(EVENTS[event])} {_kind(alarm, rules)}"


def _line(alarm: Alarm, rules: Mapping[str, AlertRule], headed: bool) -> str:
    """What an alarm is about; not once more the kind that its heading says already."""
    title = alarm.signal.title
    if headed:
        title = title.removesuffix(f"：{_kind(alarm, rules)}")
    return "　".join(part for part in (title, alarm.signal.cited) if part)


def sheet(parts: Sequence[tuple[Alarm, str]], rules: Mapping[str, AlertRule]) -> str:
    """Every alarm as a line of CSV: what, whose, since when, until when, why, where."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [_("情况"), _("预警"), _("事项"), _("单位"), _("要办什么"), _("截止时间和依据"),
         _("为什么提醒"), _("起始时间"), _("页面")]
    )  # fmt: skip
    for alarm, event in parts:
        signal = alarm.signal
        cells = (
            _(EVENTS[event]), _kind(alarm, rules), signal.title, signal.unit, signal.task,
            signal.cited, signal.why, shown(alarm.fired_at), signal.page,
        )  # fmt: skip
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text, whatever a title begins with."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell


def digest(
    alarms: Sequence[Alarm],
    silences: Sequence[Silence],
    rules: Mapping[str, AlertRule],
    about: tuple[str, str, str],
    now: datetime,
) -> Alert:
    """The digest (key, kind, name of the period) of what an address was told of.

    What is open stands first; what people chose to be silent about is always in it.
    """
    key, kind, period = about
    going = [alarm for alarm in alarms if alarm.is_on]
    over = len(alarms) - len(going)
    listed = [
        (
            f"{_(STATES[alarm.state])} {_kind(alarm, rules)}",
            _line(alarm, rules, headed=True),
        )
        for alarm in sorted(going, key=_weight)[:LISTED]
    ]
    quiet = [
        (
            _("暂停提醒"),
            _("{who}：{reason}，至 {end}", who=one.by, reason=one.reason, end=shown(one.ends_at)),
        )
        for one in silences
    ]
    counts = _("未解除 {n} 项，其中待签收 {m} 项；已解除 {k} 项", n=len(going),
               m=sum(alarm.state == "firing" for alarm in going), k=over)  # fmt: skip
    return Alert(
        dedupe_key=key,
        rule="digest",
        subject_id=0,
        level="",
        title=_("{period}摘要：{counts}", period=period, counts=counts),
        why=_("您订阅了{period}摘要。", period=period),
        facts=(*listed, *quiet),
        fired_at=now,
        kind=kind,
        thread="digest",
        task=_("请查看未解除的预警") if going else _("无须办理"),
        cited=_("各项见下"),
        page="alarms",
        sheet=sheet([(alarm, "remind") for alarm in going], rules) if len(going) > LISTED else "",
    )
