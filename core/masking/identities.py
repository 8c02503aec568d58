"""What the number of an identity card says of itself (GB 11643-1999)."""

from datetime import date

_PROVINCES = frozenset(
    (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50)
    + (51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83)
)
_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))


def has_check_digit(number: str) -> bool:
    """The last character of an 18-digit identity number (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17]


def is_born(number: str) -> bool:
    """Does an 18-character number begin with a province and hold a day of birth?"""
    if int(number[:2]) not in _PROVINCES:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2035
