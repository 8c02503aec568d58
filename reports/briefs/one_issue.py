"""舆情专报 and 一事一页: one issue, who owes what, what was said, is it solved."""

import json
from collections.abc import Mapping
from datetime import date

import polars as pl

from core.i18n import gettext as _
from core.judgement import PUBLICATIONS
from core.labels import AREAS, INTENTS, LEVELS, SENTIMENTS
from core.life import EVENTS, PARTS
from core.people import SMALLEST_SHOWN
from core.rates import Ratio
from core.times import day_of
from reports import course_charts, figures
from reports.briefs import matters
from reports.briefs.content import Section, Writing, picture
from reports.briefs.ledger import Fact, Line, joined, say
from reports.briefs.material import Material
from reports.briefs.overview import by_hour, channels, nothing, total

_EXCERPT = 60
_MOST_EXCERPTS = 3
_MOST_REGIONS = 8
_MOST_WORDS = 10


def background(told: Material, writing: Writing) -> Section:
    """背景: what, where, how many, since when, how many people."""
    book, issue = writing.ledger, told.issue
    name = f"issue.{issue['id']}"
    voices = told.read("voices", issue["id"])
    people = {}
    if voices:
        spoke = book.people(f"{name}.people", _("诉求人（按月计）"), sum(voices.values()))
        people["people"] = spoke
    writing.accused |= told.read("accused", issue["id"])
    lines = [
        say(
            _("{title}。属{area}领域；地点：{place}；问题：{problem}；{level}；{stage}。"),
            title=book.text(f"{name}.name", _("事项"), issue["name"]),
            area=_(AREAS.get(issue["area"], issue["area"])),
            place=book.text(f"{name}.place", _("地点"), issue["place"] or _("未注明")),
            problem=book.text(f"{name}.problem", _("问题"), issue["problem"] or _("未注明")),
            level=matters.graded(issue["level"]),
            stage=matters.staged(issue["stage"]),
        ),
        say(
            _heard(len(voices)),
            first=book.day(f"{name}.first", _("首件日期"), day_of(issue["first_at"])),
            last=book.day(f"{name}.last", _("末件日期"), day_of(issue["last_at"])),
            n=book.count(f"{name}.all", _("累计件数"), issue["messages"]),
            **people,
        ),
    ]
    if issue["level"] in LEVELS:
        writing.note(say(_("热度等级仅供参照，不是突发事件等级。")))
    return Section("background", _("背景"), lines)


def _heard(months: int) -> str:
    """How many people spoke: different ones in one month, 人月次 over several."""
    if not months:
        return _("{first}至{last}，共收到 {n} 件；诉求人数没有记录。")
    if months > 1:
        return _("{first}至{last}，共收到 {n} 件；诉求人 {people} 人月次（按月分别计数后相加）。")
    return _("{first}至{last}，共收到 {n} 件；不同诉求人 {people} 人。")


def threads(told: Material, writing: Writing) -> Section:
    """脉络: the course kept with the issue, then judgements and publications, day by day."""
    book, issue = writing.ledger, told.issue
    course = json.loads(issue["life"]) if issue["life"] else {}
    found: list[tuple[date, Line]] = []
    for place, row in enumerate(course.get("timeline", [])):
        if row["kind"] in EVENTS:
            name = f"issue.{issue['id']}.course.{row['kind']}.{place}"
            sentence = _(EVENTS[row["kind"]])
            has_hole = "{told}" in sentence
            hole = book.text(
                name, _("脉络"), str(row["told"] or _("未注明")) if has_hole else sentence
            )
            line = say(sentence if has_hole else "{told}", told=hole)
            found.append((date.fromisoformat(row["day"]), line))
    found += _public(told, writing)
    lines = [
        say(
            _("{day}，{what}。"),
            day=book.day(f"issue.{issue['id']}.course.{day}", _("日期"), day),
            what=line,
        )
        for day, line in sorted(found, key=lambda one: one[0])
    ]
    members = told.read("members", issue["id"])
    if members.is_empty():
        return Section("threads", _("脉络"), lines or [say(_("没有可列的经过。"))])
    posted = pl.Series("day", [day_of(at) for at in members["posted_at"]], pl.Date)
    table = course_charts.issue_table(posted)
    title = _("诉求量逐月") if figures.is_monthly(table) else _("诉求量逐日")
    shown = picture("timeline", "timeline", title, table, members.height)
    return Section("threads", _("脉络"), lines, pictures=[shown])


def _public(told: Material, writing: Writing) -> list[tuple[date, Line]]:
    """认定 and 发布 of this issue."""
    book, number = writing.ledger, told.issue["id"]
    judged = told.read("judged").filter(pl.col("issue") == number)
    found = [
        (day_of(row["judged_at"]), say(_("研判认定为{grade}事项"), grade=row["grade"]))
        for row in judged.rows(named=True)
    ]
    published = told.read("published").filter(pl.col("judgement").is_in(judged["id"].to_list()))
    for place, row in enumerate(published.rows(named=True)):
        title = book.text(f"issue.{number}.published.{place}", _("发布"), row["title"])
        line = say(_("{kind}：《{title}》"), kind=_(PUBLICATIONS[row["kind"]][0]), title=title)
        found.append((day_of(row["published_at"]), line))
    return found


