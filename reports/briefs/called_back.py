"""Tables of 三率 by unit and by town, and how the units stand: numbers with what they are of."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from core import rates
from core.i18n import gettext as _
from core.i18n import mark
from core.periods import Period
from core.rates import RATES, Ratio, Tally
from reports import rating
from reports.briefs.content import Table, Writing, cell
from reports.briefs.ledger import Fact, Line, joined, say
from reports.briefs.material import Material

_COUNTS = {
    "tickets": mark("办结"),
    "effective": mark("有效回访"),
    "contacted": mark("已联系"),
    "solved": mark("已解决"),
    "satisfied": mark("满意"),
    "fair": mark("基本满意"),
}
Groups = Mapping[str, Mapping[str, Tally]]


def groups(told: Material, period: Period, by: str, on: str = "") -> Groups:
    """Call-backs by unit or region, both ways of counting.

    By the time of the call-back: what was finished today is called back later. A source that
    does not tell that time is counted by the time of finishing.
    """
    frame: pl.DataFrame = told.read("call_backs", period.start, period.end, by, on or clock(told))
    return rating.tallies(frame)


def clock(told: Material) -> str:
    """Which time call-backs are counted by."""
    first = told.before.start
    known: pl.DataFrame = told.read("call_backs", first, told.period.end, "unit", "called_back_at")
    return "finished_at" if known.is_empty() else "called_back_at"


def kept(found: Groups) -> Tally:
    """All groups as one, without what is excluded by law."""
    return rating.pooled(found)["kept"]


def explain(told: Material, writing: Writing, counted: str = "") -> None:
    """口径 of the three rates; `counted` says which tickets, where it is not by a clock."""
    book, policy = writing.ledger, told.policy
    by_call = not counted and clock(told) == "called_back_at"
    writing.note(
        say(
            _("三率分母为有效回访，{clock}，不含依法剔除；基本满意按 {w} 折算；"
              "综合成绩为响应 {a}、解决 {b}、满意 {c} 加权；不足 {n} 件只报件数，不报比率。"),
            clock=_("按回访时间计") if by_call else counted or _("按办结时间计"),
            w=book.number("policy.fair", _("基本满意折算"), policy.fair_weight),
            a=book.number("policy.response", _("响应率权重"), policy.response),
            b=book.number("policy.solved", _("解决率权重"), policy.solved),
            c=book.number("policy.satisfied", _("满意率权重"), policy.satisfied),
            n=book.count("policy.minimum", _("最少件数"), policy.minimum),
        )
    )  # fmt: skip


def three(told: Material, writing: Writing, name: str, found: Tally) -> dict[str, Fact]:
    """The three rates as facts, by the keys of RATES."""
    book = writing.ledger
    return {
        code: book.ratio(f"{name}.{code}", _(RATES[code]), ratio, told.policy.minimum)
        for code, ratio in found.rates(told.policy).items()
    }


def against(
    told: Material, writing: Writing, name: str, now: Tally, before: Tally, than: str
) -> Line:
    """The three rates with how each moved since before; one sentence where nobody was asked."""
    if not now.effective:
        return say(_("没有有效回访，三率无数据"))
    shown = three(told, writing, name, now)
    old = before.rates(told.policy)
    new = now.rates(told.policy)
    parts = [
        say(
            _("{rate}{value}，较{than}{change}"),
            than=than,
            rate=_(RATES[code]),
            value=shown[code],
            change=writing.ledger.points(
                f"{name}.{code}.change", _("变化"), _value(told, new[code]), _value(told, old[code])
            ),
        )
        for code in RATES
    ]
    return joined(parts, _("；"))


def _value(told: Material, ratio: Ratio) -> float | None:
    return ratio.value if ratio.enough(told.policy.minimum) else None


def table(told: Material, writing: Writing, period: Period, by: str, *, so_far: bool) -> Table:
    """三率表: one row for each unit or region that finished a ticket, and the sum.

    `so_far` says in the title that it counts 考核期 so far, not the period alone.
    """
    found = {code: both["kept"] for code, both in groups(told, period, by).items()}
    for code, both in groups(told, period, by, "finished_at").items():
        found[code] = replace(found.get(code, Tally()), tickets=both["kept"].tickets)
    for code in found.keys() - groups(told, period, by, "finished_at").keys():
        found[code] = replace(found[code], tickets=0)
    named = told.units if by == "unit" else told.regions
    rows = [
        _row(told, writing, f"{by}.{code or 'unknown'}", named.get(code, code) or _("未注明"), one)
        for code, one in sorted(found.items(), key=lambda one: (-one[1].tickets, one[0]))
    ]
    if rows:
        rows.append(_row(told, writing, f"{by}.total", _("合计"), rates.pooled(found.values())))
    title = _("部门三率表") if by == "unit" else _("镇街三率表")
    title += _("（考核期累计）") if so_far else ""
    columns = [
        _("单位") if by == "unit" else _("镇街"),
        *map(_, _COUNTS.values()),
        *map(_, RATES.values()),
        _("综合"),
    ]
    return Table(f"rates.{by}", say(title), columns, rows)


def _row(told: Material, writing: Writing, name: str, shown: str, found: Tally) -> list[Line]:
    book = writing.ledger
    total = found.composite(told.policy) if found.effective >= told.policy.minimum else None
    shares = [
        book.number(f"{name}.{code}.rate", _(RATES[code]), _value(told, ratio))
        for code, ratio in found.rates(told.policy).items()
    ]
    return [
        cell(book.text(f"{name}.name", _("名称"), shown)),
        *(
            cell(book.count(f"{name}.{code}", _(label), getattr(found, code)))
            for code, label in _COUNTS.items()
        ),
        *map(cell, shares),
        cell(book.number(f"{name}.composite", _("综合成绩"), total)),
    ]


def ends(told: Material, writing: Writing, period: Period) -> tuple[list[Line], list[str]]:
    """考核期前三 and 后三 by composite, among units with enough call-backs; and the last three."""
    found = {code: both["kept"] for code, both in groups(told, period, "unit").items() if code}
    scored = {
        code: total
        for code, one in found.items()
        if one.effective >= told.policy.minimum
        and (total := one.composite(told.policy)) is not None
    }
    ordered = sorted(scored, key=lambda code: (-scored[code], code))
    if len(ordered) < 2 * _ENDS:
        least = writing.ledger.count("period.least", _("可比较的最少单位数"), 2 * _ENDS)
        return [say(_("回访件数达到最低要求的单位不足 {n} 个，不作前后比较。"), n=least)], []
    lines = [
        _placed(told, writing, _("综合成绩较高："), ordered[:_ENDS], scored),
        _placed(told, writing, _("综合成绩较低："), ordered[-_ENDS:], scored),
    ]
    return lines, ordered[-_ENDS:]


_ENDS = 3


def _placed(
    told: Material, writing: Writing, head: str, codes: list[str], scored: Mapping[str, float]
) -> Line:
    book = writing.ledger
    parts = [
        say(
            "{unit} {score}",
            unit=book.text(f"period.{code}.name", _("单位"), told.units.get(code, code)),
            score=book.number(f"period.{code}.composite", _("综合成绩"), scored[code]),
        )
        for code in codes
    ]
    return [head, *joined(parts, _("，")), _("。")]
