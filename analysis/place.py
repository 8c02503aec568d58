"""Where and what: the place or party a message names, and the kind of problem.

First way (replaced by the issue finder of a later release): the shortest run of characters
before a place suffix, after words that cannot belong to a name.
"""

from collections.abc import Iterator, Sequence
from functools import cache

import polars as pl
import re2

from analysis import lookup
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
    r"没有|居然|竟然|为什么|为何|何时|不能|无法|必须|号称|已经|基本|虽然|造成|存在|拖欠|有[一二两三四五六七八九十几多\d]|"
    r"的|地处|附近|旁边|周边|对面|门口|一家|一个|这个|那个|某|请|来自|是|"
    r"[^\p{Han}A-Za-z0-9]"
)
_MARK = r"[^\p{Han}A-Za-z0-9]+"
"""No name goes on behind a mark; pieces without a suffix between two marks are not cut further."""
_MARKS = "，。！？；：、,.!?;: \t\r\n　（）()“”《》"
"""The most frequent of the marks."""
_TOWN = r"(?:\p{Han}{1,4}?(?:街道|[镇乡]))?"
_PLACE = re2.compile(rf"{_TOWN}([\p{{Han}}A-Za-z0-9]{{2,12}}?(?:{_SUFFIXES}))")
_GENERIC = re2.compile(
    rf"^(?:(?:本|该|整个|住宅|居民|老旧|各|全|新建|安置|商业|学校|市民|业主|住|多个|所有|部分|公共)*(?:{_SUFFIXES})+|"
    r".*(?:马路|道路|公路|铁路|线路|网络|一路|城市|农村|乡村|社会|物业公司|出租车公司|开发商.*)|修路|半路)$"
)
_TAIL = re2.compile(r"(?:小区|住宅区|楼盘|项目|社区|业主|一期|二期|三期|四期|\d+期|\d+栋)+$")
_READ = 200
_SHORTEST = 3
_SHORTEST_NAME = 2
_ENDINGS = _SUFFIXES.split("|")
KINDS_OF_PLACE = frozenset(
    (*_SUFFIXES.split("|"), *["住宅区", "楼盘", "业主", "居民", "城市", "市民"])
)
"""What follows the name of a place or party: it tells no problem."""


def label(features: Features) -> pl.DataFrame:
    """`place` (empty if none was named) and `problem` (a name of problems.toml, or empty)."""
    places = pl.Series("place", places_of(*features.listed), dtype=pl.String)
    return pl.DataFrame([places, problems(features)])


def problems(features: Features) -> pl.Series:
    """`problem` alone, where the places are known."""
    words = features.materials.lexicon.problems
    found, _ = features.best({name: dict.fromkeys(each, 1.0) for name, each in words.items()})
    return pl.Series("problem", [name or "" for name in found], dtype=pl.String)


def places_of(titles: Sequence[str], texts: Sequence[str]) -> list[str]:
    """`place_of` for a whole batch at once."""
    found = _places_in(titles)
    missing = [row for row, place in enumerate(found) if not place]
    places = _places_in([texts[row][:_READ] for row in missing])
    for row, place in zip(missing, places, strict=True):
        found[row] = place
    return found


def _places_in(texts: Sequence[str]) -> list[str]:
    """`place_in` of each text. Of a text that is many pieces the first mostly names a place, so
    that it is read alone before the others."""
    found = [""] * len(texts)
    rows, pieces = _pieces(texts)
    first = [at for at, row in enumerate(rows) if not at or row != rows[at - 1]]
    for row, place in _named([rows[at] for at in first], [pieces[at] for at in first]):
        found[row] = place
    if len(first) < len(rows):
        others = [at for at, row in enumerate(rows) if not found[row]]
        for row, place in _named([rows[at] for at in others], [pieces[at] for at in others]):
            found[row] = place
    return found


def _pieces(texts: Sequence[str]) -> tuple[list[int], list[str]]:
    """Rows, and what stands between two marks there: all that may have the name of a place."""
    tree = _tree() if lookup.native else None
    if tree is None:
        return list(range(len(texts))), list(texts)
    clauses = lookup.clauses(texts, tree, [1])
    pieces = [texts[row][start:end] for row, start, end, _kinds in clauses]
    return [clause[0] for clause in clauses], pieces


@cache
def _tree() -> lookup.Tree | None:
    return lookup.marked([_ENDINGS], _MARKS)


def _named(rows: list[int], pieces: list[str]) -> Iterator[tuple[int, str]]:
    """The first place that is named in the pieces of each row."""
    found = (
        pl.LazyFrame({"row": rows, "piece": pieces}, {"row": pl.Int64, "piece": pl.String})
        .with_columns(pl.col("piece").str.replace_all(_MARK, "\n").str.split("\n"))
        .explode("piece")
        .filter(pl.col("piece").str.contains_any(_ENDINGS))
        .with_columns(pl.col("piece").str.replace_all(_CUT.pattern, "\n").str.split("\n"))
        .explode("piece")
        .filter(pl.col("piece").str.len_chars() >= _SHORTEST)
        .filter(pl.col("piece").str.contains_any(_ENDINGS))
        .with_columns(pl.col("piece").str.extract(_PLACE.pattern))
        .drop_nulls()
        .filter(~pl.col("piece").str.contains(_GENERIC.pattern))
        .with_columns(pl.col("piece").str.replace(_TAIL.pattern, ""))
        .filter(pl.col("piece").str.len_chars() >= _SHORTEST_NAME)
        .unique("row", keep="first", maintain_order=True)
        .collect()
    )
    return found.iter_rows()


def place_of(title: str, text: str) -> str:
    """The place or party of a message: from its title, else from the beginning of its text."""
    return place_in(title) or place_in(text[:_READ])


def place_in(text: str) -> str:
    """The first place or party that the text names, without its generic tail."""
    for piece in _CUT.sub("\n", text).split("\n"):
        found = _PLACE.search(piece) if len(piece) >= _SHORTEST else None
        if found and not _GENERIC.match(found.group(1)):
            name = str(_TAIL.sub("", found.group(1)))
            if len(name) >= _SHORTEST_NAME:
                return name
    return ""
