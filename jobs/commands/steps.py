"""One tick of each step, by hand."""

from pathlib import Path
from typing import Annotated

import typer

from cases import desk
from core.errors import ConfigError, InputError
from core.i18n import gettext as _
from core.scope import Actor, Scope
from jobs import deliver as step_deliver
from jobs import runner
from jobs.commands import packaging, printing
from jobs.commands.printing import Json
from jobs.office import open_office
from store import frames


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("collect")(collect)
    app.command("analyse")(analyse)
    app.command("watch")(watch)
    app.command("remind")(remind)
    app.command("deliver")(deliver)


def collect(
    source: Annotated[str, typer.Argument(help="数据源编号；不填则采集所有到期的。")] = "",
    to_package: Annotated[
        Path | None, typer.Option(help="随后写成签名的数据包，送往内网；可写文件夹。")
    ] = None,
    again: Annotated[
        int | None, typer.Option(help="把第几号数据包的记录再发一次（原包已丢失）。")
    ] = None,
    json: Json = False,
) -> None:
    """采集到期的数据源和投递文件夹里的文件。"""
    office = open_office()
    if source and source not in office.tables.sources:
        raise InputError("没有编号为“{source}”的数据源。", source=source)
    if source:
        desk.ask(office.store, Actor("cli"), "collect", {"source": source}, runner.now())
    if to_package:
        packaging.write(office, to_package, again, json)
        return
    _report("collect", json)


def analyse(json: Json = False) -> None:
    """给待分析的诉求打标签。"""
    _report("analyse", json)


def watch(json: Json = False) -> None:
    """归并热点事项，计算热度，产生预警。"""
    _report("watch", json, "remind")


def remind(json: Json = False) -> None:
    """检查各项预警：新预警、催办、逐级上报和解除，写入待发。"""
    _report("remind", json)


def deliver(json: Json = False) -> None:
    """发送到期的预警，并把办结结果回填平台。"""
    office = open_office()
    if not step_deliver.is_ready(office) and not office.tables.rows["channel"]:
        runner.drain(office, "handback")
        raise ConfigError("没有设置邮件服务器或发件人，预警邮件留在待发，设置后会自动发出。")
    _report("deliver", json, "handback")


def _report(step: str, json: bool, *more: str) -> None:
    office = open_office()
    done = sum((runner.drain(office, one) for one in (step, *more)), runner.Ticked())
    waiting = frames.waiting(office.store, Scope.ALL)
    if json:
        printing.as_json(
            {"step": step, "runs": done.done, "failed": done.failed, "waiting": waiting}
        )
        return
    if done.failed:
        raise InputError("有 {failed} 批没有完成，原因见运行记录页面或日志。", failed=done.failed)
    printing.line(_("完成 {done} 批。", done=done.done))
