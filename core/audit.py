"""The audit: what its lines mean, the chain over them, and look-ups that crowd one record.

The chain is an HMAC (RFC 2104) with SHA-256 over the seal before and the rows since, so that
whoever can write the database, but has not the key, cannot write a past that verifies.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.i18n import mark

ACTIONS: dict[str, str] = {
    "login": mark("登录"),
    "login_failed": mark("登录失败"),
    "logout": mark("退出"),
    "locked": mark("账号锁定"),
    "denied": mark("越权被拒"),
    "view": mark("查看原文"),
    "search": mark("检索"),
    "export": mark("导出"),
    "burst": mark("集中查阅"),
    "config": mark("配置变更"),
    "account": mark("账号管理"),
}
"""Actions that are not deeds of the desk; a deed is recorded under its own name."""

DEEDS: dict[str, str] = {
    "open": mark("立项"),
    "move": mark("办理"),
    "correct": mark("更正标签"),
    "rename": mark("改名"),
    "merge": mark("合并"),
    "split": mark("拆分"),
    "dismiss": mark("搁置"),
    "take_up": mark("恢复事项"),
    "judge": mark("认定"),
    "decline": mark("不予认定"),
    "withdraw": mark("撤回认定"),
    "publish": mark("登记发布"),
    "prove": mark("上传佐证"),
    "sign": mark("签收"),
    "return": mark("退回预警"),
    "silence": mark("暂停提醒"),
    "end_silence": mark("恢复提醒"),
    "contacts": mark("导入联系人"),
    "restore": mark("恢复地址"),
    "ask": mark("请求后台"),
    "ask_rule": mark("申请改规则"),
    "decide_rule": mark("批准改规则"),
    "erase": mark("删除诉求"),
    "remask": mark("重新遮盖"),
    "draft": mark("起草"),
    "review": mark("审核"),
    "rewrite": mark("改稿"),
    "consult": mark("征求意见"),
    "opinion": mark("提出意见"),
    "clear": mark("放行"),
    "drop": mark("作废"),
    "send_round": mark("发出会签"),
    "agree": mark("统一口径"),
    "settle": mark("处理核对结果"),
    "approve": mark("审核入库"),
    "enter": mark("录入"),
    "status": mark("变更状态"),
    "register": mark("登记"),
    "step": mark("推进程序"),
    "hand_back": mark("登记回填"),
    "freeze": mark("固定考核"),
    "object": mark("提出异议"),
    "answer": mark("答复异议"),
    "watch": mark("关注专题"),
    "end": mark("结束关注"),
    "open_screen": mark("生成大屏链接"),
    "revoke_screen": mark("撤销大屏链接"),
    "change_config": mark("修改配置"),
    "restore_config": mark("恢复配置"),
}
"""Deeds by the action of their line in the history."""

COLUMNS = (
    "id", "at", "actor", "actor_kind", "address", "action", "subject", "subject_id", "details",
)  # fmt: skip
"""What a row consists of; all of it is under the seal."""

START = b"\0" * 32
"""What the first seal covers in place of a seal before it."""

WINDOW = timedelta(hours=1)
AROUND = 5
"""A look at more records than this is a list, not a look at one of them."""

ONE, ALL = 6, 10
"""So many looks around one record within WINDOW, by one person or by all, tell the auditor."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Look-ups that crowd one record: how many, and by whom (most first)."""

    message: int
    looks: int
    actors: tuple[tuple[str, int], ...]


def canonical(row: Mapping[str, Any]) -> bytes:
    """A row as the bytes that are sealed: JSON, keys in order, times in UTC to the microsecond."""
    told = {name: row[name] for name in COLUMNS}
    at: datetime = told["at"]
    told["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal(key: bytes, before: bytes, number: int, rows: Iterable[bytes]) -> bytes:
    """The seal of rows (as `canonical` makes them) after the seal `before`; 32 bytes."""
    made = hmac.new(key, before + number.to_bytes(8, "big"), hashlib.sha256)
    for row in rows:
        made.update(len(row).to_bytes(8, "big") + row)
    return made.digest()


def fingerprint(details: Mapping[str, Any]) -> str:
    """A digest of what a line of the history says, so that the audit need not repeat it."""
    stored = json.loads(json.dumps(details))  # as the store reads it: keys are text
    told = json.dumps(stored, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def bursts(rows: Iterable[Mapping[str, Any]]) -> list[Burst]:
    """Records around which one person or all together looked too often.

    `rows` are those of the last WINDOW; a row names the records it showed in details["ids"].
    """
    looks: dict[int, dict[str, int]] = {}
    for row in rows:
        ids = row["details"].get("ids", ())
        if row["action"] in ("view", "search", "export") and len(ids) <= AROUND:
            for number in ids:
                by = looks.setdefault(number, {})
                by[row["actor"]] = by.get(row["actor"], 0) + 1
    return [
        Burst(number, sum(by.values()), tuple(sorted(by.items(), key=lambda one: -one[1])))
        for number, by in sorted(looks.items())
        if max(by.values()) >= ONE or sum(by.values()) >= ALL
    ]
