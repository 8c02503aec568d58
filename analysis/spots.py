"""The spot a message is about, its name and what kind of spot it is: the estate, the road and the
village of one root are three spots, and so are two firms that share nothing but 有限公司.

Finer than the label `place`, which names an issue: only the issue finder asks it. A name counts
once others use it too (`Spots.known`); one that was cut wrongly stands alone and parts nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from analysis.ground import ALIKE, alike

if TYPE_CHECKING:
    from analysis.entries import Entry

READ = 80
"""Characters of a message in which its spot is looked for."""

USED = 3
"""So many messages that use a name make it known."""

_FAINT = 0.02
_LONG = 3
_MOST = 12
_TWICE = 2
_ENOUGH = 3
_PART = 0.15
_SHARED = 0.3
"""Of the members of the smaller of two groups so many must be about a main spot of the larger."""

_KINDS = {
    "road": "大道|公路|路口|路(?!灯)|街(?!道(?!路))|巷|胡同|大桥|高架|隧道",
    "village": "村",
    "community": "社区",
    "estate": (
        "小区|花园|家园|公寓|苑|新城|国际城|公馆|名邸|华庭|雅居|安置房|安置区|新村|住宅区|楼盘|人家"
    ),
    "school": "小学|中学|初中|高中|学校|学院|大学|幼儿园",
    "health": "医院|卫生院|卫生服务中心|卫生室|诊所|保健院|养老院|敬老院",
    "firm": "公司|集团|厂",
    "shop": ("超市|市场|商场|商城|百货|广场|大厦|集市|供销社|店|馆|铺|坊|饭庄|快餐|烧烤城"),
    "site": "工地|标段",
    "park": "公园|工业园|产业园|开发区|地铁站",
}
_ENDING = "|".join(_KINDS.values())
_HAN = r"[一-鿿A-Za-z0-9]"
_CUT = re.compile(
    "[^一-鿿A-Za-z0-9]|[在我对因由被把将与有的某请是从往到给去问打报]|"
    "(?=[位坐座家住就关投举反咨建希要恳呼强严感表点发查路老改本你您领尊市书以没居竟为何不无必号已基虽造存拖地"
    "附旁周门楼一这那来想])"
    "(?:位于|坐落|座落|家住|住在|就在|关于|投诉|举报|反映|反应|咨询|请问|建议|希望|要求|恳请|呼吁|强烈|严重|"
    "感谢|表扬|点赞|发现|查到|路过|老乡|改进|本人|你们|您好|领导|尊敬|市长|书记|以及|没有|居然|竟然|为什么|"
    "为何|何时|不能|无法|必须|号称|已经|基本|虽然|造成|存在|拖欠|地处|附近|旁边|周边|对面|门口|楼下|一家|"
    "一个|这个|那个|来自|想上)"
)
"""What is no part of a name."""
_TOWN = re.compile(r"^(?:[一-鿿]{1,3}[市区县])?[一-鿿]{1,4}?(?:街道(?!路)|[镇乡])(?=[一-鿿]{2}|$)")
_NAMED = re.compile(
    rf"^{_HAN}{{1,10}}?(?:{_ENDING})(?:(?!道路(?!工地)){_HAN}{{0,4}}?(?:{_ENDING}))*"
)
_LAST = re.compile("(?:" + "|".join(f"({endings})" for endings in _KINDS.values()) + ")$")
_BARE = re.compile(
    "^(?:本|该|整个|住宅|居民|老旧|各|全|新建|安置|商业|市民|业主|住|多个|所有|部分|公共|家|小|大|公交|供热|"
    "供水|自来水|燃气|煤气|电力|供电|理财|保险|快递|中介|装修|物业|房地产|出租车|贷款|培训|总|分|子|主|修|"
    "半|马|道|公|铁|线|网|农|乡|隔壁|药|商|酒|饭|餐|门|外卖|社|二手|中心|路边|街边|一|哪|两边|停|流|开|"
    f"这|食品小作|健康体验|体验|用量|同|过|找|都上|孩子|新|换|其|来电人|配餐)*(?:{_ENDING})*$"
)
_HOME = re.compile(
    r"^([一-鿿]{2,6}?[里府邸湾庭轩阁园墅居院岸])(?:紧挨|小区|业主|电梯|物业|供暖|暖气|停车|车位|楼道|"
    r"消防|燃气|外墙|房屋|不动产|二次供水|公租房|噪声|车辆|[0-9一二三四五六七八九十]+[栋号期])"
)
"""An estate without a suffix, known by what only an estate has."""
_NO_HOME = re.compile("政府$|[这那家哪屋院村区市城]里$|[法医学]院$|公园$|幼儿园$")
_OF_FIRM = re.compile("(?:有限责任|股份有限|有限|股份)+$")
_PHASE = re.compile("(?:安置|[一二三四五六七八九十0-9]+期)+$")
_OF_ESTATE = ("物业", "置业", "房地产", "开发")
_ANY_OF_ROOT = ("小区", "住宅区", "楼盘", "新村")
_TOGETHER = frozenset(
    frozenset(pair)
    for pair in (
        ("site", "estate"), ("site", "road"), ("site", "village"), ("site", "park"),
        ("site", "shop"), ("shop", "park"), ("community", "village"),
    )
)  # fmt: skip
"""Kinds of which one may stand for the other where their roots agree."""


class Spot(NamedTuple):
    """`root` is the name without the kind of spot (芦汀), `kind` a key of _KINDS."""

    name: str
    root: str
    kind: str


class Spots:
    """The spots that the messages of the window name, and how many of them name each."""

    def __init__(self) -> None:
        self._known: dict[Spot, Spot] = {}
        self._used: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._used)

    def take(self, read: str) -> Spot | None:
        """The spot of a message of which this was read; the same object for the same spot."""
        found = spot_in(read)
        if found is None:
            return None
        self._used[found.name] += 1
        return self._known.setdefault(found, found)

    def leave(self, spot: Spot | None) -> None:
        """One message fewer names it."""
        if spot is None:
            return
        self._used[spot.name] -= 1
        if not self._used[spot.name]:
            del self._used[spot.name]
            self._known.pop(spot, None)

    def known(self, spot: Spot | None) -> bool:
        """Do several messages use the name?"""
        return spot is not None and self._used[spot.name] >= USED

    def parted(
        self, mine: "Entry", others: Sequence["Entry"], values: Sequence[float], weight: float
    ) -> Sequence[float]:
        """How like a message is to others (0 to 1), less by `weight` in the logarithm of the odds
        where both are about known spots, surely two, and neither tells the name of the other's."""
        if mine.spot is None or not self.known(mine.spot):
            return values
        factor = math.exp(weight)
        return [
            value / (value + (1.0 - value) * factor)
            if value > _FAINT and self._apart(mine, other)
            else value
            for value, other in zip(values, others, strict=True)
        ]

    def _apart(self, one: "Entry", two: "Entry") -> bool:
        here, there = one.spot, two.spot
        if here is None or there is None or not elsewhere(here, there) or not self.known(there):
            return False
        return there.name not in one.terms.read and here.name not in two.terms.read


