"""What `minsheng doctor` looks at. Each look answers with a finding, never with an exception."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from config import calendar
from core.errors import MinshengError
from core.i18n import gettext as _
from core.scope import Scope
from core.times import day_of
from jobs import deliver, runner
from jobs.office import Office
from store import cubes, frames, leases, migrate

_CALENDAR_MONTH = 11


@dataclass(frozen=True, slots=True)
class Finding:
    """One look: `state` is ok, warning or error."""

    subject: str
    state: str
    sentence: str

    def as_dict(self) -> dict[str, str]:
        """For --json."""
        return asdict(self)


def examine(office: Office) -> list[Finding]:
    """All looks in order; without a store the later ones are left out."""
    now = runner.now()
    findings = [_configuration(office), _store(office)]
    if findings[-1].state == "error":
        return findings
    looks: list[Callable[[Office, datetime], Finding]] = [
        _counts,
        _calendar,
        _waiting,
        _quarantine,
        _sources,
        _worker,
        _mail,
    ]
    return findings + [look(office, now) for look in looks]


def _configuration(office: Office) -> Finding:
    home = str(office.settings.home)
    own = sorted({path for path in office.tables.origins.values() if path.startswith(home)})
    sentence = _("数据文件夹 {home}；自有配置 {count} 个文件", home=home, count=len(own))
    if own:
        sentence += "：" + "、".join(own)
    if office.tables.warnings:
        return Finding(_("配置"), "warning", "；".join([sentence, *office.tables.warnings]))
    return Finding(_("配置"), "ok", sentence)


def _calendar(office: Office, now: datetime) -> Finding:
    """The State Council publishes next year's holidays in November."""
    known, today = calendar.load(office.settings).years, day_of(now)
    wanted = {today.year} | ({today.year + 1} if today.month >= _CALENDAR_MONTH else set())
    missing = sorted(wanted - set(known))
    if missing:
        sentence = _(
            "缺少 {years} 年的节假日安排，相关期限为暂定；公布后写入 config/calendar/年份.toml",
            years="、".join(map(str, missing)),
        )
        return Finding(_("工作日历"), "warning", sentence)
    return Finding(_("工作日历"), "ok", _("今年的节假日安排已有"))


def _store(office: Office) -> Finding:
    try:
        kind = "SQLite" if office.store.is_sqlite else "PostgreSQL"
    except MinshengError as error:
        return Finding(_("数据库"), "error", str(error))
    sentence = _("{kind}，结构版本 {revision}", kind=kind, revision=migrate.head())
    return Finding(_("数据库"), "ok", sentence)


def _counts(office: Office, now: datetime) -> Finding:
    difference = cubes.difference(office.store, Scope.ALL)
    if difference:
        sentence = _(
            "与明细相差 {difference} 件，请运行 minsheng db rebuild", difference=difference
        )
        return Finding(_("汇总"), "error", sentence)
    return Finding(_("汇总"), "ok", _("与明细一致"))


def _waiting(office: Office, now: datetime) -> Finding:
    states = frames.waiting(office.store, Scope.ALL)
    pending = states.get("pending", 0)
    sentence = _("共 {total} 件，待分析 {pending} 件", total=sum(states.values()), pending=pending)
    return Finding(_("诉求"), "warning" if pending else "ok", sentence)


def _quarantine(office: Office, now: datetime) -> Finding:
    rows = frames.quarantined(office.store, Scope.ALL, limit=10_000)
    if not rows.height:
        return Finding(_("待核数据"), "ok", _("没有待核数据"))
    reasons = rows["reason"].value_counts(sort=True).head(3).rows()
    told = "；".join(f"{reason} × {count}" for reason, count in reasons)
    sentence = _("{count} 行待核：{told}", count=rows.height, told=told)
    return Finding(_("待核数据"), "warning", sentence)


def _sources(office: Office, now: datetime) -> Finding:
    failing = [
        f"{row['source']}：{row['error']}"
        for row in frames.sources(office.store, Scope.ALL).rows(named=True)
        if row["failures"]
    ]
    if failing:
        return Finding(_("信息源"), "warning", "；".join(failing))
    return Finding(_("信息源"), "ok", _("没有读取失败的信息源"))


def _worker(office: Office, now: datetime) -> Finding:
    holder = leases.holder_at(office.store, Scope.ALL, "leader", now)
    if holder is None:
        return Finding(_("后台"), "warning", _("没有运行中的后台，请启动 minsheng serve"))
    return Finding(_("后台"), "ok", _("运行中：{holder}", holder=holder))


def _mail(office: Office, now: datetime) -> Finding:
    if not deliver.is_ready(office):
        return Finding(_("邮件"), "warning", _("没有设置邮件服务器或发件人，预警邮件不会发出"))
    failed = frames.delivery_log(office.store, Scope.ALL).filter(state="failed").height
    if failed:
        return Finding(_("邮件"), "warning", _("{count} 封预警邮件没有送达", count=failed))
    return Finding(_("邮件"), "ok", _("邮件服务器 {host}", host=office.settings.smtp.host))
