"""回避: the unit that a message accuses, so that it never reaches that unit.

An office is named in nearly every second message, mostly as the one that is asked for help. It
is accused where what it did, or refused to do, is what the writer complains about: rules look
for an office or its staff as the doer of a wrong in one clause, and for one as the object of a
complaint in the title, and for one of which neglect is told right behind its name. An office
that is asked, written to or told of something is no doer, nor is one that acts against a wrong;
inaction of nobody in particular (无人管理, 相关部门重视) accuses nobody.

Measured: docs/model-card-accused.md.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import chain

import polars as pl

from analysis import grievances, wordlists
from analysis.clauses import ENDS, Sieve, Span
from analysis.features import Features
from analysis.offices import BUREAU, FIRST, OFFICES, STAFF, called
from core.ladder import UNKNOWN
from core.places import Unit

_NEGLECT = (
    "(?:太|都|却|就是|长期|根本|完全|一直|又|也|均|互相|相互|总是|严重|涉嫌)?"
    "(?:不作为|懒政|不管不问|不闻不问|不理不睬|不予理睬|置之不理|推诿|推脱|踢皮球|推来推去|敷衍|糊弄|忽悠|"
    "不愿(?:出警|管)|不出警|不立案|不受理|不予受理|不执法|(?:审核|把关|监管|执法|管理)(?:不严|不力|缺失)|"
    "(?<=却)不管|抱着[^。，]{0,6}态度|做事[^。，]{0,3}懒散|不给(?:说法|解决|处理)|"
    "(?:一直|至今|始终|迟迟|从来|却)[^。，]{0,4}(?:没有|没|未|不)|"
    "(?:说|称|表示|答复|回复)[^。，]{0,6}(?:不归|不是|不管|没办法|无法|管不了)|"
    "不给|不让|不准|不发|不办|不同意|不批|取消|强行|乱|抢|要求我|逼)"
)
"""Neglect told of an office that stands right before it."""
_WEAK = "不作为|懒政|失职|推诿|踢皮球|敷衍|糊弄|无动于衷|置之不理|不理不睬|不予理睬|没人管"
_WRONGS = (
    "乱作为|渎职|贪污|贪赃|贪官|受贿|腐败|滥用职权|公权|以权谋私|利用职权|利用职务|徇私|枉法|包庇|偏袒|勾结|"
    "弄虚作假|暗箱|保护伞|强拆|强征|强挖|强制|强行|违法|违规|违纪|非法|暴力|克扣|截留|挪用|侵吞|私吞|骗取|套取|"
    "敛财|吃拿卡要|刁难|欺压|欺负|剥削|垄断|霸占|态度(?:恶劣|差|蛮横|傲慢)|粗暴|殴打|打人|围攻|辱骂|拉选票|贿选|"
    "乱收|拒不|拒绝|不予(?:办理|受理)|不给(?:办|发|予|解决)|不(?:公开|公示|执行|落实|履行|承认|退还?|按)|拖着不办|"
    "没有(?:给|发|公示|落实|支付|补偿|通知|设置|认真)|未(?:公示|落实|支付|补偿|履行|发放|告知)|迟迟[不没未]|"
    "黑掉|撞人|挪用|截留|侵占|抢占|私分|私自|擅自|吞|造假|谎报|假公济私|优亲厚友|公报私仇|仗势|拿好处|收好处|"
    "罚款|乱罚|扣押|扣留|拖延|违背|剥夺|欺骗|诈骗|戏弄|出尔反尔|不公[平正]?|不合理|不平等|混乱|把持|狡辩|不尊重"
)
_LAND = "征地|征收|征拆|拆迁|棚改|安置|补偿款?|低保|选举|采购|招标|招投标|工程款"
"""What only an office decides: a wrong in it accuses one even where none is named."""
_OBJECTS = "举报|投诉|检举|控告|质疑|曝光|状告|追究|严惩|查处"
_TOWARDS = "尊敬的|请求?|恳请|希望|建议|望|盼|感谢|您好|你好|报告|反映给|反映到|汇报|咨询|表扬"
_GAP = f"[^{ENDS}]"

_WRONG = re.compile(_WRONGS)
_IDLE = re.compile(_WEAK)
_WHO = re.compile(f"(?=[{FIRST}])(?:{OFFICES})|{BUREAU}|(?=[{FIRST}])(?:{STAFF})")
_CLAUSE = re.compile(rf"{_GAP}*\Z")
_DEED = re.compile(
    rf"(?:{_LAND}){_GAP}{{0,12}}?(?:{_WRONGS})|(?:{_WRONGS}){_GAP}{{0,6}}?(?:{_LAND})"
)
_DONE_BY = re.compile(rf"被{_GAP}{{0,8}}?(?:{_WHO.pattern}){_GAP}{{0,6}}?(?:拆|打|扣|占|罚|骗|赶)")
_FAILS = rf"(?:的?(?:领导|干部|工作人员|同志|人员|相关人员))?{_GAP}{{0,4}}?(?:{_NEGLECT})"
_NEGLECTED = {
    "": re.compile(f"(?=[{FIRST}])(?:{OFFICES}|{STAFF}){_FAILS}"),
    "局": re.compile(BUREAU + _FAILS),
}
"""What each of these patterns cannot do without -> the pattern."""
_SPOKEN_TO = re.compile(
    "(?:向|到|去|找|往|跟|经|据|报|交给?|转给?|致电|打电话给?|让|叫|通知|询问|咨询|证实|申报|登记|举报到?|投诉到?|反映到?)"
    r"[^。！？!?；;，,\n]{0,8}$"
)
"""Before an office: it is spoken to, not of."""
_SOMEBODY_ELSE_S = re.compile(
    "(?:对|整治|查处|治理|打击|制止|认定|拆除|处罚|举报)[^。，；]{0,6}(?:违法|违规|违章|非法)|"
    "(?:违法|违规|非法)(?:户|建筑|者|企业|商户|停车|搭建|经营|养殖|排放)"
)
"""A wrong that the office acts against, or that a third party does."""
_OTHERS = re.compile(
    "开发商|物业|公司|业主|老板|商家|商户|店主|学校|医院|幼儿园|驾校|施工方|施工单位|企业|房东|中介|机构|摊贩|车主|住户|"
    "邻居|厂家|投资方|承包方|酒店|酒吧|网吧|餐馆"
)
"""Between an office and a wrong: it is they who do it."""
_FIRMS = re.compile("中(?:铁|建|交|冶|水)[^，。]{0,6}局|[一-龥]{0,4}邮局|集团公司|有限公司")
_FIRM = ("局", "公司")
"""One of these is part of every firm's name."""
_ASKED = re.compile(rf"(?:{_TOWARDS}){_GAP}{{0,10}}$")
_SUBJECT = re.compile(
    rf"^(?:再次|关于|对|就)?(?:{_OBJECTS}|反映)?(?!{_GAP}{{0,8}}[向请给到])"
    rf"{_GAP}{{0,10}}?(?:{_WHO.pattern})"
    r"(?!附近|门口|门前|旁|对面|路段?|院内|宿舍|家属|后面|前面|小区|公交|大院|职工|片区|周边|能否|可否|是否|及|什么时候)"
)
_POLITE = re.compile(
    "^(?:请|望|恳|盼|建议|咨询|希望|感谢|想|问|表扬|给|强烈(?:要求|建议)|呼吁)|怎么样|何时|吗[？?]?$"
)
_REACH = 26
"""So many characters before a wrong its doer is looked for."""

