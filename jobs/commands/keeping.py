"""Backups and bringing them back; labelling everything anew."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from core.i18n import gettext as _
from jobs import backing, engines, reanalysing, regrouping, restoring, runner
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office
from reports import numbers

_NAME = "BACKUP"
Engine = Annotated[str, typer.Option(help="local 用本机全部核心；dask://主机:端口 用 Dask 集群。")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("reanalyse")(reanalyse)
    app.command("regroup")(regroup)
    app.command("backup")(backup)
    app.command("restore")(restore)


def reanalyse(
    engine: Engine = engines.LOCAL,
    json: Json = False,
) -> None:
    """按现在的词表和模型给全部诉求重打标签；人工更正不变，中断后接着做。"""
    office = open_office()
    with printing.progress(_("重新打标签"), office.settings.quiet or json) as told:
        done = reanalysing.run(office, engine, runner.now(), told)
    if json:
        printing.as_json({"messages": done})
    else:
        printing.line(_("{done:,} 件诉求已重新打标签。", done=done))


def regroup(
    engine: Engine = engines.LOCAL,
    json: Json = False,
) -> None:
    """重新归并全部热点事项；人工的拆分、合并和事项编号不变。先停止后台。"""
    office = open_office()
    with printing.progress(_("重新归并"), office.settings.quiet or json) as told:
        done = regrouping.run(office, engine, runner.now(), told)
    if json:
        printing.as_json(asdict(done))
        return
    printing.line(
        _(
            "读了 {messages:,} 件，{moved:,} 件换了事项，有变化的事项 {issues:,} 个。",
            **asdict(done),
        )
    )


def backup(
    out: Annotated[
        Path | None, typer.Option("--out", help="备份文件夹；默认为数据文件夹里的 backups。")
    ] = None,
    keep: Annotated[int, typer.Option(min=0, help="留下最新的几份；0 为全部留下。")] = 14,
    keys: Annotated[
        Path | None,
        typer.Option(help="另把签名密钥加密存到这个文件，口令取自 MINSHENG_SECRET_BACKUP。"),
    ] = None,
    json: Json = False,
) -> None:
    """不停机备份数据库和本单位配置，写完重新打开核对。"""
    office = open_office()
    if keys:
        backing.seal_keys(office, keys, office.settings.secret(_NAME))
    folder = out or office.settings.home / "backups"
    with printing.progress(_("备份"), office.settings.quiet or json) as told:
        made = backing.make(office, folder, keep, runner.now(), told)
    if json:
        printing.as_json(made.as_dict())
        return
    rows = sum(made.rows.values())
    printing.line(_("已备份到 {path}，{rows:,} 行，核对一致。", path=made.path, rows=rows))
    if keys:
        printing.line(_("签名密钥已加密存到 {path}，请与备份分开保管。", path=keys))


def restore(
    file: Annotated[Path, typer.Argument(help="minsheng backup 做的备份。")],
    replace: Annotated[
        bool, typer.Option("--replace", help="替换现有数据库；现有的另存一份。")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="只核对备份，不恢复。")] = False,
    keys: Annotated[
        Path | None, typer.Option(help="backup --keys 存的密钥文件，口令同样取自环境。")
    ] = None,
    json: Json = False,
) -> None:
    """恢复一份备份；备份之后删除过的诉求不会重新出现。"""
    office = open_office()
    sealed = backing.read_keys(keys, office.settings.secret(_NAME)) if keys else {}
    if check:
        found = backing.check(file)
        if json:
            printing.as_json(found.as_dict())
        else:
            rows = sum(found.rows.values())
            printing.line(_("备份完好：{at} 制作，{rows:,} 行。", at=_day(found), rows=rows))
        return
    with printing.progress(_("恢复"), office.settings.quiet or json) as told:
        done = restoring.run(office, file, replace, runner.now(), told)
    other = backing.put_keys(office, sealed)
    if json:
        printing.as_json(done.as_dict() | {"keys": sorted(sealed), "other_keys": other})
        return
    rows = sum(done.backup.rows.values())
    printing.line(_("已恢复 {at} 的备份，{rows:,} 行。", at=_day(done.backup), rows=rows))
    if done.erased:
        printing.line(_("其中 {count} 件在备份之后已被删除，没有恢复。", count=done.erased))
    if done.erased is None:
        lost = _("现有数据库已损坏，备份之后删除过哪些诉求无从得知，请对照删除记录再删一次。")
        printing.line(lost)
    if done.kept:
        printing.line(_("原来的数据库另存为 {path}。", path=done.kept))
    if not done.config:
        printing.line(_("配置文件夹没有改动。"))
    if other:
        names = "、".join(str(office.settings.home / name) for name in other)
        printing.line(
            _(
                "本机已有另一把密钥 {names}，没有替换：旧链接和审计封签会核对不上；"
                "要用备份的密钥，先移走这些文件，再恢复一次。",
                names=names,
            )
        )


def _day(made: backing.Backup) -> str:
    return numbers.moment(datetime.fromisoformat(made.made_at))
