"""Briefings (简报): their kinds, their life, and whose word each step needs.

初稿（系统生成） → 审核 → 签发. Only 签发 numbers a briefing (第×期), freezes 数据截至 and mails it
(docs: handbook-official.zh.md). Nobody signs what he or she reviewed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.errors import InputError
from core.i18n import gettext as _
from core.i18n import mark
from core.scope import Actor


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of briefing: its title, the named period it covers, whether it is on one issue.

    `about` says what it holds. One of a `day` may also be cut at noon.
    """

    id: str
    title: str
    period: str
    about: str
    on_issue: bool = False

    def named(self, noon: bool) -> str:
        """The name of its period (core.periods); from noon to noon where that is asked.

        Raises InputError where its period is no day.
        """
        if noon and self.period not in ("day", "noon"):
            raise InputError("只有日报可以按中午至中午编发。")
        return "noon" if noon else self.period


KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("daily", mark("舆情日报"), "day", mark("一天的诉求、媒体信息和热点事项")),
        Kind("weekly", mark("舆情周报"), "week", mark("一周的情况，与上周相比")),
        Kind("monthly", mark("舆情月报"), "month", mark("一个月的情况、话题演变和下月研判")),
        Kind("special", mark("舆情专报"), "", mark("一件热点事项的来龙去脉"), on_issue=True),
        Kind("hotline", mark("热线工作日报"), "day", mark("热线一天的受理、三率和各单位办理情况")),
        Kind("emergency", mark("紧急专报"), "noon", mark("中午到次日中午的紧急敏感诉求")),
        Kind("annual", mark("政务公开年度统计表"), "year", mark("依申请公开和意见征集的全年统计")),
        Kind("issue", mark("一事一页"), "", mark("一件热点事项，一张纸"), on_issue=True),
    )
}

STATES: dict[str, str] = {
    "draft": mark("初稿"),
    "reviewed": mark("已审核"),
    "signed": mark("已签发"),
    "withdrawn": mark("已作废"),
}

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Plan:
    """Whether a kind is drafted by itself, from what time of the day, and to whom it is mailed.

    `id` is a kind; `at` is HH:MM in Asia/Shanghai; `noon` cuts a daily one at noon. Drafts go
    out as 初稿, signed ones as they are.
    """

    id: str
    enabled: bool = False
    at: str = "08:30"
    to: list[str] = field(default_factory=list)
    noon: bool = False


@dataclass(frozen=True, slots=True)
class Masthead:
    """What an office prints on its briefings: 编发单位, 报送, 抄送."""

    id: str = "default"
    office: str = ""
    report_to: str = ""
    copy_to: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A class of urgent tickets, by the words that name it.

    A `counted` one is told as a number only: it may speak of danger to persons, which is no
    matter for a list (it goes the lawful way).
    """

    id: str
    name: str
    words: Sequence[str]
    counted: bool = False


_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def plan_problems(plan: Plan) -> Iterator[tuple[str, str]]:
    """What is wrong with a plan: the field and a sentence."""
    if plan.id not in KINDS or KINDS[plan.id].on_issue:
        yield "id", _("应是按时期编发的简报种类")
    if not _CLOCK.fullmatch(plan.at):
        yield "at", _("应写成 08:30 这样的时刻")
    if plan.noon and plan.id in KINDS and KINDS[plan.id].period not in ("day", "noon"):
        yield "noon", _("只有日报可以按中午至中午编发")


def watched_problems(watched: Watched) -> Iterator[tuple[str, str]]:
    """What is wrong with a class of urgent tickets."""
    if not watched.words or not all(word.strip() for word in watched.words):
        yield "words", _("至少写一个词，且不能为空")


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises InputError, which names those there are."""
    if name not in KINDS:
        raise InputError(
            "没有“{kind}”这种简报，可用的有：{known}。", kind=name, known="、".join(KINDS)
        )
    return KINDS[name]


def may_review(state: str, actor: Actor) -> None:
    """Raises InputError unless this person may review a briefing in this state."""
    _person(actor)
    if state != "draft":
        raise InputError("只有初稿可以审核。")


def may_sign(state: str, reviewed_by: str, actor: Actor) -> None:
    """Raises InputError unless this person may sign: it is reviewed, by somebody else."""
    _person(actor)
    if state != "reviewed":
        raise InputError("只有审核过的简报可以签发。")
    if actor.name == reviewed_by:
        raise InputError("审核和签发须由两个人分别完成。")


def may_return(state: str, reason: str) -> str:
    """The reason, tidied; raises InputError where there is none or nothing to return."""
    if state not in ("draft", "reviewed"):
        raise InputError("已签发或已作废的简报不能退回。")
    return reasoned(reason)


def reasoned(text: str) -> str:
    """A reason or remark without stray spaces; raises InputError for an empty or overlong one."""
    tidy = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if not 1 <= len(tidy) <= LONGEST_NOTE:
        raise InputError("请填写内容，1 至 {limit} 个字。", limit=LONGEST_NOTE)
    return tidy


def _person(actor: Actor) -> None:
    if actor.kind != "person" or not actor.name.strip():
        raise InputError("审核和签发必须由人完成，系统不能代为审核。")
