"""The patterns of personal data and the marks that stand in their place.

All patterns run in google-re2: linear time whatever the text is. Each `Mask` names the group
that holds the personal part; what stands around it is only a cue and stays.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import re2
from stdnum import luhn
from stdnum.cn import ric

VERSION = 1
"""Stored with every message: tells which of them to mask again when patterns improve."""

KINDS = (
    "电话",
    "身份证",
    "银行卡",
    "车牌",
    "邮箱",
    "账号",
    "住址",
    "姓名",
    "网络地址",
    "位置",
)

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙史陶贺顾毛郝龚邵万覃武戴"
    "孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯"
    "纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁房蒲滕屈饶解牟艾尤时穆农司古吉卓"
)
_NAME = rf"(?:欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|司徒|慕容|[{_SURNAMES}])"
_HONORIFIC = "(?:女士|先生|小姐|师傅|阿姨|大爷|大妈|老师)"
_GIVEN_END = r"(?:[^\p{Han}]|$|的|是|于|在|现|住|系|电话|手机|联系|身份|男|女|今年|来自|家住)"


@dataclass(frozen=True, slots=True)
class Mask:
    """One pattern of one kind; `check` may refuse a find that only looks like it."""

    kind: str
    pattern: object
    group: int = 0
    check: Callable[[str], bool] | None = None


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _is_card(text: str) -> bool:
    digits = _digits(text)
    return 16 <= len(digits) <= 19 and luhn.is_valid(digits)


def _is_identity(text: str) -> bool:
    digits = _digits(text).upper()
    return len(digits) == 15 or ric.is_valid(digits)


def _compile(pattern: str) -> object:
    return re2.compile(pattern)


_EDGE = r"(?:^|[^0-9A-Za-z])"
MASKS = (
    Mask("邮箱", _compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")),
    Mask("身份证", _compile(_EDGE + r"(\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx])"), 1, _is_identity),
    Mask("银行卡", _compile(_EDGE + r"(\d(?:[ -]?\d){15,18})"), 1, _is_card),
    Mask("网络地址", _compile(_EDGE + r"((?:\d{1,3}\.){3}\d{1,3})(?:[^0-9.]|$)"), 1),
    Mask("位置", _compile(r"(\d{1,3}\.\d{4,}\s*[,，]\s*\d{1,3}\.\d{4,})"), 1),
    Mask("电话", _compile(r"(?:^|[^0-9])((?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d){8})(?:[^0-9]|$)"), 1),
    Mask("电话", _compile(r"(?:^|[^0-9])(0\d{2,3}[-— ]?[2-9]\d{6,7})(?:[^0-9]|$)"), 1),
    Mask(
        "电话",
        _compile(
            r"(?:电话|手机|联系方式|致电|来电)(?:号码)?(?:是|为)?[:： ]*([2-9]\d{6,7})(?:[^0-9]|$)"
        ),
        1,
    ),
    Mask(
        "账号",
        _compile(
            r"(?i)(?:微信|qq|v信|vx|wechat)(?:号|号码|群)?(?:是|为)?[:： ]*([A-Za-z0-9_-]{5,20})"
        ),
        1,
    ),
    Mask(
        "车牌",
        _compile(
            r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]"
            r"[·• ]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳])"
        ),
        1,
    ),
    Mask(
        "住址",
        _compile(
            r"(\d{1,4}(?:栋|幢|号楼|座)(?:[一二三四五六七八九十\d]{1,3}单元)?\d{2,4}(?:室|号|房)?"
            r"|[一二三四五六七八九十\d]{1,3}单元\d{2,4}(?:室|号|房)?|\d{2,4}室)"
        ),
        1,
    ),
    Mask(
        "姓名",
        _compile(
            r"(?:联系人|姓名|举报人|投诉人|反映人|申请人|来电人|诉求人|户主|业主姓名|当事人|受害人)"
            r"(?:姓名)?(?:是|为|叫)?[:： ]*"
            rf"({_NAME}(?:\p{{Han}}{{1,2}}|{_HONORIFIC}|某+)){_GIVEN_END}"
        ),
        1,
    ),
    Mask(
        "姓名",
        _compile(rf"(?:本人|我叫|我是|我名叫|名叫)[:： ]?({_NAME}\p{{Han}}{{1,2}}){_GIVEN_END}"),
        1,
    ),
    Mask("姓名", _compile(rf"({_NAME}\p{{Han}}{{0,2}}){_HONORIFIC}"), 1),
    Mask("姓名", _compile(r"网友[“\"「]([^”\"」\n]{1,20})[”\"」]"), 1),
)


def clean(text: str) -> str:
    """Full-width digits and letters as half-width, without invisible characters.

    Chinese punctuation stays, so that a masked text differs from its source at the masks only
    where the source was plainly written.
    """
    return "".join(_plain(char) for char in text) if not text.isascii() else text


def _plain(char: str) -> str:
    if "\uff10" <= char <= "\uff19" or "\uff21" <= char <= "\uff5a":
        return unicodedata.normalize("NFKC", char)
    return "" if char in "\u200b\u200c\u200d\u2060\ufeff\u00ad" else char
