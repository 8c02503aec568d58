"""Numbers whose digits are hidden among letters or stops: 138OOl38OOO, 138,0013,8000."""

import re
from collections.abc import Iterator

from core.masking.finds import Find, Rule, at
from core.masking.identities import has_check_digit, is_born

_AS = "[0-9OoIl]"
_MOBILE = re.compile(
    f"(?<![0-9A-Za-z])[1Il][3-9]{_AS}[ -]?{_AS}{{4}}[ -]?{_AS}{{4}}(?![0-9A-Za-z])"
)
_IDENTITY = re.compile(f"(?<![0-9A-Za-z])[1-8Il]{_AS}{{16}}[0-9OoIlXx](?![0-9A-Za-z])")
_STOPPED = re.compile(
    "(?<![0-9])1[3-9][0-9](?P<stop>[,，、'’=:：;；])[0-9]{4}(?P=stop)[0-9]{4}(?!(?P=stop)?[0-9])"
)
_MEANT = {ord(char): digit for char, digit in zip("OoIl", "0011", strict=True)}
_LEAST = 6
"""So many characters have to be digits as they stand."""


def _lettered(text: str) -> Iterator[Find]:
    """A phone with O for 0 and l for 1; an identity number so, where its check digit is right."""
    for match in _MOBILE.finditer(text):
        if _LEAST <= sum(map(str.isdigit, match[0])) < len(match[0].translate({32: "", 45: ""})):
            yield at(match.span(), "电话")
    for match in _IDENTITY.finditer(text):
        number = match[0].translate(_MEANT).upper()
        if not match[0][:-1].isdigit() and is_born(number) and has_check_digit(number):
            yield at(match.span(), "身份证")


def _stopped(text: str) -> Iterator[Find]:
    for match in _STOPPED.finditer(text):
        yield at(match.span(), "电话")


RULES: tuple[Rule, ...] = (
    (
        f"1[3-9][0-9 -]{{0,9}}[OoIl]{_AS}?|[Il][3-9]{_AS}{{4}}|[1-8][0-9]{{1,15}}[OoIl]{_AS}{{2}}",
        _lettered,
    ),
    ("1[3-9][0-9][,，、'’=:：;；][0-9]{4}[,，、'’=:：;；][0-9]{4}", _stopped),
)
