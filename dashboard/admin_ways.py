"""The ways from 管理 to the pages on which something is administered."""

import streamlit as st

from core.i18n import gettext as _
from core.i18n import mark
from dashboard import pieces
from dashboard.visit import Visit

_WAYS = {
    "accounts": mark("账号：开立、授权、停用、重置"),
    "wording": mark("统一口径和更正：起草、会签、撤回"),
    "alarms": mark("预警：规则试算、联系人、恢复提醒"),
    "documents": mark("政策文件：录入、变更状态"),
    "knowledge": mark("知识条目：审核、出新版、撤下"),
    "sources": mark("信息源：重试待核数据"),
    "screens": mark("大屏链接：生成、撤销"),
    "audit": mark("审计：谁看了、改了什么"),
}
"""Pages on which something is administered, and what."""


def show(here: Visit) -> None:
    """The ways to what is administered elsewhere, as far as the reader's role goes."""
    with pieces.card(), st.container(key="grid_wide_ways"):
        for page, said in _WAYS.items():
            pieces.link(here, page, _(said), {})
