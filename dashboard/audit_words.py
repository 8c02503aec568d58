"""What the rows of the audit say, in words."""

from typing import Any

from core.audit import ACTIONS, DEEDS
from core.i18n import gettext as _
from core.i18n import mark
from dashboard.step_words import STEPS

NAMED = {**ACTIONS, **DEEDS}
"""Every known action."""

_SIGNED = {"briefing": mark("签发"), "statement": mark("会签")}
_RETURNED = {"briefing": mark("退回简报")}
_STEPS = {"cli": mark("命令行"), **STEPS}

SUBJECTS = {
    "messages": mark("诉求"),
    "message": mark("诉求"),
    "issue": mark("热点事项"),
    "case": mark("交办件"),
    "alarm": mark("预警"),
    "account": mark("账号"),
    "file": mark("配置文件"),
    "config": mark("配置"),
    "audit": mark("审计"),
    "request": mark("请求"),
    "rule_change": mark("规则变更"),
    "document": mark("政策文件"),
    "statement": mark("统一口径"),
    "release": mark("发布稿"),
    "knowledge": mark("知识条目"),
    "wording": mark("答复核对"),
    "procedure": mark("法定程序"),
    "assessment": mark("考核"),
    "open_data": mark("公开数据"),
    "briefing": mark("简报"),
    "topic": mark("关注专题"),
    "screen": mark("大屏"),
    "silence": mark("暂停提醒"),
    "contacts": mark("联系人"),
}
"""What an action was done to."""


def action(row: dict[str, Any]) -> str:
    """What was done: the same word means another thing for a briefing than for an alarm."""
    special = {"sign": _SIGNED, "return": _RETURNED}.get(row["action"], {})
    return _(special.get(row["subject"]) or NAMED.get(row["action"], row["action"]))


def actor(row: dict[str, Any]) -> str:
    """Who did it: an account, the command line, or a step of the clock."""
    return _(_STEPS[row["actor"]]) if row["actor"] in _STEPS else str(row["actor"])


def said(details: dict[str, Any]) -> str:
    """The details as one line; of long lists of numbers the start."""
    known = {name: value for name, value in details.items() if name not in ("digest", "history")}
    if "ids" in known:
        ids = known["ids"]
        known["ids"] = "、".join(map(str, ids[:5])) + ("…" if len(ids) > 5 else "")
    return "；".join(f"{_(NAMES.get(name, name))} {value}" for name, value in known.items()) or "—"


NAMES = {
    "words": mark("检索词"),
    "found": mark("找到"),
    "n": mark("件数"),
    "ids": mark("内部编号"),
    "file": mark("文件"),
    "before": mark("原摘要"),
    "after": mark("新摘要"),
    "what": mark("内容"),
    "looks": mark("次数"),
    "actors": mark("账号"),
    "reason": mark("原因"),
    "account": mark("账号"),
    "change": mark("变更"),
    "title": mark("标题"),
    "name": mark("名称"),
    "topic": mark("事由"),
    "version": mark("版本"),
    "question": mark("问题"),
    "units": mark("单位"),
    "unit": mark("单位"),
    "due_on": mark("截止"),
    "until": mark("截至"),
    "since": mark("自"),
    "state": mark("状态"),
    "basis": mark("依据"),
    "link": mark("链接"),
    "step": mark("步骤"),
    "flow": mark("程序"),
    "month": mark("月份"),
    "tables": mark("表格"),
    "year": mark("年份"),
    "number": mark("编号"),
    "kind": mark("种类"),
    "issue": mark("热点事项"),
    "days": mark("天数"),
    "text": mark("内容"),
    "into": mark("并入"),
    "measure": mark("指标"),
    "address": mark("地址"),
    "contacts": mark("联系人"),
    "answer": mark("答复"),
    "opinion": mark("意见"),
    "sensitive": mark("敏感"),
}
