"""An alarm (预警): something is wrong now, from its first sign until it is over.

A `Signal` is what a rule finds true at one look; an `Alarm` is the same thing with a memory,
kept as a row, so that a restart, another configuration or a changed clock fires nothing again.
What is said of it to people is an `Alert` (core.alerts).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from core.i18n import mark

STATES: dict[str, str] = {
    "firing": mark("待签收"),
    "acknowledged": mark("已签收"),
    "resolved": mark("已解除"),
}

EVENTS: dict[str, str] = {
    "fire": mark("新预警"),
    "raise": mark("等级上升"),
    "escalate": mark("逐级上报"),
    "remind": mark("催办"),
    "return": mark("退回改派"),
    "silence": mark("暂停提醒"),
    "resolve": mark("预警解除"),
}
"""What is told of an alarm: event -> what a subject line calls it."""

GROWTH = 1.5
"""A silence lapses when its alarm has grown by this factor, or reached a higher level."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What a rule (id `rule`) finds true of `subject` now.

    `size` is what grows; `hours` says for which office hours its duty waits (empty: as the
    rule says); `cited` is the deadline with its basis as a sentence; `page` leads to the page
    about it; `accused` are units that must not hear of it (回避); an `old` signal keeps an alarm
    alive and begins none. `urgent`: possible danger
    to life, told at once, alone and once.
    """

    rule: str
    subject: str
    title: str
    why: str
    facts: tuple[tuple[str, str], ...] = ()
    level: str = ""
    area: str = ""
    region: str = ""
    unit: str = ""
    size: int = 1
    task: str = ""
    cited: str = ""
    page: str = ""
    hours: str = ""
    due_at: datetime | None = None
    old: bool = False
    urgent: bool = False
    accused: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.rule, self.subject


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong. `subject` names it for ever (at most 100 characters); `page` is
    the address within the dashboard that shows it; `accused` are units that must not hear of it.
    """

    kind: str
    subject: str
    title: str
    why: str
    page: str
    area: str = ""
    region: str = ""
    unit: str = ""
    accused: tuple[str, ...] = ()
    found_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A signal with its memory. `id` 0: not kept yet.

    `told` counts what was told of it, first at `first_told_at`, last at `told_at`, at most at
    `told_level`; `step` is how far it was escalated; `missing_at`, since when its signal is
    gone; `flaps`, how often it came back after it was over.
    """

    signal: Signal
    fired_at: datetime
    seen_at: datetime
    id: int = 0
    state: str = "firing"
    told: int = 0
    first_told_at: datetime | None = None
    told_at: datetime | None = None
    told_level: str = ""
    acked_at: datetime | None = None
    acked_by: str = ""
    step: int = 0
    missing_at: datetime | None = None
    resolved_at: datetime | None = None
    flaps: int = 0

    @property
    def is_on(self) -> bool:
        return self.state != "resolved"

    def acknowledged(self, by: str, now: datetime) -> "Alarm":
        """The same alarm after 签收."""
        return replace(self, state="acknowledged", acked_by=by, acked_at=now)


@dataclass(frozen=True, slots=True)
class Silence:
    """暂停提醒: alarms that match are not told of until it ends or lapses.

    An empty `rule`, `subject`, `unit`, `area` or `region` matches all. `size` and `level` are
    those of the alarm it was made for.
    """

    id: int
    reason: str
    by: str
    begins_at: datetime
    ends_at: datetime
    rule: str = ""
    subject: str = ""
    unit: str = ""
    area: str = ""
    region: str = ""
    size: int = 0
    level: str = ""
    lapsed_at: datetime | None = None

    def is_on(self, now: datetime) -> bool:
        return self.lapsed_at is None and self.begins_at <= now < self.ends_at

    def matches(self, signal: Signal) -> bool:
        """Whether it is about this signal."""
        region = signal.region.startswith(self.region)
        named = ("rule", "subject", "unit", "area")
        return region and all(getattr(self, name) in ("", getattr(signal, name)) for name in named)

    def outgrown(self, signal: Signal) -> bool:
        """Whether the matter is larger or higher than what somebody chose to be silent about."""
        grown = bool(self.size) and signal.size >= self.size * GROWTH
        return grown or higher(signal.level, self.level)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is told for a unit (empty: the office that runs Minsheng).

    `role` is A, B (the stand-in), duty (on call, from `from_at` to `to_at`) or admin. `digest`
    is empty, daily or weekly. `disabled` is the reason why nothing is sent there.
    """

    id: int
    unit: str
    role: str
    name: str
    channel: str
    address: str
    digest: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None
    disabled: str = ""

    def on_duty(self, now: datetime) -> bool:
        begun = self.from_at is None or self.from_at <= now
        return not self.disabled and begun and (self.to_at is None or now < self.to_at)


ROLES: dict[str, str] = {
    "A": mark("A 角"),
    "B": mark("B 角"),
    "duty": mark("值班"),
    "admin": mark("系统管理员"),
}
CHANNELS: dict[str, str] = {
    "mail": mark("电子邮件"),
    "chat": mark("工作群"),
    "webhook": mark("短信或政务消息接口"),
}
DIGESTS: dict[str, str] = {"": mark("不订阅"), "daily": mark("每日"), "weekly": mark("每周")}

_ORDER = ("I", "II", "III", "IV", "")


def higher(level: str, than: str) -> bool:
    """Whether a level of heat is higher than another; none is the lowest."""
    return _ORDER.index(level) < _ORDER.index(than)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell one address: which alarm, which event."""

    id: int
    alarm: int
    kind: str
    channel: str
    address: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """What an address got of late: when its newest mail went out, how many in a day."""

    last_at: datetime
    day: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """What goes out together to one address: (alarm id, event) pairs; `done` are Told ids."""

    channel: str
    address: str
    parts: tuple[tuple[int, str], ...]
    done: tuple[int, ...]
