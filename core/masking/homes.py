"""House numbers and rooms. Roads, estates and buildings stay: the desk needs the place.

An address is a chain of parts, as in 12号3幢2单元401室. What the chain is follows from the
kinds of its parts: a room or a household is masked, a building or a bus line is not.
"""

import re
from collections.abc import Iterator

import re2

from core.masking.finds import Find, Rule, at

_CAPITALS = "壹贰叁肆伍陆柒捌玖"
_N = f"(?:[0-9]{{1,4}}|[零〇一二三四五六七八九十百{_CAPITALS}]{{1,5}})"
_DESIGNATIONS = {
    "B": "号公寓楼|号宿舍楼|号居民楼|号楼|栋|幢|座|#楼|#|排",
    "U": "单\\s?元|门洞|梯|门",
    "G": "村民小组|小组|组|队|社",
    "R": "号房间|号室|号房|寝室|室|房间|房",
    "F": "楼|层",
    "L": "弄",
    "H": "号院|号",
}
_KIND = {
    word.replace("\\s?", ""): kind
    for kind, words in _DESIGNATIONS.items()
    for word in words.split("|")
}
_WORDS = "|".join(_DESIGNATIONS.values())
_PART = rf"(?:(?:{_N}(?:[-—之][0-9]{{1,3}})?|{_N}?[A-Za-z][0-9]{{0,3}}|[甲乙丙丁])\s?(?:{_WORDS}))"
_BARE = (
    r"(?:[0-9]{1,2}[-—][0-9]{3,4}|[东西南北中左右]{1,2}户|"
    r"[A-Za-z]?[0-9]{3,5}[A-Za-z]?|[零〇一二三四五六七八九]{3,4})"
)
_GAP = r"[\s,，\-—–_·./]{0,2}"
_CHAIN = re2.compile(rf"{_PART}(?:{_GAP}{_PART}){{0,5}}(?:{_GAP}{_BARE}(?:\s?(?:室|房|号|户))?)?")
_STEP = re.compile(rf"({_N}|[A-Za-z0-9]{{1,5}}|[甲乙丙丁])\s?({_WORDS})")
_NOT_ROOM = re.compile(
    r"\s?(?:[年月日天元万亿吨%％℃米平㎡个家人多余位名棵株辆台次岁块份件条级期路]|"
    r"户(?:[居业人家村以都，,。]|$)|度电|千|分钟|小时)"
)
_NOT_HOME = re.compile(r"[屋产子东价租源改管地线型贷款客主补]")
_IS_ROOM = re.compile("(?<![0-9])[0-9]{3,4}\\s?号$")
_COUNTS = re.compile("[共约有余近达剩超卖售租建第]$")
_IN_ALL = re.compile("[共约]有?$")
_OFFICE = re.compile(
    r"(?:中心|大厅|政府|[局委厅署校]|院(?!子)|处(?![于理在])|社(?!区)|所(?![有以在谓需属用])|公司|大厦|大楼|写字楼|"
    r"宾馆|酒店|[公学合验诊医院行]楼|街道办|门诊|医院|学校|窗口|会议|中学|小学|大学)[^，。,；\s]{0,4}$"
)
_AT_WORK = re.compile(
    r"\s?(?:办公|窗口|会议|诊室|教室|病[房区床]|科室|包厢|展厅|实验|柜台|的?学生)"
)
_MANY_HOMES = re.compile("居民|业主|人家|村民|家庭|住户|左右|多户|[受被没都]|$")
_DASHED = r"[0-9](?<![0-9\-—–年月./A-Za-z〔第].)[0-9]{0,2}(?:栋|幢|#)?\s?[-—–]\s?"
_TRIPLE = re.compile(
    _DASHED + r"[0-9]{1,2}\s?[-—–]\s?[0-9]{3,4}[A-Za-z]?\s?(?:室|房|号|户)?(?![0-9\-—–])"
)
_PAIR = re.compile(_DASHED + r"[0-9]{3,4}[A-Za-z]?\s?(室|房|号房|户)?(?![0-9\-—–])")
"""Fixed in length but for single blanks: they cannot blow up."""

