"""Why a message has its labels: the words that weighed most, or who corrected them."""

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.i18n import gettext as _
from core.labels import AREAS, SENTIMENTS, URGENCIES
from dashboard import correcting, pieces
from dashboard.visit import Visit

_NAMES: dict[str, Mapping[Any, str]] = {
    "area": AREAS,
    "intent": {},
    "sentiment": SENTIMENTS,
    "urgency": URGENCIES,
}


def show(here: Visit, message: Mapping[str, Any]) -> None:
    """One line a label; of a corrected one who did it and when, in place of the words."""
    corrected = correcting.last(here, message["id"]) if message["corrected"] else {}
    why = json.loads(message["why"] or "{}")
    lines = [
        corrected.get(name) or _line(name, message.get(name), why.get(name, []))
        for name in correcting.NAMES
    ]
    told = [pieces.plain(line) for line in lines if line]
    if told:
        st.caption("  \n".join([_("判断依据（程序按这些字词判断，可能有误）："), *told]))


def _line(name: str, value: Any, words: list[str]) -> str:
    if not words or value is None:
        return ""
    return _(
        "{label}“{value}”：{words}",
        label=_(correcting.NAMES[name]),
        value=_(_NAMES[name].get(value, str(value))),
        words="、".join(words),
    )
