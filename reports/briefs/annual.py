"""政务公开年度统计表: disclosure requests by outcome, in time or not, reviews; consultations.

What this system does not hold (kinds of applicants, documents published) is said to be missing:
a person fills it in from the register.
"""

from collections import Counter
from datetime import datetime

import polars as pl

from core.i18n import gettext as _
from core.i18n import mark
from core.rates import on_time
from core.times import local
from reports import standings
from reports.briefs.content import Section, Table, Writing, cell
from reports.briefs.ledger import Line, say
from reports.briefs.material import Material

OUTCOMES = (
    mark("公开"),
    mark("部分公开"),
    mark("不予公开"),
    mark("无法提供"),
    mark("不予处理"),
    mark("其他"),
)
ADOPTED = (mark("采纳"), mark("部分采纳"), mark("不采纳"))
_RULE = "R-FOI-20"
_MONTHS = 12


def requests(told: Material, writing: Writing) -> Section:
    """收到和处理政府信息公开申请情况: new, carried over, answered within the year, carried on."""
    heading = _("收到和处理政府信息公开申请情况")
    found = _received_by_the_end(told)
    if found.is_empty():
        return Section("requests", heading, [_missing()])
    book = writing.ledger
    since, until = _iso(told.period.start), _iso(told.period.end)
    received = pl.col("received_at")
    old = found.filter((received < since) & ~(pl.col("answered_at") < since).fill_null(False))
    new = found.filter(received >= since)
    both = pl.concat([old, new])
    answered = both.filter(pl.col("answered_at") < until)
    lines = [
        say(
            _("本年新收申请 {n} 件，上年结转 {old} 件，本年答复 {done} 件，结转下年 {open} 件；"
              "延期 {late} 件，补正 {mended} 件。"),
            n=book.count("requests", _("新收申请"), new.height, _("按收到时间计")),
            old=book.count("requests.old", _("上年结转"), old.height),
            done=book.count("requests.answered", _("本年答复"), answered.height),
            open=book.count("requests.open", _("结转下年"), both.height - answered.height),
            late=book.count("requests.extended", _("延期"), _given(both, "extended_at")),
            mended=book.count("requests.corrected", _("补正"), _given(both, "corrected_at")),
        ),
        *_in_time(told, writing),
    ]  # fmt: skip
    writing.note(say(_("申请人类别（自然人、法人等）本系统不采集，请按登记簿填写。")))
    return Section("requests", heading, lines, [_outcomes(writing, answered)])


def _received_by_the_end(told: Material) -> pl.DataFrame:
    """Requests of this year and the one before; those without a time of receipt are left out."""
    parts = [told.frame("papers", one, "disclosure") for one in (told.before, told.period)]
    return pl.concat(parts).filter(pl.col("received_at") < _iso(told.period.end))


def _iso(at: datetime) -> str:
    """As facts write their times, so that text and time have one order."""
    return local(at).isoformat(timespec="seconds")


def _outcomes(writing: Writing, answered: pl.DataFrame) -> Table:
    book = writing.ledger
    counts = Counter(answered["outcome"].fill_null("").to_list())
    rows = [
        [
            cell(_(word)),
            cell(book.count(f"outcome.{word}", _(word), counts.get(word, 0))),
            cell(
                book.share(f"outcome.{word}.share", _("占比"), counts.get(word, 0), answered.height)
            ),
        ]
        for word in OUTCOMES
    ]
    unknown = answered.height - sum(counts.get(word, 0) for word in OUTCOMES)
    unsaid = book.count("outcome.unknown", _("未注明"), unknown)
    whole = book.count("outcome.all", _("合计"), answered.height)
    rows += [
        [cell(_("未注明")), cell(unsaid), cell("—")],
        [cell(_("合计")), cell(whole), cell("—")],
    ]
    return Table("outcomes", say(_("答复结果")), [_("结果"), _("件数"), _("占已答复")], rows)


def _missing() -> Line:
    return say(_("没有依申请公开的记录，本表无法生成；请接入登记数据后重新生成。"))


def _given(found: pl.DataFrame, name: str) -> int:
    return int(found[name].is_not_null().sum())


