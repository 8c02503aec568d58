"""What `minsheng doctor` asks of the machine itself: its disk, its clock's zone, whose files these
are, and whether the mail server answers.

Each look gives a state (ok, warning or error) and one sentence that says what to do.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from core.i18n import gettext as _
from core.times import SHANGHAI, local
from jobs.office import Office

Look = tuple[str, str]

_ROOM = 1_000_000_000
"""Bytes that shall stay free beside a copy of the database: logs, an unfinished backup."""

_LAST = 100_000_000
_OTHERS = 0o077
_NAMED = 3


def disk(office: Office) -> Look:
    """Room for a copy of the database: backups and upgrades write one."""
    folder = office.settings.home
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    wanted = _ROOM + sum(path.stat().st_size for path in folder.glob("minsheng.db*"))
    if free >= wanted:
        return "ok", _("数据文件夹所在磁盘还有 {free} MB", free=free // 1_000_000)
    sentence = _(
        "数据文件夹所在磁盘只剩 {free} MB，备份和升级需要 {wanted} MB，写满后不能收取和办理："
        "请清理或扩大磁盘",
        free=free // 1_000_000,
        wanted=wanted // 1_000_000,
    )
    return "error" if free < _LAST else "warning", sentence


def zone(now: datetime) -> Look:
    """The program counts in Beijing time wherever it runs; the system's timers do not."""
    here = now.astimezone()
    if here.utcoffset() == local(now).utcoffset():
        return "ok", _("北京时间")
    sentence = _(
        "本机时区是 {here}。程序一律按北京时间计算，不受影响；"
        "系统定时任务（如夜间备份）按本机时区，可用 timedatectl set-timezone {zone} 改正",
        here=here.tzname() or "?",
        zone=SHANGHAI.tzname(None),
    )
    return "ok", sentence


def files(office: Office) -> Look:
    """Keys and store are this user's, and nobody else's to read."""
    home = office.settings.home
    lost = [path for path in _guarded(home) if not os.access(path, os.R_OK | os.W_OK)]
    if lost:
        sentence = _(
            "当前用户不能读写 {names}：请用启动民声的用户运行，或用 chown 改正文件的所有者",
            names=_names(lost, home),
        )
        return "error", sentence
    open_ = [path for path in _guarded(home) if path.stat().st_mode & _OTHERS]
    if open_ and home.stat().st_mode & _OTHERS:
        sentence = _(
            "其他用户可以读取 {names}：请运行 chmod 700 {home}",
            names=_names(open_, home),
            home=home,
        )
        return "warning", sentence
    return "ok", _("密钥和数据库只有本程序的用户可以读取")


def _guarded(home: Path) -> Iterator[Path]:
    for pattern in ("*.key", "secrets.toml", "settings.env", "keys/*", "minsheng.db", "backups/*"):
        yield from sorted(home.glob(pattern))


def _names(paths: list[Path], home: Path) -> str:
    told = [str(path.relative_to(home)) for path in paths[:_NAMED]]
    return "、".join(told) + ("…" if len(paths) > _NAMED else "")
