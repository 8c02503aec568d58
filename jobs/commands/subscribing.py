"""The command that takes over a list of feeds."""

from pathlib import Path
from typing import Annotated

import typer

from core.i18n import gettext as _
from jobs import subscribing
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("feeds")(feeds)


def feeds(
    file: Annotated[Path, typer.Argument(help="阅读器导出的 OPML 文件。")],
    publisher: Annotated[
        str, typer.Option(help="来源类别：official_platform、news_medium、government_media 之一。")
    ] = "news_medium",
    channel: Annotated[str, typer.Option(help="渠道，显示在页面上。")] = "新闻",
    every: Annotated[float, typer.Option(help="两次读取之间的分钟数。", min=5)] = 10,
    json: Json = False,
) -> None:
    """把 OPML 订阅列表里的源加入本单位的配置。"""
    office = open_office()
    found = subscribing.subscribe(office, file, subscribing.Wish(publisher, channel, every))
    if json:
        printing.as_json(
            {"added": found.added, "known": found.known, "refused": len(found.refused)}
        )
        return
    printing.line(
        _(
            "新增 {added} 个订阅源，已有 {known} 个，未接入 {refused} 个。",
            added=len(found.added),
            known=found.known,
            refused=len(found.refused),
        )
    )
    for address in found.refused:
        printing.line(
            _("未接入：{address}（不是 http 或 https 地址，或带有密码）", address=address[:200])
        )
    if found.added:
        path = office.settings.config_folder / subscribing.FILE
        printing.line(_("已写入 {path}，运行中的后台重启后生效。", path=path))
