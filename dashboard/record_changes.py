"""What a source has changed of a record since it first sent it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from core.i18n import gettext as _
from core.i18n import mark
from core.kinds import FACTS
from dashboard import pieces
from dashboard.visit import Visit
from reports import numbers

_FIELDS: dict[str, str] = {
    "title": mark("标题"),
    "text": mark("内容"),
    "reply": mark("答复"),
    "replied_at": mark("答复时间"),
    "posted_at": mark("时间"),
    "channel": mark("渠道"),
    "region": mark("地区"),
    "unit": mark("单位"),
    "link": mark("链接"),
}
_LONGEST = 60


def show(here: Visit, message: Mapping[str, Any]) -> None:
    """One line for each change, the oldest first; all of it was masked when it was stored."""
    steps = here.reader.kept("changes", "of_message", message["id"])
    if not steps:
        return
    st.caption(_("来源更新记录（{n} 次）", n=len(steps)))
    for step in steps:
        told = "；".join(
            _told(message["kind"], name, before, after)
            for name, (before, after) in step["changes"].items()
        )
        st.caption(pieces.plain(f"{numbers.moment(step['at'])}　{told}"))


def _told(kind: str, name: str, before: object, after: object) -> str:
    fact = name.removeprefix("facts.")
    known = FACTS.get(kind, {}).get(fact)
    label = _(known.name) if known else _(_FIELDS[name]) if name in _FIELDS else fact
    return _("{label}：{before} → {after}", label=label, before=_value(before), after=_value(after))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if at := _moment(value):
        return numbers.moment(at)
    text = " ".join(str(value).split()) if value not in (None, "") else "—"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _moment(value: object) -> datetime | None:
    """A time as facts and fields are written; a plain day stays as it is."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        return None