_ESTATE = frozenset("苑园区寓庭府城湾居村院里邸墅家都郡阁轩庄花")
_HOUSE = re2.compile(
    r"(?:家住|住在|住址|居住|住于|现住|家在|门牌号?|户籍|户口|所在地|"
    r"[^公司店铺单位学校厂院馆]地址|^地址|住)"
    r"[^。；;！!？?，,\n]{0,30}?(?:路|街|巷|弄|道|村|里|胡同|庄|屯|坊|组|湾|坪|冲|"
    r"塘|岗|[:：]|为|是|门牌号?)\s?"
    rf"({_N}(?:[-—之][0-9]{{1,3}})?\s?号)"
)
_NOT_HOUSE = re.compile(
    r"\s?(?:线|楼[^0-9]|楼$|口|门口|桥|井|地块|台|文|令|函|公告|机|车|电梯|公交|路|[栋幢座]|"
    r"[^，。,；\s]{2,12}?[0-9一二三四五六七八九十]{1,4}\s?(?:栋|幢|号楼|座|单元|-|#)|"
    r"[^，。,；\s]{1,12}?〔住址〕|的?[^，。,；\s]{0,8}(?:公司|店|厂|局|中心|学校|医院|酒店|"
    r"超市|馆|大厦|政府|办事处|委员会|门面|商铺|工地|旁|附近|对面))"
)
_NUMBERED = re2.compile(
    rf"(?:门牌号?码?|房间?号)\s?(?:[:：是为])?\s?({_N}(?:[-—之][0-9]{{1,4}}){{0,2}}\s?号?)|"
    r"(?:楼[上下]|隔壁|对门)的?([0-9]{1,3}\s?(?:栋|幢|号楼|#)\s?-?\s?(?:[0-9]{1,2}-)?[0-9]{3,4})(?:[^0-9A-Za-z-]|$)|"
    r"(?:楼[上下]|隔壁|对门)的?([0-9]{3,4}\s?室?)\s?(?:的?(?:住户|业主|租客|租户|邻居|房东|人家)|[家室房])"
)
_HOME_CUE = re.compile(
    r"(?:住在|家住|现住|居住|住址|住于|家在|我家|家庭|户籍|住)[^，,。；;！!？?\n]{0,24}$"
)


def _chains(text: str) -> Iterator[Find]:
    for match in _CHAIN.finditer(text):
        start, end = match.span()
        if text[start - 1 : start] in ("第", "〔", "[", "【") and start:
            continue
        steps = [
            (step.end(), step[2].replace(" ", "")) for step in _STEP.finditer(text, start, end)
        ]
        kinds = "".join(_KIND[word] for _, word in steps)
        last = _last(text, start, end, steps[-1][0], kinds) if steps else 0
        if last:
            yield Find(start, last, "住址")


def _is_office(before: str) -> bool:
    """Is it rooms of an office that are told of, and not the homes of its people?"""
    return bool(_OFFICE.search(before)) and not before.endswith(_HOMES_OF_PEOPLE)


_HOMES_OF_PEOPLE = ("宿舍", "宿舍楼", "家属院", "家属楼", "安置房", "职工楼")


