"""The command that lists watched topics (关注专题)."""

import typer

from core.i18n import gettext as _
from jobs import runner, watched_topics
from jobs.commands import printing
from jobs.commands.printing import Json
from jobs.office import open_office


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("topics")(topics)


def topics(json: Json = False) -> None:
    """在用的关注专题：今日件数与常态。"""
    found = list(watched_topics.told(open_office(), runner.now()))
    if json:
        printing.as_json([_plain(one) for one in found])
        return
    if not found:
        printing.line(_("没有在用的关注专题，请在“关注专题”页面新建。"))
        return
    printing.table(
        (_("编号"), _("专题"), _("今日"), _("通常"), _("常态上限"), _("期间合计")),
        [
            (row["id"], row["name"], row["today"], row["usual"], row["high"], row["total"])
            for row in map(_plain, found)
        ],
    )


def _plain(one: watched_topics.Topic) -> dict[str, object]:
    band = one.figures.band
    return {
        "id": one.number,
        "name": one.topic.name,
        "words": list(one.topic.words),
        "since": one.topic.since,
        "until": one.topic.until,
        "today": one.figures.today,
        "usual": round(band.usual, 1) if band else None,
        "high": round(band.high, 1) if band else None,
        "is_high": one.figures.is_high,
        "total": one.figures.total,
    }
