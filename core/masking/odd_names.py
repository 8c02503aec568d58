"""Names that are not a family name and a given name in Chinese characters, whole and unbroken.

王某某 and 王* (half hidden), 小王 and 老李, 欧阳 and other family names of two characters, names
with a dot, names in Latin letters behind a cue word, and 王 彬 with a blank.
"""

import re
from collections.abc import Iterator

import re2

from core.masking import unannounced
from core.masking.cues import FOLLOWS, LABELS, OPEN, ROLES, TITLES
from core.masking.dotted import DOTS, DOTTED, SOUNDS, sounding
from core.masking.finds import Find, Rule, at
from core.masking.words import COMPOUND, SURNAMES, words

_HAN = "[\u4e00-\u9fff]"
_SOUND = "".join(sorted(SOUNDS))
_FAMILY = unannounced.CLEAR_FAMILIES
_HIDDEN = "某XxＸ×*＊○"
_ANY_FAMILY = "".join(sorted(SURNAMES - frozenset("占师党资展战修税母")))
_HALF = re.compile(
    f"[{_FAMILY}](?:某{{1,3}}|[XxＸ×*＊○]{{1,3}}(?![A-Za-z0-9]))"
    f"|(?<![0-9])(?:[{_ANY_FAMILY}]|{'|'.join(sorted(COMPOUND))})某{{1,3}}"
    "(?![些种个项样年月日天时处地方人部单公小村街路区县市业居住栋幢])"
)
_STARS = "*＊×○"
_DOUBLED = "阳马官葛侯甫迟徒容狐孙木孤宫文人离空辕台"
"""What family names of two characters end with."""
_STARRED = re.compile(
    f"(?:{'|'.join(sorted(COMPOUND))}|[{''.join(sorted(SURNAMES))}])(?:[{_STARS}]{{1,3}}|(?<=[{_DOUBLED}])某{{1,3}})"
    f"(?![{_STARS}A-Za-z0-9])(?=(?!{_HAN})|{FOLLOWS})"
    f"|(?![有对是在从由和与向被给让找为以及到的了说把某于每院班校厂店司局所站组队村])(?<!某){_HAN}某{{1,3}}(?={'|'.join(sorted(TITLES))})"
    f"|(?<=举报|投诉|控告|检举)(?!某){_HAN}(?:某{{1,3}}|[{_STARS}]{{1,3}})(?![{_STARS}A-Za-z0-9]|{_HAN})"
)
_FAMILIAR = re.compile(f"[小老阿大](?=[{_FAMILY}])")
_OF_AN_OFFICE = re.compile(
    "[业司局院处科所委店社站办厅部心队会校行楼]的$|[话电]的是$|系?人[是：:]$|人员$"
)
"""物业的小马 is somebody."""
_BEFORE_FAMILIAR = OPEN | frozenset("头介卫壁东系")
_NOT_FAMILIAR = words(
    "小康 小米 小麦 小龙 小马 小史 小江 小金 小白 小鲁 小牛 小谷 小叶 小柳 小方 小苏 小高 小周 小梅 小钟 "
    "老庄 老龙 老白 老牛 老马 老鹰 老高 阿胶 阿里 阿尔 大江 大汉 大唐 大宋 大夏 大马 大石 大白 大陆 大康 "
    "大安 大龙 大黄 大麦 大米 大林 大牛 大谷 大叶 大柳 大方 大罗 大苏 大秦 大魏 大金 大宁 大余 大田 大钟 "
    "大高 大汪 大关 大和 大理 大庄 大荣 大凤 大沙"
)
_ENDS = re.compile(rf"(?!{_HAN})|{FOLLOWS}|不|打|来|去|可|要|会|能|们")
_COMPOUND = (
    "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|司徒|慕容|令狐|公孙|轩辕|端木|独孤|南宫|长孙|宇文|闻人|钟离|"
    "司空|申屠|澹台|呼延|淳于|濮阳|拓跋|公冶|仲孙"
)
_TWO = re.compile(f"(?:{_COMPOUND})")
_IS_CUT = re.compile("[家校所队部局院园站厂店行社会科处组机村镇乡县区市厅董士]长孙|老公孙")
"""A chief and the family name 孙: 家长孙某, 校长孙某."""
_WALL = re.compile("台长城|村长大|.长期")
_PLACE_OF_TWO = words("司空见惯 司马光砸 司徒雷登")

