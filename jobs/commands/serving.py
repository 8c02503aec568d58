"""Commands that keep running: worker, dashboard, and both under one supervisor."""

import secrets
from typing import Annotated

import typer

from collectors.interfaces.gate import digest
from config.settings import check_address
from core.i18n import gettext as _
from jobs import supervise, worker
from jobs.commands import printing
from jobs.office import open_office

Host = Annotated[str, typer.Option(help="监听地址；默认只供本机访问。")]
Port = Annotated[int, typer.Option(help="监听端口。")]
LOCAL = "127.0.0.1"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("serve")(serve)
    app.command("worker")(run_worker)
    app.command("dashboard")(run_dashboard)
    app.command("push")(push)


def serve(
    host: Host = LOCAL,
    port: Port = 8501,
    demo: Annotated[bool, typer.Option(help="数据库为空时先装入演示数据。")] = False,
) -> None:
    """同时运行后台和看板；任一退出则全部退出。"""
    office = open_office()
    check_address(office.settings, host)
    if demo:
        supervise.fill_empty_store(office)
    raise typer.Exit(supervise.run(host, port))


def run_worker() -> None:
    """运行后台：采集、分析、研判、预警。"""
    worker.run(open_office("worker"))


def run_dashboard(host: Host = LOCAL, port: Port = 8501) -> None:
    """运行看板。"""
    supervise.dashboard(host, port)


def push(
    host: Host = LOCAL,
    port: Port = 8502,
    new_token: Annotated[bool, typer.Option("--new-token", help="生成一个令牌后退出。")] = False,
) -> None:
    """接收其他系统推送的记录。"""
    if new_token:
        token = secrets.token_urlsafe(32)
        printing.line(_("令牌（只显示这一次，交给推送方）：{token}", token=token))
        printing.line(_("写入配置 [source.push] 的 tokens：{digest}", digest=digest(token)))
        return
    from jobs import receiving  # loads the web server, which no other command needs

    receiving.serve(open_office("push"), host, port)