_BEYOND = 16
"""So many characters after its clause the neglect of an office may end."""

Clauses = Mapping[str, Sequence[Span]]
"""The clauses of a text by what they may tell: the kinds of _SIEVE, and `title` where the title
may tell anything."""


def label(features: Features) -> pl.DataFrame:
    """`accused_unit`: a code of units.toml, UNKNOWN for an office that is not in it, or null."""
    units = tuple(features.materials.units)
    titles, texts = features.listed
    found: list[str | None] = [None] * len(titles)
    suspected, titled = _SIEVE.sift(texts), _in_question(features.titles)
    for row in titled:
        suspected.setdefault(row, {})["title"] = []
    for row, clauses in suspected.items():
        found[row] = accused(titles[row], texts[row], units, clauses)
    return pl.DataFrame({"accused_unit": found}, schema={"accused_unit": pl.String})


def _plainer(pattern: str) -> str:
    """The pattern without what must not stand around it, which the search in a column does not
    know: it finds more."""
    return re.sub(r"\(\?<?[=!][^)]*\)", "", pattern)


NAMES = wordlists.shortest(f"{_plainer(OFFICES)}|{_plainer(STAFF)}|局")
"""Without one of these a clause names no office."""
_OPENS = re.sub(
    r"\[\^。，\]\{0,\d\}(?:\(\?:[^)]*\)|[^|)]*)", "", _plainer(_NEGLECT)
).split(")?", 1)[1]  # fmt: skip
"""How each neglect begins: the rest of it may stand in the next clause."""