_LATIN_WORD = r"[A-Za-z][A-Za-z'’.-]{1,19}"
_LATIN = re2.compile(
    rf"(?i)(?:(?:{'|'.join(sorted(LABELS))})\s?(?:[:：=]|是|为|\s)|\bname\s?[:：=])\s?"
    rf"({_LATIN_WORD}(?: {_LATIN_WORD}){{0,3}})"
)
_ENGLISH_CUE = (
    r"\b(?:name|contact|contact person|complainant|applicant|reporter|caller|informant|petitioner|"
    r"sender|recipient|patient|owner|tenant|signed|signature|regards|sincerely|yours)"
)
_ENGLISH_GAP = r"\s?(?:[:：=,，]|\bis\b)\s{0,3}"
_CAPITAL = r"[A-Z][A-Za-z'’-]{0,19}\.?"
_ENGLISH = re2.compile(
    rf"(?i:{_ENGLISH_CUE}{_ENGLISH_GAP}|\bI(?: a|['’])m (?:called )?|\bthis is )"
    rf"((?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?{_CAPITAL}(?: {_CAPITAL}){{0,3}})"
)
_ALONE_AFTER = ("this is", "i'm", "i’m", "i am")
_NO_NAMES = words(
    "See Unknown None Anonymous Please Same Not Nil Withheld Confidential The Our My A An No Na "
    "Chinese American English Resident Citizen Owner Tenant Thanks Thank Very Wechat Weixin Alipay Qq "
    "Email Phone Mobile Customer All Best Kind Yours For This That It Dear Sir Madam Local Foreign Public "
    "Government Police Everyone Urgent Important Good"
)
_FEELINGS = words(
    "Really Extremely Quite Deeply Truly Also Still Just Here Writing Happy Sorry Sure Afraid "
    "Disappointed Angry Tired Sick Unhappy Concerned Worried Upset Grateful Thankful Glad Unable Bad "
    "Wrong Unacceptable"
)
"""I am Very Disappointed: what one says of oneself, or of what happened."""
_NO_ONE = words(
    "Bank Post Property Properties Company Companies Group Service Services News Line Hotel School "
    "Hospital Ltd Co Inc Corp Corporation Limited University College Office Bureau Department Ministry "
    "Committee Association Center Centre Government Agency Store Shop Mall Supermarket Restaurant "
    "Insurance Logistics Express Mobile Telecom Unicom Media Network Metro Railway Station Airport "
    "Airlines Management Technology Electronics Trading International Customer Team Support "
    "Court Police Community District Province County Township Village City Street Road Avenue Estate "
    "Apartment Apartments Building Factory"
)
"""With one of these words it is a firm, an office or a place."""
_OF_A_PLACE = words(
    "Lake River Mountain Garden Gardens Square Bridge Plaza Tower Town Branch Project"
)
"""This is East Lake: of a place, where nobody says that it is one's name."""
_CLOSED = re.compile(
    r"\s*(?:$|[^\w\s'’]|[\u4e00-\u9fff]|\n)|\s+(?:[0-9]|(?:from|at|of|on|in|by|for|to|and|but|with|who|whose|that|"
    r"the|an?|your|here|my|am|is|was|have|has|had|want|would|speaking|calling|writing|living|residing|"
    r"staying|reporting|born|aged?|male|female|resident|owner|tenant|student|flat|room|unit|phone|tel|mobile|"
    r"since|because|please|again)\b)"
)
"""What may stand behind the name of somebody who says who one is."""
_BROKEN = re.compile(f"([{_FAMILY}])[ \u3000]{{1,3}}({_HAN})(?:[ \u3000]{{1,3}}({_HAN}))?")


_MORE = frozenset(unannounced.GIVEN_CHARS) - {"总", ""}


def _halves(text: str) -> Iterator[Find]:
    for match in _HALF.finditer(text):
        before = text[max(0, match.start() - 3) : match.start()]
        is_cut = unannounced.pair(text[match.start() - 1 : match.start() + 1]) >= _WORD
        if not is_cut or before in LABELS or before[1:] in ROLES:
            more = text[match.end() : match.end() + 1] in _MORE
            is_end = (
                more and not _ENDS.match(text, match.end()) and _ENDS.match(text, match.end() + 1)
            )
            yield Find(match.start(), match.end() + bool(is_end), "姓名")


_WORD = 8
"""From here on a pair of characters is a word that a name must not cut."""


def _starred(text: str) -> Iterator[Find]:
    """史** and 欧阳×: any family name, where a name may begin and the stars end it."""
    for match in _STARRED.finditer(text):
        if unannounced.opens(text, match.start()) or _is_cue(text, match.start()):
            yield at(match.span(), "姓名")


def _is_cue(text: str, start: int) -> bool:
    return text[max(0, start - 2) : start] in ("举报", "投诉", "控告", "检举", "联系", "请找")


def _familiars(text: str) -> Iterator[Find]:
    last = 0
    for match in _FAMILIAR.finditer(text):
        start, end = match.end(), match.end() + 1
        before = text[start - 2 : start - 1] if start > 1 else ""
        if start - 1 - len(before) < last or (
            "\u4e00" <= before <= "\u9fff" and before not in _BEFORE_FAMILIAR
        ):
            continue
        last = end
        is_word = text[start - 1 : end] in _NOT_FAMILIAR or unannounced.pair(text[start : end + 1])
        is_word = is_word and not _OF_AN_OFFICE.search(text[max(0, start - 4) : start - 1])
        if not is_word and _ENDS.match(text, end):
            yield Find(start, end, "姓名")


