"""Names with what is only said of people beside them (an age, a sex, an identity card, brackets), of
people on a platform, and in a row."""

import re
from collections.abc import Iterator

import re2

from core.masking import announced, unannounced
from core.masking.before_titles import start_before
from core.masking.cues import NOT_NAMES, PERSONAL, ROLES, VERBAL
from core.masking.finds import Find, Rule, at
from core.masking.name_shapes import CERTAIN, length
from core.masking.words import CLEAR, GIVEN, SURNAMES, WORDS, words

_FAMILIES = "".join(sorted(SURNAMES - VERBAL))
_CLEAR_CHARS, _GIVEN_CHARS = "".join(sorted(CLEAR)), "".join(sorted(GIVEN))
_DESCRIPTION = (
    r"[（(,，、\s]{0,3}(?:身份证|[男女][,，、；;)）]|性别|[汉满回壮苗彝土侗]族|现年|今年[0-9]|"
    r"[0-9]{1,3}岁|手机号|联系电话|电话[:：0-9]|1[3-9][0-9]{9})"
)
_DESCRIBED = re.compile(rf"[{_CLEAR_CHARS}]([{_GIVEN_CHARS}]{{1,2}}){_DESCRIPTION}", re.ASCII)
"""A name with what is only said of people behind it. It begins with a class and repeats nothing
more than three times, so that it needs no other engine."""
_BY_PHONE = re.compile("(?:手机号|电话.?|[0-9]{11})$")

_BRACKETED = re.compile(
    "[我人员者长民主师方][（(]([\u4e00-\u9fff·]{2,9})[)）]"
    "|(?:^|(?<=[\n。；;！!？?、，,：: \u3000/|\t]))([\u4e00-\u9fff]{2,4})[，,、 /|\t]{1,2}[男女](?:性)?[，,、；;/|\t\n]"
    "|([\u4e00-\u9fff]{2,4})[（(](?=[男女][）)，,、]|身份证|(?:男|女)性|[0-9]{2}岁|化名|时任|该员|已故|[现原]任|外号|绰号|又名|先生|女士)"
)
"""A name in brackets behind whoever it is, and one with what is only said of people in brackets."""


_NICKNAME = re2.compile(
    r"网友[“\"「『]([^”\"」』\n]{1,20})[”\"」』]"
    r"|[“\"「『]([^”\"」』\n]{1,20})[”\"」』]\s?网友"
    r"|(?:^|\n)[^\p{Han}“\"「『\n]{0,9}(?:尊敬的)?[“\"「『]([^”\"」』\n]{1,20})[”\"」』]\s?[:：,，]?\s*[您你]好"
)
_LISTED = re2.compile(
    rf"(?:^|[^\p{{Han}}]|[是有和与及被为叫的])((?:[{_CLEAR_CHARS}][{_GIVEN_CHARS}]{{1,2}}[、/])+"
    rf"[{_CLEAR_CHARS}][{_GIVEN_CHARS}]{{1,2}})(?:[^\p{{Han}}]|[等和与及]|$)"
)
"""Two and more names in a row, with nothing else between them."""


def _described(text: str) -> Iterator[Find]:
    for match in _DESCRIBED.finditer(text):
        start = start_before(text, match.end(1), "先生")
        is_word = _BY_PHONE.search(match[0]) and is_said(text[start : match.end(1)])
        if start < match.end(1) - 1 and not is_word:
            yield Find(start, match.end(1), "姓名")


def _bracketed(text: str) -> Iterator[Find]:
    for match in _BRACKETED.finditer(text):
        start, end = next(match.span(group) for group in (1, 2, 3) if match[group])
        for first in range(start, end - 1) if match[3] else (start,):
            is_name = end - first in (length(text, first, CERTAIN), announced.field(text, first))
            is_long = first == start and end - first > _SHORT
            is_word = is_common(text[first:end]) or (
                not is_long and unannounced.pair(text[first : first + 2])
            )
            if is_name and not is_word:
                yield Find(first, end, "姓名")
                break


_SHORT = 2


def _nicknames(text: str) -> Iterator[Find]:
    for match in _NICKNAME.finditer(text):
        yield from (at(match.span(group), "姓名") for group in (1, 2, 3) if match[group])


def _listed(text: str) -> Iterator[Find]:
    for match in _LISTED.finditer(text):
        start = match.start(1)
        for name in re.split("[、/]", match[1]):
            if name[:2] not in WORDS:
                yield Find(start, start + len(name), "姓名")
            start += len(name) + 1


def is_common(word: str) -> bool:
    """A word that names nobody, although somebody may be called so on a platform."""
    return word in NOT_NAMES or word in WORDS or word in ROLES or word in PERSONAL


def _called(text: str) -> Iterator[Find]:
    """Whose phone it is: 李四 13800138000, 13800138000（李四）."""
    for match in _CALLED.finditer(text):
        start, end = match.span(1 if match[1] else 2)
        name = text[start:end]
        is_one = name[0] in SURNAMES and announced.field(name, 0) == len(name)
        is_one = is_one and not is_common(name) and not is_said(name)
        if is_one and name[:2] not in WORDS:
            yield Find(start, end, "姓名")


def is_said(word: str) -> bool:
    """A day, a season or a pupil beside a number: 周三, 夏季, 高三生; no one of these is a name."""
    return word in _SAID or bool(_DAY_OR_PUPIL.fullmatch(word))


_SAID = words(
    "卫生 卫士 高温 高端 高薪 高龄 高考 高铁 高速 高层 高压 夏季 夏秋 夏令 夏朝 周年 周刊 周期 周边 周围 何时 何以 楼栋 楼层 楼道 楼下 "
    "楼上 楼号 庄家 谢意 贺信 贺礼 钱财 黄土 黄沙 韩国 韩语 韩元 苏州 徐州 柳州 郑州 荆州 邓州 黄州 荆门 隋朝 秦朝 柴火 柴草 柳树 饶有 赖以 喻示"
)
"""Words nobody is called by; people are called 高峰, 夏天 and 沈阳."""
_DAY_OR_PUPIL = re.compile("周[一二三四五六日末天]{1,2}|[高初][一二三中考职校]生?")
_CALLED = re2.compile(
    r"(?:^|[^\p{Han}]|[找打])(\p{Han}{2,3})[ :：（(]{0,2}1[3-9][0-9]{9}(?:[^0-9]|$)"
    r"|1[3-9][0-9]{9}[ ，,、（(找]{1,2}(\p{Han}{2,3})(?:[^\p{Han}]|$)"
)

RULES: tuple[Rule, ...] = (
    (f"[{_GIVEN_CHARS}]" + _DESCRIPTION.replace("{0,3}", "*").replace("{1,3}", "+"), _described),
    (
        r"[我人员者长民主师方][（(]\p{Han}|\p{Han}[，,、 /|\t]{1,2}[男女](?:性)?[，,、；;/|\t\n]|"
        r"\p{Han}[（(](?:[男女][）)，,、性]|身份证|[0-9]{2}岁|化名|时任|该员|已故|[现原]任|外号|绰号|又名|先生|女士)",
        _bracketed,
    ),
    (
        rf"[{_GIVEN_CHARS}][ :：（(]{{0,2}}1[3-9][0-9]{{9}}|1[3-9][0-9]{{9}}[ ，,、（(找]{{1,2}}[{_FAMILIES}]",
        _called,
    ),
    (r"网友[“\"「『]|[”\"」』]\s?(?:网友|[:：,，]?\s*[您你]好)", _nicknames),
    (f"[{_GIVEN_CHARS}][、/][{_CLEAR_CHARS}][{_GIVEN_CHARS}]", _listed),
)