def _in_question(titles: pl.Series) -> list[int]:
    """The rows whose title names an office or its business: only these accuse by their title."""
    business = titles.str.contains_any(_LAND.replace("款?", "").split("|"))
    for words in (NAMES, grievances.NAMES):
        business |= titles.str.contains_any(words)
    for pattern in (grievances.BLAMED, grievances.TITLED):
        business |= titles.str.contains(pattern)
    return business.arg_true().to_list()


_SIEVE = Sieve(
    {"office": NAMES, "mentioned": grievances.NAMES},
    {
        "wrong": ("office", _WRONGS),
        "idle": ("office", _WEAK),
        "done": ("office", *grievances.HINTS["suffered"]),
        "neglect": ("office", _OPENS),
        "blamed": (grievances.BLAMED,),
        **{kind: ("mentioned", *hints) for kind, hints in grievances.HINTS.items()},
    },
)
"""What a clause may tell, and what it must have; the rules read only such clauses."""


def accused(
    title: str, text: str, units: Sequence[Unit], clauses: Clauses | None = None
) -> str | None:
    """The unit that one message accuses; None where it accuses nobody who holds an office.

    One wrong, or one neglect, told of an office is enough: to keep a complaint from the wrong
    unit costs a person's look, to hand it to the accused cannot be undone. So recall counts for
    more than precision here. `clauses` of the text are read; all of it unless given.
    """
    told, idle = _told(title, text, clauses or _whole(text))
    idle = idle or ([] if told else grievances.grieved(title, text, clauses))
    if not told and not idle:
        return None
    names = called(tuple((unit.name, unit.code) for unit in units))
    for said in (*reversed(told), *idle):
        for name, code in names:
            if name in said:
                return code
    return UNKNOWN


def _whole(text: str) -> Clauses:
    return {
        "title": [], **dict.fromkeys(("wrong", "idle", "done", "neglect"), [(0, len(text))])
    }  # fmt: skip


def _told(title: str, text: str, clauses: Clauses) -> tuple[list[str], list[str]]:
    """What a message tells of wrong and neglect of an office, and of its being idle."""
    titled = "title" in clauses
    told = _doers(_WRONG, text, clauses.get("wrong", ()))
    told += _in_title(title) if titled else []
    for span in clauses.get("done", ()):
        told += [match[0] for match in _DONE_BY.finditer(text, *span)]
    told += _neglected(title, [(0, len(title))]) if titled else []
    told += _neglected(text, clauses.get("neglect", ()))
    return told, _doers(_IDLE, text, clauses.get("idle", ()))


def _neglected(said: str, spans: Sequence[Span]) -> list[str]:
    """The offices of which neglect is told, and how; the neglect may end behind the clause."""
    found = [
        match
        for start, end in spans
        for part, pattern in _NEGLECTED.items()
        if said.find(part, start, end + _BEYOND) >= 0
        for match in pattern.finditer(said, start, end + _BEYOND)
        if match.start() < end
    ]
    return [match[0] for match in grievances.apart(found)]


def _in_title(title: str) -> list[str]:
    """What the title itself accuses: an office as doer or as subject, or an office's business."""
    title = _without_firms(title)
    spans = [(0, len(title))]
    found = [*_doers(_WRONG, title, spans), *_doers(_IDLE, title, spans)]
    found += [match[0] for match in _DONE_BY.finditer(title)]
    if not _POLITE.search(title):
        found += [match[0] for match in (_SUBJECT.search(title), _DEED.search(title)) if match]
    return found


def _doers(wrongs: re.Pattern[str], said: str, spans: Sequence[Span]) -> list[str]:
    """The offices that do such a wrong in one clause; one merely asked for help is left out."""
    found = []
    for match in chain.from_iterable(wrongs.finditer(said, *span) for span in spans):
        if _SOMEBODY_ELSE_S.search(said[max(0, match.start() - 8) : match.end() + 2]):
            continue
        clause = _CLAUSE.search(said[max(0, match.start() - _REACH) : match.start()])
        before = _without_firms(clause[0] if clause else "")
        offices = list(_WHO.finditer(before))
        if offices and _OTHERS.search(before, offices[-1].end()):
            continue
        if offices and not _is_addressed(before[: offices[-1].start()]):
            found.append(offices[-1][0])
    return found


def _without_firms(said: str) -> str:
    return _FIRMS.sub("", said) if any(part in said for part in _FIRM) else said


def _is_addressed(before: str) -> bool:
    """Whether what follows is asked for something, or merely told of it."""
    return bool(_ASKED.search(before) or _SPOKEN_TO.search(before))
