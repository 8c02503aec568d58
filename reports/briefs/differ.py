"""What changed between two briefings on the same period: figures, one by one."""

from collections.abc import Mapping
from typing import Any

from core.i18n import gettext as _
from reports.briefs.content import Section, Table, Writing, cell
from reports.briefs.ledger import say

_MOST = 40
_APART = frozenset({"data_at", "asof", "fresh"})
"""Facts about the making of a briefing: they differ each time and are no change of figures."""

_REPEATED = ("since.", "picture.")
"""Facts that only say again what others say."""

_FIXED = ".least"
"""How the names of thresholds end: always the same, they stand where nothing reached them."""


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Facts that differ between two contents: id, label, before, after (— where it is missing)."""
    old, new = before.get("facts", {}), after.get("facts", {})
    names = [name for name in dict.fromkeys([*new, *old]) if name not in _APART]
    return [
        {
            "id": name,
            "label": spoken(name, {**old, **new}),
            "before": old[name]["shown"] if name in old else "—",
            "after": new[name]["shown"] if name in new else "—",
        }
        for name in names
        if not name.startswith(_REPEATED)
        and not name.endswith(_FIXED)
        and (old.get(name, {}).get("shown"), old.get(name, {}).get("value"))
        != (new.get(name, {}).get("shown"), new.get(name, {}).get("value"))
    ]


def spoken(name: str, facts: Mapping[str, Mapping[str, Any]]) -> str:
    """What a fact is about, said away from its table: 工资拖欠：占比."""
    label = str(facts[name]["label"])
    above = name.rsplit(".", 1)[0]
    for whose in (f"{name}.name", f"{above}.name"):
        if whose in facts and whose != name:
            return _("{whose}：{what}", whose=facts[whose]["shown"], what=label)
    whose = str(facts[above]["label"]) if above in facts and above != name else ""
    if not whose or label.startswith(whose):
        return label
    return _("{whose}：{what}", whose=whose, what=label)


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
        _("与已签发的{number}相比，{n} 项有变化。")
        if len(found) <= _MOST
        else _("与已签发的{number}相比，{n} 项有变化，只列前 {most} 项。"),
        number=number,
        n=book.count("since.changes", _("变化项数"), len(found)),
        most=book.count("since.most", _("最多列出的项数"), _MOST),
    )
    rows = [
        [
            cell(book.text(f"since.{row['id']}.label", _("指标"), row["label"])),
            cell(book.text(f"since.{row['id']}.before", _("签发稿"), row["before"])),
            cell(book.text(f"since.{row['id']}.after", _("现在"), row["after"])),
        ]
        for row in found[:_MOST]
    ]
    columns = [_("指标"), _("签发稿"), _("现在")]
    return Section("since", heading, [line], [Table("since", say(_("变化的数字")), columns, rows)])


def numbered(row: Mapping[str, Any]) -> str:
    """（2026）第3期, or empty for one that is not signed."""
    if not row.get("number"):
        return ""
    return _("（{year}）第{number}期", year=row["year"], number=row["number"])
