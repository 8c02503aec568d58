"""What may be done with a case: by whom, from which state, with what, and what it does.

The table is data; `core.case_rules` says whether a move is possible and makes the case as it
stands afterwards. `clock` tells what becomes of the clocks of whoever holds the case:
begin (a duty starts), stop (done), end (taken away, nobody's fault), suspend, resume, extend,
reopen; `core.case_clocks` carries it out.
"""

from dataclasses import dataclass
from datetime import date

from core.cases import CLOSED, HELD, SOLVED, STATES
from core.i18n import mark

ROLES: dict[str, str] = {
    "dispatch": mark("受理派单"),
    "handle": mark("承办"),
    "lead": mark("牵头协调"),
    "verify": mark("复核督办"),
    "command": mark("批示交办"),
}
"""For what somebody acts at the desk; who may act for what is for the sign-in to say."""

OPEN = frozenset(STATES) - CLOSED
_DONE = frozenset({"finished", "called_back", "rated"})
_WORK = frozenset({"signed", "handling"})
_BOTH = ("opinion", "ticket")
_ALL = ("opinion", "ticket", "rating")
_DESK = ("dispatch", "lead")
_WATCH = ("dispatch", "lead", "verify")


@dataclass(frozen=True, slots=True)
class Given:
    """What a person fills in for a move; what a move does not need stays empty.

    `day` is the day something is due, `choice` one of a few codes (CHOICES), `number` another
    case, an instruction, a number of days or of stars, `post` the post of who instructs.
    """

    text: str = ""
    unit: str = ""
    day: date | None = None
    choice: str = ""
    number: int = 0
    post: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can be done. `whose`: own = by who holds the case, other = by nobody of them.

    `fair`: not on a matter about the actor's own unit. `to` empty: the state stays.
    """

    name: str
    title: str
    flows: tuple[str, ...]
    states: frozenset[str]
    to: str
    roles: tuple[str, ...]
    needs: tuple[str, ...] = ()
    clock: str = ""
    whose: str = ""
    fair: bool = False


def _states(*names: str) -> frozenset[str]:
    return frozenset(names)


MOVES: tuple[Move, ...] = (
    Move("judge", mark("研判"), ("opinion",), _states("watched"), "judged", _DESK, ("text",)),
    Move(
        "consult", mark("会商"), ("opinion",), _states("judged", "consulted"), "consulted",
        ("lead", "dispatch"), ("text",), clock="consult",
    ),
    Move(
        "assign", mark("交办"), ("opinion",), _states("judged", "consulted", "returned"),
        "assigned", _DESK, ("unit", "day"), clock="begin",
    ),
    Move(
        "assign", mark("派单"), ("ticket", "rating"), _states("accepted", "returned"),
        "assigned", _DESK, ("unit",), clock="begin",
    ),
    Move(
        "decide", mark("裁定承办单位"), _ALL, _states("disputed"), "assigned", ("lead",),
        ("unit", "text"), clock="begin",
    ),
    Move("sign", mark("签收"), _ALL, _states("assigned"), "signed", ("handle",), whose="own"),
    Move(
        "handle", mark("开始办理"), _BOTH, _states("signed"), "handling", ("handle",), whose="own"
    ),
    Move(
        "return", mark("退单"), _ALL, _states("assigned", "signed"), "returned", ("handle",),
        ("text",), clock="end", whose="own",
    ),
    Move("co_handle", mark("请协办"), _ALL, HELD, "", ("dispatch", "lead", "handle"),
         ("unit", "text"), clock="partner"),
    Move("answer_partner", mark("协办意见"), _ALL, HELD, "", ("handle",), ("text",),
         clock="partner_done"),
    Move(
        "suspend", mark("中止"), _ALL, _WORK, "", _WATCH, ("text",), clock="suspend",
        whose="other", fair=True,
    ),
    Move("resume", mark("恢复"), _ALL, _WORK, "", (*_WATCH, "handle"), ("text",), clock="resume"),
    Move("ask_extension", mark("申请延期"), _ALL, _WORK, "", ("handle",), ("text", "number"),
         whose="own"),
    Move(
        "grant_extension", mark("批准延期"), _ALL, _WORK, "", _WATCH, ("text",), clock="extend",
        whose="other", fair=True,
    ),
    Move("refuse_extension", mark("不同意延期"), _ALL, _WORK, "", _WATCH, ("text",),
         whose="other"),
    Move("reply", mark("回应"), ("opinion",), _WORK | {"replied"}, "replied", ("handle",),
         ("text",), whose="own"),
    Move("reply", mark("答复"), ("ticket",), _WORK | {"replied"}, "replied", ("handle",),
         ("text",), whose="own"),
    Move("publish", mark("公开答复"), _BOTH, _DONE | {"replied"}, "", ("handle", "dispatch"),
         ("text",)),
    Move("finish", mark("办结"), _BOTH, _states("replied"), "finished", ("handle",),
         clock="stop", whose="own"),
    Move("call_back", mark("回访"), ("ticket",), _states("finished"), "called_back",
         ("dispatch", "verify"), ("choice", "text"), whose="other"),
    Move("rate", mark("评价"), ("ticket",), _states("called_back"), "rated",
         ("dispatch", "verify"), ("choice",), whose="other"),
    Move("check_rating", mark("回访核实"), ("rating",), _states("assigned", "signed"),
         "checked", ("handle",), ("text",), clock="stop", whose="own"),
    Move("confirm", mark("核实属实，整改"), ("rating",), _states("checked"), "handling",
         ("handle",), ("text",), clock="begin", whose="own"),
    Move("appeal", mark("申诉"), ("rating",), _states("checked"), "appealed", ("handle",),
         ("text",), whose="own"),
    Move("uphold", mark("申诉成立"), ("rating",), _states("appealed"), "archived", _WATCH,
         ("text",), clock="end", whose="other", fair=True),
    Move("overrule", mark("申诉不成立，整改"), ("rating",), _states("appealed"), "handling",
         _WATCH, ("text",), clock="begin", whose="other"),
    Move("rectify", mark("整改完成"), ("rating",), _states("handling"), "replied", ("handle",),
         ("text",), whose="own"),
    Move("tell", mark("经平台告知评价人"), ("rating",), _states("replied"), "finished",
         ("handle", "dispatch"), ("text",), clock="stop"),
    Move("rerate", mark("登记追评"), ("rating",), _states("finished"), "rated",
         ("dispatch", "verify"), ("number",), whose="other"),
    Move("verify", mark("复核通过"), _ALL, _DONE, "", ("verify",), ("text",), whose="other",
         fair=True),
    Move("solve", mark("认定解决情况"), _ALL, _DONE, "", _WATCH, ("choice", "text"),
         whose="other", fair=True),
    Move("reopen", mark("重新办理"), _ALL, _DONE | {"archived"}, "handling", _WATCH, ("text",),
         clock="reopen", whose="other"),
    Move("recuse", mark("认定回避对象"), _ALL, OPEN, "", _WATCH, ("text",), whose="other",
         fair=True),
    Move("supervise", mark("督办"), _ALL, OPEN, "", ("verify", "lead", "command", "dispatch"),
         ("text",)),
    Move("instruct", mark("登记批示"), _ALL, OPEN, "", ("command", "dispatch"),
         ("post", "text", "day"), clock="instruct"),
    Move("feed_back", mark("反馈批示"), _ALL, OPEN, "", ("handle", "lead", "dispatch"),
         ("number", "text"), clock="instruct_done"),
    Move("exclude", mark("剔除（不计入考核）"), _ALL, OPEN, "", ("dispatch", "verify"),
         ("text",), whose="other", fair=True),
    Move("merge", mark("并案"), _ALL, OPEN, "merged", _DESK, ("number", "text"), clock="end",
         whose="other", fair=True),
    Move(
        "dismiss", mark("不予受理"), _ALL, _states("watched", "judged", "accepted", "returned"),
        "dismissed", _DESK, ("text",), clock="end", whose="other", fair=True,
    ),
    Move("archive", mark("归档"), _ALL, _DONE, "archived", _DESK, (), clock="end",
         whose="other"),
)  # fmt: skip

CHOICES: dict[str, dict[str, str]] = {
    "solve": SOLVED,
    "call_back": {
        "contacted": mark("已联系"),
        "unreachable": mark("联系不上"),
    },
    "rate": {"good": mark("满意"), "fair": mark("基本满意"), "bad": mark("不满意"),
             "none": mark("未评价")},
}  # fmt: skip
"""The codes that `choice` may be, by move."""

OPENERS = ("dispatch", "lead")
"""Who may open a case; the clock opens those of the platform's tickets."""

NEEDS: dict[str, str] = {
    "text": mark("理由、依据或内容"),
    "unit": mark("单位"),
    "day": mark("期限"),
    "choice": mark("结果"),
    "number": mark("编号或数量"),
    "post": mark("批示人职务"),
}

BURYING = frozenset(
    {"dismiss", "exclude", "suspend", "grant_extension", "merge", "uphold", "recuse"}
)
"""Moves that could bury a matter: the desk shows each one level up, with its reason."""


def move_of(flow: str, name: str) -> Move | None:
    """The move of this name in this flow."""
    return next((move for move in MOVES if move.name == name and flow in move.flows), None)
