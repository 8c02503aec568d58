"""Where and what: the place or party a message names, and the kind of problem.

First way (replaced by the issue finder of a later release): the shortest run of characters
before a place suffix, after words that cannot belong to a name.
"""

import polars as pl
import re2

from analysis.features import Features

_SUFFIXES = (
    "小区|花园|家园|公寓|苑|新城|国际城|公馆|名邸|华庭|广场|大厦|商城|工业园|产业园|开发区|公园|"
    "大道|路|大桥|高架|地铁站|村|社区|街道|镇|小学|中学|学校|学院|幼儿园|医院|公司|集团|"
    "工地|市场|搅拌站|养老院|敬老院|饭店|酒店|超市|项目|期房|城"
)
_CUT = re2.compile(
    r"[A-Z]\d*[市区县]|西地省|\p{Han}{1,3}省|\p{Han}{2}市|[\p{Han}]{1,3}[区县](?:[^\p{Han}]|$)|"
    r"位于|坐落|座落|就在|在|关于|投诉|举报|反映|咨询|请问|请求|建议|希望|要求|恳请|呼吁|强烈|严重|"
    r"我们|我是|我|本人|你们|您好|领导|尊敬|市长|书记|对于|对|因为|因|由于|由|被|把|将|与|以及|"
    r"的|地处|附近|旁边|周边|对面|门口|一家|一个|这个|那个|某|请|来自|是|"
    r"[^\p{Han}A-Za-z0-9]"
)
_PLACE = re2.compile(rf"([\p{{Han}}A-Za-z0-9]{{2,12}}?(?:{_SUFFIXES}))")
_GENERIC = re2.compile(
    rf"^(?:(?:本|该|整个|住宅|居民|老旧|各|全|新建|安置|商业|学校|市民|业主|住|多个|所有|部分|公共)*(?:{_SUFFIXES})+|"
    r".*(?:马路|道路|公路|铁路|线路|网络|一路|城市|农村|乡村|社会|物业公司|出租车公司|开发商.*)|修路|半路)$"
)
_TAIL = re2.compile(r"(?:小区|住宅区|楼盘|项目|社区|业主|一期|二期|三期|四期|\d+期|\d+栋)+$")
_READ = 200


def label(features: Features) -> pl.DataFrame:
    """`place` (empty if none was named) and `problem` (a name of problems.toml, or empty)."""
    pairs = zip(features.titles, features.texts, strict=True)
    places = [place_of(title, text) for title, text in pairs]
    words = features.materials.lexicon.problems
    problems, _ = features.best({name: dict.fromkeys(found, 1.0) for name, found in words.items()})
    return pl.DataFrame(
        {"place": places, "problem": [name or "" for name in problems]},
        schema={"place": pl.String, "problem": pl.String},
    )


def place_of(title: str, text: str) -> str:
    """The place or party of a message: from its title, else from the beginning of its text."""
    return place_in(title) or place_in(text[:_READ])


def place_in(text: str) -> str:
    """The first place or party that the text names, without its generic tail."""
    for piece in _CUT.sub("\n", text).split("\n"):
        found = _PLACE.search(piece) if len(piece) >= 3 else None
        if found and not _GENERIC.match(found.group(1)):
            name = str(_TAIL.sub("", found.group(1)))
            if len(name) >= 2:
                return name
    return ""