def _compounds(text: str) -> Iterator[Find]:
    for match in _TWO.finditer(text):
        if match.start() and _IS_CUT.match(text, match.start() - 1):
            continue
        if text[match.end() : match.end() + 2] in TITLES:
            if not _WALL.match(text, match.end()):
                yield at(match.span(), "姓名")
            continue
        size = unannounced.given_length(text, match.end())
        if size and text[match.start() : match.end() + 2] not in _PLACE_OF_TWO:
            yield Find(match.start(), match.end() + size, "姓名")


def _dotted(text: str) -> Iterator[Find]:
    for match in DOTTED.finditer(text):
        start, end = sounding(text, *match.span())
        if start < end:
            yield Find(start, end, "姓名")


_POINTED = re.compile(f"[{_SOUND}]{{2,8}}\\.[{_SOUND}]{{2,8}}")


def _pointed(text: str) -> Iterator[Find]:
    """古丽娜尔.艾力: with a full stop for the dot."""
    for match in _POINTED.finditer(text):
        start, end = sounding(text, *match.span())
        if start < end:
            yield Find(start, end, "姓名")


def _latins(text: str) -> Iterator[Find]:
    for match in _LATIN.finditer(text):
        if (not match[1].islower() or " " in match[1]) and not _is_firm(match[1]):
            yield at(match.span(1), "姓名")


def _is_firm(name: str) -> bool:
    return not _NO_ONE.isdisjoint(word.rstrip(".").title() for word in name.split())


def _english(text: str) -> Iterator[Find]:
    """Behind an English cue: each word of it begins with a capital letter."""
    for match in _ENGLISH.finditer(text):
        cue = text[match.start() : match.start(1)].strip().lower()
        name = _without_label(text, match[1], match.end(1))
        is_said = cue.startswith(_ALONE_AFTER)
        if is_said and not (" " in name and _is_said(text, name, match.end(1))):
            continue
        if _is_somebody(name, cue == "this is"):
            yield Find(match.start(1), match.start(1) + len(name.rstrip(".")), "姓名")


def _is_said(text: str, name: str, end: int) -> bool:
    """Does it end there, or go on as a sentence does, and name no feeling?"""
    said = name.title().split()
    return _FEELINGS.isdisjoint(said) and (said[-1] == "I" or _CLOSED.match(text, end) is not None)


def _without_label(text: str, name: str, end: int) -> str:
    """Li Wei Company: ABC: the last word announces what comes next."""
    last = name.rpartition(" ")
    is_label = last[2] in _NO_ONE and text[end : end + 1] in (":", "：")
    return last[0] if last[0] and is_label else name


def _is_somebody(name: str, may_be_a_place: bool = False) -> bool:
    """Neither a firm, as China Post, nor a word, as WeChat?"""
    said = [word.rstrip(".").title() for word in name.split()]
    if not said or said[0] in _NO_NAMES or _is_firm(name):
        return False
    return not (may_be_a_place and said[-1] in _OF_A_PLACE)


def _broken(text: str) -> Iterator[Find]:
    """A blank inside, where the characters together are surely a name."""
    for match in _BROKEN.finditer(text):
        if match[2] in "敬谨拜叩":
            continue
        cut = text[match.end() - 1 : match.end() + 1] in COMPOUND  # 郑 武 欧阳忠: two names
        for group in (2,) if cut else (3, 2):
            name = "".join(match.groups("")[:group])
            if match[group] and unannounced.length(name, 0, _SURE) == len(name) == group:
                yield Find(match.start(), match.end(group), "姓名")
                break


_SURE = 4

RULES: tuple[Rule, ...] = (
    (f"[{_FAMILY}][{_HIDDEN}]|[{_ANY_FAMILY}{_DOUBLED}]某", _halves),
    (f"\\p{{Han}}[{_STARS}某]", _starred),
    (f"[小老阿大][{_FAMILY}]", _familiars),
    (_COMPOUND, _compounds),
    (f"[{''.join(sorted(DOTS))}]", _dotted),
    (f"[{_SOUND}]{{2}}\\.[{_SOUND}]{{2}}", _pointed),
    (r"(?i)(?:[人者名主称告]|name)\s?[:：= 是为]\s?[a-z]", _latins),
    (rf"(?i){_ENGLISH_CUE}{_ENGLISH_GAP}[a-z]|\bI(?: a|['’])m |\bthis is ", _english),
    (f"[{_FAMILY}][ \u3000]{_HAN}", _broken),
)
