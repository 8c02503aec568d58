"""The steps of statutory procedures as data: disclosure requests, petitions, consultations.

Each step says from which state it may be taken, by which role, what it needs, and what it does
to the clocks: begin (a trigger of the rules), stop, exclude and include (time that is not
counted), suspend, correct (a new period), extend, drop and end (one duty
or all taken away: nobody is late for it).
"""

from dataclasses import dataclass

from core.i18n import mark

FLOWS: dict[str, str] = {
    "disclosure": mark("依申请公开"),
    "petition": mark("信访事项"),
    "consultation": mark("意见征集"),
}

STATES: dict[str, str] = {
    "received": mark("办理中"),
    "correcting": mark("待申请人补正"),
    "third_party": mark("征求第三方意见"),
    "review": mark("法制审核"),
    "reviewed": mark("审核通过，待答复"),
    "answered": mark("已答复"),
    "accepting": mark("待受理"),
    "transferred": mark("已转送"),
    "accepted": mark("已受理"),
    "finished": mark("已出具处理意见"),
    "checking": mark("复查中"),
    "checked": mark("已复查"),
    "rechecking": mark("复核中"),
    "planned": mark("准备中"),
    "open": mark("征集中"),
    "ended": mark("征集结束，待公布采纳情况"),
    "published": mark("已公布采纳情况"),
    "closed": mark("已归档"),
}
FIRST = {"disclosure": "received", "petition": "accepting", "consultation": "planned"}

OUTCOMES: dict[str, str] = {
    "open": mark("予以公开"),
    "part": mark("部分公开"),
    "refuse": mark("不予公开"),
    "unable": mark("无法提供"),
    "dismiss": mark("不予处理"),
    "other": mark("其他处理"),
}
"""政府信息公开条例第三十六条; the kinds of the annual report's table."""

RESULTS: dict[str, str] = {
    "upheld": mark("结果维持"),
    "corrected": mark("结果纠正"),
    "other": mark("其他结果"),
    "pending": mark("尚未审结"),
}
OPINIONS = {"agree": mark("同意公开"), "object": mark("不同意公开"), "silent": mark("逾期未回复")}
REVIEWS = {"pass": mark("审核通过"), "object": mark("审核不通过")}
CHECKS = {"upheld": mark("维持"), "changed": mark("变更"), "revoked": mark("撤销")}
COURSES = {"review": mark("行政复议"), "court": mark("行政诉讼")}