def _last(text: str, start: int, end: int, named: int, kinds: str) -> int:
    """Where the home ends; 0 where the chain is no home. `named` ends the last named part."""
    follows = text[end : end + 6]
    if _AT_WORK.match(text, end):
        return _last(text, start, named, named, kinds) if end > named else 0
    if "U" not in kinds and _is_office(text[max(0, start - 10) : start]):
        return 0
    if (
        text[end - 1] == "户"
        and text[end - 2] not in _SIDES
        and (_MANY_HOMES.match(follows) or _IN_ALL.search(text[max(0, start - 2) : start]))
    ):
        return 0
    if "R" in kinds:
        room = kinds.index("R")
        if kinds[:room] in ("", "F") and not _is_lone_room(text, start, named):
            return 0
        if not _NOT_HOME.match(text, named):
            return named
        return named - 1 if kinds[:room].strip("F") else 0
    has_bare = end > named and not _NOT_ROOM.match(follows) and not text[end : end + 1].isdigit()
    if has_bare and any(kind in kinds for kind in "BUL"):
        return end
    if "LH" in kinds or (
        "G" in kinds and kinds.endswith("H") and not _NOT_HOUSE.match(text, named)
    ):
        return named
    is_door = kinds[-2:] in ("BH", "UH") and _IS_ROOM.search(text[start:named])
    if is_door or kinds.endswith("UFH"):
        return 0 if _NOT_HOUSE.match(text, named) else named
    at_home = _HOME_CUE.search(text[max(0, start - 30) : start])
    return named if at_home and ("BU" in kinds or "HU" in kinds) else 0


_SIDES = frozenset("东西南北中左右")
"""西户 is one of two or three on a floor."""


def _is_lone_room(text: str, start: int, end: int) -> bool:
    """302室 and 308房 alone are homes, unless an office stands before them or they are counted."""
    word = text[start:end]
    digits = sum(char.isdigit() for char in word)
    before = text[max(0, start - 10) : start]
    if digits not in (3, 4) or _is_office(before):
        return False
    return word.endswith("室") or not (_NOT_HOME.match(text, end) or _COUNTS.search(before))


def _houses(text: str) -> Iterator[Find]:
    for match in _HOUSE.finditer(text):
        if not _NOT_HOUSE.match(text, match.end(1)):
            yield at(match.span(1), "住址")


def _numbered(text: str) -> Iterator[Find]:
    for match in _NUMBERED.finditer(text):
        yield at(match.span(next(n for n in (1, 2, 3) if match[n])), "住址")


def _dashed(text: str) -> Iterator[Find]:
    for match in _TRIPLE.finditer(text):
        if not _NOT_ROOM.match(text, match.end()):
            yield at(match.span(), "住址")
    for match in _PAIR.finditer(text):
        named = match[1] is not None or text[match.start() - 1 : match.start()] in _ESTATE
        if named and not _NOT_ROOM.match(text, match.end()):
            yield at(match.span(), "住址")


_DASH = r"\s?[-—–]\s?"
_DIGIT = f"[0-9零〇一二三四五六七八九十百{_CAPITALS}]"
RULES: tuple[Rule, ...] = (
    (
        r"(?:[栋幢座#楼梯弄]|单\s?元|门洞|号院)[\s,，\-—–_·./]*"
        r"[0-9A-Za-z零〇一二三四五六七八九十东西壹贰叁肆伍陆柒捌玖]"
        rf"|{_DIGIT}\s?{_DIGIT}\s?号?\s?寝?[室房]|[组队社排]\s?[-—]?{_DIGIT}+号",
        _chains,
    ),
    (
        rf"[路街巷弄道村里同庄屯坊组湾坪冲塘岗:：为是牌号]\s?{_DIGIT}+(?:[-—之][0-9]+)?\s?号",
        _houses,
    ),
    (
        rf"[0-9](?:栋|幢|#)?{_DASH}(?:[0-9]{{3,4}}[A-Za-z]?\s?(?:[室房户]|号房)|[0-9]{{1,2}}{_DASH}[0-9]{{3}})|"
        rf"[{''.join(sorted(_ESTATE))}][0-9]{{1,3}}(?:栋|幢|#)?{_DASH}[0-9]{{3}}",
        _dashed,
    ),
    (r"门牌|房间?号|(?:楼[上下]|隔壁|对门)的?[0-9]{1,3}[0-9栋幢号#]", _numbered),
)
"""The gates are wider than the searches: short ones keep their common automaton small."""
