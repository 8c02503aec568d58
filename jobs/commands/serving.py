"""Commands that keep running: worker, dashboard, and both under one supervisor."""

from typing import Annotated

import typer

from jobs import supervise, worker
from jobs.office import open_office

Host = Annotated[str, typer.Option(help="监听地址；默认只供本机访问。")]
Port = Annotated[int, typer.Option(help="监听端口。")]
LOCAL = "127.0.0.1"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("serve")(serve)
    app.command("worker")(run_worker)
    app.command("dashboard")(run_dashboard)


def serve(
    host: Host = LOCAL,
    port: Port = 8501,
    demo: Annotated[bool, typer.Option(help="数据库为空时先装入演示数据。")] = False,
) -> None:
    """同时运行后台和看板；任一退出则全部退出。"""
    office = open_office()
    if demo:
        supervise.fill_empty_store(office)
    raise typer.Exit(supervise.run(host, port))


def run_worker() -> None:
    """运行后台：采集、分析、研判、预警。"""
    worker.run(open_office("worker"))


def run_dashboard(host: Host = LOCAL, port: Port = 8501) -> None:
    """运行看板。"""
    supervise.dashboard(host, port)
