"""What an official reply does: outcome, and whether it names basis, owner, deadline, contact.

A reply without substance (referred elsewhere, or empty) is told first; then one of the other
outcomes. Hints found by patterns are handed to the linear model as rare characters of their
own at the end of the text, so that a promise counts whatever its date is.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import polars as pl
import re2

from analysis import linear, promises
from analysis.grams import Floats
from analysis.linear import Model

COLUMNS = {
    "outcome": pl.String, "relevant": pl.Int8, "basis": pl.Int8, "owner": pl.Int8,
    "deadline": pl.Int8, "contact": pl.Int8, "promised_on": pl.String, "hours": pl.Float64,
    "score": pl.Int64,
}  # fmt: skip
FLAGS = ("basis", "owner", "deadline")
"""What the model tells of a reply; who may be contacted is told by a pattern."""

THIN = ("referred", "empty")

_PHONE = r"\d{3,4}\s*[-—－]+\s*\d{6,8}|\d{11}|\d{7,8}|〔电话〕|123\d\d|QQ|邮箱|微信"
_BODY = "局|委|办|中心|政府|街道|公司|大队|支队|所|处|院|联|学校"
_DONE = "整改|修复|拆除|清理|清除|解决|恢复|到位|完成|退|发放|取缔|关停"
_HANDLE = "处理|办理|核实|调查|核查|答复|核处|办复|办|局|单位|部门"
_NAMED = "局|委|办|中心|政府|公司|大队|支队|派出所|管理处|学校|医院|社区"
_OFFICE = (
    "局|街道|大队|中队|办事处|派出所|管理处|镇政府|党委|政府|管委会|"
    "社区|居委会|村委会|指挥部|集团|公司"
)
_HINTS = tuple(
    (mark, (re if pattern is promises.STRICT else re2).compile(pattern))
    for mark, pattern in {
        "⼀": _PHONE,
        "⼁": rf"(?:电话|热线|联系|致电|咨询|拨打)[^。；]{{0,25}}(?:{_PHONE})",
        "⼂": r"《[^》]{4,60}》|\d+号(?:文|令)|第[一二三四五六七八九十百\d]+条",
        "⼃": rf"(?:{_BODY})(?:[^。；]{{0,3}})?\d{{4}}[年.]",
        "⼄": promises.STRICT,
        "⼑": promises.LOOSE,
        "⼒": rf"(?:[市区县镇乡]|街道|[A-Z]\d*)[^我本，。；：]{{0,8}}(?:{_NAMED})",
        "⼓": r"(?:我|本)(?:局|委|办|中心|街道|镇|公司|司|大队|支队|所|处|院|校|区|县|市)",
        "⼅": rf"(?:已|已经|均已|现已|全部)[^。；，]{{0,12}}(?:{_DONE})",
        "⼆": rf"已?(?:转交?|交办|转办|转至)[^。；，]{{0,20}}(?:{_HANDLE})",
        "⼇": r"下一步|将进一步|正在|拟|将(?:继续|积极|协调|督促|加强|尽快)|督促|责令",
        "⼈": r"暂无|暂不|暂未|不予|不能|不属|无法|没有|不符合|不具备|不存在",
        "⼉": r"根据|依据|按照|经查|经核实|经调查|据查|属实",
        "⼊": r"[一二三四五12345][、.．]",
    }.items()
)
_COUNTED = (
    (re2.compile(rf"[\p{{Han}}A-Z0-9]{{2,8}}(?:{_OFFICE})"), "⼔⼕⼖⼗"),
    (re2.compile(rf"(?:[市区县镇乡省]|街道)[^我本，。；：、]{{0,8}}(?:{_NAMED})"), "⼘⼙⼚"),
)
"""Offices called by their names: none, one, two, more."""
_GIVEN = "⼛"
_TASK = re2.compile(
    rf"(?:由|交|联合|组织|责成|责令|要求|督促|安排|协调|会同|经)[^，。；]{{0,12}}(?:{_OFFICE}|镇|乡)"
)
"""An office is given the work."""
_LATER = "⼜"
_SIGNED = re2.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
"""The last whole date of a reply is the day it was signed; another may lie behind it."""
_DATED = "⼄⼑"
_PLATFORM = re2.compile(r"(?:您?通过)?(?:平台)?《问政[^》]{0,12}》(?:栏目)?")
"""The name of the platform in angle brackets is no law."""

_REPEATS = 8
_LONGEST = 4_000
"""Characters of a reply that the patterns read."""
_LENGTHS = (40, 80, 150, 300, 600)
_LENGTH_MARKS = "⼋⼌⼍⼎⼏⼐"
_WORTH = {"resolved": 45, "committed": 40, "explained": 35, "in_progress": 30, "referred": 5}
_SOON_HOURS = 5 * 24.0
_LATE_HOURS = 30 * 24.0


def hinted(reply: str) -> str:
    """The reply and, behind it, what the patterns and its length say."""
    reply = _PLATFORM.sub("", reply)[:_LONGEST]
    found = [mark for mark, pattern in _HINTS if pattern.search(reply)]
    found += _levels(reply)
    found += [_GIVEN] * bool(_TASK.search(reply))
    found += [_LATER] * bool(not set(_DATED).isdisjoint(found) and _promises(reply))
    found.append(_LENGTH_MARKS[sum(len(reply) >= length for length in _LENGTHS)])
    marks = "".join(mark * _REPEATS for mark in found)
    return f"{reply[: linear.READ - 160]}{marks}"


def _levels(reply: str) -> Iterator[str]:
    for pattern, signs in _COUNTED:
        found = len(set(pattern.findall(reply)))
        yield signs[min(found, len(signs) - 1)]


def _promises(reply: str) -> bool:
    """Whether the reply names a day after the one it was signed on."""
    signed = _SIGNED.findall(reply)
    try:
        day = date(*map(int, signed[-1])) if signed else None
    except ValueError:
        return False
    return bool(day and promises.date_of(reply, day))


def label(frame: pl.DataFrame, model: Model | None = None) -> pl.DataFrame:
    """The frame with COLUMNS added, one row per row.

    `frame` has `reply` (String, may be null) and, if known, `posted_at` and `replied_at`
    (Datetime). Hours are natural hours between the two.
    """
    replies = frame["reply"].fill_null("").to_list()
    used = model or linear.shipped("replies")
    scores = used.scores([""] * len(replies), [hinted(reply) for reply in replies])
    outcomes = _outcomes(used, scores, replies)
    flags = {name: [int(flag) for flag in used.decide(name, scores)[0]] for name in FLAGS}
    posted, answered = (_times(frame, name) for name in ("posted_at", "replied_at"))
    flags["contact"] = [_contact(reply) for reply in replies]
    promised = [
        promises.date_of(reply, moment.date() if moment else None) if due else None
        for reply, moment, due in zip(replies, answered, flags["deadline"], strict=True)
    ]
    hours = [_hours(start, end) for start, end in zip(posted, answered, strict=True)]
    found: dict[str, Sequence[object]] = {
        "outcome": outcomes,
        "relevant": [int(outcome not in THIN) for outcome in outcomes],
        **flags,
        "promised_on": [day.isoformat() if day else None for day in promised],
        "hours": hours,
    }
    found["score"] = [_score(dict(zip(found, row, strict=True)))
                      for row in zip(*found.values(), strict=True)]  # fmt: skip
    return frame.drop(set(frame.columns) & set(COLUMNS)).hstack(pl.DataFrame(found, schema=COLUMNS))


def _outcomes(model: Model, scores: Floats, replies: Sequence[str]) -> list[str]:
    substance, _ = model.decide("substance", scores)
    thin, _ = model.decide("thin", scores)
    full, _ = model.decide("outcome", scores)
    return [
        "empty" if not reply.strip() else (full[row] if substance[row] == "1" else thin[row])
        for row, reply in enumerate(replies)
    ]


_CONTACT = _HINTS[1][1]


def _contact(reply: str) -> int:
    return int(bool(_CONTACT.search(reply)))


def _times(frame: pl.DataFrame, name: str) -> list[datetime | None]:
    if name not in frame.columns or not frame[name].dtype.is_temporal():
        return [None] * frame.height
    return frame[name].cast(pl.Datetime("us")).to_list()


def _hours(start: datetime | None, end: datetime | None) -> float | None:
    if start is None or end is None or end < start:
        return None
    return round((end - start).total_seconds() / 3600, 1)


def _score(row: dict[str, object]) -> int:
    """0-100: outcome up to 45, each of relevant, basis, owner, deadline 10, contact 5, speed 10."""
    total = _WORTH.get(str(row["outcome"]), 0)
    total += sum(10 for name in ("relevant", "basis", "owner", "deadline") if row[name])
    total += 5 if row["contact"] else 0
    hours = row["hours"]
    if isinstance(hours, float):
        total += 10 if hours <= _SOON_HOURS else 5 if hours <= _LATE_HOURS else 0
    return min(100, total)
