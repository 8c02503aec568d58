"""Commands of the auditor: does the chain hold, and all of it as a file."""

import json as json_module
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from config import signing
from core.errors import InputError
from core.i18n import gettext as _
from core.scope import Actor, Scope
from core.times import day_start
from jobs import auditing, runner
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import Office, open_office
from store import audit

Day = Annotated[datetime | None, typer.Option(help="日期，如 2026-11-23。", formats=["%Y-%m-%d"])]
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="审计记录。", no_args_is_help=True)
    group.command("verify")(verify)
    group.command("export")(export)
    app.add_typer(group, name="audit")


def verify(
    expect: Annotated[str, typer.Option(help="以前抄下的“封签号:摘要”，须与现在一致。")] = "",
    json: Json = False,
) -> None:
    """核对审计链：有没有记录被改动、删除或插入；不符时退出码为 1。"""
    office = open_office()
    found = audit.verify(office.store, Scope.ALL, signing.audit_key(office.settings))
    problems = [*auditing.problems(office, found), *_unexpected(office, expect)]
    newest = f"{found.newest.number}:{found.newest.digest.hex()}" if found.newest else ""
    if json:
        told = {"rows": found.rows, "seals": found.seals, "unsealed": found.unsealed,
                "newest": newest, "problems": problems}  # fmt: skip
        printing.as_json(told)
    else:
        for problem in problems:
            printing.line(problem)
        printing.line(_("审计记录 {rows} 条，封签 {seals} 个，待封 {unsealed} 条。",
                        rows=found.rows, seals=found.seals, unsealed=found.unsealed))  # fmt: skip
        if not problems:
            printing.line(_("核对一致。最新封签（可抄下备查）：{newest}", newest=newest or "—"))
    if problems:
        raise typer.Exit(1)


def _unexpected(office: Office, expect: str) -> list[str]:
    if not expect:
        return []
    number, colon, digest = expect.partition(":")
    if not (colon and number.isdecimal()):
        raise InputError("--expect 应写成“封签号:摘要”，如 12:9f86d0…。")
    found = audit.seal_of(office.store, Scope.ALL, int(number))
    if found is not None and found.digest.hex() == digest.strip().lower():
        return []
    return [_("封签 {number} 与抄下的不一致。", number=number)]


def export(
    out: Annotated[Path, typer.Argument(help="写入的 JSONL 文件，每行一条记录。")],
    since: Day = None,
    until: Day = None,
    json: Json = False,
) -> None:
    """把审计记录写成 JSONL 文件；文件末行是最新封签。"""
    office, now = open_office(), runner.now()
    begin = day_start(since.date()) if since else _FIRST
    end = day_start(until.date() + timedelta(days=1)) if until else now
    count = 0
    try:
        with out.open("w", encoding="utf-8") as file:
            for row in audit.lines(office.store, Scope.ALL, begin, end):
                file.write(json_module.dumps(row, ensure_ascii=False, default=_iso) + "\n")
                count += 1
            newest = audit.newest_seal(office.store, Scope.ALL)
            if newest is not None:
                last = {"seal": newest.number, "digest": newest.digest.hex(),
                        "last_id": newest.last_id, "sealed_at": newest.sealed_at}  # fmt: skip
                file.write(json_module.dumps(last, default=_iso) + "\n")
    except OSError as error:
        raise InputError("写不进 {path}，请检查路径和权限。", path=out) from error
    told = {"rows": count, "file": out.name}
    audit.add(office.store, Scope.ALL, Actor("cli", "operator"), "export", ("audit", 0), told, now)
    if json:
        printing.as_json(told)
    else:
        printing.line(_("已写出 {rows} 条审计记录。", rows=count))


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
