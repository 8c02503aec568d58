"""Names that are told in other words than a cue right before them: 我叫张三, 我是李村的张三, 张三：您好,
周工, 免贵姓王."""

import re
from collections.abc import Iterator

from core.masking import announced, rows, unannounced
from core.masking.cues import COMMON_ENDS, TRADES, VERBAL
from core.masking.finds import Find, Rule
from core.masking.name_shapes import CERTAIN, LIKELY, POSSIBLE
from core.masking.words import CLEAR, COMPOUND, SURNAMES

_SAYS = re.compile("叫做?|名字是|姓名是|名为|我[，,]|(?:代表|人)(?:[现已]{1,2})?(?:变更|更换|改)为")
_OPENS = frozenset(("“", "‘", '"', "'", "「", "『", "《", "【", "[", "（", "(", " "))
_SURELY = ("我", "俺", "咱", "名", "名字", "姓名", "我名", "大名")
_MAYBE = tuple("他她个位男女夫妻子儿亲友员民主者爸妈哥弟姐妹公婆爷奶人就方孩方孩")
_CHIEFS = "".join(sorted(CLEAR | frozenset("江龙田石金付白雷严毛顾方覃岑")))
_CHIEF = re.compile(
    f"[{_CHIEFS}](?:总(?![是会能经量数共部体局监结之则归裁书统理务工算长面造重高投价计装值图站招])"
    "|工(?=[说讲来去看和，,。：:、；！!您你没不在负当已也把]|先生|同志|$)"
    "|[局嫂哥叔婶姨姐伯](?=反映|来电|说|讲|您|你|接待|打|称|表示|告诉|答应|[，,：:；;]|$))"
)
_FAMILY = re.compile("[我人贵敝俺名个位名个位]姓")


def _said(text: str) -> Iterator[Find]:
    for match in _SAYS.finditer(text):
        start = match.start()
        sure = match[0] in ("叫做", "名字是", "姓名是") or text.endswith(_SURELY, 0, start)
        first = match.end() + (text[match.end() : match.end() + 1] in _OPENS)
        quoted = first > match.end()
        if quoted and text[first : first + 1] not in CLEAR:  # 名叫“某某”: mostly a shop
            continue
        if match[0][0] == "我":
            yield from rows.names(text, first, POSSIBLE)
        elif sure or match[0][-1] == "为" or text.endswith(_MAYBE, 0, start):
            yield from rows.names(
                text,
                first,
                CERTAIN if sure and not quoted else LIKELY,
                strangers=sure and not quoted,
                strong=int(match[0][0] == "叫" or sure),
            )


_FROM = re.compile(
    "[我举](?:们?是|报)[^，。,！!？?；;\\s]{2,16}?的(?=[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff]))"
)


def _from(text: str) -> Iterator[Find]:
    """我是石马村的方德功: who somebody is, behind where from, up to a stop."""
    for match in _FROM.finditer(text):
        size = announced.field(text, match.end())
        if size and text[match.end()] in SURNAMES - VERBAL:
            yield Find(match.end(), match.end() + size, "姓名")


_GREETING, _ANSWER = re.compile("[:：，,][您你]好"), re.compile("现回复([\u4e00-\u9fff]{2,4})[:：]")
_GREETED = re.compile("(?:^|[\n。！!]|回复|答复)([\u4e00-\u9fff]{2,4})$")
_LONGEST = 7


def _greeted(text: str) -> Iterator[Find]:
    """张三：您好, where an answer begins."""
    ends = (match.start() for match in _GREETING.finditer(text))
    found = [_GREETED.search(text, max(0, end - _LONGEST), end) for end in ends]
    for match in (*filter(None, found), *_ANSWER.finditer(text)):
        start, end = match.span(1)
        if text[start] in SURNAMES and announced.field(text, start) == end - start:
            yield Find(start, end, "姓名")


def _chiefs(text: str) -> Iterator[Find]:
    """王总 and 周工; 白总 where a sentence begins."""
    for match in _CHIEF.finditer(text):
        start = match.start()
        if match[0][:2] in TRADES and not _is_engineer(text, start):
            continue
        if text[start - 1 : start + 1] in COMMON_ENDS:
            continue
        is_clear = text[start] in CLEAR and match[0][1] == "总"
        if is_clear or unannounced.opens(text, start):
            yield Find(start, start + 1, "姓名")


def _is_engineer(text: str, start: int) -> bool:
    """石工 is a mason, but somebody's name where he is spoken to or of an office: 设计院的石工."""
    spoken_to = _SPOKEN_TO.match(text, start + 2)
    return bool(spoken_to or _OF_AN_OFFICE.search(text, max(0, start - _LONGEST), start))


_SPOKEN_TO = re.compile("先生|同志|[，,]?[您你]")
_OF_AN_OFFICE = re.compile("(?:[院所局部处科]|公司|中心|监理|[甲乙]方)的?$")


def _families(text: str) -> Iterator[Find]:
    for match in _FAMILY.finditer(text):
        yield from _family_name(text, match.end())


_ONE_ALONE = re.compile("[\u4e00-\u9fff](?<![名氏啥啊呀吗呢的么])(?![\u4e00-\u9fff])")


def _family_name(text: str, place: int) -> Iterator[Find]:
    size = 2 if text[place : place + 2] in COMPOUND else int(text[place : place + 1] in SURNAMES)
    if not size and text[place - 2 : place - 1] in ("我", "贵"):
        size = int(bool(_ONE_ALONE.match(text, place)))
    if size:
        yield Find(place, place + size, "姓名")


RULES: tuple[Rule, ...] = (
    ("叫|名字是|姓名是|名为|我[，,]|[更换改]为", _said),
    ("我们?是|举报", _from),
    ("[:：，,][您你]好|现回复", _greeted),
    (f"[{_CHIEFS}][总工局嫂哥叔婶姨姐伯]", _chiefs),
    ("[我人贵敝俺名个位名个位]姓", _families),
)
