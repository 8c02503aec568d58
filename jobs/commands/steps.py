"""One tick of each step, by hand."""

from typing import Annotated

import typer

from cases import desk
from core.errors import ConfigError, InputError
from core.i18n import gettext as _
from core.scope import Actor, Scope
from jobs import deliver as step_deliver
from jobs import runner
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office
from store import frames


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("collect")(collect)
    app.command("analyse")(analyse)
    app.command("watch")(watch)
    app.command("deliver")(deliver)


def collect(
    source: Annotated[str, typer.Argument(help="数据源编号；不填则采集所有到期的。")] = "",
    json: Json = False,
) -> None:
    """采集到期的数据源和投递文件夹里的文件。"""
    office = open_office()
    if source and source not in office.tables.sources:
        raise InputError("没有编号为“{source}”的数据源。", source=source)
    if source:
        desk.ask(office.store, Actor("cli"), "collect", {"source": source}, runner.now())
    _report("collect", json)


def analyse(json: Json = False) -> None:
    """给待分析的诉求打标签。"""
    _report("analyse", json)


def watch(json: Json = False) -> None:
    """归并热点事项，计算热度，产生预警。"""
    _report("watch", json)


def deliver(json: Json = False) -> None:
    """发送到期的预警邮件。"""
    if not step_deliver.is_ready(open_office()):
        raise ConfigError("没有设置邮件服务器或发件人，预警邮件留在待发，设置后会自动发出。")
    _report("deliver", json)


def _report(step: str, json: bool) -> None:
    office = open_office()
    done = runner.drain(office, step)
    waiting = frames.waiting(office.store, Scope.ALL)
    if json:
        printing.as_json(
            {"step": step, "runs": done.done, "failed": done.failed, "waiting": waiting}
        )
        return
    if done.failed:
        raise InputError("有 {failed} 批没有完成，原因见运行记录页面或日志。", failed=done.failed)
    printing.line(_("完成 {done} 批。", done=done.done))
