"""What changed between two briefings on the same period: figures, one by one."""

from collections.abc import Mapping
from typing import Any

from core.i18n import gettext as _
from reports.briefs.content import Section, Table, Writing, cell
from reports.briefs.ledger import say

_MOST = 40
_APART = frozenset({"data_at", "asof", "fresh"})
"""Facts about the making of a briefing: they differ each time and are no change of figures."""


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Facts that differ between two contents: id, label, before, after (— where it is missing)."""
    old, new = before.get("facts", {}), after.get("facts", {})
    names = [name for name in sorted({*old, *new}) if name not in _APART]
    return [
        {
            "id": name,
            "label": (new.get(name) or old[name])["label"],
            "before": old[name]["shown"] if name in old else "—",
            "after": new[name]["shown"] if name in new else "—",
        }
        for name in names
        if not name.startswith("since.")
        and (old.get(name, {}).get("shown"), old.get(name, {}).get("value"))
        != (new.get(name, {}).get("shown"), new.get(name, {}).get("value"))
    ]


def section(signed: Mapping[str, Any], writing: Writing) -> Section:
    """与签发稿相比: which figures of this briefing are not those of the signed one."""
    book = writing.ledger
    now = {
        "facts": {
            name: {"label": fact.label, "shown": fact.shown, "value": fact.value}
            for name, fact in book.facts.items()
        }
    }
    found = changed(signed["content"], now)
    number = book.text("since.number", _("期号"), numbered(signed))
    heading = _("与签发稿相比")
    if not found:
        line = say(_("与已签发的{number}相比，数字没有变化。"), number=number)
        return Section("since", heading, [line])
    line = say(
        _("与已签发的{number}相比，{n} 项有变化（只列前若干项）。"),
        number=number,
        n=book.count("since.changes", _("变化项数"), len(found)),
    )
    rows = [
        [
            cell(book.text(f"since.{row['id']}.name", _("事实编号"), row["id"])),
            cell(book.text(f"since.{row['id']}.label", _("指标"), row["label"])),
            cell(book.text(f"since.{row['id']}.before", _("签发稿"), row["before"])),
            cell(book.text(f"since.{row['id']}.after", _("现在"), row["after"])),
        ]
        for row in found[:_MOST]
    ]
    columns = [_("事实编号"), _("指标"), _("签发稿"), _("现在")]
    return Section("since", heading, [line], [Table("since", say(_("变化的数字")), columns, rows)])


def numbered(row: Mapping[str, Any]) -> str:
    """（2026）第3期, or empty for one that is not signed."""
    if not row.get("number"):
        return ""
    return _("（{year}）第{number}期", year=row["year"], number=row["number"])