def core_points(told: Material, writing: Writing) -> Section:
    """核心议题: what is asked, and the words that return."""
    book, issue = writing.ledger, told.issue
    members = told.read("members", issue["id"])
    if members.is_empty():
        return nothing("points", _("核心议题"))
    name = f"issue.{issue['id']}"
    pleas = members.filter(pl.col("kind") != "news")
    intents = _parts(writing, pleas, "intent", {word: word for word in INTENTS}, f"{name}.intent")
    words: dict[str, int] = {}
    for text in members["keywords"].fill_null(""):
        for word in set(filter(None, text.split("|"))):
            words[word] = words.get(word, 0) + 1
    often = sorted(words.items(), key=lambda one: (-one[1], one[0]))[:_MOST_WORDS]
    shown: list[Line | Fact] = [
        say("{word} {n}" + _("件"), word=book.text(f"{name}.word.{word}.name", _("关键词"), word),
            n=book.count(f"{name}.word.{word}", _("件数"), n))
        for word, n in often if n >= SMALLEST_SHOWN
    ]  # fmt: skip
    lines = [say(_("诉求类型：{parts}（未核定）。"), parts=intents)]
    if shown:
        lines.append(say(_("反复出现的关键词：{parts}。"), parts=joined(shown, _("，"))))
    return Section("points", _("核心议题"), lines)


def _parts(
    writing: Writing, members: pl.DataFrame, column: str, names: Mapping[str, str], prefix: str
) -> Line:
    counts = dict(members[column].fill_null("").value_counts(sort=True).rows())
    shown: list[Line | Fact] = [
        say("{name} {share}", name=_(word), share=writing.ledger.share(
            f"{prefix}.{code}", _(word), counts[code], members.height))
        for code, word in sorted(names.items(), key=lambda one: -counts.get(one[0], 0))
        if counts.get(code)
    ]  # fmt: skip
    return joined(shown, _("，")) if shown else [_("未判定")]


def views(told: Material, writing: Writing) -> Section:
    """各方观点: the mood of messages, what media wrote, what was answered, masked excerpts."""
    book, issue = writing.ledger, told.issue
    members = told.read("members", issue["id"])
    if members.is_empty():
        return nothing("views", _("各方观点"))
    name = f"issue.{issue['id']}"
    pleas = members.filter(pl.col("kind") != "news")
    lines = [
        say(
            _("群众诉求情感：{parts}（未核定）。媒体信息 {news} 篇。已有官方答复 {replied} 件。"),
            parts=_parts(writing, pleas, "sentiment", SENTIMENTS, f"{name}.mood"),
            news=book.count(f"{name}.news", _("媒体信息"), members.height - pleas.height),
            replied=book.count(
                f"{name}.replied", _("已答复"), told.read("replied_to", issue["id"])
            ),
        )
    ]
    lines += _excerpts(writing, pleas)
    return Section("views", _("各方观点"), lines)


def _excerpts(writing: Writing, pleas: pl.DataFrame) -> list[Line]:
    """A few masked excerpts, never of a report against somebody (举报)."""
    book = writing.ledger
    shown = pleas.filter(pl.col("intent").is_in(["咨询", "求助", "投诉", "建议"]))
    shown = shown.sort("posted_at", "ref").unique("text", keep="first", maintain_order=True)
    if shown.height < SMALLEST_SHOWN:
        return []  # of few voices an excerpt could lead to one of them
    writing.note(say(_("摘录已脱敏，只作例示；不摘录举报。")))
    lines = []
    for row in shown.head(_MOST_EXCERPTS).rows(named=True):
        quoted = book.text(
            f"message.{row['ref']}.excerpt", _("摘录（已脱敏）"), _excerpt(row["text"])
        )
        lines.append(say(_("摘录：“{text}”"), text=quoted))
    return lines


def _excerpt(text: str) -> str:
    """The beginning of a text, up to the last whole sentence that fits."""
    tidy = " ".join(text.split())
    if len(tidy) <= _EXCERPT:
        return tidy
    shown = tidy[:_EXCERPT]
    ends = max(shown.rfind(sign) for sign in "。！？；!?;")
    return shown[: ends + 1] if ends >= _EXCERPT // 3 else shown + "……"


