"""What `minsheng doctor` looks at. Each look answers with a finding, never with an exception."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from collectors.packages.signing import fingerprint
from config import calendar, signing
from core.errors import ConfigError, DeliveryError, MinshengError, StoreError
from core.i18n import gettext as _
from core.scope import Scope
from core.texts import ranges
from core.times import day_of
from jobs import auditing, deliver, handback, machine_check, opening, runner
from jobs.office import Office
from reports import freshness, numbers
from store import (
    audit,
    contacts,
    cubes,
    daybooks,
    frames,
    handbacks,
    history,
    issues,
    leases,
    migrate,
    packages,
    time_check,
    volumes,
)

_CALENDAR_MONTH = 11
_SEALED_WITHIN = timedelta(minutes=10)
_MAIL_SECONDS = 5.0
_DRIFT = timedelta(seconds=2)
_LEASE = timedelta(seconds=10)
"""Half of what a lease lasts (jobs.worker): beyond it two workers may both believe to lead."""


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
        _clock,
        _zone,
        _disk,
        _files,
        _calendar,
        _waiting,
        _quarantine,
        _sources,
        _packages,
        _worker,
        _mail,
        _contacts,
        _audit,
        _handbacks,
        _comparing,
    ]
    try:
        return findings + [look(office, now) for look in looks]
    except StoreError as error:  # no other look can be trusted
        return [findings[0], Finding(_("数据库"), "error", str(error))]


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
    difference += daybooks.difference(office.store, Scope.ALL)
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
    failing = _troubled(office, now)
    try:
        lacking = "、".join(opening.without_secret(office))
    except ConfigError as error:
        failing.append(str(error))
    else:
        failing += [_("还没有口令，请设置 {lacking}", lacking=lacking)] if lacking else []
    if failing:
        return Finding(_("信息源"), "warning", "；".join(failing))
    return Finding(_("信息源"), "ok", _("没有读取失败的信息源"))


def _troubled(office: Office, now: datetime) -> list[str]:
    """Sources that fail, and those that went silent or are read too late."""
    found = volumes.verdicts(office.store, Scope.ALL).rows(named=True)
    judged = {row["source"]: row for row in found}
    told = []
    for row in frames.sources(office.store, Scope.ALL).rows(named=True):
        code, source = row["source"], office.tables.sources.get(row["source"])
        state = freshness.state_of(row, source, now, judged.get(code))
        if row["failures"]:
            told.append(f"{code}：{row['error']}")
        elif state.trouble:
            sentence = _(
                "{source}：{state}，最近成功 {at}，请核实来源是否正常",
                source=source.name if source else code,
                state=state.word,
                at=numbers.moment(row["last_success_at"]),
            )
            told.append(sentence)
    return told


def _packages(office: Office, now: datetime) -> Finding:
    """Packages from another network that never came."""
    missing = {
        sender.id: packages.gaps(
            packages.chain(office.store, Scope.ALL, "in", fingerprint(sender.key))
        )
        for sender in office.tables.senders.values()
    }
    told = [
        _("{sender} 缺少第 {numbers} 号", sender=sender, numbers=ranges(numbers))
        for sender, numbers in missing.items()
        if numbers
    ]
    if told:
        return Finding(_("数据包"), "warning", "；".join(told))
    return Finding(_("数据包"), "ok", _("没有缺失"))


def _clock(office: Office, now: datetime) -> Finding:
    """Leases and deadlines need clocks that agree: this machine's, the server's, the workers'."""
    server = time_check.server_clock(office.store, Scope.ALL)
    newest = time_check.newest_run(office.store, Scope.ALL)
    drift = abs(server - now) if server else timedelta()
    ahead = newest - now if newest else timedelta()
    seconds = round(max(drift, ahead).total_seconds())
    if drift > _DRIFT:
        sentence = _("本机时钟与数据库服务器相差 {n} 秒，请校时（NTP）", n=seconds)
        return Finding(_("时钟"), "error" if drift > _LEASE else "warning", sentence)
    if ahead > _DRIFT:
        sentence = _("库中有来自 {n} 秒以后的运行记录：本机时钟慢了，或另一台快了，请校时（NTP）",
                     n=seconds)  # fmt: skip
        return Finding(_("时钟"), "warning", sentence)
    return Finding(_("时钟"), "ok", _("没有发现偏差"))