_WORK = ("dispatch", "handle")
_HEAD = ("lead", "command", "verify")


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `needs`: text, unit, choice, result, day. `to` empty: the state stays.

    `once`: not a second time. `other`: not by who asked for it (the step named).
    """

    name: str
    title: str
    flow: str
    states: tuple[str, ...]
    to: str
    roles: tuple[str, ...]
    needs: tuple[str, ...] = ()
    clocks: tuple[tuple[str, str], ...] = ()
    once: bool = False
    other: str = ""


STEPS: tuple[Step, ...] = (
    # 依申请公开：政府信息公开条例第二十九条至第四十条、第四十四条
    Step("ask_correction", mark("一次性告知补正"), "disclosure", ("received",), "correcting",
         _WORK, ("text",), (("stop", "ask_correction"), ("suspend", "reply")), once=True),
    Step("correct", mark("收到补正后的申请"), "disclosure", ("correcting",), "received", _WORK,
         ("text",), (("correct", "reply"),)),
    Step("lapse", mark("逾期不补正，视为放弃"), "disclosure", ("correcting",), "closed", _WORK,
         ("text",), (("end", ""),)),
    Step("ask_third", mark("征求第三方意见"), "disclosure", ("received",), "third_party", _WORK,
         ("text",),
         (("drop", "ask_correction"), ("exclude", "reply"), ("begin", "opinion_asked"))),
    Step("third_answered", mark("第三方意见已回"), "disclosure", ("third_party",), "received",
         _WORK, ("choice",), (("include", "reply"), ("stop", "give_opinion"))),
    Step("extend", mark("批准延期并告知申请人"), "disclosure", ("received", "review", "reviewed"),
         "", _HEAD, ("text",), (("extend", "reply"),), once=True),
    Step("ask_review", mark("送法制审核"), "disclosure", ("received",), "review", _WORK, ("text",),
         (("drop", "ask_correction"),)),
    Step("review", mark("法制审核意见"), "disclosure", ("review",), "reviewed", ("verify",),
         ("choice", "text"), other="ask_review"),
    Step("answer", mark("答复申请人"), "disclosure", ("reviewed",), "answered", _WORK,
         ("choice", "text"), (("stop", "reply"), ("drop", "ask_correction"))),
    Step("contested", mark("登记复议诉讼结果"), "disclosure", ("answered",), "", _WORK + _HEAD,
         ("choice", "result")),
    Step("decide_publish", mark("决定转为主动公开"), "disclosure", ("answered",), "", _HEAD,
         ("text",), (("begin", "information_made"),), once=True),
    Step("publish", mark("已主动公开"), "disclosure", ("answered",), "", _WORK, ("text",),
         (("stop", "publish"),)),
    Step("close", mark("归档"), "disclosure", ("answered",), "closed", _WORK, (),
         (("end", ""),)),
    # 信访：信访工作条例第二十二条至第三十六条；转送以后由收到的单位在十五日内告知
    Step("transfer", mark("转送"), "petition", ("accepting",), "transferred", ("dispatch", "lead"),
         ("unit", "text"),
         (("stop", "accept"), ("begin", "petition_transferred"), ("begin", "petition_received"))),
    Step("object", mark("提出管辖异议"), "petition", ("transferred",), "accepting", ("handle",),
         ("text",), (("stop", "object"), ("drop", "accept"), ("reopen", "accept"))),
    Step("accept", mark("受理并告知"), "petition", ("accepting", "transferred"), "accepted",
         _WORK, (), (("stop", "accept"), ("stop", "object"), ("begin", "petition_accepted"))),
    Step("refuse", mark("不予受理并告知"), "petition", ("accepting", "transferred"), "closed",
         _WORK, ("text",), (("stop", "accept"), ("end", ""))),
    Step("extend", mark("批准延期并告知"), "petition", ("accepted",), "", _HEAD, ("text",),
         (("extend", "finish"),), once=True),
    Step("finish", mark("出具处理意见"), "petition", ("accepted",), "finished", _WORK, ("text",),
         (("stop", "finish"), ("begin", "petition_answered"))),
    Step("ask_check", mark("信访人请求复查"), "petition", ("finished",), "checking", _WORK, (),
         (("stop", "ask_review"), ("begin", "review_requested"))),
    Step("check", mark("复查意见"), "petition", ("checking",), "checked", _HEAD,
         ("choice", "text"), (("stop", "reply"), ("begin", "petition_answered")), other="finish"),
    Step("ask_recheck", mark("信访人请求复核"), "petition", ("checked",), "rechecking", _WORK, (),
         (("stop", "ask_review"), ("begin", "review_requested"))),
    Step("recheck", mark("复核意见"), "petition", ("rechecking",), "closed", _HEAD,
         ("choice", "text"), (("stop", "reply"), ("end", "")), other="check"),
    Step("close", mark("归档"), "petition", ("finished", "checked"), "closed", _WORK, (),
         (("end", ""),)),
    # 意见征集：重大行政决策程序暂行条例第十五条；采纳情况一个月内公布
    Step("start", mark("发布征集公告"), "consultation", ("planned",), "open", _WORK + ("lead",)),
    Step("end", mark("结束征集"), "consultation", ("open",), "ended", _WORK + ("lead",), (),
         (("begin", "consultation_closed"),)),
    Step("publish", mark("公布采纳情况"), "consultation", ("ended",), "published",
         _WORK + ("lead",), ("text",), (("stop", "publish_adoption"),)),
    Step("close", mark("归档"), "consultation", ("published",), "closed", _WORK, ()),
)  # fmt: skip

CHOICES: dict[tuple[str, str], dict[str, str]] = {
    ("disclosure", "third_answered"): OPINIONS,
    ("disclosure", "review"): REVIEWS,
    ("disclosure", "answer"): OUTCOMES,
    ("disclosure", "contested"): COURSES,
    ("petition", "check"): CHECKS,
    ("petition", "recheck"): CHECKS,
}

BEGINS = {"disclosure": "disclosure_received", "petition": "petition_received",
          "consultation": ""}  # fmt: skip
"""The trigger of the clocks that begin with the registration."""


def step_of(flow: str, name: str) -> Step | None:
    """The step of this name in this flow."""
    return next((step for step in STEPS if (step.flow, step.name) == (flow, name)), None)
