"""Packages between two networks: writing one, taking one in."""

from pathlib import Path

from collectors import package
from core.i18n import gettext as _
from core.texts import ranges
from jobs import packing, runner, unpacking
from jobs.commands import printing
from jobs.office import Office
from jobs.packing import Packed
from jobs.unpacking import Unpacked


def write(office: Office, target: Path, again: int | None, json: bool) -> None:
    """Collect what is due, then write a package of all that no package holds yet."""
    failed = runner.drain(office, "collect").failed
    packed = packing.pack(office, target, runner.now(), again)
    who = packing.signer(office)
    if json:
        found = {"path": packed.path, "sequence": packed.sequence, "records": packed.records}
        printing.as_json(found | {"left": packed.left, "failed": failed, "key": who.public})
        return
    printing.line(
        _(
            "已写第 {sequence} 号数据包 {path}，{records} 件。",
            sequence=packed.sequence,
            path=packed.path,
            records=packed.records,
        )
    )
    _remark(packed, failed)
    if packed.sequence == 1:
        printing.line(_("请在接收端的 sender 表里登记本端公钥：{key}", key=who.public))


def _remark(packed: Packed, failed: int) -> None:
    if failed:
        printing.line(
            _("有 {failed} 个数据源没有读取成功，原因见运行记录页面或日志。", failed=failed)
        )
    if packed.left:
        printing.line(_("还有 {left} 件没有写入，请再运行一次。", left=packed.left))


def take(office: Office, file: Path, json: bool) -> bool:
    """Take `file` in where it is a package; was it one?"""
    if not package.is_package(file):
        return False
    with printing.progress(file.name, office.settings.quiet or json) as told:
        found = unpacking.unpack(office, file, runner.now(), told)
    if json:
        printing.as_json(
            found.counts.as_dict()
            | {"sender": found.sender, "sequence": found.sequence}
            | {"missing": found.missing, "late": found.late, "removed": found.removed}
        )
        return True
    _told(found)
    return True


def _told(found: Unpacked) -> None:
    printing.line(
        _(
            "第 {sequence} 号数据包（{sender}）：共 {rows} 件 = 接收 {accepted} + 重复 {duplicate}"
            " + 更新 {updated} + 待核 {quarantined}",
            sequence=found.sequence,
            sender=found.sender,
            **found.counts.as_dict(),
        )
    )
    if found.late:
        printing.line(_("更新的数据包先到过，已有的记录保持不变。"))
    if found.removed:
        printing.line(_("发送端已删除或收回 {n} 件，这里同样删除。", n=found.removed))
    if found.missing:
        printing.line(
            _(
                "缺少第 {numbers} 号数据包，请在发送端用 --again 补发。",
                numbers=ranges(found.missing),
            )
        )