@dataclass(slots=True)
class Around:
    """The spots that the members of a group are about, with how often."""

    counted: Counter[Spot] = field(default_factory=Counter)

    def add(self, spot: Spot | None) -> None:
        """One more member."""
        if spot is not None:
            self.counted[spot] += 1

    def join(self, other: "Around") -> None:
        """All members of another group too."""
        self.counted.update(other.counted)

    def fits(self, spot: Spot, read: str) -> bool:
        """May a message about this known spot, of which this was read, join?"""
        main = self.counted.most_common(_MOST)
        total = self.counted.total()
        if total < _ENOUGH or main[0][1] < _TWICE:
            return True
        here = (many for other, many in main if not elsewhere(spot, other) or other.name in read)
        return sum(here) >= _PART * total

    def meets(self, other: "Around") -> bool:
        """May two groups be about one spot?"""
        few, many = sorted((self.counted, other.counted), key=Counter.total)
        own = [(spot, count) for spot, count in few.most_common(_MOST) if count >= _TWICE]
        if not own or many.total() < _ENOUGH:
            return True
        least = max(_TWICE, _PART * many.total())
        main = [spot for spot, count in many.most_common(_MOST) if count >= least]
        here = [n for spot, n in own if any(not elsewhere(spot, one) for one in main)]
        return not main or sum(here) >= _SHARED * sum(count for _, count in own)


def spot_in(read: str) -> Spot | None:
    """The first spot named in the first READ characters; a town is none."""
    for piece in _CUT.split(read[:READ].replace("有限", "")):
        found = _spot(piece) if len(piece) > 1 else None
        if found is not None:
            return found
    return None


@lru_cache(maxsize=16_384)
def _spot(piece: str) -> Spot | None:
    name = _TOWN.sub("", piece)
    home = _HOME.match(name)
    if home and not _NO_HOME.search(home.group(1)):
        return Spot(home.group(1), home.group(1), "estate")
    named = _NAMED.match(name)
    if named is None or _BARE.match(named.group()):
        return None
    return _parts(named.group())


def _parts(name: str) -> Spot | None:
    last = _LAST.search(name)
    if last is None:
        return None
    kind = next(kind for kind, found in zip(_KINDS, last.groups(), strict=True) if found)
    root = name[: last.start()]
    if kind == "firm":
        root = _OF_FIRM.sub("", root)
        kind = "estate" if root.endswith(_OF_ESTATE) else kind
    root = _PHASE.sub("", root) or root
    return Spot(name, root, kind) if root else None


@lru_cache(maxsize=65_536)
def elsewhere(one: Spot, two: Spot) -> bool:
    """Are they surely two spots, by name and kind?"""
    if one == two:
        return False
    here, there = one.root, two.root
    if not (here in there or there in here or alike(here, there) >= ALIKE or _typo(here, there)):
        return True
    kinds = {one.kind, two.kind}
    if kinds == {"community", "estate"}:
        estate = one if one.kind == "estate" else two
        return here != there or not estate.name.endswith(_ANY_OF_ROOT)
    return len(kinds) > 1 and frozenset(kinds) not in _TOGETHER


def _typo(one: str, two: str) -> bool:
    """Do two names of at least three characters differ in one of them?"""
    if len(one) != len(two) or len(one) < _LONG:
        return False
    return sum(a != b for a, b in zip(one, two, strict=True)) <= 1
