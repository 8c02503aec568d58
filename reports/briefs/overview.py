"""Sections that the daily, weekly and monthly briefings share: 概况, 走势, 媒体, 情感, 关键词."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import polars as pl

from core import rates
from core.i18n import gettext as _
from core.i18n import mark
from core.labels import AREAS, KIND_NAMES, SENTIMENTS
from core.people import SMALLEST_SHOWN
from reports import charts, numbers
from reports.briefs.content import Section, Table, Writing, cell, picture
from reports.briefs.ledger import Line, joined, say
from reports.briefs.material import Material, bounds

PLEAS = ("ticket", "letter")
"""诉求: what somebody asks of the government; ratings, news and papers are told apart."""

_NOTHING = mark("本期没有数据。")
_TREND_DAYS = {"daily": 14, "weekly": 28}
_MOST_WORDS = 12
_MOST_NEWS = 5


def total(days: pl.DataFrame, column: str = "messages") -> int:
    """The sum of a column of counts."""
    return int(days[column].sum())


def pleas(days: pl.DataFrame) -> pl.DataFrame:
    """Those rows of the day cube that count tickets and letters."""
    return days.filter(pl.col("kind").is_in(PLEAS))


def nothing(section: str, heading: str) -> Section:
    """A section without data says so."""
    return Section(section, heading, [say(_(_NOTHING))])


def scarce(writing: Writing, section: str, heading: str, n: int) -> Section:
    """A section with too little to be told from; nothing is drawn of it."""
    few = writing.ledger.count(f"{section}.few", _("件数"), n)
    return Section(section, heading, [say(_("只有 {n} 件，样本不足，不作分析。"), n=few)])


def folded(sections: Sequence[Section]) -> list[Section]:
    """A briefing that begins without data names the other such sections in one line."""
    bare = [one for one in sections if one.lines == [say(_(_NOTHING))] and not one.open]
    if len(bare) < 2 or bare[0] is not sections[0]:
        return list(sections)
    names = _("、").join(one.heading for one in bare[1:])
    told = [*sections[0].lines, say(_("没有数据，从略：{names}。"), names=names)]
    kept = [one for one in sections[1:] if one not in bare]
    return [replace(sections[0], lines=told), *kept]


def situation(told: Material, writing: Writing) -> Section:
    """概况: how much came, of what kinds, how much was answered and how fast."""
    now, before = told.days(told.period), told.days(told.before)
    if not total(now):
        return nothing("situation", _("概况"))
    lines = [_received(writing, now, before), _kinds(writing, now), _answered(told, writing, now)]
    compared(told, writing)
    return Section("situation", _("概况"), lines, [_areas(writing, now, before)])


def _received(writing: Writing, now: pl.DataFrame, before: pl.DataFrame) -> Line:
    book = writing.ledger
    new, old = total(pleas(now)), total(pleas(before))
    return say(
        _("本期共受理群众诉求 {n} 件，上期 {old} 件，{change}。"),
        n=book.count("received", _("受理诉求"), new, _("工单和来信，按受理时间计")),
        old=book.count("received.before", _("上期受理诉求"), old),
        change=book.growth("received.change", _("受理诉求变化"), new, old),
    )


def _kinds(writing: Writing, now: pl.DataFrame) -> Line:
    book = writing.ledger
    counts = {row[0]: row[1] for row in now.group_by("kind").agg(pl.sum("messages")).rows()}
    parts = [
        say("{name} {n} " + _("件"), name=_(name),
            n=book.count(f"kind.{code}", _(name), counts[code]))
        for code, name in KIND_NAMES.items() if counts.get(code)
    ]  # fmt: skip
    everything = book.count(
        "all", _("各类信息"), total(now), _("全部信息源、全部类别，与总览页的“受理诉求”同口径")
    )
    return say(_("各类信息合计 {n} 件：{parts}。"), n=everything, parts=joined(parts, _("，")))


def _answered(told: Material, writing: Writing, now: pl.DataFrame) -> Line:
    book = writing.ledger
    known = pleas(now).filter(pl.col("source").is_in(sorted(told.replying)))
    how = _("只计记录答复的信息源；分母为本期受理数")
    head = _("已答复 {share}")
    if total(known) < total(pleas(now)):
        head = _("记录答复的信息源中，已答复 {share}")
        writing.note(say(_("答复率和答复时长只计记录答复的信息源。")))
    hours = told.hours(told.period).filter(
        pl.col("source").is_in(known["source"].unique().to_list())
    )
    times = numbers.response_times(hours)
    if not total(known) and not times.n:
        return say(_("本期没有可统计答复的诉求。"))
    share = book.share("replied", _("答复率"), total(known, "replied"), total(known), how)
    if times.n < numbers.MIN_N:
        return say(
            _("{replied}；有答复时间的件数太少，不列答复时长。"), replied=say(head, share=share)
        )
    return say(
        _("{replied}；中位答复时长 {median}，九成不超过 {most}（{n} 件有答复时间）。"),
        replied=say(head, share=share),
        median=book.hours("response.median", _("中位答复时长"), times.median),
        most=book.hours("response.ninety", _("九成答复时长"), times.p90),
        n=book.count("response.n", _("有答复时间的件数"), times.n, _("自然小时，向下取整")),
    )  # fmt: skip


def _areas(writing: Writing, now: pl.DataFrame, before: pl.DataFrame) -> Table:
    book = writing.ledger
    new, old = (
        {row[0]: row[1] for row in pleas(frame).group_by("area").agg(pl.sum("messages")).rows()}
        for frame in (now, before)
    )
    whole = sum(new.values())
    order = sorted(AREAS, key=lambda code: (code == "other", -new.get(code, 0), code))
    rows = [
        [
            cell(_(AREAS[code])),
            cell(book.count(f"area.{code}", _(AREAS[code]), new.get(code, 0))),
            cell(book.share(f"area.{code}.share", _("占比"), new.get(code, 0), whole)),
            cell(book.count(f"area.{code}.before", _("上期"), old.get(code, 0))),
            cell(book.growth(f"area.{code}.change", _("变化"), new.get(code, 0), old.get(code, 0))),
        ]
        for code in order
    ]
    writing.note(say(_("领域由模型判定，未经人工核定的标为未核定。")))
    columns = [_("领域"), _("本期（件）"), _("占比"), _("上期（件）"), _("变化")]
    return Table("areas", say(_("各领域诉求（未核定）")), columns, rows)


def compared(told: Material, writing: Writing) -> None:
    """Note which periods are compared."""
    book = writing.ledger
    writing.note(
        say(
            _("本期为 {since} 至 {until}（不含），上期为 {before} 至 {since}（不含）。"),
            since=book.moment("period.since", _("本期起"), told.period.start),
            until=book.moment("period.until", _("本期止"), told.period.end),
            before=book.moment("period.before", _("上期起"), told.before.start),
        )
    )
    if told.asof < told.period.end:
        writing.note(say(_("本期尚未结束，数字截至 {at}，与上期整期相比偏低。"),
                         at=book.moment("asof", _("统计截至"), told.asof)))  # fmt: skip


def course(told: Material, writing: Writing) -> Section:
    """走势: day by day, with the highest day named."""
    book = writing.ledger
    since = told.last - timedelta(days=_TREND_DAYS.get(told.kind, 14) - 1)
    if told.kind == "monthly":
        since = bounds(told.before)[0]
    days = pleas(told.days(told.stretch(since, told.last)))
    if not total(days):
        return nothing("course", _("走势"))
    if total(days) < SMALLEST_SHOWN:
        return scarce(writing, "course", _("走势"), total(days))
    table = charts.daily_table(days, since, told.last)
    if told.noon:
        writing.note(say(_("每日从前一日中午算到当日中午。")))
    highest = table.sort("messages", "day", descending=[True, False]).row(0, named=True)
    line = say(
        _("{since}至{until}，日均 {mean} 件，最多的一天是{day}，{n} 件。"),
        since=book.day("course.since", _("走势起"), since),
        until=book.day("course.until", _("走势止"), told.last),
        mean=book.number("course.mean", _("日均件数"), total(days) / table.height),
        day=book.day("course.peak_day", _("最多的一天"), highest["day"]),
        n=book.count("course.peak", _("最多一天的件数"), highest["messages"]),
    )
    shown = picture("course", "daily", _("诉求受理量走势"), table, total(days))
    return Section("course", _("走势"), [line], pictures=[shown])


def media(told: Material, writing: Writing) -> Section:
    """媒体关注度 and 传播: by kind of outlet, by channel and by hour, never by who wrote."""
    book = writing.ledger
    now, before = (total(told.days(one).filter(pl.col("kind") == "news"))
                   for one in (told.period, told.before))  # fmt: skip
    spread = told.frame("spread", told.period)
    if not now and spread.is_empty():
        return nothing("media", _("媒体关注度和渠道"))
    line = say(
        _("媒体信息 {n} 篇，上期 {old} 篇，{change}。")
        if now or before
        else _("本期和上期都没有媒体信息。"),
        n=book.count("news", _("媒体信息"), now),
        old=book.count("news.before", _("上期媒体信息"), before),
        change=book.growth("news.change", _("媒体信息变化"), now, before),
    )
    shown = [picture("hours", "hours", _("各时段到达量"), by_hour(spread), total(spread))]
    if total(spread) < SMALLEST_SHOWN:
        shown = []
    writing.note(say(_("传播只按渠道类别和时段统计，不按账号、作者或诉求人统计。")))
    return Section("media", _("媒体关注度和渠道"), [line], [channels(writing, spread)], shown)


def channels(writing: Writing, spread: pl.DataFrame, prefix: str = "channel") -> Table:
    """How much came by which channel, and in which hour most of it."""
    book = writing.ledger
    whole = total(spread)
    rows = []
    for (kind, channel), part in sorted(spread.group_by("kind", "channel"),
                                        key=lambda one: (-total(one[1]), one[0])):  # fmt: skip
        name = f"{prefix}.{kind}.{channel}"
        most = part.sort("messages", "hour", descending=[True, False]).row(0, named=True)
        few = total(part) < SMALLEST_SHOWN
        said = _(KIND_NAMES.get(str(kind), str(kind)))
        hour = (
            "—" if few else book.text(f"{name}.hour", _("最多的时段"), _("{h} 时", h=most["hour"]))
        )
        rows.append([
            cell(said),
            cell(book.text(f"{name}.name", _("渠道"), str(channel))),
            cell(book.count(name, _("{kind}件数", kind=said), total(part))),
            cell(book.share(f"{name}.share", _("{kind}占比", kind=said), total(part), whole)),
            cell(hour),
        ])  # fmt: skip
    columns = [_("类别"), _("渠道"), _("件数"), _("占比"), _("最多的时段")]
    return Table(f"{prefix}s", say(_("按渠道类别和时段")), columns, rows)


def by_hour(spread: pl.DataFrame) -> pl.DataFrame:
    """Twenty-four hours: hour, messages."""
    counts = spread.group_by("hour").agg(pl.sum("messages"))
    every = pl.DataFrame({"hour": list(range(24))})
    return every.join(counts, on="hour", how="left").sort("hour").fill_null(0)


def mood(told: Material, writing: Writing) -> Section:
    """情感: by the model, against the period before."""
    book = writing.ledger
    now, before = pleas(told.days(told.period)), pleas(told.days(told.before))
    if not total(now):
        return nothing("mood", _("情感"))
    if total(now) < SMALLEST_SHOWN:
        return scarce(writing, "mood", _("情感"), total(now))
    new, old = (charts.sentiment_table(frame, told.first, told.last) for frame in (now, before))
    counts, earlier = dict(new.rows()), dict(old.rows())
    whole, earlier_whole = total(now), total(before)
    parts = [
        say("{name} {share}", name=_(name), share=book.share(
            f"mood.{code}", _(name), counts[code], whole, _("模型判定，未核定")))
        for code, name in SENTIMENTS.items()
    ]  # fmt: skip
    share = rates.Ratio(counts["neg"], whole), rates.Ratio(earlier["neg"], earlier_whole)
    enough = earlier_whole >= numbers.MIN_N and whole >= numbers.MIN_N
    change = book.points(
        "mood.neg.change", _("负面占比变化"), share[0].value if enough else None, share[1].value
    )
    line = say(
        _("{parts}；负面占比较上期{change}（未核定）。"),
        parts=joined(parts, _("，")),
        change=change,
    )
    shown = picture("mood", "sentiments", _("诉求情感分布（未核定）"), new, whole)
    return Section("mood", _("情感"), [line], pictures=[shown])


def keywords(told: Material, writing: Writing) -> Section:
    """热点关键词: those of at least five records, against the period before."""
    book = writing.ledger
    now, before = told.frame("words", told.period), told.frame("words", told.before)
    earlier = dict(before.rows())
    shown = now.filter(pl.col("messages") >= SMALLEST_SHOWN).head(_MOST_WORDS)
    if now.is_empty():
        return nothing("words", _("热点关键词"))
    least = book.count("word.least", _("关键词最少件数"), SMALLEST_SHOWN)
    if shown.is_empty():
        return Section("words", _("热点关键词"), [say(_("没有达到 {n} 件的关键词。"), n=least)])
    rows = [
        [
            cell(book.text(f"word.{word}.name", _("关键词"), word)),
            cell(book.count(f"word.{word}", _("件数"), n)),
            cell(book.growth(f"word.{word}.change", _("变化"), n, earlier.get(word, 0))),
        ]
        for word, n in shown.rows()
    ]
    table = Table("words", say(_("出现最多的关键词")), [_("关键词"), _("件数"), _("变化")], rows)
    note = say(_("出现不到 {n} 件的关键词不列。"), n=least)
    return Section("words", _("热点关键词"), [note], [table])


def articles(told: Material, writing: Writing) -> Section:
    """热点文章摘要: titles of news on issues first, then the newest."""
    book = writing.ledger
    news = told.frame("news", told.period).sort(
        pl.col("issue").is_null(), "posted_at", "ref", descending=[False, True, False]
    )
    if news.is_empty():
        return nothing("articles", _("热点文章摘要"))
    lines = []
    for row in (
        news.unique("title", keep="first", maintain_order=True).head(_MOST_NEWS).rows(named=True)
    ):
        name = f"message.{row['ref']}"
        lines.append(
            say(
                _("《{title}》（{outlet}，{at}）"),
                title=book.text(f"{name}.title", _("标题"), row["title"]),
                outlet=book.text(f"{name}.outlet", _("媒体"), row["outlet"]),
                at=book.moment(f"{name}.at", _("发布时间"), row["posted_at"]),
            )
        )
    return Section("articles", _("热点文章摘要"), lines)
