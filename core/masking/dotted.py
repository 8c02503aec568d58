"""Names with a dot between their parts, written in Chinese by their sound: 艾力·吐尔逊.

Estates, chapters and brands have such dots too (保利·香槟国际), so the characters around the dot
have to be those by which sounds are written.
"""

import re

from core.masking.cues import ROLES, TITLES

DOTS = frozenset("·•‧・∙")
_DOT = "".join(sorted(DOTS))
_HAN = "[\u4e00-\u9fff]"
DOTTED = re.compile(f"{_HAN}{{2,8}} ?[{_DOT}] ?{_HAN}{{2,8}}")

SOUNDS = frozenset(
    "卜洪阿艾巴买麦提吐尔逊依古丽娜孜卡迪热汗木江拉赛达力克别努帕夏玛穆哈米赫合图荪多吉扎西卓央金次仁"
    "旺堆格桑德加措洛平顿珠白尼曲宗丹增特宝音朝鲁那日勒其乌云苏斯琴呼门贝比亚萨沙维奇伊万诺夫约翰"
    "托彼得罗伯史密布朗肉吾甫瓦都外如色铁真嘎雅仙奴兰叶森波海肯杜曼罕玉素梅朵茹坚赞拥姆衣再库班买胡"
    "亥孟恩巧齐敖登其木格图布泽仓瓦欧姐娃贡帝迭蒂戴"
)
"""Characters by which names of other languages are written."""

_BESIDE_A_DOT = SOUNDS | frozenset("拜守凯地祖皮塔坎迈莎娅培切嘉赤额敦根坦旦麻尼提安基弗")
"""Those of names with a dot: without one they are mostly other words."""

_INSIDE = frozenset("不马")
"""Sounds too, but not where a name may end: 阿不都热合曼."""

_LAST = frozenset("和明山美朗杰庆成")
"""Sounds too, but not where a name may begin, and behind a name mostly another word."""

_ENDS = re.compile(f"(?!{_HAN})")


def sounding(text: str, first: int, last: int) -> tuple[int, int]:
    """Where the name around the dot between `first` and `last` begins and ends; equal: no name."""
    dot = next(place for place in range(first, last) if text[place] in _ANY_DOT)
    start, end = dot - (text[dot - 1] == " "), dot + 1 + (text[dot + 1] == " ")
    before, behind = start, end
    while start > first and (
        text[start - 1] in _BESIDE_A_DOT or _is_inside(text, start - 1, first, dot)
    ):
        start -= 1
    start += next((n for n in (2, 1) if text[start + n - 2 : start + n] in ROLES), 0)
    while end < last and (text[end] in _BESIDE_A_DOT or _may_end(text, end, dot)):
        end += 1
    for cut in (2, 1):  # 多次: both are sounds
        if end - behind > _PART + cut - 1 and text[end - cut : end - cut + 2] in _GOES_ON:
            end -= cut
    return (start, end) if before - start >= _PART and end - behind >= _PART else (dot, dot)


_PART = 2
_ANY_DOT = DOTS | {"."}
_GOES_ON = TITLES | {"多次", "多年", "多收", "多方", "来电", "来到", "来自", "特此", "加入"}
"""Words whose first character is a sound too: 买买提·艾力多次, 扎西·多吉阿姨."""


def _is_inside(text: str, place: int, first: int, dot: int) -> bool:
    """A sound that no name begins with, or 明 in 明珠: another sound stands before it."""
    if text[place] in _LAST:
        return place > first and text[place - 1] in SOUNDS
    return text[place] in _INSIDE and place < dot - 1


def _may_end(text: str, place: int, dot: int) -> bool:
    """艾山, 苏和: the second character of a part, if the name is not whole without it. 不 in
    阿不都: behind a sound and before two."""
    if text[place] in _LAST:
        return place == dot + 2
    behind = text[place + 1 : place + 3]
    inside = text[place] in _INSIDE and place > dot + 1
    return inside and len(behind) == 2 and all(map(SOUNDS.__contains__, behind))


def run_of_sounds(text: str, start: int) -> int:
    """How many characters from here on are sounds of other languages."""
    end = start
    while text[end : end + 1] in SOUNDS:
        end += 1
    return end - start
