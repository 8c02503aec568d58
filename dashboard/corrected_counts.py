"""How many labels people corrected, by field; their texts stay in the list of messages."""

from collections import Counter

import polars as pl
import streamlit as st

from core.i18n import gettext as _
from core.i18n import mark
from dashboard import pieces
from dashboard.visit import Visit
from reports import numbers

_FIELDS: dict[str, str] = {
    "area": mark("领域"),
    "sentiment": mark("情感"),
    "intent": mark("类型"),
    "urgency": mark("紧急程度"),
    "region": mark("地区"),
    "unit": mark("单位"),
    "accused_unit": mark("被反映单位"),
}


def show(here: Visit) -> None:
    """Draw the counts."""
    found: pl.DataFrame = here.reader.kept("labels", "corrections")
    st.caption(_("人工更正的标注优先于程序，重新训练时作为样本。"))
    counts = Counter(
        {name: sum(map(bool, found[name])) for name in _FIELDS if name in found.columns}
    )
    rows = [{_("字段"): _(_FIELDS[name]), _("更正件数"): str(n)} for name, n in counts.items()]
    st.caption(_("已更正 {n} 件诉求。", n=numbers.count(found.height)))
    pieces.grid(pl.DataFrame(rows))