def _in_time(told: Material, writing: Writing) -> list[Line]:
    """按期答复率 under the rule, with its citation; none where the rule is off."""
    rule = told.rules.get(_RULE)
    if rule is None:
        return []
    spans = told.frame("spans", told.period, (rule.record, rule.starts, rule.ends))
    counts = standings.counted(standings.judged(spans, rule, told.work, told.asof))
    book = writing.ledger
    book.text("requests.rule", _("规则"), rule.id)
    how = _("按期 / （按期 + 超期答复 + 超期未答复），本年收到的；年末未到期的不计")
    return [
        say(
            _("按期答复率 {rate}，依据：{law}。"),
            rate=book.ratio(
                "requests.in_time", _("按期答复率"), on_time(counts), told.policy.minimum, how
            ),
            law=book.text("requests.law", _("依据"), rule.citation),
        )
    ]


def reviews(told: Material, writing: Writing) -> Section:
    """行政复议、行政诉讼情况."""
    found = told.frame("papers", told.period, "disclosure")
    counts = Counter(filter(None, found["review"].fill_null("").to_list()))
    if not counts:
        line = say(_("没有复议、诉讼结果的记录：可能没有发生，也可能没有登记，请核对。"))
        return Section("reviews", _("因公开申请引起的复议和诉讼"), [line])
    book = writing.ledger
    rows = [
        [cell(book.text(f"review.{word}.name", _("结果"), word)),
         cell(book.count(f"review.{word}", _("件数"), n))]
        for word, n in sorted(counts.items())
    ]  # fmt: skip
    table = Table("reviews", say(_("复议和诉讼结果")), [_("结果"), _("件数")], rows)
    return Section("reviews", _("因公开申请引起的复议和诉讼"), [], [table])


def consultations(told: Material, writing: Writing) -> Section:
    """意见征集采纳情况, one row for each consultation."""
    found = told.frame("papers", told.period, "comment")
    if found.is_empty():
        line = say(_("没有意见征集的记录。"))
        return Section("consultations", _("意见征集和采纳情况"), [line])
    book = writing.ledger
    rows = []
    for (number,), part in sorted(found.group_by("consultation"), key=lambda one: str(one[0])):
        name = f"consultation.{number}"
        counts = Counter(part["adopted"].fill_null("").to_list())
        published = part["published_on"].max()
        rows.append([
            cell(book.text(f"{name}.id", _("编号"), str(number or _("未注明")))),
            cell(book.count(name, _("意见数"), part.height)),
            *(cell(book.count(f"{name}.{word}", _(word), counts.get(word, 0)))
              for word in ADOPTED),
            cell(book.text(f"{name}.published", _("结果公布日期"),
                           str(published or _("未公布")))),
        ])  # fmt: skip
    line = say(
        _("共征集 {n} 次，收到意见 {all} 条。"),
        n=book.count("consultations", _("征集次数"), len(rows)),
        all=book.count("consultations.comments", _("意见数"), found.height),
    )
    columns = [_("编号"), _("意见数"), *map(_, ADOPTED), _("结果公布日期")]
    return Section(
        "consultations",
        _("意见征集和采纳情况"),
        [line],
        [Table("consultations", say(_("各次征集")), columns, rows)],
    )


def months(told: Material, writing: Writing) -> Section:
    """全年诉求受理情况 by month."""
    days = told.days(told.period)
    if days.is_empty():
        return Section("months", _("全年诉求受理情况"), [say(_("本期没有数据。"))])
    book = writing.ledger
    counts = dict(
        days.filter(pl.col("kind").is_in(["ticket", "letter"]))
        .group_by(pl.col("day").dt.month()).agg(pl.sum("messages")).rows()
    )  # fmt: skip
    known = set(days["day"].dt.month().to_list())
    rows = [
        [
            cell(book.text(f"month.{month}.name", _("月份"), _("{m} 月", m=month))),
            cell(
                book.count(f"month.{month}", _("件数"), counts.get(month, 0))
                if month in known
                else _("无数据")
            ),
        ]
        for month in range(1, _MONTHS + 1)
    ]
    table = Table("months", say(_("逐月受理诉求")), [_("月份"), _("件数")], rows)
    line = say(
        _("全年受理群众诉求 {n} 件。"),
        n=book.count("received", _("受理诉求"), sum(counts.values()), _("工单和来信")),
    )
    return Section("months", _("全年诉求受理情况"), [line], [table])


def elsewhere(told: Material, writing: Writing) -> Section:
    """What the report form asks for and this system does not hold."""
    lines = [
        say(_("主动公开政府信息情况（规章、规范性文件、许可、处罚等）：本系统没有数据，请填写。")),
        say(_("存在的主要问题及改进情况：由起草人填写。")),
    ]
    return Section("elsewhere", _("须由登记数据补充的内容"), lines, open=True)
