"""The command that looks at watched sites."""

from dataclasses import asdict

import typer

from core.errors import InputError
from core.i18n import gettext as _
from core.website import STATES
from jobs import inspecting, runner
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("inspect")(inspect)


def inspect(json: Json = False) -> None:
    """检查登记的网站：探测到期的，列出各项结论。"""
    office = open_office()
    watched = [
        source
        for source in office.tables.sources.values()
        if source.kind == inspecting.KIND and source.enabled
    ]
    if not watched:
        raise InputError("还没有登记要检查的网站，写法见手册。")
    runner.drain(office, "inspect")
    found = [
        (source, one)
        for source in watched
        for one in inspecting.findings(office, source, runner.now())
    ]
    if json:
        printing.as_json([{"site": source.id, **asdict(one)} for source, one in found])
        return
    heads = (_("网站"), _("检查项"), _("结论"), _("说明"))
    rows = [(source.name, one.name, _(STATES[one.state]), one.sentence) for source, one in found]
    printing.table(heads, rows)
