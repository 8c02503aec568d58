"""The place of a message on the map: the adcode of the deepest region it names.

A name is not a place when it is part of another name (西湖龙井, 宁波银行, 温州路), when a
place elsewhere stands before it (南昌市西湖区), or when it is an everyday word (天台, 路桥).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from analysis.features import Features
from core.places import Region

_AFTER = (
    "银行|龙井|路|大道|大街|街|巷|弄|火腿|杨梅|酒|饭店|宾馆|酒店|大厦|大酒店|菜|小笼|丝绸|醋|集团|证券|"
    "股份|有限|公司|商会|人家|模式|帮|话|老板|商人|籍|牌|鸭|鱼|蟹|海鲜|汤圆|粽|青瓷|宝剑|石雕|木雕|"
    "江畔|江边|湖畔|湖边|茶|面馆|肉饼|烧饼|馄饨|板栗|山核桃|小商品|网店|大剧院|同乡|发展银行|水泥"
)
"""Behind a short name these make it the name of something else."""

_CITY_NOUNS = "市场|市集"
_WORDS = {
    "天台": (r"(?<![楼顶屋的上层])", r"(?![的漏上违种搭加养防渗]|花园|晒|门)"),
    "路桥": (r"(?<=台州)|(?<=台州市)|(?<=浙江)", ""),
    "江山": (r"(?<=衢州)|(?<=衢州市)|(?<=浙江)|(?<=浙江省)", r"(?!帝景|如画)"),
    "临海": (r"(?<=台州)|(?<=台州市)|(?<=浙江)|(?<=浙江省)", ""),
    "常山": (r"(?<![赵子龙])", ""), "三门": (r"(?<![一二两])", r"(?!峡)"),
    "浦江": ("(?<![黄临])", r"(?!镇)"), "文成": ("", r"(?!公主|章)"),
    "钱塘": ("", r"(?![江潮湖])"), "普陀": ("", r"(?!山|山寺)"), "西湖": ("", r"(?!)"),
    "南湖": ("(?<=嘉兴)|(?<=嘉兴市)", ""), "滨江": ("(?<=杭州)|(?<=杭州市)", r"(?!路|花园|公园)"),
    "江北": ("(?<=宁波)|(?<=宁波市)", ""), "定海": ("", r"(?!神针|路)"),
    "开化": ("(?<![进教风])", r"(?!的)"), "云和": ("(?<![白风乌])", r"(?!雾|月|雨)"),
    "安吉": ("", r"(?!尔|拉)"), "永康": ("", r"(?!复)"), "平阳": ("(?<!临汾)", ""),
    "庆元": ("(?<!嘉)", r"(?!旦)"), "象山": ("", r"(?!港大桥|路)"), "下沙": ("", r"(?!石|路)"),
    "长兴": ("", r"(?!岛)"), "黄岩": ("", r"(?!岛)"), "越城": ("(?<!穿)", ""),
    "大江东": ("", r"(?!去)"), "龙泉": ("", r"(?!驿|山|寺)"), "新昌": ("", r"(?!路)"),
}  # fmt: skip
"""Names that are also everyday words, or stand in others: what must stand before and behind."""

_ELSEWHERE = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|"
    "贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|南昌|南京|苏州|无锡|合肥|福州|厦门|"
    "济南|青岛|郑州|武汉|长沙|广州|深圳|成都|西安|昆明|贵阳|沈阳|大连|哈尔滨|长春|石家庄|太原|兰州|南宁|"
    "桂林|本溪|信阳|徐州|扬州|南通|常州|镇江|开封|洛阳|安庆|芜湖|马鞍山|上饶|景德镇|九江|惠州|淮北|通辽"
)
_BEFORE = re.compile(rf"(?:{_ELSEWHERE})(?:省|市|自治区)?(?:的)?$")
_REACH = 8


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names, the longest first, and the region of each."""

    codes: dict[str, str]
    names: tuple[str, ...]


@lru_cache(maxsize=8)
def _compiled(entries: tuple[tuple[str, str], ...]) -> Gazetteer:
    names = [name for name, _ in entries]
    codes = {name: code for name, code in entries if names.count(name) == 1}
    ordered = sorted(codes, key=lambda name: (-len(name), name))
    return Gazetteer(codes, tuple(ordered))


@lru_cache(maxsize=4096)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_guarded(name) for name in names) or r"(?!)")


def _guarded(name: str) -> str:
    escaped = re.escape(name)
    if name in _WORDS:
        before, after = _WORDS[name]
        return f"(?:{before}){escaped}{after}(?!{_AFTER})"
    if name[-1] in "省区县" and len(name) > 2:
        return escaped
    if name[-1] in "市镇" and len(name) > 2:
        return rf"{escaped}(?!场|集(?!中|体|聚))"
    return rf"{escaped}(?!{_AFTER})"


def gazetteer(regions: Sequence[Region]) -> Gazetteer:
    """All names and aliases; a name that two regions share stands for neither."""
    return _compiled(
        tuple(
            (name, region.adcode)
            for region in regions
            for name in dict.fromkeys((region.name, *region.aliases))
        )
    )


def label(features: Features) -> pl.DataFrame:
    """`region`: an adcode, from the source's own field first, then from the text; or null."""
    known = gazetteer(features.materials.regions)
    found: list[str | None] = [None] * len(features.frame)
    titles, texts = features.listed
    for row, names in _named(features, known).items():
        found[row] = region_of(f"{titles[row]}\n{texts[row]}", known, names)
    if "region" in features.frame.columns:
        codes = {*known.codes.values()}
        for row, given in enumerate(features.frame["region"]):
            if given:
                found[row] = known.codes.get(given, given if given in codes else found[row])
    return pl.DataFrame({"region": found}, schema={"region": pl.String})


def _named(features: Features, known: Gazetteer) -> dict[int, tuple[str, ...]]:
    """Row -> the names of regions that its characters spell, the longest first."""
    rows, numbers, _ = features.spoken.only(known.names)
    found: dict[int, list[str]] = {}
    for row, number in zip(rows.tolist(), numbers.tolist(), strict=True):
        found.setdefault(row, []).append(features.spoken.words[number])
    return {
        row: tuple(sorted(names, key=lambda name: (-len(name), name)))
        for row, names in found.items()
    }


def region_of(text: str, known: Gazetteer, names: tuple[str, ...] = ()) -> str | None:
    """The deepest region named; of several as deep the one whose parents are named, then the
    first. `names`, if given, are those names of `known` that the text spells."""
    found = [
        known.codes[match[0]]
        for match in _pattern(names or known.names).finditer(text)
        if not _BEFORE.search(text[max(0, match.start() - _REACH) : match.start()])
    ]
    if not found:
        return None
    deepest = max(len(code) for code in found)
    named = set(found)

    def parents(code: str) -> int:
        return sum(code[:size] in named for size in (2, 4) if size < len(code))

    return max((code for code in found if len(code) == deepest), key=parents)