def _zone(office: Office, now: datetime) -> Finding:
    return Finding(_("时区"), *machine_check.zone(now))


def _disk(office: Office, now: datetime) -> Finding:
    return Finding(_("磁盘"), *machine_check.disk(office))


def _files(office: Office, now: datetime) -> Finding:
    return Finding(_("文件权限"), *machine_check.files(office))


def _worker(office: Office, now: datetime) -> Finding:
    holder = leases.holder_at(office.store, Scope.ALL, "leader", now)
    if holder is None:
        return Finding(_("后台"), "warning", _("没有运行中的后台，请启动 minsheng serve"))
    return Finding(_("后台"), "ok", _("运行中：{holder}", holder=holder))


def _contacts(office: Office, now: datetime) -> Finding:
    people = contacts.listed(office.store, Scope.ALL)
    stopped = sorted({one.address for one in people if one.disabled})
    if not any(one.role and not one.disabled for one in people):
        sentence = _("还没有联系人，预警没有人收；请用 minsheng contacts import 导入")
        return Finding(_("联系人"), "warning", sentence)
    if stopped:
        sentence = _("停用的收件地址：{addresses}", addresses="、".join(stopped[:5]))
        return Finding(_("联系人"), "warning", sentence)
    return Finding(_("联系人"), "ok", _("{n} 个联系人", n=len(people)))


def _mail(office: Office, now: datetime) -> Finding:
    if not deliver.is_ready(office):
        return Finding(_("邮件"), "warning", _("没有设置邮件服务器或发件人，预警邮件不会发出"))
    try:
        deliver.greet(office, _MAIL_SECONDS)
    except DeliveryError as error:
        return Finding(_("邮件"), "warning", str(error))
    failed = frames.delivery_log(office.store, Scope.ALL).filter(state="failed").height
    if failed:
        return Finding(_("邮件"), "warning", _("{count} 封预警邮件没有送达", count=failed))
    return Finding(_("邮件"), "ok", _("邮件服务器 {host}", host=office.settings.smtp.host))


def _audit(office: Office, now: datetime) -> Finding:
    """The chain of the audit holds; somebody cut, changed or put in rows otherwise."""
    try:
        key = signing.audit_key(office.settings)
    except ConfigError as error:
        return Finding(_("审计"), "error", str(error))
    found = audit.verify(office.store, Scope.ALL, key)
    told = auditing.problems(office, found)
    if told:
        return Finding(_("审计"), "error", "；".join(told))
    waits = audit.waits_since(office.store, Scope.ALL)
    if waits is not None and now - waits > _SEALED_WITHIN:
        return Finding(_("审计"), "warning", _("{n} 条审计记录还没有封签", n=found.unsealed))
    return Finding(_("审计"), "ok", _("{rows} 条记录、{seals} 个封签，核对一致",
                   rows=found.rows, seals=found.seals))  # fmt: skip


def _comparing(office: Office, now: datetime) -> Finding:
    most = history.read_note(office.store, Scope.ALL, issues.EARLY)
    if not most:
        return Finding(_("事项归并"), "ok", _("时间窗内的诉求都参与对照"))
    sentence = _(
        "近期诉求太多，归并只与最近 {n} 件对照；内存够用时可调大 heat.toml 的 compared",
        n=f"{int(most):,}",
    )
    return Finding(_("事项归并"), "warning", sentence)


def _handbacks(office: Office, now: datetime) -> Finding:
    stuck = handbacks.stuck(office.store, Scope.ALL)
    if stuck:
        sentence = _("{n} 件办结结果平台没有收下，请在“办件工作台”的“待回填平台”里查看", n=stuck)
        return Finding(_("回填平台"), "warning", sentence)
    if not handback.configured(office):
        return Finding(_("回填平台"), "ok", _("没有设置回填接口，用回填表"))
    return Finding(_("回填平台"), "ok", _("没有未成功的回填"))