def spreading(told: Material, writing: Writing) -> Section:
    """传播路径: by kind of channel and hour, never by account or author."""
    found = told.read("spread", *told.read("issue_span"), told.issue["id"])
    if found.is_empty():
        return nothing("spreading", _("传播路径"))
    name = f"issue.{told.issue['id']}.channel"
    shown = picture("hours", "hours", _("各时段到达量"), by_hour(found), total(found))
    writing.note(say(_("传播只按渠道类别和时段统计，不按账号、作者或诉求人统计。")))
    return Section(
        "spreading", _("传播路径"), [], [channels(writing, found, name)], pictures=[shown]
    )


def impact(told: Material, writing: Writing) -> Section:
    """社会影响: how many places and votes; few of one place are told together."""
    book, issue = writing.ledger, told.issue
    members = told.read("members", issue["id"])
    if members.is_empty():
        return nothing("impact", _("社会影响"))
    name = f"issue.{issue['id']}"
    counts = members["region"].fill_null("").value_counts(sort=True).sort(
        "count", "region", descending=[True, False])  # fmt: skip
    known = [row for row in counts.rows() if row[0] and row[1] >= SMALLEST_SHOWN]
    parts: list[Line | Fact] = [
        say("{place} {n} " + _("件"),
            place=book.text(f"{name}.region.{code}.name", _("地区"), told.regions.get(code, code)),
            n=book.count(f"{name}.region.{code}", _("件数"), n))
        for code, n in known[:_MOST_REGIONS]
    ]  # fmt: skip
    votes = int(members["votes_up"].sum())
    regions = sum(1 for row in counts.rows() if row[0])
    said = (
        _("来自 {n} 个地区，获得点赞 {votes} 次。")
        if regions
        else _("各件都未注明地区，获得点赞 {votes} 次。")
    )
    lines = [
        say(
            said,
            n=book.count(f"{name}.regions", _("地区数"), regions),
            votes=book.count(f"{name}.votes", _("点赞数"), votes),
        )
    ]
    if parts:
        lines.append(say(_("件数较多的地区：{parts}。"), parts=joined(parts, _("，"))))
    return Section("impact", _("社会影响"), lines)


def risks(told: Material, writing: Writing) -> Section:
    """风险研判: heat in its parts, and whether the answer changed anything; a person judges."""
    book, issue = writing.ledger, told.issue
    name = f"issue.{issue['id']}"
    parts = json.loads(issue["parts"]) if issue["parts"] else {}
    told_parts: list[Line | Fact] = [
        say("{part} {n}", part=_(PARTS[code]),
            n=book.number(f"{name}.part.{code}", _(PARTS[code]), value, 0))
        for code, value in sorted(parts.items(), key=lambda one: -one[1])
        if code in PARTS
    ]  # fmt: skip
    lines = [
        say(_("{level}，依据：{why}。"), level=matters.graded(issue["level"]),
            why=book.text(f"{name}.why", _("依据"), issue["why"]))
    ]  # fmt: skip
    full = book.count("heat.most", _("热度分项满分"), 100)
    writing.note(say(_("热度各分项满分为 {n}，由模型计算。"), n=full))
    if told_parts:
        lines.append(say(_("热度构成：{parts}。"), parts=joined(told_parts, _("，"))))
    return Section("risks", _("风险研判"), lines, open=True)


def handling(told: Material, writing: Writing) -> Section:
    """处置建议: who owes what under which article; whether anybody found it solved."""
    return Section(
        "handling", _("处置建议"), [*owing(told, writing), *solved(told, writing)], open=True
    )


def owing(told: Material, writing: Writing) -> list[Line]:
    """Who owes what until when, under which article."""
    number = told.issue["id"]
    found = told.read("cases_on", (number,)).get(number)
    lines = [[*matters.owed(told, writing, number, found), _("。")]]
    book = writing.ledger
    for row in told.read("response_clocks", told.asof):
        if row["issue"] == number:
            name = f"issue.{number}.{row['rule']}"
            book.text(f"{name}.id", _("规则"), row["rule"])
            lines.append(
                say(
                    _("公开回应：{what}，应于{due}前，{state}，依据：{law}。"),
                    what=book.text(f"{name}.what", _("要求"), row["what"]),
                    due=book.moment(f"{name}.due", _("期限"), row["due_at"]),
                    state=row["state"],
                    law=book.text(f"{name}.law", _("依据"), row["law"]),
                )
            )
    if found is None:
        lines.append(say(_("建议明确牵头单位并交办。")))
    return lines


def solved(told: Material, writing: Writing) -> list[Line]:
    """What call-backs say; finished is not solved."""
    course = json.loads(told.issue["life"]) if told.issue["life"] else {}
    counted = course.get("effect", {}).get("solved")
    if not counted:
        return [say(_("是否解决：还没有回访结果，不能认定已经解决。"))]
    name = f"issue.{told.issue['id']}.solved"
    share = writing.ledger.ratio(
        name, _("回访确认解决"), Ratio(counted[0], counted[1]), told.policy.minimum,
        _("分母为已回访件数"),
    )  # fmt: skip
    return [say(_("是否解决：回访确认解决 {share}；办结不等于解决。"), share=share)]
