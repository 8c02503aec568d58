"""Addresses of machines (IPv4, IPv6, MAC) and points on the map."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

import re2

from core.masking.finds import Find, Rule, at

_DOT = r"(?:\s?(?:[.。点·]|\[\.\]|\(\.\))\s?)"
_IP4 = re2.compile(
    rf"(?:^|[^0-9A-Za-z.]|[iI][pP])([0-9]{{1,3}}(?:{_DOT}[0-9]{{1,3}}){{3}}(?:[:：][0-9]{{2,5}})?)(?:[^0-9.A-Za-z]|\.[^0-9]|\.?$)"
)
_IP_CUE = re2.compile(r"(?i)(?:ip|地址|网址|服务器|主机|路由|ping|访问|登录|登陆)[^0-9]{0,8}$")
_VERSION = re2.compile(
    r"(?i)(?:版本|固件|软件|系统|version|ver|v|第|条款?|规范|标准|附录|表|图|章节?|[月日年栋楼休号])[^0-9，,。；;]{0,4}$"
)
_IP6 = re2.compile(
    r"(?i)(?:^|[^0-9A-Za-z:]|(?:ip|地址|v6)\s?:)([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:/[0-9]{1,3})?)(?:[^0-9A-Za-z:]|$)"
)
_MAC = re2.compile(r"(?:^|[^0-9A-Za-z])([0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5})(?:[^0-9A-Za-z]|$)")

_DEG = r"[0-9]{1,3}\s?(?:[.·]\s?[0-9]{3,})"
_HEMI = r"(?:东经|西经|北纬|南纬|经?纬度|经度|longitude|latitude|lng|lon|lat|Lng|Lat|LNG|LAT|[NSEWXYnsewxy])"
_PAIR = re2.compile(
    rf"(?:^|[^0-9.A-Za-z])((?:{_HEMI}\s?(?:[:：=为是])?\s?)?{_DEG}\s?°?度?\s?[NSEWnsew]?"
    rf"(?:\s?[,，、;；/|&和 \n]{{1,2}}\s?(?:{_HEMI}\s?(?:[:：=为是])?\s?)?|\s?{_HEMI}\s?)"
    rf"{_DEG}\s?°?\s?度?\s?[NSEWnsew]?)"
)
_LABELLED = re2.compile(
    r"(?:东经|西经|北纬|南纬|经?纬度|经度)(?:坐标)?\s?(?:[:：=为是])?\s?(?:约)?\s?"
    r"([0-9]{1,3}\s?\.\s?[0-9]{2,}\s?(?:°|度)?)"
)
_MINUTE = r"\s?[0-9]{1,2}(?:\.[0-9]+)?\s?[′'’分]"
_SECOND = r"(?:\s?[0-9]{1,2}(?:\.[0-9]+)?\s?(?:[″\"”秒′'’]|''|′′))?"
_ONE_ANGLE = (
    rf"(?:(?:[NSEWnsew]|[东西]经|[南北]纬)\s?[0-9]{{1,3}}\s?[°度]{_MINUTE}{_SECOND}|"
    rf"[0-9]{{1,3}}\s?[°度]{_MINUTE}{_SECOND}\s?[NSEW]?)"
)
_ANGLE = re2.compile(rf"(?:^|[^0-9.])((?:{_ONE_ANGLE}\s?[,，、;； ]{{1,2}})?{_ONE_ANGLE})")


def _angles(text: str) -> Iterator[Find]:
    for match in _ANGLE.finditer(text):
        yield at(match.span(1), "位置")


def _pairs(text: str) -> Iterator[Find]:
    for match in _PAIR.finditer(text):
        one, two = (float(re.sub(r"[^0-9.]", "", part)) for part in _numbers(match[1]))
        if _is_in_china(one, two) or _is_in_china(two, one):
            yield at(match.span(1), "位置")
    for match in _LABELLED.finditer(text):
        yield at(match.span(1), "位置")


def _numbers(piece: str) -> list[str]:
    return re.findall(r"[0-9]{1,3}\s?[.·]\s?[0-9]{3,}", piece.replace("·", "."))[:2]


def _is_in_china(latitude: float, longitude: float) -> bool:
    return 3 <= latitude <= 54 and 73 <= longitude <= 136


def _ip4(text: str) -> Iterator[Find]:
    for match in _IP4.finditer(text):
        start, end = match.span(1)
        parts = [int(part) for part in re.findall("[0-9]+", match[1])[:4]]
        before = text[max(0, start - 12) : start]
        named = bool(_IP_CUE.search(before))
        if not named and ("点" in match[1] or "·" in match[1]):
            continue
        if max(parts) > 255 or (
            not named and ((max(parts) <= 12 and 0 not in parts) or _VERSION.search(before))
        ):
            continue
        start -= _MAPPED * text.endswith(("::ffff:", "::FFFF:"), 0, start)
        yield Find(start, end, "网络地址")


_MAPPED = 7
"""An IPv4 address written as an IPv6 one: ::ffff:192.0.2.1."""


def _ip6(text: str) -> Iterator[Find]:
    for match in _IP6.finditer(text):
        if _is_ip6(match[1].partition("/")[0]):
            yield at(match.span(1), "网络地址")
    for match in _MAC.finditer(text):
        yield at(match.span(1), "网络地址")


def _is_ip6(address: str) -> bool:
    try:
        IPv6Address(address)
    except AddressValueError:
        return False
    return len(address) >= 6


RULES: tuple[Rule, ...] = (
    (r"[0-9]\s?[.·]\s?[0-9]{2}", _pairs),
    (r"(?:[0-9]+[\s.。点·\[\]()]+){3}[0-9]", _ip4),
    (r"::|(?::[0-9A-Fa-f]{1,4}){6}|(?:[:-][0-9A-Fa-f]{2}){5}", _ip6),
    (r"[0-9]\s?[°度]\s?[0-9]", _angles),
)
